package bot

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/readout-bot/readout/digest"
)

// Who is who over many articles. A Registry is a function of the articles and of people's
// rules: nothing of it is stored, so that it is the same however and whenever the articles
// came. Precision goes first: what may be two stays two.

// An Actor is somebody or something that acts, as all articles together name it.
type Actor struct {
	Name   string
	Kind   digest.Kind
	Forms  []string // all ways in which articles name it, Name first
	Titles []Title  // the oldest first, each once
	Told   []*Entry // the articles that tell of it, the latest first; never empty
}

// A Title is a role with where it was first told.
type Title struct {
	Role string
	From time.Time // when the article was published
	By   *Entry
}

// A Registry knows the actors of some articles.
type Registry struct {
	actors []Actor
	byForm map[string][]int            // folded form or end of one
	in     map[entryKey]map[string]int // by article and folded form; muted ones are -1
	all    map[entryKey][]int          // who is in an article, the weightiest first
	office map[string][]termOf         // holders of an office, by its head and state
}

// An entryKey tells articles apart whether they are stored or not.
type entryKey struct {
	id  int64
	url string
}

func keyOf(e Entry) entryKey { return entryKey{e.ID, e.Article.URL} }

// A termOf is that somebody was called by an office on a day.
type termOf struct {
	actor int
	on    time.Time
}

// Actors returns who is who in entries, as rules correct it. The order of entries does
// not matter; that of rules is the order in which they were made.
func Actors(entries []Entry, rules []Rule) *Registry {
	g := gathered(entries, rules)
	g.obey()
	return g.registry()
}

// gathered joins the names that are one actor's, before any rule.
func gathered(entries []Entry, rules []Rule) *gathering {
	g := newGathering(entries, rules)
	g.gather()
	g.joinPeople()
	g.attachShort()
	g.joinBodies()
	return g
}

// All returns the actors, the most told of first.
func (r *Registry) All() []Actor { return r.actors }

// Find returns the actors that a name may mean, the most told of first: those of which it
// is a form, or else those with a form that ends in it.
func (r *Registry) Find(name string) []Actor {
	want := Fold(name)
	var whole, part []Actor
	for _, i := range r.byForm[want] {
		if slices.ContainsFunc(r.actors[i].Forms, func(f string) bool { return Fold(f) == want }) {
			whole = append(whole, r.actors[i])
		} else {
			part = append(part, r.actors[i])
		}
	}
	for _, a := range whole {
		if a.Kind != digest.Person && Fold(a.Name) == want {
			return whole // "Norland" is the state before its central bank
		}
	}
	if len(whole) > 0 && strings.Contains(want, " ") {
		return whole
	}
	return append(whole, part...)
}

// In returns the actor that a name means in an article; false for none that is known, and
// for one that is muted.
func (r *Registry) In(e Entry, name string) (Actor, bool) {
	i, ok := r.at(e, name)
	if !ok || i < 0 {
		return Actor{}, false
	}
	return r.actors[i], true
}

// at returns the index of the actor that a name means in an article, -1 for a muted one.
func (r *Registry) at(e Entry, name string) (int, bool) {
	here := r.in[keyOf(e)]
	want := Fold(name)
	if i, ok := here[want]; ok {
		return i, true
	}
	if o := parseOffice(name); o.head != "" && o.state != "" {
		return r.holder(o, e.Article.Published)
	}
	if found := r.byForm[want]; len(found) == 1 && strings.Contains(want, " ") {
		return found[0], true
	}
	return 0, false
}

// termLength is how far from a day somebody was called by an office to be it on that day.
const termLength = 400 * 24 * time.Hour

// holder returns who held an office at a time: whoever was called so nearest to it.
func (r *Registry) holder(o office, at time.Time) (int, bool) {
	best, far, found := 0, termLength, false
	for _, t := range r.office[o.head+" "+o.state] {
		switch d := t.on.Sub(at).Abs(); {
		case d < far:
			best, far, found = t.actor, d, true
		case d == far && found && t.actor != best:
			found = false // two at once
		}
	}
	return best, found
}

