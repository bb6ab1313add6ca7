package bot

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/readout-bot/readout/digest"
	"github.com/readout-bot/readout/digest/text"
)

const (
	mostFacts = 6
	// readFully is how many articles of an answer are read sentence by sentence; of the
	// others the sentences are considered that their digests point at.
	readFully = 8
	// enough is the share of what was asked for that a sentence must have to be an answer.
	enough = 0.6
)

// bestFacts returns the facts in entries that answer, the best first.
func bestFacts(entries []Entry, q question, t topic, now time.Time) []Fact {
	var facts []Fact
	switch q.intent {
	case askMeeting:
		facts = meetingFacts(entries, q, t, now)
	case askDecision:
		facts = decisionFacts(entries, t, now)
	case askSaid:
		facts = saidFacts(entries, t)
	}
	if len(facts) == 0 && q.ahead.empty() {
		facts = sentenceFacts(entries, q, t)
	}
	slices.SortStableFunc(facts, func(a, b Fact) int {
		return cmp.Or(cmp.Compare(b.score, a.score), b.Entry.Article.Published.Compare(a.Entry.Article.Published))
	})
	var best []Fact
	for _, f := range facts {
		same := func(o Fact) bool { return f.Quote != "" && o.Quote == f.Quote && o.Text == f.Text }
		if !slices.ContainsFunc(best, same) && len(best) < mostFacts {
			best = append(best, f)
		}
	}
	return best
}

func meetingFacts(entries []Entry, q question, t topic, now time.Time) []Fact {
	var facts []Fact
	for i, d := range Diary(entries, now) {
		if !q.ahead.empty() && (d.When.Start.IsZero() || d.When.End.Before(dayUTC(q.ahead.from)) || !d.When.Start.Before(dayUTC(q.ahead.until))) {
			continue
		}
		if missing(t.names, append(parties(d.Meeting), d.Place)) {
			continue
		}
		said := strings.Join([]string{d.Title, d.Place, d.Purpose, firstQuote(d.Evidence), strings.Join(parties(d.Meeting), " ")}, " ")
		share := t.share(said)
		if len(t.topic) > 0 && share < enough/2 {
			continue
		}
		f := Fact{Line: told(meetingLine(d.Meeting, now), d.Told), Entry: d.Told[0], told: d.Told, score: share - float64(i)/1000}
		f.thing = shareOf(t.things, said) > 0
		facts = append(facts, f)
	}
	return onThings(facts)
}

// onThings keeps the facts that are of the very thing asked for, a summit say, where
// there is any.
func onThings(facts []Fact) []Fact {
	if !slices.ContainsFunc(facts, func(f Fact) bool { return f.thing }) {
		return facts
	}
	return slices.DeleteFunc(facts, func(f Fact) bool { return !f.thing })
}

// dayUTC is the day of t as meetings without a time hold it.
func dayUTC(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
}

// missing reports whether one of the names asked for is not among have.
func missing(names []askedName, have []string) bool {
	return slices.ContainsFunc(names, func(n askedName) bool {
		return !slices.ContainsFunc(have, n.is)
	})
}

func decisionFacts(entries []Entry, t topic, now time.Time) []Fact {
	var facts []Fact
	for i, d := range Ledger(entries, now) {
		involved := slices.Clone(d.Deciders)
		for _, p := range d.Positions {
			involved = append(involved, p.Actor)
		}
		said := d.Question + " " + firstQuote(d.Evidence)
		for _, n := range t.names {
			if strings.Contains(Fold(said), Fold(n.asked)) {
				involved = append(involved, n.asked)
			}
		}
		if missing(t.names, involved) {
			continue
		}
		share := t.share(said)
		if len(t.topic) > 0 && share < enough/2 {
			continue
		}
		f := Fact{Line: told(decisionLine(d.Decision, now), d.Told), Entry: d.Told[0], told: d.Told, score: share - float64(i)/1000}
		// Whoever decides was asked for, rather than somebody who is in the question.
		f.thing = shareOf(t.things, said) > 0 || len(t.names) > 0 && slices.ContainsFunc(d.Deciders, t.names[0].is)
		facts = append(facts, f)
	}
	return onThings(facts)
}

// saidFacts are the statements of the actor asked for, or of anybody.
func saidFacts(entries []Entry, t topic) []Fact {
	var facts []Fact
	for _, e := range entries {
		for _, a := range e.Digest.Actors {
			if len(t.names) > 0 && !named(a, t.names[0].asked) && !t.names[0].is(a.Name) {
				continue
			}
			for _, s := range a.Statements {
				quote := cmp.Or(firstQuote(s.Evidence), s.Text)
				// What is said in an article on the topic is on it, if less surely.
				share := max(t.share(quote), 0.7*t.share(quote+" "+e.Article.Title))
				if len(t.topic) > 0 && share < enough/2 {
					continue
				}
				if s.Quote != "" {
					share += 0.05 // words in quotation marks are what was said for sure
				}
				facts = append(facts, Fact{Line: sourced(Line{Label: a.Name, Note: a.Role, Quote: quote}, e), Entry: e, score: share})
			}
		}
	}
	return facts
}

// sentenceFacts are the sentences that have most of what is asked for.
func sentenceFacts(entries []Entry, q question, t topic) []Fact {
	if len(t.topic) == 0 && len(t.names) == 0 {
		return newsFacts(entries)
	}
	var facts []Fact
	for i, e := range entries {
		for _, s := range sentences(e, i < readFully) {
			share := t.shareWithNames(s)
			if share < enough {
				continue
			}
			asks := slices.ContainsFunc(strings.Fields(Fold(s)), func(w string) bool { asks, _ := q.intent.asks(w); return asks })
			if asks {
				share += 0.2
			} else if q.intent == askSaid {
				continue // it is about the topic, but nobody says anything
			}
			facts = append(facts, Fact{Line: sourced(Line{Text: e.Article.Title, Quote: s}, e), Entry: e, score: share})
		}
	}
	return facts
}

// newsFacts are the articles themselves, for "what is new since Monday".
func newsFacts(entries []Entry) []Fact {
	var facts []Fact
	for _, l := range articleLines(entries) {
		i := slices.IndexFunc(entries, func(e Entry) bool { return e.Article.URL == l.URL && e.Article.Published.Equal(l.Published) })
		facts = append(facts, Fact{Line: l, Entry: entries[max(i, 0)]})
	}
	return facts
}

// sentences returns those of an article that its digest points at, or all of them.
func sentences(e Entry, all bool) []string {
	var found []string
	add := func(spans []digest.Span) {
		for _, s := range spans {
			if !slices.Contains(found, s.Text) {
				found = append(found, s.Text)
			}
		}
	}
	if all && e.Article.Text != "" {
		doc := text.Read(clipBytes(e.Article.Text, 20_000))
		for i, s := range doc.Sentences {
			if s.Prose {
				found = append(found, doc.SentenceText(i))
			}
		}
		return found
	}
	for _, s := range e.Digest.Summary {
		add(s.Evidence)
	}
	for _, a := range e.Digest.Actors {
		add(a.Evidence)
		for _, s := range a.Statements {
			add(s.Evidence)
		}
	}
	for _, m := range e.Digest.Meetings {
		add(m.Evidence)
	}
	for _, d := range e.Digest.Decisions {
		add(d.Evidence)
	}
	return found
}

// clipBytes cuts s at a paragraph near n bytes.
func clipBytes(s string, n int) string {
	if len(s) <= n {
		return s
	}
	if i := strings.LastIndexByte(s[:n], '\n'); i > 0 {
		n = i
	}
	return strings.ToValidUTF8(s[:n], "")
}
