package slack

import (
	"context"
	"encoding/json"
	"regexp"
	"strings"

	"github.com/readout-bot/readout/bot"
)

// An interaction is what Slack sends when somebody presses, chooses, submits or types
// (https://docs.slack.dev/reference/interaction-payloads). Only what is needed is read: the
// message that came with it may hold blocks of any kind.
type interaction struct {
	Type         string `json:"type"`
	TriggerID    string `json:"trigger_id"`
	ResponseURL  string `json:"response_url"`
	CallbackID   string `json:"callback_id"`
	Organisation bool   `json:"is_enterprise_install"`
	Team         entity `json:"team"`
	User         entity `json:"user"`
	Channel      entity `json:"channel"`
	Container    struct {
		Type      string `json:"type"`
		TS        string `json:"message_ts"`
		Thread    string `json:"thread_ts"`
		Channel   string `json:"channel_id"`
		Ephemeral bool   `json:"is_ephemeral"`
	} `json:"container"`
	Message struct {
		TS     string `json:"ts"`
		Thread string `json:"thread_ts"`
		Text   string `json:"text"`
	} `json:"message"`
	Actions []action   `json:"actions"`
	View    *givenView `json:"view"`
	// Of a block_suggestion.
	ActionID string `json:"action_id"`
	BlockID  string `json:"block_id"`
	Value    string `json:"value"`
}

type entity struct {
	ID string `json:"id"`
}

// An action is one press or choice.
type action struct {
	ActionID string  `json:"action_id"`
	BlockID  string  `json:"block_id"`
	TS       string  `json:"action_ts"`
	Value    string  `json:"value"`
	Selected *option `json:"selected_option"`
}

type option struct {
	Value string `json:"value"`
}

// chosen is the value of what was pressed.
func (a action) chosen() string {
	if a.Selected != nil {
		return a.Selected.Value
	}
	return a.Value
}

// team is the workspace in which the app was used. A view says where it is installed.
func (i *interaction) team() string {
	if i.View != nil && i.View.InstalledTeam != "" {
		return i.View.InstalledTeam
	}
	return i.Team.ID
}

// An answerer acknowledges, with a payload or nil, once.
type answerer func(payload any) error

// interact acknowledges an interaction and does what it asks for. False: it was not taken,
// and may be delivered again.
func (c *Client) interact(payload []byte, answer answerer) bool {
	var i interaction
	if err := json.Unmarshal(payload, &i); err != nil {
		c.log.Warn("slack interaction not understood", "err", err)
		_ = answer(nil) // the same bytes again would be no clearer
		return true
	}
	if i.User.ID == "" || !c.ours(i.team(), i.Organisation) {
		c.log.Warn("slack interaction of another workspace refused", "channel", i.team())
		_ = answer(nil)
		return true
	}
	switch {
	case i.Type == "block_actions" && len(i.Actions) > 0:
		return c.press(&i, answer)
	case i.Type == "block_suggestion" && i.View != nil:
		return c.suggest(&i, answer)
	case i.Type == "view_submission" && i.View != nil:
		return c.prompt(prompter{answer: answer, within: c.submitWithin, do: func(ctx context.Context, once answerer) { c.submit(ctx, &i, once) }})
	case i.Type == "message_action" && i.CallbackID == shortcutRead:
		return c.admit(c.readThis(&i), func() error { return answer(nil) })
	}
	_ = answer(nil)
	return true
}

// press takes the press of a button or a choice in a menu.
func (c *Client) press(i *interaction, answer answerer) bool {
	a := i.Actions[0]
	if i.View != nil && strings.HasPrefix(a.BlockID, fieldPrefix) {
		_ = answer(nil)
		c.live.note(i.View, func(next func() *givenView) bool {
			return c.prompt(prompter{within: promptWithin, do: func(ctx context.Context, _ answerer) { c.renew(ctx, i, next) }})
		})
		return true
	}
	command, form, ok := said(a.chosen())
	if !ok {
		_ = answer(nil)
		return true
	}
	r := c.pressed(i, command)
	if !form {
		if !c.presses.begin(r.pressed) {
			_ = answer(nil)
			return true
		}
		if !c.admit(r, func() error { return answer(nil) }) {
			c.presses.end(r.pressed)
			return false
		}
		return true
	}
	taken := c.prompt(prompter{within: promptWithin, do: func(ctx context.Context, _ answerer) {
		if !c.openForm(ctx, r, i.View != nil && i.View.Type == viewModal) {
			r.trigger = "" // what the command says without its form is better than nothing
			c.admit(r, func() error { return nil })
		}
	}})
	if taken {
		_ = answer(nil)
	}
	return taken
}

// pressed makes a request of a press. The trigger is unique to it.
func (c *Client) pressed(i *interaction, command string) request {
	r := request{
		command: bot.Command{
			ID:   i.TriggerID,
			From: bot.Channel{Platform: platform, Workspace: i.team(), ID: first(i.Container.Channel, i.Channel.ID)},
			User: i.User.ID,
			Text: command,
		},
		responseURL: i.ResponseURL,
		trigger:     i.TriggerID,
		whispered:   i.Container.Ephemeral,
		pressed:     strings.Join([]string{i.team(), i.User.ID, i.Container.TS, command}, "\x00"),
	}
	switch {
	case i.View != nil:
		s := readState(i.View.Private)
		r.command.From.ID = s.Channel
		r.direct, r.fromHome = true, true
		r.view = &surface{modal: i.View.modalID()}
		r.pressed += i.View.ID
		r.command.Thread = s.Channel
		return r
	case r.whispered: // nothing hangs under a message that others do not see
		r.thread = i.Container.Thread
	default:
		r.thread = first(i.Container.Thread, i.Message.Thread, i.Container.TS)
	}
	r.aside = first(i.Container.Thread, i.Message.Thread)
	r.command.Thread = r.thread
	return r
}

// shortcutRead is the callback_id of the message shortcut "Read this".
const shortcutRead = "read_this"

// linked is a link in the text of a message as Slack writes it: <https://…|shown>.
var linked = regexp.MustCompile(`<(https?://[^|>\s]+)`)

// readThis makes a request of the message shortcut: the digest of the first linked article,
// in the message's thread.
func (c *Client) readThis(i *interaction) request {
	url := ""
	if m := linked.FindStringSubmatch(i.Message.Text); m != nil {
		url = unescape(m[1])
	}
	thread := first(i.Message.Thread, i.Message.TS)
	return request{
		command: bot.Command{
			ID:     i.TriggerID,
			From:   bot.Channel{Platform: platform, Workspace: i.team(), ID: i.Channel.ID},
			User:   i.User.ID,
			Text:   strings.TrimSpace("read " + url),
			Thread: thread,
		},
		responseURL: i.ResponseURL,
		thread:      thread,
		aside:       i.Message.Thread,
	}
}

// first is the first that is not empty.
func first(of ...string) string {
	for _, s := range of {
		if s != "" {
			return s
		}
	}
	return ""
}
