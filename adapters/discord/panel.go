package discord

import (
	"context"
	"slices"
	"strings"

	"github.com/readout-bot/readout/bot"
)

// A modal of Discord's cannot change while it is open. A form that answers what is chosen, with
// the next runs of a schedule or with what is wrong, is therefore a panel: a message for the
// asker alone, with a menu for each field and buttons for the rest, which is edited after each
// choice. Only what is written by hand opens a modal, of one field.

// What the components of a panel begin their IDs with; in the rest stand the draft, the field
// and the command, which begins the form anew where the draft is gone.
const (
	idChoose = 'v' // from the menu of a field
	idWhere  = 'w' // the channel
	idWrite  = 'o' // opens the modal of a field
	idOwn    = 't' // sends that modal off
	idSave   = 'y'
	idCancel = 'x'
)

// other is the value of the choice that opens the modal of a field: no field has it.
const other = "…"

// rowsMax is how many rows a message has
// (https://discord.com/developers/docs/components/reference#action-row).
const rowsMax = 5

// A touch is what somebody did to a panel.
type touch struct {
	kind    byte
	draft   string
	field   string // empty for what is about the whole
	command string // the name of the form's command
}

// id returns the ID of a component of a panel.
func (t touch) id() string { return custom(t.kind, 0, t.draft+" "+t.field+" "+t.command) }

// touched reads an ID of a panel's; false for any other.
func touched(id string) (t touch, ok bool) {
	kind, rest, ok := pressed(id)
	if !ok || !strings.ContainsRune(string([]byte{idChoose, idWhere, idWrite, idOwn, idSave, idCancel}), rune(kind)) {
		return touch{}, false
	}
	parts := strings.SplitN(rest, " ", 3)
	if len(parts) != 3 || parts[0] == "" || parts[2] == "" {
		return touch{}, false
	}
	return touch{kind: kind, draft: parts[0], field: parts[1], command: parts[2]}, true
}

// answers reports whether a form answers what is chosen, so that it has to be a panel.
func answers(f bot.Form) bool {
	return slices.ContainsFunc(f.Fields, func(d bot.Field) bool { return d.Live })
}

// A panel is a form on its way to being shown as a message.
type panel struct {
	form    bot.Form
	draft   *draft
	command string                  // the name of the form's command
	menus   map[string][]bot.Choice // by field: what can be chosen beside what is written
	pick    bool                    // the channel may be picked
	said    string                  // above all; empty for nothing
}

// panel returns a form with what can be chosen in it.
func (d *desk) panel(ctx context.Context, i *interaction, f bot.Form, s *draft) panel {
	p := panel{form: f, draft: s, command: named(f.Command), menus: map[string][]bot.Choice{}, pick: f.Where != "" && i.Guild != ""}
	for _, x := range f.Fields {
		p.menus[x.Name] = d.choices(ctx, x, i.command("", nil).From)
	}
	return p
}

// choices are what can be chosen for a field.
func (d *desk) choices(ctx context.Context, x bot.Field, from bot.Channel) []bot.Choice {
	switch {
	case len(x.Choices) > 0:
		return fitting(x.Choices)
	case len(x.Offers) > 0:
		return fitting(x.Offers)
	case x.Several && x.Suggest != "":
		return fitting(d.c.o.Handler.Suggest(ctx, from, x.Suggest, "", optionsMax-1))
	}
	return nil
}

// named is the name of the command of the catalogue that a text begins with.
func named(text string) (name string) {
	for _, u := range bot.Catalogue() {
		if (text == u.Name || strings.HasPrefix(text, u.Name+" ")) && len(u.Name) > len(name) {
			name = u.Name
		}
	}
	return name
}

// payload returns the panel as a message.
func (p panel) payload() payload {
	m := p.form.Summary()
	var above bot.Section
	for _, said := range []string{p.said, p.draft.Unfit} {
		if said != "" {
			above.Lines = append(above.Lines, bot.Line{Text: said})
		}
	}
	if len(above.Lines) > 0 {
		above.Kind = bot.OfChanges
		m.Sections = slices.Insert(m.Sections, 0, above)
	}
	shown := render(m, 1)[0]
	shown.Components = p.rows()
	return shown
}

// rows returns the menus, one a row, and the buttons.
func (p panel) rows() []component {
	var rows []component
	if p.pick {
		rows = append(rows, row(p.where()))
	}
	save := component{Type: typeButton, Style: styleGreen, Label: plain(p.form.Submit, buttonLabelMax), CustomID: p.touch(idSave, "").id(),
		Disabled: !p.form.Ready() || p.draft.Unfit != ""}
	buttons := []component{save, {Type: typeButton, Style: styleGrey, Label: bot.Cancel, CustomID: p.touch(idCancel, "").id()}}
	for _, x := range p.form.Fields {
		if m, ok := p.menu(x); ok && len(rows) < rowsMax-1 {
			rows = append(rows, row(m))
			continue
		}
		if !p.replaces(x) && len(buttons) < buttonsMax {
			buttons = append(buttons, component{Type: typeButton, Style: styleGrey, Label: plain(p.writes(x)+other, buttonLabelMax), CustomID: p.touch(idWrite, x.Name).id()})
		}
	}
	return append(rows, row(buttons...))
}

