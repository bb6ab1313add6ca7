package bot

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/readout-bot/readout/digest"
	"github.com/readout-bot/readout/digest/when"
)

// How people put a meeting or decision right. Such a rule changes what the articles are
// taken to say, before any look-up makes something of them; the articles stay as they are.

// The reasons that "wrong" takes.
var wrongReasons = []Choice{
	{Label: "There is no such meeting or decision", Value: "nothing"},
	{Label: "The day is wrong", Value: "date"},
	{Label: "Somebody in it is wrong", Value: "person"},
	{Label: "The status is wrong", Value: "standing"},
	{Label: "Something else (a note for the admins)", Value: "other"},
}

var meetingStatuses = []digest.MeetingStatus{digest.Confirmed, digest.Expected, digest.Proposed, digest.Uncertain, digest.Cancelled, digest.Postponed}

// settled, as a status, takes a decision off the open ones.
const settled digest.DecisionStatus = "settled"

var decisionStatuses = []digest.DecisionStatus{digest.Considering, digest.Debating, digest.Awaiting, digest.Scheduled, digest.Requested,
	digest.Negotiating, digest.Undecided, settled}

// statuses are those that the subject may have.
func (s Subject) statuses() []string {
	var all []string
	if s.Meeting != nil {
		for _, x := range meetingStatuses {
			all = append(all, string(x))
		}
	}
	if s.Decision != nil {
		for _, x := range decisionStatuses {
			all = append(all, string(x))
		}
	}
	return all
}

// names are those who take part in it.
func (s Subject) names() []string {
	switch {
	case s.Meeting != nil:
		return parties(*s.Meeting)
	case s.Decision != nil:
		return s.Decision.Deciders
	}
	return nil
}

// wrong answers "wrong ITEM because REASON …".
func (b *Bot) wrong(ctx context.Context, a asked) (Message, error) {
	about, title, err := b.subject(ctx, a, a.values["item"])
	if err != nil {
		return Message{}, err
	}
	if about.Story != "" {
		return Message{}, complain("That is a story; what can be put right is a meeting or a decision in it.")
	}
	reason := wrongReason(a.values)
	if reason == "" {
		return whatIsWrong(about, title), nil
	}
	r, why := wrongRule(about, title, reason, a)
	if len(why) > 0 {
		for _, w := range why {
			return Message{}, complaint(w)
		}
	}
	if note := a.values["note"]; note != "" || reason == "other" {
		if note == "" {
			return Message{}, complain("What is wrong, then? Say it after “note”, like: wrong %s because other note the two met last week already", about.ID)
		}
		b.record(ctx, a, fmt.Sprintf("wrong %s, %s: %s", about.ID, clip(title, 80), clip(note, 300)))
	}
	if reason == "other" {
		return Message{Lead: "Noted in the audit list, for the admins. Nothing is changed by it."}, nil
	}
	if _, err := b.saveRule(ctx, a, r); err != nil {
		return Message{}, err
	}
	return Message{Lead: fmt.Sprintf("From now on, everywhere here: %s. To take that back: undo.", r.settles()),
		Controls: []Control{{Label: "Undo", Command: "undo"}, {Label: "All rules", Command: "rules"}}}, nil
}

// wrongReason is the reason that is given, or that follows from what is.
func wrongReason(values map[string]string) string {
	reason := strings.ToLower(values["because"])
	if slices.ContainsFunc(wrongReasons, func(c Choice) bool { return c.Value == reason }) {
		return reason
	}
	switch {
	case values["day"] != "":
		return "date"
	case values["name"] != "":
		return "person"
	case values["status"] != "":
		return "standing"
	case strings.HasPrefix(reason, "no"): // "not a meeting"
		return "nothing"
	}
	return ""
}

// whatIsWrong asks back.
func whatIsWrong(about Subject, title string) Message {
	return Message{Title: "What is wrong?", Lead: title + ". Pick one, or write it like: wrong " + about.ID + " because date day 2026-05-19",
		Controls: []Control{
			{Label: "There is no such thing", Command: "wrong " + about.ID + " because nothing"},
			{Label: "The day", Command: "wrong " + about.ID + " because date", Form: true},
			{Label: "Somebody in it", Command: "wrong " + about.ID + " because person", Form: true},
			{Label: "The status", Command: "wrong " + about.ID + " because standing", Form: true},
		}}
}

