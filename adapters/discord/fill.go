package discord

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/bwmarrin/discordgo"

	"github.com/readout-bot/readout/bot"
)

// showWithin is the patience for one change of a panel.
const showWithin = 20 * time.Second

// begin shows the form that a command opens as a panel.
func (d *desk) begin(ctx context.Context, i *interaction, cmd bot.Command, f bot.Form, first responder) {
	if _, ok := d.acknowledge(ctx, i, first, deferred(true)); !ok {
		return
	}
	s := newDraft(f, cmd.From.ID)
	d.look(ctx, i, cmd, s)
	d.show(ctx, i, cmd, s, "")
}

// fill does what was done to a panel.
func (d *desk) fill(ctx context.Context, i *interaction, t touch, first responder) {
	cmd := i.command("", d.c.o.Editors)
	if d.writes(ctx, i, cmd, t, first) {
		return
	}
	if _, ok := d.acknowledge(ctx, i, first, response{Type: respondKeep}); !ok {
		return
	}
	unlock := d.drafts.lock(t.draft)
	defer unlock()
	s, f, err := d.drafted(ctx, cmd, t)
	if err == nil && s.Done {
		return // pressed twice
	}
	if t.kind == idCancel {
		d.answerTo(i).withdraw(ctx, showWithin)
		d.finish(ctx, cmd, s)
		return
	}
	if err != nil {
		d.anew(ctx, i, cmd, t, err)
		return
	}
	said := ""
	switch t.kind {
	case idSave:
		d.save(ctx, i, cmd, s)
		return
	case idWhere:
		said = d.move(ctx, i, cmd, s)
	case idOwn:
		for name, value := range i.fields() {
			s.set(f, name, value)
		}
	case idChoose:
		if value, _, ok := d.panel(ctx, i, f, s).chosen(t.field, i.Data.Values); ok {
			s.set(f, t.field, value)
		}
	}
	d.show(ctx, i, cmd, s, said)
}

// writes opens the modal in which a field is written by hand, if that is what was asked for. It
// returns true if it did.
func (d *desk) writes(ctx context.Context, i *interaction, cmd bot.Command, t touch, first responder) bool {
	if t.kind != idWrite && (t.kind != idChoose || !slices.Contains(i.Data.Values, other)) {
		return false
	}
	ctx, cancel := context.WithTimeout(ctx, formWithin)
	defer cancel()
	s, f, err := d.drafted(ctx, cmd, t)
	if err != nil {
		return false // which is told where it is tried again
	}
	p, name := d.panel(ctx, i, f, s), t.field
	if t.kind == idChoose {
		value, write, ok := p.chosen(t.field, i.Data.Values)
		if name = write; ok { // what was chosen beside it
			s.set(f, t.field, value)
			if err := d.drafts.put(ctx, cmd.From.Tenant(), s); err != nil {
				d.c.o.Log.Warn("discord draft not kept", "ref", i.ID, "err", err)
			}
		}
	}
	m, ok := p.own(name)
	if !ok {
		return false
	}
	if err := first(ctx, response{Type: respondModal, Data: m}); err != nil {
		d.c.o.Log.Error("discord form not opened", "channel", cmd.From.String(), "ref", i.ID, "err", err)
	}
	return true
}

// drafted returns the draft that was touched, and the form as it stands.
func (d *desk) drafted(ctx context.Context, cmd bot.Command, t touch) (*draft, bot.Form, error) {
	s, err := d.drafts.get(ctx, cmd.From.Tenant(), t.draft)
	if err != nil {
		return nil, bot.Form{}, err
	}
	f, err := d.c.o.Handler.Form(ctx, s.asked(cmd))
	return s, f, err
}

