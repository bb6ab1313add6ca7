package slack

import (
	"context"
	"encoding/json"
	"errors"
	"strings"

	"github.com/slack-go/slack"

	"github.com/readout-bot/readout/bot"
)

// What marks the parts of a form's view.
const (
	viewModal      = "modal"
	viewHome       = "home"
	viewForm       = "form"   // callback_id of a form's view
	viewAnswer     = "answer" // callback_id of a view with an answer
	fieldPrefix    = "field." // of the block_id of a field
	suggestPrefix  = "suggest."
	fieldElement   = "value" // action_id of an element that suggests nothing
	whereBlock     = "where" // block_id of the picker of channels
	clearedByBlank = " "     // Slack refuses an empty title
)

// A givenView is a view as an interaction tells of it.
type givenView struct {
	ID            string `json:"id"`
	Type          string `json:"type"`
	CallbackID    string `json:"callback_id"`
	Private       string `json:"private_metadata"`
	InstalledTeam string `json:"app_installed_team_id"`
	State         struct {
		Values map[string]map[string]givenValue `json:"values"`
	} `json:"state"`
}

type givenValue struct {
	Value    string   `json:"value"`
	Selected *option  `json:"selected_option"`
	Several  []option `json:"selected_options"`
	Channel  string   `json:"selected_conversation"`
}

// text is the value as it is typed: with commas, which part feeds as well as names.
func (v givenValue) text() string {
	var all []string
	for _, o := range v.Several {
		all = append(all, o.Value)
	}
	if v.Selected != nil {
		all = append(all, v.Selected.Value)
	}
	return first(v.Value, strings.Join(all, ", "))
}

// modalID is the id of v if it is a modal.
func (v *givenView) modalID() string {
	if v.Type == viewModal {
		return v.ID
	}
	return ""
}

// values are what stands in the fields, by name.
func (v *givenView) values() map[string]string {
	got := map[string]string{}
	for block, elements := range v.State.Values {
		name, ok := strings.CutPrefix(block, fieldPrefix)
		if !ok {
			continue
		}
		for _, e := range elements {
			got[name] = e.text()
		}
	}
	return got
}

// where is the channel that was picked; empty for none.
func (v *givenView) where() string { return v.State.Values[whereBlock][fieldElement].Channel }

// A state travels with a view, so that nothing about it is kept here. Slack shows it to
// nobody, and gives it back as it was.
type state struct {
	Command   string `json:"command,omitempty"` // of a form
	Channel   string `json:"channel"`
	Thread    string `json:"thread,omitempty"`
	Aside     string `json:"aside,omitempty"`
	Direct    bool   `json:"direct,omitempty"`
	Whispered bool   `json:"whispered,omitempty"`
	Home      bool   `json:"home,omitempty"`
	Response  string `json:"response,omitempty"` // the response_url
}

func (s state) String() string {
	b, err := json.Marshal(s)
	if err == nil && len(b) > maxViewPrivate { // an answer finds its way without it
		s.Response = ""
		b, err = json.Marshal(s)
	}
	if err != nil || len(b) > maxViewPrivate {
		return ""
	}
	return string(b)
}

// readState reads a state; it is empty if s is none.
func readState(s string) state {
	var got state
	if json.Unmarshal([]byte(s), &got) != nil {
		return state{}
	}
	return got
}

// state is what a form that r opens must remember.
func (r request) state(command string) state {
	return state{Command: command, Channel: r.command.From.ID, Thread: r.thread, Aside: r.aside,
		Direct: r.direct, Whispered: r.whispered, Home: r.fromHome, Response: r.responseURL}
}

// form asks the handler for the form of a command; false if there is none in time.
func (c *Client) form(ctx context.Context, command bot.Command) (bot.Form, error) {
	type answer struct {
		form bot.Form
		err  error
	}
	got, ok := within(ctx, c, func() answer {
		f, err := c.handler.Form(ctx, command)
		return answer{f, err}
	})
	if !ok {
		return bot.Form{}, context.DeadlineExceeded
	}
	return got.form, got.err
}

