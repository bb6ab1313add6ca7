package discordtest

import (
	"regexp"
	"strings"
	"unicode/utf16"
)

// Limits of Discord's, written down here once more: a test against constants of the code
// under test would prove nothing
// (https://discord.com/developers/docs/resources/message#embed-object-embed-limits).
const (
	contentMax, embedsMax, embedSumMax        = 2000, 10, 6000
	titleMax, descriptionMax, footerMax       = 256, 4096, 2048
	fieldsMax, fieldNameMax, fieldValueMax    = 25, 256, 1024
	nameMax, urlMax                           = 256, 2048
	commandNameMax, commandTextMax, optionMax = 32, 100, 25
	commandSumMax                             = 8000
)

func units(s string) int { return len(utf16.Encode([]rune(s))) }

// trimmed is what Discord keeps of a text.
func trimmed(s string) int { return units(strings.TrimSpace(s)) }

// empty reports whether there is nothing to show, which Discord refuses to post.
func (o outgoing) empty() bool {
	return (o.Content == nil || strings.TrimSpace(*o.Content) == "") && (o.Embeds == nil || len(*o.Embeds) == 0)
}

// validMessage reports whether Discord would take a message, by its limits.
func validMessage(o outgoing) bool {
	if o.Content != nil && units(*o.Content) > contentMax {
		return false
	}
	if o.Embeds == nil {
		return true
	}
	sum := 0
	for _, e := range *o.Embeds {
		n, ok := weigh(e)
		if !ok {
			return false
		}
		sum += n
	}
	return len(*o.Embeds) <= embedsMax && sum <= embedSumMax
}

// weigh returns how much of the sum an embed takes; false if it is over a limit or empty.
func weigh(e Embed) (sum int, ok bool) {
	within := true
	add := func(s string, max int) {
		n := trimmed(s)
		sum += n
		within = within && n <= max
	}
	add(e.Title, titleMax)
	add(e.Description, descriptionMax)
	for _, f := range e.Fields {
		add(f.Name, fieldNameMax)
		add(f.Value, fieldValueMax)
		within = within && trimmed(f.Name) > 0 && trimmed(f.Value) > 0
	}
	if e.Footer != nil {
		add(e.Footer.Text, footerMax)
	}
	if e.Author != nil {
		add(e.Author.Name, nameMax)
	}
	if e.URL != "" && (!webAddress.MatchString(e.URL) || len(e.URL) > urlMax) {
		within = false
	}
	return sum, within && sum > 0 && len(e.Fields) <= fieldsMax
}

var webAddress = regexp.MustCompile(`^https?://[^\s/?#]+[^\s]*$`)

// mention finds who is meant in a text (https://discord.com/developers/docs/reference#message-formatting).
var mention = regexp.MustCompile(`@everyone|@here|<@!?(\d+)>|<@&(\d+)>`)

// pings returns whom a message notifies: those mentioned in its content, as far as its
// allowed mentions let it. Embeds notify nobody.
func (o outgoing) pings() []string {
	if o.Content == nil {
		return nil
	}
	var who []string
	for _, m := range mention.FindAllString(*o.Content, -1) {
		kind := "users"
		switch {
		case m[0] == '@':
			kind = "everyone"
		case strings.HasPrefix(m, "<@&"):
			kind = "roles"
		}
		if o.AllowedMentions == nil || strings.Contains(strings.Join(o.AllowedMentions.Parse, " "), kind) {
			who = append(who, m)
		}
	}
	return who
}

var commandName = regexp.MustCompile(`^[-_'\p{L}\p{N}]{1,32}$`)

// validCommand reports whether Discord would register a command
// (https://discord.com/developers/docs/interactions/application-commands#application-command-object).
func validCommand(c map[string]any) bool {
	sum, ok := weighCommand(c)
	return ok && sum <= commandSumMax
}

func weighCommand(c map[string]any) (sum int, ok bool) {
	name, _ := c["name"].(string)
	description, _ := c["description"].(string)
	if !commandName.MatchString(name) || name != strings.ToLower(name) || len(name) > commandNameMax ||
		description == "" || units(description) > commandTextMax {
		return 0, false
	}
	sum = units(name) + units(description)
	options, _ := c["options"].([]any)
	if len(options) > optionMax {
		return 0, false
	}
	seen, optional := map[string]bool{}, false
	for _, o := range options {
		option, _ := o.(map[string]any)
		n, ok := weighCommand(option)
		name, _ := option["name"].(string)
		required, _ := option["required"].(bool)
		if !ok || seen[name] || (required && optional) {
			return 0, false
		}
		kind, _ := option["type"].(float64)
		seen[name], optional = true, optional || (!required && kind > 2)
		sum += n
	}
	return sum, true
}