// anew begins a form again whose draft is gone. Where it cannot be had either, the command itself
// says why.
func (d *desk) anew(ctx context.Context, i *interaction, cmd bot.Command, t touch, cause error) {
	if !errors.Is(cause, bot.ErrNotFound) {
		d.c.o.Log.Error("discord draft not read", "channel", cmd.From.String(), "ref", i.ID, "err", cause)
		return // the form stays as it is
	}
	cmd.Text = t.command
	f, err := d.c.o.Handler.Form(ctx, cmd)
	if err != nil {
		d.answer(ctx, cmd, d.answerTo(i).reply)
		return
	}
	s := newDraft(f, cmd.From.ID)
	d.look(ctx, i, cmd, s)
	d.show(ctx, i, cmd, s, bot.FormLost)
}

// show keeps a draft and shows it, with something said above.
func (d *desk) show(ctx context.Context, i *interaction, cmd bot.Command, s *draft, said string) {
	ctx, cancel := context.WithTimeout(ctx, showWithin)
	defer cancel()
	if err := d.drafts.put(ctx, cmd.From.Tenant(), s); err != nil {
		d.c.o.Log.Error("discord draft not kept", "channel", cmd.From.String(), "ref", i.ID, "err", err)
	}
	f, err := d.c.o.Handler.Form(ctx, s.asked(cmd))
	if err != nil {
		cmd.Text = named(s.Command) // which says why, and does nothing
		d.answer(ctx, cmd, d.answerTo(i).reply)
		return
	}
	p := d.panel(ctx, i, f, s)
	p.said = said
	if err := d.answerTo(i).edit(ctx, p.payload()); err != nil {
		d.c.o.Log.Error("discord form not shown", "channel", cmd.From.String(), "ref", i.ID, "err", err)
	}
}

// look notes in a draft why briefs cannot go to its channel: nothing where they can, or where
// Discord does not tell.
func (d *desk) look(ctx context.Context, i *interaction, cmd bot.Command, s *draft) {
	s.Unfit = ""
	if i.Guild == "" {
		return
	}
	to := cmd.From
	to.ID = s.Channel
	wrong, err := d.c.lacks(ctx, to)
	if err != nil {
		d.c.o.Log.Warn("discord channel not looked at", "channel", to.String(), "err", err)
		return
	}
	if wrong != "" {
		s.Unfit = bot.Unfit(wrong)
	}
}

// move has a draft be about the channel that was picked, if who picked it may give commands
// there; else it says why not.
func (d *desk) move(ctx context.Context, i *interaction, cmd bot.Command, s *draft) (why string) {
	if len(i.Data.Values) != 1 || !number(i.Data.Values[0]) {
		return ""
	}
	id := i.Data.Values[0]
	at, ok := i.Data.Resolved.Channels[id]
	if !ok {
		return ""
	}
	const needed = discordgo.PermissionViewChannel | discordgo.PermissionUseApplicationCommands
	if at.Permissions&discordgo.PermissionAdministrator == 0 && at.Permissions&needed != needed {
		return bot.NotYours
	}
	s.Channel = id
	d.look(ctx, i, cmd, s)
	return ""
}

// save says what was filled in. What cannot be done is said over the form, which stays.
func (d *desk) save(ctx context.Context, i *interaction, cmd bot.Command, s *draft) {
	said := s.asked(cmd)
	said.ID = fmt.Sprintf("form %s %d", s.id, s.Tries) // pressed twice, on whichever replicas, it is saved once
	a := d.answerTo(i)
	failed := ""
	elsewhere := d.answer(ctx, said, func(ctx context.Context, m bot.Message) error {
		if m.Failed {
			failed = m.Lead
			return nil
		}
		return a.reply(ctx, m)
	})
	switch {
	case elsewhere:
	case failed != "":
		s.Tries++
		d.show(ctx, i, cmd, s, failed)
	case a.given:
		d.finish(ctx, cmd, s)
	}
}

// finish notes that nothing more is to be done to a draft; nil for one that is gone.
func (d *desk) finish(ctx context.Context, cmd bot.Command, s *draft) {
	if s == nil {
		return
	}
	s.Done = true
	if err := d.drafts.put(ctx, cmd.From.Tenant(), s); err != nil {
		d.c.o.Log.Warn("discord draft not finished", "ref", s.id, "err", err)
	}
}
