package bot

import (
	"context"
	"slices"

	"github.com/readout-bot/readout/digest"
)

const (
	// mostInCalendar bounds the articles that a calendar is made of, and those that told of
	// its meetings before.
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
	entries, err := b.find(ctx, Query{Tenant: tenant, Meetings: true, MeetingsFrom: since, PublishedFrom: now.AddDate(-1, 0, 0), Detail: Events, Limit: mostInCalendar})
	if err != nil {
		return nil, err
	}
	over := func(d DiaryMeeting) bool { return d.When.Over(since) }
	known := slices.DeleteFunc(AllMeetings(entries), over)
	var keys []string
	for _, d := range known[:min(len(known), mostTraced)] {
		keys = append(keys, tracedBy(d)...)
	}
	if len(keys) == 0 {
		return known, nil
	}
	slices.Sort(keys)
	told, err := b.find(ctx, Query{Tenant: tenant, Threads: slices.Compact(keys), PublishedFrom: now.AddDate(-firstToldWithin, 0, 0), Detail: Events, Limit: mostInCalendar})
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(AllMeetings(once(append(entries, told...))), over), nil
}

// tracedBy returns the keys of the articles that may have told of a meeting before: those
// with two of its parties, or with the only one.
func tracedBy(d DiaryMeeting) []string {
	last := lastSounds(parties(d.Meeting))
	if len(last) == 1 {
		return []string{"meets " + last[0]}
	}
	return eachPair("meets ", last)
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
