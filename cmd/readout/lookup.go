package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
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
		lookUp
	}
	whoCommand struct {
		Name []string `arg:"" help:"A person, organisation or state."`
		lookUp
	}
	meetingsCommand struct {
		Words []string `arg:"" optional:"" help:"next 14d, with NAME, about WORDS."`
		lookUp
	}
	decisionsCommand struct {
		Words []string `arg:"" optional:"" help:"open, closed or all, by NAME, about WORDS."`
		All   bool     `help:"Those that were taken or dropped, too."`
		lookUp
	}
	askCommand struct {
		Question  []string `arg:"" optional:"" help:"In plain words."`
		Questions string   `type:"existingfile" placeholder:"FILE" help:"JSON Lines of {\"id\",\"asked\",\"question\"}; prints an answer a line, each as the library stood at “asked”."`
		lookUp
	}
	whyCommand struct {
		Item []string `arg:"" help:"Its words, or the id that why gave."`
		lookUp
	}
	actorsCommand  struct{ lookUp }
	storiesCommand struct{ lookUp }
	statusCommand  struct{}
)

// A lookUp has the flags of every look-up.
type lookUp struct {
	At   string `placeholder:"TIME" help:"The library as it stood then: 2026-11-20 (at the end of that day) or 2026-11-20T08:30:00+01:00."`
	JSON bool   `name:"json" help:"Print JSON, an item a line."`
}

func (c *todayCommand) Run(a *app) error { return c.say(a, "today", c.Words) }
func (c *whoCommand) Run(a *app) error   { return c.say(a, "who", c.Name) }
func (c *whyCommand) Run(a *app) error   { return c.say(a, "why", c.Item) }
func (*statusCommand) Run(a *app) error  { return a.lookUp("status", nil) }

// Run prints who is who, as JSON or a line each.
func (c *actorsCommand) Run(a *app) error {
	return c.each(a, func(l *library) error {
		found, err := l.bot.Actors(a.ctx, operator)
		if c.JSON {
			return encodeAll(l.out, found, err, actorForm)
		}
		for _, x := range found {
			fmt.Fprintf(a.out, "%s (%s): %s\n", x.Name, x.Kind, articles(len(x.Told)))
		}
		return err
	})
}

// Run prints the stories, as JSON or a line each.
func (c *storiesCommand) Run(a *app) error {
	return c.each(a, func(l *library) error {
		found, err := l.bot.Stories(a.ctx, operator)
		if c.JSON {
			return encodeAll(l.out, found, err, storyForm)
		}
		for _, s := range found {
			last := s.Articles[len(s.Articles)-1]
			fmt.Fprintf(a.out, "%s  %s (%s)\n", last.Article.Published.Format(time.DateOnly), s.Title, articles(len(s.Articles)))
		}
		return err
	})
}

// articles counts them.
func articles(n int) string {
	if n == 1 {
		return "1 article"
	}
	return fmt.Sprintf("%d articles", n)
}

// Run prints the meetings ahead.
func (c *meetingsCommand) Run(a *app) error {
	if !c.JSON {
		return c.say(a, "meetings", c.Words)
	}
	return c.each(a, func(l *library) error {
		found, err := l.bot.Meetings(a.ctx, l.command("meetings", c.Words))
		return encodeAll(l.out, found, err, meetingForm)
	})
}

// Run prints decisions.
func (c *decisionsCommand) Run(a *app) error {
	if c.All {
		c.Words = append([]string{"all"}, c.Words...)
	}
	if !c.JSON {
		return c.say(a, "decisions", c.Words)
	}
	return c.each(a, func(l *library) error {
		found, err := l.bot.Decisions(a.ctx, l.command("decisions", c.Words))
		return encodeAll(l.out, found, err, decisionForm)
	})
}

// Run answers one question, or a file of them.
func (c *askCommand) Run(a *app) error {
	switch {
	case c.Questions != "" && len(c.Question) > 0:
		return errors.New("ask: a question and --questions: want one of them")
	case c.Questions == "" && len(c.Question) == 0:
		return errors.New("ask: no question: want one in plain words, or --questions FILE")
	case c.Questions != "":
		return c.each(a, func(l *library) error { return c.answerFile(a, l) })
	case !c.JSON:
		return c.say(a, "ask", c.Question)
	}
	return c.each(a, func(l *library) error {
		answer, err := l.bot.Ask(a.ctx, operator, strings.Join(c.Question, " "), l.now)
		if err != nil {
			return err
		}
		return l.out.Encode(answerForm("", answer))
	})
}

