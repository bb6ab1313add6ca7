package discord

import (
	"context"
	"sync"

	"github.com/bwmarrin/discordgo"
)

// talksMax bounds the questions whose talk is remembered; an older one begins a new talk.
const talksMax = 4096

// talks remember which question a reply goes back to: Discord tells one step of a chain of
// replies, not the whole.
type talks struct {
	mu    sync.Mutex
	roots map[string]string // by the ID of a question that was no first one
}

// root returns the first question of the talk that a question belongs to.
func (t *talks) root(question string) string {
	t.mu.Lock()
	defer t.mu.Unlock()
	if r, ok := t.roots[question]; ok {
		return r
	}
	return question
}

// join notes that a question belongs to the talk that began with root.
func (t *talks) join(question, root string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.roots) >= talksMax {
		clear(t.roots)
	}
	t.roots[question] = root
}

// thread returns where what m says goes on: the thread that it stands in or, in a channel,
// the talk of questions and answers that it replies to.
func (d *desk) thread(ctx context.Context, m *discordgo.Message, self string) string {
	place, err := d.c.book.of(ctx, m.ChannelID)
	if err != nil {
		d.c.o.Log.Warn("discord channel unknown", "channel", m.ChannelID, "err", err)
	}
	if isThread(place.Type) {
		return m.ChannelID
	}
	answer := m.ReferencedMessage
	if answer == nil || answer.Author == nil || answer.Author.ID != self || answer.MessageReference == nil || answer.MessageReference.MessageID == "" {
		return m.ID
	}
	root := d.talks.root(answer.MessageReference.MessageID)
	d.talks.join(m.ID, root)
	return root
}
