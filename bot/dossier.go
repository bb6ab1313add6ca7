package bot

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/readout-bot/readout/digest"
)

// A namesake is one actor of a name, with the articles that tell of it.
type namesake struct {
	name    string // the fullest form
	forms   []string
	entries []Entry // the latest first
}

// namesakes returns the actors in entries that name may mean, the most told of first. Two
// full names that end alike are two people.
func namesakes(entries []Entry, name string) []namesake {
	var all []namesake
	for _, e := range latestFirst(entries) {
		seen := map[int]bool{}
		for _, a := range e.Digest.Actors {
			if !named(a, name) {
				continue
			}
			i := slices.IndexFunc(all, func(n namesake) bool { return samePerson(n.name, a.Name) })
			if i < 0 {
				i = len(all)
				all = append(all, namesake{name: a.Name})
			}
			if len(a.Name) > len(all[i].name) {
				all[i].name = a.Name
			}
			all[i].forms = append(append(all[i].forms, a.Name), a.Aliases...)
			if !seen[i] {
				seen[i] = true
				all[i].entries = append(all[i].entries, e)
			}
		}
	}
	for _, n := range all {
		if Fold(n.name) == Fold(name) && strings.Contains(Fold(name), " ") {
			return []namesake{n} // it was asked for by its full name
		}
	}
	slices.SortStableFunc(all, func(a, b namesake) int { return cmp.Compare(len(b.entries), len(a.entries)) })
	return all
}

// named reports whether a goes by name: by its whole name or an end of it, or an alias.
func named(a digest.Actor, name string) bool {
	want := Fold(name)
	is := func(form string) bool {
		f := Fold(form)
		return want != "" && (f == want || strings.HasSuffix(f, " "+want))
	}
	return is(a.Name) || slices.ContainsFunc(a.Aliases, is)
}

// samePerson reports whether two names in full form mean one actor: one is the end of
// the other, or they differ by middle names only.
func samePerson(a, b string) bool {
	if endApart(a, b) {
		return false
	}
	if sameName(a, b) {
		return true
	}
	x, y := strings.Fields(Fold(a)), strings.Fields(Fold(b))
	return len(x) > 1 && len(y) > 1 && x[0] == y[0] && x[len(x)-1] == y[len(y)-1]
}

// dossier says who an actor is: roles with their date and source, what it said and did,
// its meetings ahead and the decisions before it.
func dossier(name string, entries []Entry, now time.Time) Message {
	m := Message{Title: name, Lead: coverageOf(entries, now)}
	var roles, said []Line
	var with []string
	seen := make(map[string]bool) // folded roles and quotes
	fresh := func(s string) bool {
		s = Fold(s)
		known := seen[s]
		seen[s] = true
		return !known
	}
	for _, e := range entries {
		for _, a := range e.Digest.Actors {
			if !samePerson(a.Name, name) {
				with = append(with, a.Name)
				continue
			}
			if a.Role != "" && fresh("role "+a.Role) {
				l := sourced(Line{Text: a.Role, Quote: roleQuote(a)}, e)
				l.Label = day(e.Article.Published.In(now.Location()), now)
				roles = append(roles, l)
			}
			for _, s := range a.Statements {
				if quote := cmp.Or(firstQuote(s.Evidence), s.Text); fresh("said " + quote) {
					said = append(said, sourced(Line{Label: day(e.Article.Published.In(now.Location()), now), Quote: quote}, e))
				}
			}
		}
	}
	diary := slices.DeleteFunc(Diary(entries, now), func(d DiaryMeeting) bool { return !hasPerson(parties(d.Meeting), name) })
	ledger := slices.DeleteFunc(Ledger(entries, now), func(d LedgerDecision) bool { return !hasPerson(d.Deciders, name) })
	m.addOf(OfActors, "Role", roles, 3)
	m.addOf(OfActors, "Said and did", said, 6)
	m.addOf(OfMeetings, "Meetings ahead", diaryLines(diary, now), 6)
	m.addOf(OfDecisions, "Open decisions", ledgerLines(ledger, now), 6)
	if len(m.Sections) == 0 {
		m.addOf(OfArticles, "Articles", articleLines(entries), 6)
	}
	if often := mostFrequent(with, 5); len(often) > 0 {
		m.Footer = "Often with " + list(often) + "."
	}
	return m
}

func hasPerson(names []string, name string) bool {
	return slices.ContainsFunc(names, func(n string) bool { return samePerson(n, name) })
}

// roleQuote is the sentence that states the role, or else the first about the actor.
func roleQuote(a digest.Actor) string {
	for _, s := range a.Evidence {
		if strings.Contains(Fold(s.Text), Fold(a.Role)) {
			return s.Text
		}
	}
	return firstQuote(a.Evidence)
}

// mostFrequent returns up to n of names, the most frequent first, each once.
func mostFrequent(names []string, n int) []string {
	counts := map[string]int{}
	var order []string
	for _, name := range names {
		if counts[name] == 0 {
			order = append(order, name)
		}
		counts[name]++
	}
	slices.SortStableFunc(order, func(a, b string) int { return cmp.Compare(counts[b], counts[a]) })
	return order[:min(n, len(order))]
}

// KnownNames is how many names are looked through for those near a slip.
const KnownNames = 2000

// Nearest returns up to three of names that are a slip or two away from name, in whole or
// by one of its words, the nearest first.
func Nearest(names []string, name string) []string {
	want := Fold(name)
	if len([]rune(want)) < 3 {
		return nil
	}
	type near struct {
		name string
		far  int
	}
	var found []near
	most := allowed(want)
	for _, n := range names {
		folded := Fold(n)
		far := distance(want, folded, most)
		for w := range strings.FieldsSeq(folded) {
			if len(w) > 3 && far > 0 {
				far = min(far, distance(want, w, most))
			}
		}
		if far <= most {
			found = append(found, near{n, far})
		}
	}
	slices.SortStableFunc(found, func(a, b near) int { return cmp.Compare(a.far, b.far) })
	var best []string
	for _, f := range found[:min(3, len(found))] {
		best = append(best, f.name)
	}
	return best
}

// allowed is how many slips a word of that length may have and still be recognised.
func allowed(s string) int {
	switch n := len([]rune(s)); {
	case n < 5:
		return 1
	case n < 10:
		return 2
	}
	return 3
}
