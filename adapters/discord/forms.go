package discord

import (
	"context"
	"errors"
	"time"

	"github.com/readout-bot/readout/bot"
)

// formWithin is the patience for a form: it opens in the first response or not at all
// (https://discord.com/developers/docs/interactions/receiving-and-responding#responding-to-an-interaction).
const formWithin = 1500 * time.Millisecond

// open answers with the form that a command opens. It returns false if there is none, so
// that the command is to be said as it stands.
func (d *desk) open(ctx context.Context, i *interaction, cmd bot.Command, first responder) bool {
	within, cancel := context.WithTimeout(ctx, formWithin)
	defer cancel()
	f, err := d.c.o.Handler.Form(within, cmd)
	if err != nil {
		if !errors.Is(err, bot.ErrNotFound) {
			d.c.o.Log.Warn("discord form not opened", "channel", cmd.From.String(), "ref", cmd.ID, "err", err)
		}
		return false
	}
	if answers(f) {
		d.begin(ctx, i, cmd, f, first)
		return true
	}
	m, ok := modal(f)
	if !ok {
		d.c.o.Log.Error("discord form does not fit", "channel", cmd.From.String(), "ref", cmd.ID)
		return false
	}
	if err := first(ctx, response{Type: respondModal, Data: m}); err != nil {
		d.c.o.Log.Error("discord form not opened", "channel", cmd.From.String(), "ref", cmd.ID, "err", err)
	}
	return true
}

// A form is a modal of Discord's.
type form struct {
	CustomID   string      `json:"custom_id"`
	Title      string      `json:"title"`
	Components []component `json:"components"`
}

// modal returns a form as Discord shows it; false if it has too many fields, or none.
func modal(f bot.Form) (form, bool) {
	m := form{CustomID: custom(idSubmit, 0, f.Command), Title: plain(f.Title, modalTitleMax)}
	for n, field := range f.Fields {
		m.Components = append(m.Components, labelled(f, field, n == len(f.Fields)-1))
	}
	fits := len(f.Fields) > 0 && len(f.Fields) <= modalFieldsMax && f.Command != "" && units(m.CustomID) <= customIDMax && m.Title != ""
	return m, fits
}

// labelled returns a field under its label. What is wrong with its value stands there too
// and, at the last field, what follows from all.
func labelled(f bot.Form, field bot.Field, last bool) component {
	says := field.Problem
	if says == "" && last {
		says = f.Note
	}
	options := fitting(field.Choices)
	if len(options) == 0 {
		return label(field, says, written(field))
	}
	required := field.Required
	choices := component{Type: typeSelect, CustomID: field.Name, Placeholder: plain(field.Hint, placeholderMax), Required: &required}
	for _, o := range options {
		choices.Options = append(choices.Options, pick{Label: o.Label, Value: o.Value, Default: o.Value == field.Value})
	}
	return label(field, says, choices)
}

// label returns a component under the label of a field, with something said below.
func label(field bot.Field, says string, c component) component {
	l := component{Type: typeLabel, Label: plain(field.Label, modalLabelMax), Description: plain(says, optionTextMax), Component: &c}
	if l.Label == "" {
		l.Label = plain(field.Name, modalLabelMax)
	}
	return l
}

// written returns what a field is written into.
func written(field bot.Field) component {
	required := field.Required
	input := component{Type: typeInput, Style: styleShort, CustomID: field.Name, Placeholder: plain(field.Hint, inputHintMax),
		Value: clip(field.Value, inputMax), Required: &required, MaxLength: inputMax}
	if field.Long {
		input.Style = styleLong
	}
	return input
}

// clip returns as much of s as fits, lines and all.
func clip(s string, max int) string {
	used := 0
	for i, r := range s {
		if used += units(string(r)); used > max {
			return s[:i]
		}
	}
	return s
}
