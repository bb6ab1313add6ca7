package bot

import (
	"context"
	"slices"
	"time"

	"github.com/readout-bot/readout/digest"
)

const (
	// mostInCalendar bounds the articles that a calendar is made of.
	mostInCalendar = 1000
	// mostTraced bounds the meetings whose first telling is looked for.
	mostTraced = 200
	// firstToldWithin is how many years back that may lie.
	firstToldWithin = 2
)

// CalendarMeetings returns the meetings for the calendar of a channel of that tenant:
// those ahead, those of the last two weeks and, for programs that subscribe to it, those
// that were called off or put off. A meeting begins with the first article that told of
// it, however often it has moved since, so that it can be known again.
func (b *Bot) CalendarMeetings(ctx context.Context, tenant string) ([]DiaryMeeting, error) {
	now := b.now()
	since := now.AddDate(0, 0, -lookedBack)
	entries, err := b.find(ctx, Query{Tenant: tenant, Meetings: true, MeetingsFrom: since, PublishedFrom: now.AddDate(-1, 0, 0), Limit: mostInCalendar})
	if err != nil {
		return nil, err
	}
	over := func(d DiaryMeeting) bool { return d.When.Over(since) }
	known := slices.DeleteFunc(AllMeetings(entries), over)
	for _, d := range known[:min(len(known), mostTraced)] {
		q, ok := toldBefore(d, tenant, now)
		if !ok {
			continue
		}
		earlier, err := b.find(ctx, q)
		if err != nil {
			return nil, err
		}
		entries = append(entries, earlier...)
	}
	return slices.DeleteFunc(AllMeetings(once(entries)), over), nil
}

// toldBefore asks for the articles that told of a meeting before the first that is known:
// those with one of its parties that name the others.
func toldBefore(d DiaryMeeting, tenant string, now time.Time) (Query, bool) {
	names := parties(d.Meeting)
	if len(names) == 0 {
		return Query{}, false
	}
	q := Query{Tenant: tenant, Meetings: true, Actor: names[0], Limit: mostFound,
		PublishedFrom: now.AddDate(-firstToldWithin, 0, 0), PublishedUntil: d.Steps[0].Entry.Article.Published}
	for _, n := range names[1:min(len(names), 3)] {
		q.Words = append(q.Words, lastWord(Fold(n)))
	}
	return q, true
}

// calendar answers "calendar" with the channel's link.
func (b *Bot) calendar(ctx context.Context, a asked) (Message, error) {
	if b.calendarLink == nil {
		return Message{Title: "Calendar", Lead: "There is no calendar link yet: whoever runs me sets READOUT_PUBLIC_URL, the address under which " +
			"my page can be reached from other machines, and READOUT_CALENDAR_KEY, a secret of at least 16 characters. Until then, “readout calendar” on the command line writes the file."}, nil
	}
	link := b.calendarLink(a.From)
	meetings, err := b.CalendarMeetings(ctx, a.tenant)
	if err != nil {
		return Message{}, err
	}
	off := 0
	for _, d := range meetings {
		if d.Status == digest.Cancelled {
			off++
		}
	}
	lead := count(len(meetings)-off, "meeting", "meetings") + " for your own calendar program; it follows what moves or is called off."
	m := Message{Title: "Calendar of this channel", URL: link, Lead: sentenceCase(lead),
		Footer: "Add it by its address. Whoever has the link can read the calendar, so share it with care."}
	m.add("Address", []Line{{Text: link}}, 1)
	return m, nil
}
