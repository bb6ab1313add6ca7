package bottest

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf16"
)

// Limits of Discord's, written down here once more: a test against constants of the code
// under test would prove nothing.
const (
	// https://discord.com/developers/docs/resources/message#embed-object-embed-limits
	discordContent, discordEmbeds, discordEmbedSum       = 2000, 10, 6000
	discordTitle, discordDescription, discordFooter      = 256, 4096, 2048
	discordFields, discordFieldName, discordFieldValue   = 25, 256, 1024
	discordAuthor, discordURL, discordNonce              = 256, 2048, 25
	discordThreadName, discordTags                       = 100, 5
	discordRows, discordButtons, discordOptions          = 5, 5, 25 // https://discord.com/developers/docs/components/reference
	discordCustomID, discordButtonLabel, discordLink     = 100, 80, 512
	discordOptionText, discordPlaceholder                = 100, 150
	discordModalTitle, discordModalLabel, discordModal   = 45, 45, 5 // https://discord.com/developers/docs/interactions/receiving-and-responding#interaction-response-object-modal
	discordInputHint, discordInputValue                  = 100, 4000
	discordCommandName, discordCommandText, discordLevel = 32, 100, 25 // https://discord.com/developers/docs/interactions/application-commands
	discordCommandSum, discordChoices                    = 8000, 25
)

// DiscordMessage returns what Discord, or this house, would refuse in the body of a message
// that a bot creates, edits or answers with; nil for nothing. The house wants every body to
// say whom it may mention: nobody, or the one role that its content begins with.
func DiscordMessage(body []byte) error {
	var m discordMessage
	if err := json.Unmarshal(body, &m); err != nil {
		return fmt.Errorf("no message: %w", err)
	}
	return errors.Join(m.limits(), m.mentions())
}

// DiscordPost is DiscordMessage for a body that creates a message in a forum: the name of a
// thread, tags, and the message.
func DiscordPost(body []byte) error {
	var p struct {
		Name    string          `json:"name"`
		Tags    []string        `json:"applied_tags"`
		Message json.RawMessage `json:"message"`
	}
	if err := json.Unmarshal(body, &p); err != nil {
		return fmt.Errorf("no post: %w", err)
	}
	var f discordFaults
	f.length("name", p.Name, 1, discordThreadName)
	f.count("applied_tags", len(p.Tags), discordTags)
	return errors.Join(f.err(), DiscordMessage(p.Message))
}

// DiscordResponse is the same for a first response to an interaction.
func DiscordResponse(body []byte) error {
	var r struct {
		Type int             `json:"type"`
		Data json.RawMessage `json:"data"`
	}
	if err := json.Unmarshal(body, &r); err != nil {
		return fmt.Errorf("no response: %w", err)
	}
	switch r.Type {
	case 1, 6: // pong; the message stays as it is
		return nil
	case 4, 7: // a message
		return DiscordMessage(r.Data)
	case 5: // a message later
		return nil
	case 8:
		return discordSuggestions(r.Data)
	case 9:
		return discordModalForm(r.Data)
	}
	return fmt.Errorf("type %d is no response", r.Type)
}

// discordFaults collects what is wrong.
type discordFaults []error

func (f *discordFaults) add(format string, args ...any) { *f = append(*f, fmt.Errorf(format, args...)) }
func (f discordFaults) err() error                      { return errors.Join(f...) }

// length demands between least and most UTF-16 units once Discord has trimmed s.
func (f *discordFaults) length(what, s string, least, most int) int {
	n := len(utf16.Encode([]rune(strings.TrimSpace(s))))
	if n < least || n > most {
		f.add("%s: %d characters, want %d to %d", what, n, least, most)
	}
	return n
}

func (f *discordFaults) count(what string, n, most int) {
	if n > most {
		f.add("%s: %d, want at most %d", what, n, most)
	}
}

