package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/readout-bot/readout/adapters/console"
	"github.com/readout-bot/readout/bot"
)

// The look-ups of the command line are the commands of the chat, asked as the operator.
// Words after the sub-command are the command's own, so that both read alike:
// readout meetings next 14d with Rubio.
type (
	todayCommand struct {
		Words []string `arg:"" optional:"" help:"about WORDS: only with these words or names."`
	}
	whoCommand struct {
		Name []string `arg:"" help:"A person, organisation or state."`
	}
	meetingsCommand struct {
		Words []string `arg:"" optional:"" help:"next 14d, with NAME, about WORDS."`
	}
	decisionsCommand struct {
		Words []string `arg:"" optional:"" help:"by NAME, about WORDS."`
	}
	askCommand struct {
		Question []string `arg:"" help:"In plain words."`
	}
	statusCommand struct{}
)

func (c *todayCommand) Run(a *app) error     { return a.lookUp("today", c.Words) }
func (c *whoCommand) Run(a *app) error       { return a.lookUp("who", c.Name) }
func (c *meetingsCommand) Run(a *app) error  { return a.lookUp("meetings", c.Words) }
func (c *decisionsCommand) Run(a *app) error { return a.lookUp("decisions", c.Words) }
func (c *askCommand) Run(a *app) error       { return a.lookUp("ask", c.Question) }
func (*statusCommand) Run(a *app) error      { return a.lookUp("status", nil) }

// lookUp builds the bot, asks it one command and prints the answer.
func (a *app) lookUp(command string, words []string) error {
	h, err := a.house()
	if err != nil {
		return err
	}
	defer h.store.Close()
	return a.say(h, strings.TrimSpace(command+" "+strings.Join(words, " ")))
}

// say asks the bot a command as the operator and prints the answer. An answer that tells
// of a failure goes to the error stream, and the error is errTold.
func (a *app) say(h *house, text string) error {
	c := bot.Command{
		ID:   fmt.Sprintf("console:%d", time.Now().UnixNano()),
		From: bot.Channel{Platform: "console", ID: "terminal"}, User: "operator", Role: bot.Admin,
		Text: text, Zone: h.config.Zone,
	}
	failed := false
	err := h.bot.Handle(a.ctx, c, func(_ context.Context, m bot.Message) error {
		out := a.out
		if failed = m.Failed; failed {
			out = a.err
		}
		return console.Text(out, m, terminal(out))
	})
	if err == nil && failed {
		return errTold
	}
	return err
}
