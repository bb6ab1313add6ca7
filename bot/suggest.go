package bot

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"
	"time"
)

const (
	// suggestWithin is the patience for suggestions: platforms want them within three
	// seconds, people at once.
	suggestWithin = 2 * time.Second
	// fewSuggested bounds the articles that items are suggested from, the latest.
	fewSuggested = 150
)

// Suggest implements Handler.
func (b *Bot) Suggest(ctx context.Context, from Channel, what Suggestion, typed string, limit int) []Choice {
	ctx, cancel := context.WithTimeout(ctx, suggestWithin)
	defer cancel()
	typed = clip(strings.TrimPrefix(strings.TrimSpace(typed), "#"), 100)
	limit = min(limit, maxChoices)
	var all []Choice
	var err error
	switch what {
	case SuggestActors:
		var names []string
		names, err = b.store.Names(ctx, from.Tenant(), typed, limit)
		return b.suggested(choicesOf(names), "", limit, from, err)
	case SuggestFeeds:
		all, err = b.feedChoices(ctx, from)
	case SuggestSchedules:
		all, err = b.scheduleChoices(ctx, from)
	case SuggestMeetings, SuggestDecisions, SuggestItems:
		all, err = b.itemChoices(ctx, from, what)
	}
	return b.suggested(all, typed, limit, from, err)
}

// suggested returns the choices that have what is typed: those of which a word begins with
// it first.
func (b *Bot) suggested(all []Choice, typed string, limit int, from Channel, err error) []Choice {
	if err != nil && !errors.Is(err, context.Canceled) {
		b.log.Error("nothing suggested", "channel", from.String(), "err", err)
	}
	want := Fold(typed)
	fit := func(c Choice) int {
		said := " " + Fold(c.Label) + " " + Fold(c.Value)
		switch {
		case strings.Contains(said, " "+want):
			return 2
		case strings.Contains(said, want):
			return 1
		}
		return 0
	}
	if want != "" {
		all = slices.DeleteFunc(all, func(c Choice) bool { return fit(c) == 0 })
		slices.SortStableFunc(all, func(x, y Choice) int { return cmp.Compare(fit(y), fit(x)) })
	}
	return all[:min(len(all), max(limit, 0))]
}

func (b *Bot) feedChoices(ctx context.Context, from Channel) ([]Choice, error) {
	feeds, err := b.store.Feeds(ctx, from.Tenant())
	var all []Choice
	for _, f := range feeds {
		if url := shownURL(f.URL); len([]rune(url)) <= maxSuggested {
			all = append(all, Choice{Label: clip(strings.Join(nonEmpty(f.Title, url), ": "), maxChosen), Value: url})
		}
	}
	return all, err
}

func (b *Bot) scheduleChoices(ctx context.Context, from Channel) ([]Choice, error) {
	here, err := b.schedulesHere(ctx, asked{Command: Command{From: from}, tenant: from.Tenant()})
	var all []Choice
	for _, s := range here {
		all = append(all, Choice{Label: clip(s.ID+": "+s.Spec, maxChosen), Value: s.ID})
	}
	return all, err
}

// itemChoices are the meetings ahead and the open decisions.
func (b *Bot) itemChoices(ctx context.Context, from Channel, what Suggestion) ([]Choice, error) {
	a := b.asked(Command{From: from})
	q := Query{Tenant: a.tenant, Meetings: what != SuggestDecisions, Decisions: what != SuggestMeetings, PublishedFrom: a.now.Add(-openFor), Limit: fewSuggested}
	entries, err := b.find(ctx, q)
	var all []Choice
	if what != SuggestDecisions {
		for _, d := range Diary(entries, a.now) {
			all = append(all, Choice{Label: clip(whenWords(d.When, a.now)+": "+meetingTitle(d.Meeting), maxChosen), Value: subjectID(d.Steps)})
		}
	}
	if what != SuggestMeetings {
		for _, d := range Ledger(entries, a.now) {
			all = append(all, Choice{Label: clip(decisionTitle(d.Decision), maxChosen), Value: subjectID(d.Steps)})
		}
	}
	return all, err
}