type discordMessage struct {
	Content string `json:"content"`
	Embeds  []struct {
		Title       string `json:"title"`
		Description string `json:"description"`
		URL         string `json:"url"`
		Fields      []struct{ Name, Value string }
		Footer      *struct{ Text string }
		Author      *struct{ Name string }
	} `json:"embeds"`
	Components []discordComponent `json:"components"`
	Nonce      any                `json:"nonce"`
	Allowed    *struct {
		Parse []string `json:"parse"`
		Roles []string `json:"roles"`
		Users []string `json:"users"`
	} `json:"allowed_mentions"`
}

var discordWeb = regexp.MustCompile(`^https?://[^\s/?#]+[^\s]*$`)

func (m discordMessage) limits() error {
	var f discordFaults
	f.length("content", m.Content, 0, discordContent)
	f.count("embeds", len(m.Embeds), discordEmbeds)
	sum := 0
	for i, e := range m.Embeds {
		at := fmt.Sprintf("embed %d: ", i)
		own := f.length(at+"title", e.Title, 0, discordTitle) + f.length(at+"description", e.Description, 0, discordDescription)
		f.count(at+"fields", len(e.Fields), discordFields)
		for _, x := range e.Fields {
			own += f.length(at+"field name", x.Name, 1, discordFieldName) + f.length(at+"field value", x.Value, 1, discordFieldValue)
		}
		if e.Footer != nil {
			own += f.length(at+"footer", e.Footer.Text, 0, discordFooter)
		}
		if e.Author != nil {
			own += f.length(at+"author", e.Author.Name, 0, discordAuthor)
		}
		if own == 0 {
			f.add("%sempty", at)
		}
		if e.URL != "" && (!discordWeb.MatchString(e.URL) || len(e.URL) > discordURL) {
			f.add("%surl %.60q", at, e.URL)
		}
		sum += own
	}
	f.count("characters of all embeds", sum, discordEmbedSum)
	if n, ok := m.Nonce.(string); ok {
		f.count("characters of the nonce", len(n), discordNonce)
	}
	f.count("rows", len(m.Components), discordRows)
	ids := map[string]bool{}
	for _, row := range m.Components {
		f.row(row, ids)
	}
	return f.err()
}

func (m discordMessage) mentions() error {
	switch {
	case m.Allowed == nil || m.Allowed.Parse == nil:
		return errors.New("allowed_mentions: anybody may be mentioned")
	case len(m.Allowed.Parse) > 0, len(m.Allowed.Users) > 0, len(m.Allowed.Roles) > 1:
		return fmt.Errorf("allowed_mentions: %+v is more than one role", *m.Allowed)
	case len(m.Allowed.Roles) == 1 && m.Content != "<@&"+m.Allowed.Roles[0]+">":
		return fmt.Errorf("allowed_mentions: role %s is not what the content calls: %q", m.Allowed.Roles[0], m.Content)
	case len(m.Allowed.Roles) == 0 && m.Content != "":
		return fmt.Errorf("content %q: everything is said in embeds", m.Content)
	}
	return nil
}

type discordComponent struct {
	Type        int                `json:"type"`
	Components  []discordComponent `json:"components"`
	Component   *discordComponent  `json:"component"`
	Style       int                `json:"style"`
	Label       string             `json:"label"`
	CustomID    string             `json:"custom_id"`
	URL         string             `json:"url"`
	Placeholder string             `json:"placeholder"`
	Description string             `json:"description"`
	Value       string             `json:"value"`
	Options     []struct {
		Label, Value, Description string
		Default                   bool
	} `json:"options"`
	Least    *int              `json:"min_values"`
	Most     *int              `json:"max_values"`
	Defaults []json.RawMessage `json:"default_values"`
}

// The types of components that this house uses.
const (
	discordRow, discordButton, discordSelect, discordInput, discordPlaces, discordLabel = 1, 2, 3, 4, 8, 18
)

