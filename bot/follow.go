package bot

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/readout-bot/readout/digest"
)

// What a channel follows and rates. Both only put things in order: nothing is hidden by
// them, and every line that they moved says so.

// A taste is what a channel follows and rates.
type taste struct{ follows, rates []Rule }

// tasteOf returns the taste of a channel.
func (b *Bot) tasteOf(ctx context.Context, c Channel) (taste, error) {
	rules, err := b.store.Rules(ctx, c.Tenant())
	var w taste
	for _, r := range rules {
		switch {
		case r.Channel != c.String():
		case r.Kind == Follow:
			w.follows = append(w.follows, r)
		case r.Kind == More || r.Kind == Less:
			w.rates = append(w.rates, r)
		}
	}
	return w, err
}

// A thing is what a taste is held against: a meeting, a decision or a
// story has what it is made of.
type thing struct {
	names    []string
	meeting  *DiaryMeeting
	decision *LedgerDecision
	story    *Story
}

func meetingThing(d DiaryMeeting) thing { return thing{names: parties(d.Meeting), meeting: &d} }

func decisionThing(d LedgerDecision) thing { return thing{names: d.Deciders, decision: &d} }

// storyThing is a story with the actors that at least half of its articles name.
func storyThing(s Story) thing {
	counts := map[string]int{}
	var order []string
	for _, e := range s.Articles {
		for _, a := range e.Digest.Actors {
			if counts[a.Name]++; counts[a.Name] == 1 {
				order = append(order, a.Name)
			}
		}
	}
	return thing{names: slices.DeleteFunc(order, func(n string) bool { return 2*counts[n] < len(s.Articles) }), story: &s}
}

// is reports whether a rule is about t. A rule about an actor is about all that it takes
// part in.
func (r Rule) is(t thing) bool {
	if r.About == nil {
		return slices.ContainsFunc(t.names, func(n string) bool { return calledAlike(n, r.Name) })
	}
	switch {
	case t.meeting != nil:
		return hasStep(t.meeting.Steps, r.About.ID) || r.About.isMeeting(t.meeting.Meeting, "")
	case t.decision != nil:
		return hasStep(t.decision.Steps, r.About.ID) || r.About.isDecision(t.decision.Decision, "")
	case t.story != nil:
		return r.About.isStory(*t.story) || slices.ContainsFunc(t.story.Articles, func(e Entry) bool { return r.About.toldIn(e) })
	}
	return false
}

// calledAlike is sameName for whoever was named on purpose: what a name only ends in, as
// "Bank of Norland" in "Norland", is somebody else.
func calledAlike(a, b string) bool {
	if !sameName(a, b) {
		return false
	}
	x, y := strings.Fields(Fold(a)), strings.Fields(Fold(b))
	if len(x) < len(y) {
		x, y = y, x
	}
	return len(x) == len(y) || !functionWords[x[len(x)-len(y)-1]]
}

// toldIn reports whether an article tells of the meeting or decision.
func (s *Subject) toldIn(e Entry) bool {
	return slices.ContainsFunc(e.Digest.Meetings, func(m digest.Meeting) bool { return s.isMeeting(m, sentenceID(e.Article.URL, firstQuote(m.Evidence))) }) ||
		slices.ContainsFunc(e.Digest.Decisions, func(d digest.Decision) bool {
			return s.isDecision(d, sentenceID(e.Article.URL, firstQuote(d.Evidence)))
		})
}

// followed returns the name of what makes t followed; empty if nothing does.
func (w taste) followed(t thing) string {
	for _, r := range w.follows {
		if r.is(t) {
			return r.Name
		}
	}
	return ""
}

// weight is how many more say 👍 than 👎 to t.
func (w taste) weight(t thing) int {
	sum := 0
	for _, r := range w.rates {
		switch {
		case !r.is(t):
		case r.Kind == More:
			sum++
		default:
			sum--
		}
	}
	return sum
}

// rank orders items: what is followed first, then by weight, else as they were.
func rank[T any](w taste, items []T, of func(T) thing) []T {
	if len(w.follows)+len(w.rates) == 0 {
		return items
	}
	type ranked struct {
		item     T
		followed bool
		weight   int
	}
	all := make([]ranked, len(items))
	for i, it := range items {
		t := of(it)
		all[i] = ranked{it, w.followed(t) != "", w.weight(t)}
	}
	slices.SortStableFunc(all, func(a, b ranked) int {
		switch {
		case a.followed != b.followed && a.followed:
			return -1
		case a.followed != b.followed:
			return 1
		}
		return b.weight - a.weight
	})
	items = slices.Clone(items)
	for i, r := range all {
		items[i] = r.item
	}
	return items
}

// mark says on a line what moved it.
func (w taste) mark(l Line, t thing) Line {
	var notes []string
	if name := w.followed(t); name != "" {
		notes = append(notes, "followed")
	}
	switch n := w.weight(t); {
	case n > 0:
		notes = append(notes, fmt.Sprintf("👍 %d", n))
	case n < 0:
		notes = append(notes, fmt.Sprintf("👎 %d", -n))
	}
	l.Note = strings.Join(nonEmpty(append([]string{l.Note}, notes...)...), ", ")
	return l
}

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
			l.Controls = []Control{{Label: "Details", Command: "why " + r.About.ID}}
		} else if len(r.Name) < MaxControlCommand-10 {
			l.Controls = []Control{{Label: "Details", Command: "who " + r.Name}}
		}
		l.Controls = append(l.Controls, Control{Label: "Follow no longer", Command: "unfollow " + r.short()})
		lines = append(lines, l)
	}
	return lines, err
}

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