// members returns the numbers of the actors in an article. They hold within this Registry.
func (r *Registry) members(e Entry) []int { return r.all[keyOf(e)] }

// Resolved returns entries with every actor under its one name; whoever is muted is left
// out, and so is a meeting without any party or a decision without any decider for it.
func (r *Registry) Resolved(entries []Entry) []Entry {
	resolved := slices.Clone(entries)
	for i := range resolved {
		resolved[i].Digest = r.resolve(resolved[i])
	}
	return resolved
}

func (r *Registry) resolve(e Entry) digest.Digest {
	d := e.Digest
	d.Actors = r.resolveActors(e)
	d.Meetings = slices.Clone(d.Meetings)
	for i, m := range d.Meetings {
		d.Meetings[i].Participants = r.names(e, m.Participants)
		d.Meetings[i].Host = strings.Join(r.names(e, nonEmpty(m.Host)), "")
	}
	d.Meetings = slices.DeleteFunc(d.Meetings, func(m digest.Meeting) bool {
		return len(m.Participants) == 0 && m.Host == "" && hadParties(e.Digest.Meetings, m)
	})
	d.Outcomes = slices.Clone(d.Outcomes)
	for i, o := range d.Outcomes {
		d.Outcomes[i].Actors = r.names(e, o.Actors)
	}
	d.Decisions = slices.Clone(d.Decisions)
	for i, c := range d.Decisions {
		d.Decisions[i].Deciders = r.names(e, c.Deciders)
		d.Decisions[i].Positions = nil
		for _, p := range c.Positions {
			if name := r.names(e, []string{p.Actor}); len(name) == 1 {
				p.Actor = name[0]
				d.Decisions[i].Positions = append(d.Decisions[i].Positions, p)
			}
		}
	}
	d.Decisions = slices.DeleteFunc(d.Decisions, func(c digest.Decision) bool {
		return len(c.Deciders) == 0 && slices.ContainsFunc(e.Digest.Decisions, func(o digest.Decision) bool {
			return o.Question == c.Question && len(o.Deciders) > 0
		})
	})
	return d
}

// hadParties reports whether the meeting had any before they were resolved.
func hadParties(before []digest.Meeting, m digest.Meeting) bool {
	return slices.ContainsFunc(before, func(o digest.Meeting) bool {
		return o.Title == m.Title && slices.Equal(o.Evidence, m.Evidence) && len(parties(o)) > 0
	})
}

// resolveActors returns the actors of e, each once.
func (r *Registry) resolveActors(e Entry) []digest.Actor {
	var kept []digest.Actor
	at := map[int]int{}
	for _, a := range e.Digest.Actors {
		i, ok := r.at(e, a.Name)
		if ok && i < 0 {
			continue
		}
		if !ok {
			kept = append(kept, a)
			continue
		}
		if n, twice := at[i]; twice {
			kept[n] = joinActors(kept[n], a)
			continue
		}
		at[i] = len(kept)
		if name := r.actors[i].Name; name != a.Name {
			a.Aliases = append(slices.Clip(a.Aliases), a.Name)
			a.Name = name
		}
		kept = append(kept, a)
	}
	return kept
}

// joinActors adds to an actor what the same article says of it under another name.
func joinActors(a, b digest.Actor) digest.Actor {
	a.Role = cmp.Or(a.Role, b.Role)
	a.Mentions += b.Mentions
	a.Aliases = append(append(slices.Clip(a.Aliases), b.Name), b.Aliases...)
	a.Statements = append(slices.Clip(a.Statements), b.Statements...)
	a.Evidence = append(slices.Clip(a.Evidence), b.Evidence...)
	return a
}

// names returns names of e's as the registry has them, each once, muted ones left out.
func (r *Registry) names(e Entry, names []string) []string {
	var kept []string
	for _, n := range names {
		i, ok := r.at(e, n)
		if ok && i < 0 {
			continue
		}
		if ok {
			n = r.actors[i].Name
		}
		if !slices.Contains(kept, n) {
			kept = append(kept, n)
		}
	}
	return kept
}