// row checks a row of buttons, or one with a menu in it.
func (f *discordFaults) row(row discordComponent, ids map[string]bool) {
	if row.Type != discordRow || len(row.Components) == 0 {
		f.add("row of type %d with %d components", row.Type, len(row.Components))
	}
	f.count("buttons in a row", len(row.Components), discordButtons)
	for _, c := range row.Components {
		switch {
		case c.Type == discordSelect && len(row.Components) == 1:
			f.menu(c, ids)
		case c.Type == discordPlaces && len(row.Components) == 1:
			f.places(c, ids)
		case c.Type == discordButton && c.Style == 5:
			f.length("button label", c.Label, 1, discordButtonLabel)
			if c.CustomID != "" || !discordWeb.MatchString(c.URL) || len(c.URL) > discordLink {
				f.add("link button to %.60q, custom_id %q", c.URL, c.CustomID)
			}
		case c.Type == discordButton && c.Style >= 1 && c.Style <= 4:
			f.length("button label", c.Label, 1, discordButtonLabel)
			f.custom(c.CustomID, ids)
		default:
			f.add("a component of type %d and style %d among %d in a row", c.Type, c.Style, len(row.Components))
		}
	}
}

// custom demands an id that no other component has.
func (f *discordFaults) custom(id string, ids map[string]bool) {
	f.length("custom_id", id, 1, discordCustomID)
	if ids[id] {
		f.add("custom_id %q stands twice", id)
	}
	ids[id] = true
}

func (f *discordFaults) menu(c discordComponent, ids map[string]bool) {
	f.custom(c.CustomID, ids)
	f.length("placeholder", c.Placeholder, 0, discordPlaceholder)
	f.count("options", len(c.Options), discordOptions)
	if len(c.Options) == 0 {
		f.add("a menu without options")
	}
	values, chosen := map[string]bool{}, 0
	for _, o := range c.Options {
		f.length("option label", o.Label, 1, discordOptionText)
		f.length("option value", o.Value, 1, discordOptionText)
		f.length("option description", o.Description, 0, discordOptionText)
		if values[o.Value] {
			f.add("option value %q stands twice", o.Value)
		}
		if values[o.Value] = true; o.Default {
			chosen++
		}
	}
	f.count("options chosen at first", chosen, f.bounds(c, len(c.Options)))
}

// places checks a menu of channels.
func (f *discordFaults) places(c discordComponent, ids map[string]bool) {
	f.custom(c.CustomID, ids)
	f.length("placeholder", c.Placeholder, 0, discordPlaceholder)
	f.count("options", len(c.Options), 0)
	f.count("channels chosen at first", len(c.Defaults), f.bounds(c, discordOptions))
}

// bounds checks how many of a menu's options can be chosen, and returns the most.
func (f *discordFaults) bounds(c discordComponent, options int) int {
	least, most := 1, 1
	if c.Least != nil {
		least = *c.Least
	}
	if c.Most != nil {
		most = *c.Most
	}
	if least < 0 || most < 1 || least > most || most > min(options, discordOptions) {
		f.add("%d to %d of %d options", least, most, options)
	}
	return most
}

func discordModalForm(data []byte) error {
	var m struct {
		Title      string             `json:"title"`
		CustomID   string             `json:"custom_id"`
		Components []discordComponent `json:"components"`
	}
	if err := json.Unmarshal(data, &m); err != nil {
		return fmt.Errorf("no modal: %w", err)
	}
	var f discordFaults
	f.length("modal title", m.Title, 1, discordModalTitle)
	f.length("modal custom_id", m.CustomID, 1, discordCustomID)
	f.count("components of the modal", len(m.Components), discordModal)
	if len(m.Components) == 0 {
		f.add("a modal without components")
	}
	ids := map[string]bool{}
	for _, l := range m.Components {
		if l.Type != discordLabel || l.Component == nil {
			f.add("a component of type %d in a modal", l.Type)
			continue
		}
		f.length("label", l.Label, 1, discordModalLabel)
		f.length("label description", l.Description, 0, discordOptionText)
		switch c := *l.Component; c.Type {
		case discordSelect:
			f.menu(c, ids)
		case discordInput:
			f.custom(c.CustomID, ids)
			f.length("input placeholder", c.Placeholder, 0, discordInputHint)
			f.length("input value", c.Value, 0, discordInputValue)
		default:
			f.add("a component of type %d in a label", c.Type)
		}
	}
	return f.err()
}

