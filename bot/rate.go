package bot

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// weights answers "weights".
func (b *Bot) weights(ctx context.Context, a asked) (Message, error) {
	lines, err := b.rateLines(ctx, a)
	if err != nil {
		return Message{}, err
	}
	if len(lines) == 0 {
		return Message{Lead: "Nothing was rated in this channel yet. Press 👍 or 👎 under a line of a brief, or say: more ID, less ID."}, nil
	}
	m := Message{Title: "Rated in this channel", Lead: "👍 and 👎 move things up and down in the briefs here; nothing is hidden by them. An editor takes one back with: undo NUMBER"}
	m.add("The latest first", lines, 25)
	return m, nil
}

// rateLines are what was rated in a channel, the latest first.
func (b *Bot) rateLines(ctx context.Context, a asked) ([]Line, error) {
	w, err := b.tasteOf(ctx, a.From)
	var lines []Line
	for _, r := range slices.Backward(w.rates) {
		sign := "👍"
		if r.Kind == Less {
			sign = "👎"
		}
		by := ""
		if r.User != "" {
			by = "by " + r.User
		}
		lines = append(lines, Line{Label: strconv.FormatInt(r.ID, 10), Text: sign + " " + r.Name,
			Note:     strings.Join(nonEmpty(day(r.Made.In(a.now.Location()), a.now), by), ", "),
			Controls: []Control{{Label: "Take back", Command: "undo " + strconv.FormatInt(r.ID, 10)}}})
	}
	return lines, err
}

func (b *Bot) more(ctx context.Context, a asked) (Message, error) { return b.rate(ctx, a, More) }
func (b *Bot) less(ctx context.Context, a asked) (Message, error) { return b.rate(ctx, a, Less) }

// rate answers "more ITEM" and "less ITEM". Each person has one say about a thing: the
// same again takes it back, the other one turns it round.
func (b *Bot) rate(ctx context.Context, a asked, kind RuleKind) (Message, error) {
	r, err := b.meant(ctx, a, a.values["item"])
	if err != nil {
		return Message{}, err
	}
	r.Kind, r.Channel = kind, a.From.String()
	known, err := b.rulesOf(ctx, a, func(o Rule) bool {
		return (o.Kind == More || o.Kind == Less) && o.Channel == r.Channel && o.User == a.User && o.same(r)
	})
	if err != nil {
		return Message{}, err
	}
	again := false
	for _, o := range known {
		again = again || o.Kind == kind
		if err := b.dropRule(ctx, a, o); err != nil {
			return Message{}, err
		}
	}
	title := clip(r.Name, 100)
	if again {
		return Message{Lead: "Taken back: " + title + " has no say of yours in this channel any more."}, nil
	}
	if _, err := b.saveRule(ctx, a, r); err != nil {
		return Message{}, err
	}
	way := "up"
	if kind == Less {
		way = "down"
	}
	return Message{Lead: fmt.Sprintf("Noted: %s goes %s in this channel's briefs. The same again takes it back.", title, way),
		Controls: []Control{{Label: "What was rated", Command: "weights"}}}, nil
}
