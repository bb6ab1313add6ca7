package bot

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// meant returns what a person means by words: a meeting, decision or story by its id, an
// actor, or a meeting or decision by its words.
func (b *Bot) meant(ctx context.Context, a asked, words string) (Rule, error) {
	words = strings.TrimPrefix(words, "#")
	if !isSubjectID(words) {
		k, err := b.lookUp(ctx, a, words)
		if err == nil {
			return Rule{Name: k.Name}, nil
		}
		if complained := complaint(""); !errors.As(err, &complained) || strings.HasPrefix(string(complained), severalWords) {
			return Rule{}, err
		}
		about, title, missing := b.subject(ctx, a, words)
		if missing != nil {
			return Rule{}, err // it says which names come near
		}
		return Rule{Name: title, About: &about}, nil
	}
	about, title, err := b.subject(ctx, a, words)
	return Rule{Name: title, About: &about}, err
}

// same reports whether two wishes are about one thing.
func (r Rule) same(o Rule) bool {
	if r.About == nil || o.About == nil {
		return r.About == nil && o.About == nil && Fold(r.Name) == Fold(o.Name)
	}
	return r.About.ID == o.About.ID
}

// follow answers "follow NAME".
func (b *Bot) follow(ctx context.Context, a asked) (Message, error) {
	r, err := b.meant(ctx, a, a.values["name"])
	if err != nil {
		return Message{}, err
	}
	r.Kind, r.Channel = Follow, a.From.String()
	known, err := b.rulesOf(ctx, a, func(o Rule) bool { return o.Kind == Follow && o.Channel == r.Channel })
	if err != nil {
		return Message{}, err
	}
	if slices.ContainsFunc(known, r.same) {
		return Message{}, complain("This channel follows %s already. “follow list” shows all.", clip(r.Name, 100))
	}
	if r, err = b.saveRule(ctx, a, r); err != nil {
		return Message{}, err
	}
	return Message{Lead: fmt.Sprintf("This channel follows %s from now on: it comes first in the briefs here, with a mark.", clip(r.Name, 100)),
		Controls: []Control{{Label: "Follow no longer", Command: "unfollow " + r.short()}, {Label: "What is followed", Command: "follow list"}}}, nil
}

// short is how a wish is said in a command.
func (r Rule) short() string {
	if r.About != nil {
		return r.About.ID
	}
	if len(r.Name) > MaxControlCommand-20 {
		return strconv.FormatInt(r.ID, 10)
	}
	return r.Name
}

// unfollow answers "follow remove NAME".
func (b *Bot) unfollow(ctx context.Context, a asked) (Message, error) {
	known, err := b.rulesOf(ctx, a, func(o Rule) bool { return o.Kind == Follow && o.Channel == a.From.String() })
	if err != nil {
		return Message{}, err
	}
	name := strings.TrimPrefix(a.values["name"], "#")
	for _, match := range []func(Rule) bool{
		func(r Rule) bool { return r.About != nil && r.About.ID == name || strconv.FormatInt(r.ID, 10) == name },
		func(r Rule) bool { return Fold(r.Name) == Fold(name) },
		func(r Rule) bool { return r.About == nil && sameName(r.Name, name) },
		func(r Rule) bool { return shareIn(contentStems(name), r.Name) >= 0.8 },
	} {
		if i := slices.IndexFunc(known, match); i >= 0 {
			if err := b.dropRule(ctx, a, known[i]); err != nil {
				return Message{}, err
			}
			return Message{Lead: fmt.Sprintf("This channel follows %s no longer.", clip(known[i].Name, 100))}, nil
		}
	}
	return Message{}, complain("This channel does not follow “%s”. “follow list” shows what it follows.", clip(name, 60))
}

// followList answers "follow list".
func (b *Bot) followList(ctx context.Context, a asked) (Message, error) {
	lines, err := b.followLines(ctx, a)
	if err != nil {
		return Message{}, err
	}
	rated, err := b.rateLines(ctx, a)
	if err != nil {
		return Message{}, err
	}
	if len(lines)+len(rated) == 0 {
		return Message{Lead: "This channel follows nobody yet. Begin with a name: follow Marco Rubio. Or press Follow under a meeting or decision."}, nil
	}
	m := Message{Title: "Followed in this channel", Lead: "What is followed comes first in the briefs here; 👍 and 👎 move things up and down. Nothing is hidden by them."}
	m.add("Followed", lines, 25)
	m.add("Rated", rated, 25)
	return m, nil
}

// followLines are what a channel follows, the latest first.
func (b *Bot) followLines(ctx context.Context, a asked) ([]Line, error) {
	w, err := b.tasteOf(ctx, a.From)
	var lines []Line
	for _, r := range slices.Backward(w.follows) {
		l := Line{Text: r.Name, Note: day(r.Made.In(a.now.Location()), a.now)}
		if r.About != nil {
			l.Label, l.Subject = r.About.ID, r.About.ID
			l.Controls = []Control{{Label: details, Command: "why " + r.About.ID}}
		} else if len(r.Name) < MaxControlCommand-10 {
			l.Controls = []Control{{Label: details, Command: "who " + r.Name}}
		}
		l.Controls = append(l.Controls, Control{Label: "Follow no longer", Command: "unfollow " + r.short()})
		lines = append(lines, l)
	}
	return lines, err
}