// openForm opens the form of r's command, over the modal in which it was pressed; false if
// that did not happen, so that the command is to be said as it stands.
func (c *Client) openForm(ctx context.Context, r request, over bool) bool {
	w, err := c.workspace(ctx, r.command.From.Workspace)
	if err != nil {
		c.log.Warn("slack form not opened", "channel", r.command.From.String(), "err", err)
		return true // there is nobody to say it to
	}
	c.know(ctx, w, &r.command)
	f, err := c.form(ctx, r.command)
	if err != nil {
		if !errors.Is(err, bot.ErrNotFound) {
			c.log.Warn("slack form not opened", "channel", r.command.From.String(), "err", err)
		}
		return false
	}
	return c.openView(ctx, w, r, modal(f, r.state(f.Command)), over)
}

// openView opens a modal, over another one if it was pressed in one. False if Slack did not:
// the trigger is too old, or used.
func (c *Client) openView(ctx context.Context, w *workspace, r request, v slack.ModalViewRequest, over bool) bool {
	open := w.api.OpenViewContext
	if over {
		open = w.api.PushViewContext
	}
	if _, err := open(ctx, r.trigger, v); err != nil {
		c.log.Warn("slack view not opened", "channel", r.command.From.String(), "err", err)
		return false
	}
	return true
}

// offer opens the form of a typed command that lacks something the form asks for, while the
// trigger is fresh; false if it did not.
func (c *Client) offer(ctx context.Context, w *workspace, r request) bool {
	if r.trigger == "" || r.view != nil || r.pressed != "" {
		return false
	}
	ctx, cancel := context.WithTimeout(ctx, promptWithin)
	defer cancel()
	f, err := c.form(ctx, r.command)
	if err != nil || !lacks(f) {
		return false
	}
	return c.openView(ctx, w, r, modal(f, r.state(f.Command)), false)
}

// submit says the command that a form was filled in for, or tells what is wrong with it
// while the form is still open.
func (c *Client) submit(ctx context.Context, i *interaction, answer answerer) {
	s := readState(i.View.Private)
	if i.View.CallbackID != viewForm || s.Command == "" {
		return
	}
	r := request{
		command: bot.Command{
			// A view is submitted once; what is wrong with it is told before.
			ID:     "view/" + i.View.ID,
			From:   bot.Channel{Platform: platform, Workspace: i.team(), ID: s.Channel},
			User:   i.User.ID,
			Text:   bot.Fill(s.Command, i.View.values()),
			Thread: s.Thread,
		},
		responseURL: s.Response,
		thread:      s.Thread,
		aside:       s.Aside,
		direct:      s.Direct,
		whispered:   s.Whispered,
		fromHome:    s.Home,
		pressed:     "view/" + i.View.ID,
	}
	if r.command.Thread == "" && r.direct {
		r.command.Thread = s.Channel
	}
	if to := i.View.where(); to != "" && to != s.Channel {
		r.command.From.ID, r.command.Elsewhere, r.place = to, true, s.Channel
	}
	if wrong := c.problems(ctx, r); len(wrong) > 0 {
		err := answer(slack.NewErrorsViewSubmissionResponse(wrong))
		if err != nil && !errors.Is(err, errAnswered) {
			c.log.Warn("slack form not answered", "err", err)
		}
		if err == nil {
			return
		}
		// The form is closed: the command itself says what is wrong.
	}
	if !c.presses.begin(r.pressed) {
		return
	}
	if !c.admit(r, func() error { return answer(nil) }) {
		c.presses.end(r.pressed)
	}
}

// problems is what the handler says is wrong with the fields, by block. None if it does not
// answer in time: it will when the command is said.
func (c *Client) problems(ctx context.Context, r request) map[string]string {
	w, err := c.workspace(ctx, r.command.From.Workspace)
	if err != nil {
		return nil
	}
	c.know(ctx, w, &r.command)
	f, err := c.form(ctx, r.command)
	if err != nil {
		if !errors.Is(err, bot.ErrNotFound) {
			c.log.Warn("slack form not checked", "channel", r.command.From.String(), "err", err)
		}
		return nil
	}
	wrong := map[string]string{}
	if r.command.Elsewhere && f.Absent != "" && !w.in(ctx, r.command.From.ID) {
		wrong[whereBlock] = cut(clean(f.Absent), showLine)
	}
	for _, d := range f.Fields {
		if p := clean(d.Problem); p != "" {
			wrong[fieldPrefix+d.Name] = cut(p, showLine)
		}
	}
	return wrong
}
