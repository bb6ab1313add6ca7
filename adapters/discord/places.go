package discord

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/bwmarrin/discordgo"

	"github.com/readout-bot/readout/bot"
)

// Types of channels in which a post is more than messages in a row
// (https://discord.com/developers/docs/resources/channel#channel-object-channel-types).
const (
	typeText          = 0
	typeAnnouncement  = 5
	typeNewsThread    = 10
	typePublicThread  = 11
	typePrivateThread = 12
	typeForum         = 15
	typeMedia         = 16
)

const (
	threadNameMax = 100     // https://discord.com/developers/docs/resources/channel#start-thread-from-message
	tagsMax       = 5       // of a post of a forum
	requireTag    = 1 << 4  // a flag of forums: https://discord.com/developers/docs/resources/channel#channel-object-channel-flags
	asleepAfter   = 24 * 60 // minutes after which a thread leaves the list
	archivedMax   = 100     // threads asked for at once
)

// forum reports whether every post there is a thread of its own.
func (p place) forum() bool { return p.Type == typeForum || p.Type == typeMedia }

// threads reports whether a thread can be opened under a message there.
func (p place) threads() bool { return p.Type == typeText || p.Type == typeAnnouncement }

// refused reports whether Discord has answered no, which another attempt would not change.
func refused(err error) bool {
	if _, again := errors.AsType[*bot.RetryError](err); again {
		return false
	}
	_, no := errors.AsType[*statusError](err)
	return no
}

// nameOf returns the name of a thread about a message.
func nameOf(m bot.Message) string {
	name := plain(m.Title, threadNameMax)
	if name == "" {
		name = plain(m.Lead, threadNameMax)
	}
	for _, s := range m.Sections {
		if name == "" {
			name = plain(s.Heading, threadNameMax)
		}
	}
	if name == "" {
		name = commandName
	}
	return name
}

// openThread returns the thread under a message, opened if it is not there. It has the ID of
// the message (https://discord.com/developers/docs/resources/channel#start-thread-from-message).
func (c *Client) openThread(ctx context.Context, under spot, about bot.Message) (id string, err error) {
	body := map[string]any{"name": nameOf(about), "auto_archive_duration": asleepAfter}
	err = c.call(ctx, http.MethodPost, discordgo.EndpointChannelMessageThread(under.channel, under.message), body, nil, patience)
	if err != nil && !is(err, codeThreadExists) {
		return "", fmt.Errorf("open a thread: %w", err)
	}
	return under.message, nil
}

// wake takes a thread out of the archive, so that what stands in it can be changed.
func (c *Client) wake(ctx context.Context, thread string) error {
	err := c.call(ctx, http.MethodPatch, discordgo.EndpointChannel(thread), map[string]bool{"archived": false}, nil, patience)
	if err != nil {
		return fmt.Errorf("wake thread %s: %w", thread, err)
	}
	return nil
}

// postForum posts m as a post of a forum, with the tags that are about it. The first message
// has no nonce there: a copy is found by its mark alone.
func (c *Client) postForum(ctx context.Context, w *writing, p place, m bot.Message) error {
	essentials, rest := apart(m)
	if rest != nil {
		essentials.Sections = append(slices.Clone(essentials.Sections), rest.Sections...)
	}
	parts := render(essentials, partsMax)
	w.prepare(parts)
	thread := ""
	if !w.tried.IsZero() {
		var err error
		if thread, err = c.adoptThread(ctx, w, p, parts[0].Nonce); err != nil {
			return fmt.Errorf("look for a copy: %w", err)
		}
	}
	if thread == "" {
		first := parts[0]
		first.Nonce, first.EnforceNonce = "", false
		body := struct {
			Name    string   `json:"name"`
			Tags    []string `json:"applied_tags,omitempty"`
			Message payload  `json:"message"`
		}{nameOf(m), tagsFor(p, m), first}
		var made discordgo.Channel
		if err := c.call(ctx, http.MethodPost, discordgo.EndpointChannelThreads(w.to.ID), body, &made, patience); err != nil {
			return err
		}
		thread = made.ID
	}
	w.done = append(w.done, spot{w.to.ID, thread, thread}) // the first message has the ID of its thread
	return w.send(ctx, thread, parts[1:])
}

// adoptThread returns the post of a forum whose first message carries a nonce's mark, made by
// us since an earlier attempt began; empty if there is none.
func (c *Client) adoptThread(ctx context.Context, w *writing, p place, nonce string) (id string, err error) {
	self, err := c.self(ctx)
	if err != nil {
		return "", err
	}
	after := snowflake(w.tried.Add(-slack))
	for _, address := range []string{
		discordgo.EndpointGuildActiveThreads(p.Guild),
		discordgo.EndpointChannelPublicArchivedThreads(w.to.ID) + "?" + url.Values{"limit": {fmt.Sprint(archivedMax)}}.Encode(),
	} {
		var list discordgo.ThreadsList
		if err := c.call(ctx, http.MethodGet, address, nil, &list, callTimeout); err != nil {
			return "", err
		}
		for _, t := range list.Threads {
			if t == nil || t.ParentID != w.to.ID || t.OwnerID != self.user || !later(t.ID, after) {
				continue
			}
			var first discordgo.Message
			err := c.call(ctx, http.MethodGet, discordgo.EndpointChannelMessage(t.ID, t.ID), nil, &first, callTimeout)
			if errors.Is(err, bot.ErrNotFound) {
				continue
			}
			if err != nil {
				return "", err
			}
			if carries(&first, nonce) {
				return t.ID, nil
			}
		}
	}
	return "", nil
}

// tagsFor returns the tags of a forum that name a kind of section of m, or something that m
// speaks of; where the forum wants a tag and none fits, the first.
func tagsFor(p place, m bot.Message) (ids []string) {
	var b strings.Builder
	b.WriteString(m.Title + " " + m.Lead)
	for _, s := range m.Sections {
		if len(s.Lines) > 0 {
			b.WriteString(" " + string(s.Kind) + " " + s.Heading)
		}
		for _, l := range s.Lines {
			b.WriteString(" " + l.Label + " " + l.Text)
		}
	}
	said := spaced(b.String())
	for _, t := range p.Tags {
		if !t.Moderated && strings.TrimSpace(t.Name) != "" && strings.Contains(said, spaced(t.Name)) && len(ids) < tagsMax {
			ids = append(ids, t.ID)
		}
	}
	if len(ids) > 0 || p.Flags&requireTag == 0 {
		return ids
	}
	for _, t := range p.Tags {
		if !t.Moderated {
			return []string{t.ID}
		}
	}
	return nil
}

// spaced returns the words of s in lower case, with a space around each.
func spaced(s string) string {
	words := strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return strings.ContainsRune(" \t\n.,;:!?()[]\"'“”’-–—/", r) })
	return " " + strings.Join(words, " ") + " "
}
