package bot

import (
	"slices"
	"strings"

	"github.com/readout-bot/readout/digest"
)

// Decisions of which the first word is how they ended: no article told of them while they
// were open, or none that the reader understood. They are in the ledger as closed.

// recalled is the share of the words of an outcome that another has, if it is told again.
const recalled = 0.75

// decidedBy are the verbs that say that something was decided, not merely done.
var decidedBy = wordSet(`accept acquit adopt agree appoint approve authorise authorize back ban cancel choose confirm convict
	decide declare dismiss drop elect endorse end extend fine grant halt impeach impose lift name nominate opt order overturn pardon
	pass pick postpone ratify refuse reject repeal resign reverse rule sanction select sentence settle sign strike suspend uphold veto vote withdraw`)

// choosing are the verbs after which stands what was decided.
var choosing = wordSet("decide agree vote opt choose elect resolve")

// learn opens a decision by its end, if the sentence says who decided what. One that is
// told again later is the same.
func (l *ledger) learn(end ending) {
	if verb, _, _ := strings.Cut(end.About, " "); !end.closes() || len(end.actors) == 0 || len(end.says) < 2 || !decidedBy[verb] {
		return
	}
	again := false
	l.by.with(end.actors, func(i int) {
		m := l.all[i]
		if !again && m.Closed() && m.last().Kind == end.step() && alike(m.asks, end.says) >= recalled {
			m.Told, again = tellAlso(m.Told, *end.in), true
		}
	})
	if again {
		return
	}
	d := digest.Decision{Question: "whether to " + end.what(), Deciders: slices.Clone(end.Actors), Status: settled, Evidence: end.Evidence}
	m := &matter{LedgerDecision: LedgerDecision{Decision: d, Told: []Entry{*end.in}, Outcome: end.quote}, deciders: end.actors, asks: end.says}
	m.Steps = []Step{newStep(end.step(), end.When, end.quote, *end.in)}
	l.add(m)
}

// what is what was decided, as an infinitive: "extend the law" of "voted to extend the law".
func (n ending) what() string {
	verb, rest, _ := strings.Cut(n.About, " ")
	if infinitive, ok := strings.CutPrefix(strings.TrimPrefix(rest, "not "), "to "); ok && choosing[verb] {
		if first, _, _ := strings.Cut(infinitive, " "); !functionWords[first] {
			return infinitive
		}
	}
	return n.About
}

// step is what the outcome is for the ledger: to decide not to do something is to drop it.
func (n ending) step() StepKind {
	verb, what, _ := strings.Cut(n.About, " ")
	if n.Kind == digest.OutcomeTaken && choosing[verb] && strings.HasPrefix(what, "not ") {
		return StepDropped
	}
	return StepKind(n.Kind)
}
