package bot

import (
	"slices"
	"strings"
	"time"

	"github.com/readout-bot/readout/digest"
)

// How the diary and the ledger are shown: each item with what changed of it, and the
// sentence that says so.

func diaryLines(all []DiaryMeeting, now time.Time) []Line {
	var lines []Line
	for _, d := range all {
		lines = append(lines, diaryLine(d, now))
	}
	return lines
}

// diaryLine is a meeting with what changed of it, in the sentence that says so.
func diaryLine(d DiaryMeeting, now time.Time) Line {
	m := d.Meeting
	change, changed := d.Change()
	if m.Status == digest.Cancelled || m.Status == digest.Postponed {
		changed = changed && change.Kind != StepMoved // the status says as much
	}
	l := meetingLine(m, now)
	var notes []string
	if changed && change.Kind == StepMoved && !change.From.Start.IsZero() {
		notes = append(notes, "moved from "+whenWords(change.From, now))
	}
	for _, r := range d.Rivals {
		notes = append(notes, "but "+whenWords(r.When, now)+" according to "+sourceName(r.Entry.Article))
	}
	l.Note = strings.Join(nonEmpty(append([]string{l.Note}, notes...)...), ", ")
	l = told(l, d.Told)
	if change, ok := d.Change(); ok {
		l = inStep(l, change)
	}
	return withControls(l, subjectID(d.Steps))
}

func ledgerLines(all []LedgerDecision, now time.Time) []Line {
	var lines []Line
	for _, d := range all {
		lines = append(lines, ledgerLine(d, now))
	}
	return lines
}

// ledgerLine is a decision with where it stands, in the sentence that says so.
func ledgerLine(d LedgerDecision, now time.Time) Line {
	shown := d.Decision
	shown.Status = digest.DecisionStatus(d.State())
	last := d.last()
	if d.Closed() {
		shown.Deadline = nil
	}
	l := told(decisionLine(shown, now), d.Told)
	switch last.Kind {
	case StepTaken, StepDropped, StepPostponed, StepOverdue:
		l = inStep(l, last)
	}
	return withControls(l, subjectID(d.Steps))
}

// inStep makes the sentence of a step the one under the line.
func inStep(l Line, s Step) Line {
	l = sourced(l, s.Entry)
	l.Quote = s.Quote
	return l
}

// changeLines are the last steps of what changed, the latest first.
func changeLines(diary []DiaryMeeting, ledger []LedgerDecision, now time.Time) []Line {
	var lines []Line
	add := func(steps []Step, what, note string, s Step) {
		l := sourced(Line{Label: changeWords(s, now), Text: what, Note: note, Quote: s.Quote}, s.Entry)
		lines = append(lines, withControls(l, subjectID(steps)))
	}
	for _, d := range diary {
		last, day := d.Steps[len(d.Steps)-1], ""
		switch {
		case last.Kind == StepMoved && !last.From.Start.IsZero():
			day = "from " + whenWords(last.From, now)
		case !d.When.Start.IsZero():
			day = whenWords(d.When, now)
		}
		add(d.Steps, meetingTitle(d.Meeting), strings.Join(nonEmpty(day, d.Place), ", "), last)
	}
	for _, d := range ledger {
		add(d.Steps, decisionTitle(d.Decision), "", d.last())
	}
	slices.SortStableFunc(lines, func(a, b Line) int { return b.Published.Compare(a.Published) })
	return lines
}

// changeWords says a step in a word or two; nothing for one that changes nothing.
func changeWords(s Step, now time.Time) string {
	switch s.Kind {
	case StepMoved:
		if s.When.Start.IsZero() {
			return "put off"
		}
		return "moved to " + whenWords(s.When, now)
	case StepCancelled, StepHeld, StepDropped, StepOverdue:
		return string(s.Kind)
	case StepTaken:
		return "decided"
	case StepPostponed:
		if s.When.Start.IsZero() {
			return "postponed"
		}
		return "postponed to " + whenWords(s.When, now)
	}
	return ""
}
