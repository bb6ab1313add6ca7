package bot

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"
)

// "What changed since Monday?" is answered with the steps of the diary and the ledger.

const (
	// changedLately is how far back "what changed?" looks where it names no time.
	changedLately = 7 * 24 * time.Hour
	// knownBefore is how far before that articles are read, to know what changed.
	knownBefore = movedWithin
)

// whatChanged returns the steps of the time asked for, of whoever is named; none for a
// question that asks something else.
func (b *Bot) whatChanged(ctx context.Context, tenant string, q question, t topic, now time.Time) ([]Fact, error) {
	if !q.changes || len(t.topic)+len(t.things) > 0 {
		return nil, nil
	}
	w := q.past
	if w.empty() {
		w.from = now.Add(-changedLately)
	}
	entries, err := b.find(ctx, Query{Tenant: tenant, Meetings: true, Decisions: true, PublishedFrom: w.from.Add(-knownBefore), PublishedUntil: w.until, Limit: mostFound})
	if err != nil {
		return nil, err
	}
	var facts []Fact
	add := func(steps []Step, told []Entry, named []string, line func(Step) Line) {
		if missing(t.names, named) {
			return
		}
		for _, s := range steps {
			if weight := changeWeight[s.Kind]; weight > 0 && !s.Date.Before(w.from) && (w.until.IsZero() || s.Date.Before(w.until)) {
				facts = append(facts, Fact{Line: line(s), Entry: s.Entry, told: told, score: weight})
			}
		}
	}
	for _, d := range AllMeetings(entries) {
		add(d.Steps, d.Told, parties(d.Meeting), func(s Step) Line {
			l := meetingLine(d.Meeting, now)
			return sourced(Line{Label: string(s.Kind), Text: strings.Join(nonEmpty(l.Label, l.Text), ": "), Note: l.Note, Quote: s.Quote}, s.Entry)
		})
	}
	for _, d := range AllDecisions(entries, now) {
		add(d.Steps, d.Told, d.Deciders, func(s Step) Line {
			return sourced(Line{Label: string(s.Kind), Text: strings.Join(nonEmpty(list(d.Deciders), d.Question), ": "), Quote: s.Quote}, s.Entry)
		})
	}
	slices.SortStableFunc(facts, func(x, y Fact) int {
		return cmp.Or(cmp.Compare(y.score, x.score), y.Entry.Article.Published.Compare(x.Entry.Article.Published), strings.Compare(x.Quote, y.Quote))
	})
	return facts[:min(len(facts), mostFacts)], nil
}

// changeWeight says which changes are told first: how something ended, then what is
// otherwise than it was, then what is new.
var changeWeight = map[StepKind]float64{
	StepTaken: 3, StepDropped: 3, StepCancelled: 3, StepMoved: 3, StepPostponed: 3,
	StepHeld: 2, StepOverdue: 2, StepScheduled: 2, StepAnnounced: 1, StepOpened: 1,
}
