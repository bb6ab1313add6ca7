package slack

import (
	"strconv"
	"strings"
	"sync"

	"github.com/slack-go/slack"

	"github.com/readout-bot/readout/bot"
)

// What a button or an option carries: the verb and the command, "say:who Rubio".
const (
	verbSay  = "say:"
	verbForm = "form:" // the form of the command opens first
	verbLink = "link:" // Slack opens an address itself, and tells us all the same
)

// value is what pressing a control sends.
func value(c bot.Control) string {
	switch {
	case c.URL != "":
		return verbLink
	case c.Form:
		return verbForm + c.Command
	}
	return verbSay + c.Command
}

// said reads what value wrote.
func said(value string) (command string, form, ok bool) {
	if command, ok = strings.CutPrefix(value, verbForm); ok {
		return command, true, command != ""
	}
	command, ok = strings.CutPrefix(value, verbSay)
	return command, false, ok && command != ""
}

// Control is the control behind a press: what Slack sends back of the element that Payloads
// made, its action_id and its value.
func Control(_, value string) (bot.Control, bool) {
	command, form, ok := said(value)
	return bot.Control{Command: command, Form: form}, ok
}

// shownControls are the controls that Slack can show, at most most.
func shownControls(all []bot.Control, most int) []bot.Control {
	var shown []bot.Control
	for _, c := range all {
		c.Label, c.Command = cut(clean(c.Label), maxButton), clean(c.Command)
		if c.URL != "" {
			if c.URL = webURL(c.URL); c.URL == "" || len(c.URL) > showURL {
				continue
			}
		}
		if c.Label == "" || c.URL == "" && (c.Command == "" || units(value(c)) > maxOptionValue) {
			continue
		}
		if shown = append(shown, c); len(shown) == most {
			break
		}
	}
	return shown
}

// buttons is the row of buttons of a message; nil for none.
func buttons(all []bot.Control) *slack.ActionBlock {
	var row []slack.BlockElement
	for i, c := range shownControls(all, maxButtons) {
		row = append(row, button(c, strconv.Itoa(i)))
	}
	if len(row) == 0 {
		return nil
	}
	return slack.NewActionBlock("", row...)
}

func button(c bot.Control, id string) *slack.ButtonBlockElement {
	b := slack.NewButtonBlockElement("press."+id, value(c), plainText(c.Label))
	b.URL = c.URL
	return b
}

// accessory is what stands beside a line: its one button, or a menu of all it can do; nil
// for nothing. A menu wants two options at least
// (https://docs.slack.dev/reference/block-kit/block-elements/overflow-menu-element).
func accessory(all []bot.Control) *slack.Accessory {
	shown := shownControls(all, maxMenu)
	switch len(shown) {
	case 0:
		return nil
	case 1:
		return slack.NewAccessory(button(shown[0], "0"))
	}
	var options []*slack.OptionBlockObject
	for _, c := range shown {
		o := slack.NewOptionBlockObject(value(c), plainText(c.Label), nil)
		o.URL = c.URL
		options = append(options, o)
	}
	return slack.NewAccessory(slack.NewOverflowBlockElement("menu", options...))
}

// presses are what is pressed and not yet answered: pressing it again meanwhile, as people
// do when nothing happens at once, is the same press. Its zero value is ready.
type presses struct {
	mu    sync.Mutex
	going map[string]bool
}

// begin reports whether what was pressed is not being answered already.
func (p *presses) begin(what string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.going[what] {
		return false
	}
	if p.going == nil {
		p.going = map[string]bool{}
	}
	p.going[what] = true
	return true
}

func (p *presses) end(what string) {
	if what == "" {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.going, what)
}
