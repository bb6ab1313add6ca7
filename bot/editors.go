package bot

import (
	"context"
	"slices"
	"strings"
)

// Who may change feeds and schedules, beside those whom the platform's own permissions let.

// roleOf returns what whoever says c may do, by the platform and by the tenant's rules.
func (b *Bot) roleOf(ctx context.Context, c Command) (Role, error) {
	if c.Role >= Editor {
		return c.Role, nil
	}
	rules, err := b.store.Rules(ctx, c.From.Tenant())
	if err != nil {
		return c.Role, err
	}
	for _, r := range rules {
		if r.Kind == MayEdit && r.Name != "" && (r.Name == c.User || slices.Contains(c.Groups, r.Name)) {
			return Editor, nil
		}
	}
	return c.Role, nil
}

// mentioned takes the id out of a mention of a person, group or role: <@U1>, <@&R1>,
// <!subteam^S1|desk>.
func mentioned(s string) string {
	s = strings.Trim(s, "<>@!&#\"“” ")
	s = strings.TrimPrefix(s, "subteam^")
	s, _, _ = strings.Cut(s, "|")
	return clip(s, 100)
}

// editorAdd answers "editor add WHO".
func (b *Bot) editorAdd(ctx context.Context, a asked) (Message, error) {
	who := mentioned(a.values["who"])
	if who == "" || strings.ContainsAny(who, " \t") {
		return Message{}, complain("“editor add” takes one person, group or role, by a mention or by its id.")
	}
	known, err := b.rulesOf(ctx, a, func(r Rule) bool { return r.Kind == MayEdit && r.Name == who })
	if err != nil {
		return Message{}, err
	}
	if len(known) > 0 {
		return Message{}, complain("%s may change feeds and schedules already.", who)
	}
	if _, err := b.saveRule(ctx, a, Rule{Kind: MayEdit, Name: who}); err != nil {
		return Message{}, err
	}
	return Message{Lead: who + " may change feeds and schedules from now on. To take that back: editor remove " + who}, nil
}

// editorRemove answers "editor remove WHO".
func (b *Bot) editorRemove(ctx context.Context, a asked) (Message, error) {
	who := mentioned(a.values["who"])
	known, err := b.rulesOf(ctx, a, func(r Rule) bool { return r.Kind == MayEdit && r.Name == who })
	if err != nil {
		return Message{}, err
	}
	if len(known) == 0 {
		return Message{}, complain("%s is not in the list. “editor list” shows who is; the platform's own permissions are not mine to take.", who)
	}
	for _, r := range known {
		if err := b.dropRule(ctx, a, r); err != nil {
			return Message{}, err
		}
	}
	return Message{Lead: who + " may no longer change feeds and schedules by my list."}, nil
}

// editorList answers "editor list".
func (b *Bot) editorList(ctx context.Context, a asked) (Message, error) {
	known, err := b.rulesOf(ctx, a, func(r Rule) bool { return r.Kind == MayEdit })
	if err != nil {
		return Message{}, err
	}
	const others = "Whoever the platform's own permissions let change things may do so too."
	if len(known) == 0 {
		return Message{Lead: "Nobody is in the list. " + others + " An admin adds somebody with: editor add @NAME"}, nil
	}
	m := Message{Title: "Editors", Lead: sentenceCase(count(len(known), "entry", "entries")) + ".", Footer: others}
	var lines []Line
	for _, r := range known {
		l := Line{Label: r.Name, Text: "since " + day(r.Made.In(a.now.Location()), a.now)}
		if r.User != "" {
			l.Note = "added by " + r.User
		}
		lines = append(lines, l)
	}
	m.add("May change feeds and schedules", lines, 30)
	return m, nil
}
