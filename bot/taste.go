package bot

import (
	"context"
	"fmt"
	"slices"
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
