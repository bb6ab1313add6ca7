package discord

import (
	"slices"
	"strconv"
	"strings"

	"github.com/readout-bot/readout/bot"
)

// Types and styles of components
// (https://discord.com/developers/docs/components/reference#component-object-component-types).
const (
	typeRow      = 1
	typeButton   = 2
	typeSelect   = 3
	typeInput    = 4
	typeChannels = 8 // a menu of channels
	typeLabel    = 18

	styleGrey  = 2
	styleGreen = 3
	styleLink  = 5
	styleShort = 1
	styleLong  = 2
)

// A component is a row, a button, a menu, or a field of a form. discordgo v0.29.0 has no
// labels, hence our own.
type component struct {
	Type        int         `json:"type"`
	Style       int         `json:"style,omitempty"`
	Label       string      `json:"label,omitempty"`
	Description string      `json:"description,omitempty"`
	CustomID    string      `json:"custom_id,omitempty"`
	URL         string      `json:"url,omitempty"`
	Placeholder string      `json:"placeholder,omitempty"`
	Value       string      `json:"value,omitempty"`
	Required    *bool       `json:"required,omitempty"`
	MaxLength   int         `json:"max_length,omitempty"`
	Options     []pick      `json:"options,omitempty"`
	Components  []component `json:"components,omitempty"`
	Component   *component  `json:"component,omitempty"`
	Disabled    bool        `json:"disabled,omitempty"`

	// Of menus; of channels, the last two.
	MinValues    *int    `json:"min_values,omitempty"`
	MaxValues    int     `json:"max_values,omitempty"`
	ChannelTypes []int   `json:"channel_types,omitempty"`
	Defaults     []fixed `json:"default_values,omitempty"`
}

// A fixed is what is chosen at first from a menu that Discord fills.
type fixed struct {
	ID   string `json:"id"`
	Type string `json:"type"`
}

// A pick is one of the things to choose from a menu.
type pick struct {
	Label       string `json:"label"`
	Value       string `json:"value"`
	Description string `json:"description,omitempty"`
	Default     bool   `json:"default,omitempty"`
}

// What an ID of a component begins with. A menu's own says nothing: its choice does.
const (
	idSay    = 's' // pressing it says the rest
	idForm   = 'f' // pressing it opens the form of the rest
	idSubmit = 'm' // sending the form off says the rest, filled
	idMenu   = 'p'
)

// custom returns the ID of a component that stands for a command: the ID is all that comes
// back when it is pressed, on whichever replica and after whatever restart. Its number
// makes it the only one of its message.
func custom(kind byte, n int, command string) string {
	return string(kind) + strconv.Itoa(n) + ":" + command
}

// pressed reads an ID that custom made; false for any other.
func pressed(id string) (kind byte, command string, ok bool) {
	head, command, ok := strings.Cut(id, ":")
	if !ok || head == "" || command == "" {
		return 0, "", false
	}
	if _, err := strconv.Atoi(head[1:]); err != nil {
		return 0, "", false
	}
	return head[0], command, true
}

// Control returns what pressing a component does, by the ID and the chosen value that Discord
// sends; false for what is none of ours.
func Control(id, value string) (bot.Control, bool) {
	if value != "" {
		id = value
	}
	kind, command, ok := pressed(id)
	return bot.Control{Command: command, Form: kind == idForm}, ok && (kind == idSay || kind == idForm)
}

// idOf returns the ID for the n-th component of a message; false for a control that cannot
// be carried.
func idOf(c bot.Control, n int) (string, bool) {
	kind := byte(idSay)
	if c.Form {
		kind = idForm
	}
	id := custom(kind, n, c.Command)
	return id, c.Command != "" && units(id) <= customIDMax
}

// buttons returns a row with what can be done with the whole of a message; none if there is
// nothing.
func buttons(controls []bot.Control) []component {
	var row []component
	for n, c := range controls[:min(len(controls), buttonsMax)] {
		label := plain(c.Label, buttonLabelMax)
		if label == "" {
			continue
		}
		if c.URL != "" {
			if to := link(c.URL); to != "" {
				row = append(row, component{Type: typeButton, Style: styleLink, Label: label, URL: to})
			}
			continue
		}
		if id, ok := idOf(c, n); ok {
			row = append(row, component{Type: typeButton, Style: styleGrey, Label: label, CustomID: id})
		}
	}
	if len(row) == 0 {
		return nil
	}
	return []component{{Type: typeRow, Components: row}}
}

// A menu is what can be chosen under one message: a line each, for which its first control
// is said.
type menu struct {
	does  []string          // labels of what choosing does, each once
	kinds []bot.SectionKind // of the lines in it
	picks []pick
}

// offer puts a line into the menu if there is room and something to say.
func (m *menu) offer(kind bot.SectionKind, l bot.Line) {
	if len(l.Controls) == 0 || len(m.picks) == optionsMax {
		return
	}
	first := l.Controls[0]
	value, ok := idOf(first, len(m.picks))
	what := plain(strings.TrimSuffix(l.Label+": "+l.Text, ": "), optionTextMax)
	if l.Label == "" {
		what = plain(l.Text, optionTextMax)
	}
	if what == "" {
		what = plain(first.Label, optionTextMax)
	}
	if !ok || what == "" || first.URL != "" {
		return
	}
	m.picks = append(m.picks, pick{Label: what, Value: value, Description: plain(l.Note, optionTextMax)})
	if does := plain(first.Label, buttonLabelMax); does != "" && !slices.Contains(m.does, does) {
		m.does = append(m.does, does)
	}
	m.kinds = append(m.kinds, kind)
}

// row returns the menu as a row; none if there is nothing to choose. It is called by what it
// does, "Details of a meeting or a decision…".
func (m *menu) row() []component {
	if len(m.picks) == 0 {
		return nil
	}
	name := plain(bot.MenuName(m.does, m.kinds), placeholderMax-1)
	return []component{row(component{Type: typeSelect, CustomID: custom(idMenu, 0, "menu"), Placeholder: name + cut, Options: m.picks})}
}