func row(c ...component) component { return component{Type: typeRow, Components: c} }

func (p panel) touch(kind byte, field string) touch { return touch{kind, p.draft.id, field, p.command} }

// where is the menu of channels.
func (p panel) where() component {
	one := 1
	return component{Type: typeChannels, CustomID: p.touch(idWhere, "").id(), Placeholder: plain(p.form.Where, placeholderMax), ChannelTypes: postable,
		Defaults: []fixed{{ID: p.draft.Channel, Type: "channel"}}, MinValues: &one, MaxValues: 1}
}

// postable are the types of channels that briefs can go to.
var postable = []int{typeText, typeAnnouncement, typeNewsThread, typePublicThread, typePrivateThread, typeForum, typeMedia}

// menu is the menu of a field; false if there is nothing to choose.
func (p panel) menu(x bot.Field) (component, bool) {
	choices := p.menus[x.Name]
	if len(choices) == 0 {
		return component{}, false
	}
	chosen := []string{x.Value}
	if x.Several {
		chosen = strings.Fields(x.Value)
	}
	m := component{Type: typeSelect, CustomID: p.touch(idChoose, x.Name).id(), Placeholder: plain(x.Label, placeholderMax)}
	writes := p.writer(x)
	for _, v := range chosen { // what was written by hand, where it is no list
		if !x.Several && writes.Instead == "" && v != "" && units(v) <= optionTextMax && !slices.ContainsFunc(choices, func(c bot.Choice) bool { return c.Value == v }) {
			choices = slices.Insert(slices.Clone(choices), 0, bot.Choice{Label: plain(v, optionTextMax), Value: v})
		}
	}
	for _, c := range choices[:min(len(choices), optionsMax-1)] {
		m.Options = append(m.Options, pick{Label: c.Label, Value: c.Value, Default: slices.Contains(chosen, c.Value) && p.holds(x)})
	}
	if writes.Name != "" {
		m.Options = append(m.Options, pick{Label: plain(writes.Other+other, optionTextMax), Value: other})
	}
	least := 1
	if x.Several {
		least, m.MaxValues = 0, len(m.Options)
	}
	m.MinValues = &least
	return m, true
}

// writer is the field whose modal the menu of a field opens: one that is given in the place of
// it, or the field itself where it takes any value. Nameless for none.
func (p panel) writer(x bot.Field) bot.Field {
	for _, o := range p.form.Fields {
		if o.Instead == x.Name {
			return o
		}
	}
	if len(x.Choices) == 0 {
		return x
	}
	return bot.Field{}
}

// holds reports whether a field's value counts: nothing is given in its place.
func (p panel) holds(x bot.Field) bool {
	w := p.writer(x)
	return w.Instead == "" || w.Value == ""
}

// replaces reports whether a field is written by way of another's menu.
func (p panel) replaces(x bot.Field) bool {
	return slices.ContainsFunc(p.form.Fields, func(o bot.Field) bool { return o.Name == x.Instead && len(p.menus[o.Name]) > 0 })
}

// writes is what a button says that opens the modal of a field.
func (p panel) writes(x bot.Field) string {
	if x.Other != "" {
		return x.Other
	}
	return x.Label
}

// own returns the modal in which a field of a form is written by hand.
func (p panel) own(name string) (form, bool) {
	for _, x := range p.form.Fields {
		if x.Name == name {
			return form{CustomID: p.touch(idOwn, name).id(), Title: plain(p.form.Title, modalTitleMax),
				Components: []component{label(x, x.Problem, written(x))}}, true
		}
	}
	return form{}, false
}

// chosen returns the value that a choice from the menu of a field makes of it, and the name of
// the field that is to be written instead, if any; false where no value was chosen.
func (p panel) chosen(name string, values []string) (value, write string, ok bool) {
	var x bot.Field
	for _, f := range p.form.Fields {
		if f.Name == name {
			x = f
		}
	}
	var keep []string
	if x.Several { // what was written by hand stands in no menu
		for _, v := range strings.Fields(x.Value) {
			if !slices.ContainsFunc(p.menus[name], func(c bot.Choice) bool { return c.Value == v }) {
				keep = append(keep, v)
			}
		}
	}
	for _, v := range values {
		if v == other {
			write = p.writer(x).Name
		} else if !slices.Contains(keep, v) {
			keep = append(keep, v)
		}
	}
	return strings.Join(keep, " "), write, x.Several || len(keep) > 0
}