// wrongRule makes the rule that was asked for. What is wrong with a value is told by the
// name of its option.
func wrongRule(about Subject, title, reason string, a asked) (Rule, map[string]string) {
	r := Rule{Name: title, About: &about}
	switch reason {
	case "nothing":
		r.Kind = Drop
	case "date":
		on, ok := parseDay(a.values["day"], a.now)
		if !ok {
			return r, map[string]string{"day": "I need the right day, like 2026-05-19 or 19 May."}
		}
		r.Kind, r.Other = Redate, on.Format(time.DateOnly)
	case "person":
		name := a.values["name"]
		i := slices.IndexFunc(about.names(), func(n string) bool { return sameName(n, name) })
		if i < 0 {
			return r, map[string]string{"name": "I need the name of one of: " + clip(list(about.names()), 200) + "."}
		}
		r.Kind, r.Other = Without, about.names()[i]
	case "standing":
		status := strings.ToLower(a.values["status"])
		if !slices.Contains(about.statuses(), status) {
			return r, map[string]string{"status": "I need one of: " + choice(about.statuses()) + "."}
		}
		r.Kind, r.Other = Restate, status
	}
	return r, nil
}

// says is what a correction says of its subject, in short.
func (r Rule) says() string {
	switch r.Kind {
	case Redate:
		return "it is on " + r.Other
	case Without:
		return r.Other + " has no part in it"
	case Restate:
		return "it is " + r.Other
	}
	return "there is no such thing"
}

// settles says in words what a correction settles.
func (r Rule) settles() string {
	return clip(r.Name, 120) + ": " + r.says()
}

// parseDay reads a day as people write it; without a year the next one from half a year
// ago on.
func parseDay(s string, now time.Time) (time.Time, bool) {
	s = strings.Join(strings.Fields(strings.NewReplacer(",", " ", ".", " ").Replace(s)), " ")
	for _, layout := range []string{time.DateOnly, "2 January 2006", "January 2 2006", "2 Jan 2006", "Jan 2 2006"} {
		if t, err := time.Parse(layout, s); err == nil {
			return t, true
		}
	}
	for _, layout := range []string{"2 January", "January 2", "2 Jan", "Jan 2"} {
		t, err := time.Parse(layout+" 2006", s+" 2024") // a leap year
		if err != nil {
			continue
		}
		for year := now.Year() - 1; ; year++ {
			if d := time.Date(year, t.Month(), t.Day(), 0, 0, 0, 0, time.UTC); d.After(now.AddDate(0, -6, 0)) {
				return d, true
			}
		}
	}
	return time.Time{}, false
}

// corrected returns the entries as the rules about meetings and decisions want them.
func corrected(entries []Entry, rules []Rule) []Entry {
	if len(rules) == 0 {
		return entries
	}
	entries = slices.Clone(entries)
	for i, e := range entries {
		var meetings []digest.Meeting
		for _, m := range e.Digest.Meetings {
			if m, stands := correctedMeeting(m, sentenceID(e.Article.URL, firstQuote(m.Evidence)), rules); stands {
				meetings = append(meetings, m)
			}
		}
		var decisions []digest.Decision
		for _, d := range e.Digest.Decisions {
			if d, stands := correctedDecision(d, sentenceID(e.Article.URL, firstQuote(d.Evidence)), rules); stands {
				decisions = append(decisions, d)
			}
		}
		entries[i].Digest.Meetings, entries[i].Digest.Decisions = meetings, decisions
	}
	return entries
}

// correctedMeeting returns a meeting as the rules want it, each over those before; false if
// there is none.
func correctedMeeting(m digest.Meeting, id string, rules []Rule) (digest.Meeting, bool) {
	for _, r := range rules {
		if !r.About.isMeeting(m, id) {
			continue
		}
		switch r.Kind {
		case Drop:
			return m, false
		case Redate:
			m.When = r.day()
		case Without:
			m.Participants = slices.DeleteFunc(slices.Clone(m.Participants), func(n string) bool { return sameName(n, r.Other) })
			if sameName(m.Host, r.Other) {
				m.Host = ""
			}
		case Restate:
			m.Status = digest.MeetingStatus(r.Other)
		}
	}
	return m, true
}

// correctedDecision returns a decision as the rules want it; false if it is not open.
func correctedDecision(d digest.Decision, id string, rules []Rule) (digest.Decision, bool) {
	for _, r := range rules {
		if !r.About.isDecision(d, id) {
			continue
		}
		switch r.Kind {
		case Drop:
			return d, false
		case Redate:
			due := r.day()
			d.Deadline = &due
		case Without:
			d.Deciders = slices.DeleteFunc(slices.Clone(d.Deciders), func(n string) bool { return sameName(n, r.Other) })
		case Restate:
			if d.Status = digest.DecisionStatus(r.Other); d.Status == settled {
				return d, false
			}
		}
	}
	return d, true
}

// day is the day that a Redate gives.
func (r Rule) day() digest.When {
	t, err := time.Parse(time.DateOnly, r.Other)
	if err != nil {
		return digest.When{} // unreachable: it was written by wrongRule
	}
	return digest.When{Text: r.Other, Start: t, End: t, Precision: when.OneDay}
}