// answerFile answers each line of the file as of its own time, or as of --at without one.
func (c *askCommand) answerFile(a *app, l *library) error {
	f, err := os.Open(c.Questions)
	if err != nil {
		return err
	}
	defer f.Close()
	dec := json.NewDecoder(bufio.NewReader(f))
	for n := 1; ; n++ {
		var q struct{ ID, Asked, Question string }
		err := dec.Decode(&q)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("%s: question %d: %s", c.Questions, n, jsonFault(err))
		}
		then, now := l.bot, l.now
		if q.Asked != "" {
			if now, err = parseAt(q.Asked, l.now.Location()); err != nil {
				return fmt.Errorf("%s: question %d: asked %w", c.Questions, n, err)
			}
			then = l.bot.At(now)
		}
		answer, err := then.Ask(a.ctx, operator, q.Question, now)
		if err != nil {
			return fmt.Errorf("question %s: %w", q.ID, err)
		}
		if err := l.out.Encode(answerForm(q.ID, answer)); err != nil {
			return err
		}
	}
}

// A library is the bot of a look-up, at the time that it asks for.
type library struct {
	*house
	bot *bot.Bot
	now time.Time // in the zone of the settings
	out *json.Encoder
}

// each opens the library and has do print from it.
func (u lookUp) each(a *app, do func(*library) error) error {
	h, err := a.house()
	if err != nil {
		return err
	}
	defer h.store.Close()
	zone, err := bot.LoadZone(h.config.Zone)
	if err != nil {
		zone = time.UTC
	}
	out := bufio.NewWriter(a.out)
	l := &library{house: h, bot: h.bot, now: time.Now().In(zone), out: json.NewEncoder(out)}
	l.out.SetEscapeHTML(false)
	if u.At != "" {
		if l.now, err = parseAt(u.At, zone); err != nil {
			return fmt.Errorf("--at %w", err)
		}
		l.bot = h.bot.At(l.now)
	}
	return errors.Join(do(l), out.Flush())
}

// parseAt reads an instant, or a day as its last second in zone.
func parseAt(s string, zone *time.Location) (time.Time, error) {
	if day, err := time.ParseInLocation(time.DateOnly, s, zone); err == nil {
		return day.AddDate(0, 0, 1).Add(-time.Second), nil
	}
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04:05", "2006-01-02T15:04", "2006-01-02 15:04"} {
		if t, err := time.ParseInLocation(layout, s, zone); err == nil {
			return t.In(zone), nil
		}
	}
	return time.Time{}, fmt.Errorf("%q: no time: want 2026-11-20 or 2026-11-20T08:30:00+01:00", s)
}

// say prints the answer to a command, or with --json the message that it is.
func (u lookUp) say(a *app, command string, words []string) error {
	return u.each(a, func(l *library) error {
		if !u.JSON {
			return a.say(l.bot, l.command(command, words))
		}
		return l.bot.Handle(a.ctx, l.command(command, words), func(_ context.Context, m bot.Message) error { return l.out.Encode(m) })
	})
}

// command is what the operator says at the terminal.
func (h *house) command(name string, words []string) bot.Command {
	return bot.Command{
		ID:   fmt.Sprintf("console:%d", time.Now().UnixNano()),
		From: bot.Channel{Platform: "console", ID: "terminal"}, User: "operator", Role: bot.Admin,
		Text: strings.TrimSpace(name + " " + strings.Join(words, " ")), Zone: h.config.Zone,
	}
}

// lookUp builds the bot, asks it one command and prints the answer.
func (a *app) lookUp(command string, words []string) error {
	h, err := a.house()
	if err != nil {
		return err
	}
	defer h.store.Close()
	return a.say(h.bot, h.command(command, words))
}

// say asks the bot a command and prints the answer. One that tells of a failure goes to
// the error stream, and the error is errTold.
func (a *app) say(b *bot.Bot, c bot.Command) error {
	failed := false
	err := b.Handle(a.ctx, c, func(_ context.Context, m bot.Message) error {
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