func discordSuggestions(data []byte) error {
	var s struct {
		Choices []struct{ Name, Value string } `json:"choices"`
	}
	if err := json.Unmarshal(data, &s); err != nil {
		return fmt.Errorf("no suggestions: %w", err)
	}
	var f discordFaults
	f.count("choices", len(s.Choices), discordChoices)
	for _, c := range s.Choices {
		f.length("choice name", c.Name, 1, discordOptionText)
		f.length("choice value", c.Value, 1, discordOptionText)
	}
	return f.err()
}

type discordCommand struct {
	Type         int               `json:"type"`
	Name         string            `json:"name"`
	Names        map[string]string `json:"name_localizations"`
	Description  string            `json:"description"`
	Descriptions map[string]string `json:"description_localizations"`
	Options      []discordCommand  `json:"options"`
	Required     bool              `json:"required"`
	Autocomplete bool              `json:"autocomplete"`
	Choices      []any             `json:"choices"`
}

var discordCommandWord = regexp.MustCompile(`^[-_'\p{L}\p{N}]{1,32}$`)

// DiscordCommands returns what Discord would refuse in a list of commands that is
// registered; nil for nothing.
func DiscordCommands(body []byte) error {
	var list []discordCommand
	if err := json.Unmarshal(body, &list); err != nil {
		return fmt.Errorf("no commands: %w", err)
	}
	var f discordFaults
	for _, c := range list {
		const slash, message = 1, 3
		if sum := f.command(c, c.Name, c.Type == message); sum > discordCommandSum {
			f.add("%s: %d characters in all, want at most %d", c.Name, sum, discordCommandSum)
		}
		if c.Type != slash && c.Type != message {
			f.add("%s: type %d", c.Name, c.Type)
		}
	}
	return f.err()
}

// command checks a command or an option and returns its weight: of each text, the longest
// of its languages counts.
func (f *discordFaults) command(c discordCommand, path string, menu bool) (sum int) {
	for _, name := range append([]string{c.Name}, values(c.Names)...) {
		if !menu && (!discordCommandWord.MatchString(name) || name != strings.ToLower(name)) {
			f.add("%s: name %q", path, name)
		}
		sum = max(sum, f.length(path+": name", name, 1, discordCommandName))
	}
	least, longest := 1, 0
	if menu {
		least = 0
		if c.Description != "" || len(c.Options) > 0 {
			f.add("%s: a command of a menu has neither description nor options", path)
		}
	}
	for _, text := range append([]string{c.Description}, values(c.Descriptions)...) {
		longest = max(longest, f.length(path+": description", text, least, discordCommandText))
	}
	sum += longest
	f.count(path+": options", len(c.Options), discordLevel)
	if c.Autocomplete && len(c.Choices) > 0 {
		f.add("%s: both choices and autocomplete", path)
	}
	const group = 2 // options of a higher type have a value
	seen, optional := map[string]bool{}, false
	for _, o := range c.Options {
		if seen[o.Name] {
			f.add("%s: option %q stands twice", path, o.Name)
		}
		if o.Required && optional {
			f.add("%s: required option %q behind an optional one", path, o.Name)
		}
		seen[o.Name], optional = true, optional || !o.Required && o.Type > group
		sum += f.command(o, path+" "+o.Name, false)
	}
	return sum
}

func values(m map[string]string) []string {
	list := make([]string, 0, len(m))
	for _, v := range m {
		list = append(list, v)
	}
	slices.Sort(list)
	return list
}
