package bot

import (
	"slices"

	"github.com/readout-bot/readout/digest"
	"github.com/readout-bot/readout/digest/when"
)

// settle takes in what an article reports as done. It reports whether that was news.
func (t *thread) settle(r report) bool {
	off := t.Status == digest.Cancelled
	before := t.When
	switch r.outcome {
	case digest.OutcomeHeld:
		if exact(r.When) {
			t.When = r.When
		}
		t.step(StepHeld, r)
	case digest.OutcomeCancelled:
		if off {
			return false
		}
		t.Status = digest.Cancelled
		t.step(StepCancelled, r)
	case digest.OutcomeMoved:
		if mayOverlap(t.When, r.When) && !finer(r.When, t.When) {
			return false // known already
		}
		t.When, t.Status, t.Rivals = r.When, digest.Confirmed, nil
		t.step(StepMoved, r).From = before
	case digest.OutcomePostponed:
		if t.Status == digest.Postponed {
			return false
		}
		t.Status, t.When = digest.Postponed, digest.When{Precision: when.Unknown}
		t.step(StepMoved, r).From = before
	default:
		return false
	}
	t.Evidence = r.Evidence
	t.Told = tellAlso(t.Told, *r.in)
	return true
}

// step adds a step of that kind, told by r, with the day that the meeting has by now.
func (t *thread) step(k StepKind, r report) *Step {
	t.Steps = append(t.Steps, newStep(k, t.When, r.quote, *r.in))
	return &t.Steps[len(t.Steps)-1]
}

// advance takes in what an article says of the meeting ahead, as the step that it makes,
// if any.
func (t *thread) advance(r report, f fit) {
	before := t.When
	switch {
	case f == rivalFit:
		t.Rivals = append(t.Rivals, newStep(StepAnnounced, r.When, r.quote, *r.in))
	case r.Status == digest.Cancelled:
		if t.Status != digest.Cancelled {
			t.Status = digest.Cancelled
			t.step(StepCancelled, r)
		}
	case f == movedFit && exact(r.When), !mayOverlap(t.When, r.When):
		t.When, t.Rivals = r.When, nil
		t.Status = r.Status
		t.step(StepMoved, r).From = before
	case r.Status == digest.Postponed:
		if t.Status != digest.Postponed {
			t.Status = digest.Postponed
			t.step(StepMoved, r).From = before
		}
	case t.stale(r):
	default:
		t.confirm(r)
	}
}

// stale reports whether r, from another outlet, does not know yet that the meeting is off.
func (t *thread) stale(r report) bool {
	return t.Status == digest.Cancelled && !sameOutlet(t.Told[0], *r.in) &&
		r.in.Article.Published.Sub(t.Told[0].Article.Published) < contradicts
}

// confirm takes in that the meeting is ahead still. It is a step where another outlet is
// the first to say so too, or where it is firmer or its day is known more exactly.
func (t *thread) confirm(r report) {
	firmer := r.Status == digest.Confirmed && t.Status != digest.Confirmed
	fixed := finer(r.When, t.When) && exact(r.When) && !exact(t.When)
	if finer(r.When, t.When) {
		t.When = r.When
	}
	if !r.When.Start.IsZero() && len(t.Rivals) > 0 {
		t.Rivals = nil // the day that was known first prevails
		fixed = true
	}
	t.Status = r.Status
	another := r.Status == digest.Confirmed && !t.confirmed() && !t.toldIn(r)
	if firmer || fixed || another {
		t.step(StepConfirmed, r)
	}
}

// confirmed reports whether a step has confirmed the day that is set now.
func (t *thread) confirmed() bool { return t.Steps[len(t.Steps)-1].Kind == StepConfirmed }

// toldIn reports whether r's outlet told of the meeting before, or its sentence is a copy.
func (t *thread) toldIn(r report) bool {
	return slices.ContainsFunc(t.Told, func(e Entry) bool { return sameOutlet(e, *r.in) }) ||
		slices.ContainsFunc(t.Steps, func(s Step) bool { return s.Quote == r.quote })
}
