package bot

import (
	"context"
	"fmt"
)

// homeDays is how far ahead home looks.
const homeDays = 14

// home answers "home": what is scheduled here, what comes, what is open, how feeds are.
func (b *Bot) home(ctx context.Context, a asked) (Message, error) {
	subs, err := b.schedulesHere(ctx, a)
	if err != nil {
		return Message{}, err
	}
	where := "In this channel"
	if len(subs) == 0 { // a direct message has none of its own: those of the workspace
		if subs, err = b.schedules(ctx, a.tenant); err != nil {
			return Message{}, err
		}
		where = "In other channels"
	}
	feeds, err := b.store.Feeds(ctx, a.tenant)
	if err != nil {
		return Message{}, err
	}
	briefs, err := b.briefLines(ctx, subs, a.now)
	if err != nil {
		return Message{}, err
	}
	m := Message{Title: "Readout", Lead: statusLead(feeds, subs), Controls: []Control{setUp, {Label: "Follow a feed", Command: "feed add", Form: true},
		{Label: "Ask", Command: "ask", Form: true}, {Label: "What I can do", Command: "help"}}}
	m.add("Briefs: "+lowerFirst(where), briefs, 6)
	ahead := a
	ahead.request = request{name: "meetings", values: map[string]string{"next": fmt.Sprintf("%dd", homeDays)}}
	diary, _, _, err := b.meetingsAhead(ctx, ahead)
	if err != nil {
		return Message{}, err
	}
	m.addOf(OfMeetings, "Next meetings", diaryLines(diary, a.now), 6)
	open := a
	open.request = request{name: "decisions", values: map[string]string{}}
	ledger, _, err := b.decisionsAsked(ctx, open, mostListed)
	if err != nil {
		return Message{}, err
	}
	m.addOf(OfDecisions, "Open decisions", ledgerLines(ledger, a.now), 6)
	follows, err := b.followLines(ctx, a)
	if err != nil {
		return Message{}, err
	}
	m.add("Followed here", follows, 6)
	m.add("Feeds that fail", failingLines(feeds, a.now), 6)
	c, err := b.store.Coverage(ctx, Query{Tenant: a.tenant})
	if err != nil {
		return Message{}, err
	}
	m.Footer = libraryWords(c, feeds, a.now)
	return m, nil
}
