package bot

import (
	"slices"
	"strings"
	"time"

	"github.com/readout-bot/readout/digest"
)

// How an outcome is told to be of a decision that was open: the same decider, unless either
// does not name one, and most of the words that carry the question, whatever verb says that
// it was decided.

const (
	// sameQuestion is the share of the shorter question's words that the other has, if the
	// two ask the same.
	sameQuestion = 0.6
	// answered is the share of a question's words that the sentence of its outcome has.
	answered = 0.5
	// forgotten is how long after the last word on it a decision is not closed any more.
	forgotten = 400 * 24 * time.Hour
)

// An ending is an outcome of a decision, made ready to be compared.
type ending struct {
	digest.Outcome
	in     *Entry
	quote  string
	actors []party
	says   []string // stems of what was decided
	whole  []string // stems of the whole sentence
}

func endingOf(o digest.Outcome, e *Entry, stems stemmer) ending {
	quote := firstQuote(o.Evidence)
	return ending{Outcome: o, in: e, quote: quote, actors: partiesOf(o.Actors), says: stems.question(o.About), whole: stems.question(quote)}
}

// closes reports whether nothing is left to decide after it.
func (n ending) closes() bool {
	return n.Kind == digest.OutcomeTaken || n.Kind == digest.OutcomeDropped
}

// concerned returns the decision that an outcome is of, or nil: the one whose question it
// answers best, the latest told first.
func (l *ledger) concerned(end ending) *matter {
	var best *matter
	fit := 0.0
	l.candidates(end.actors, func(m *matter) {
		if m.Closed() && end.in.Article.Published.Sub(m.last().Date) > settledFor || end.in.Article.Published.Sub(m.Told[0].Article.Published) > forgotten {
			return
		}
		if f := end.fit(m.asks, m.deciders); f > 0 && f >= fit {
			best, fit = m, f
		}
	})
	return best
}

// fit is how well the outcome answers the question that is asked of deciders; 0 if it does
// not.
func (n ending) fit(asks []string, deciders []party) float64 {
	named := len(n.actors) > 0 && len(deciders) > 0
	if named && common(n.actors, deciders) == 0 {
		return 0
	}
	said, whole := shared(asks, n.says), shared(asks, n.whole)
	if said == 0 || len(asks) == 0 {
		return 0
	}
	need := min(2, len(asks))
	share := float64(whole) / float64(len(asks))
	if len(n.says) > 1 {
		share = max(share, float64(said)/float64(min(len(n.says), len(asks))))
	}
	limit := answered
	if !named {
		limit = 0.7 // either does not say who decides, so the words must tell
		need = 2
	}
	if whole < need || share < limit {
		return 0
	}
	return share
}

// shared counts those of a that are in b.
func shared(a, b []string) int {
	n := 0
	for _, s := range a {
		if slices.Contains(b, s) {
			n++
		}
	}
	return n
}

// alike is the share of the shorter question that the other has; of one that has a single
// word, the other may have no more than one beside it.
func alike(a, b []string) float64 {
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(a) == 0 || len(a) == 1 && len(b) > 2 {
		return 0
	}
	return float64(shared(a, b)) / float64(len(a))
}

// sameDeciders: at least one in common, or neither is known.
func sameDeciders(a, b []party) bool { return len(a)+len(b) == 0 || common(a, b) > 0 }

// questionStems are the stems that carry a question: without the verbs of deciding, and
// with the noun of an act as its verb, so that "considering the sale" asks what "whether to
// sell" does.
func questionStems(s string) []string { return make(stemmer).question(s) }

// question is questionStems.
func (m stemmer) question(s string) []string {
	var kept, all []string
	for _, w := range strings.Fields(Fold(s)) {
		if functionWords[w] {
			continue
		}
		all = append(all, w)
		if v, ok := acts[w]; ok {
			w = v
		}
		if !deciding[w] {
			kept = append(kept, w)
		}
	}
	if len(kept) == 0 {
		kept = all
	}
	return m.all(kept)
}

// deciding are words of deciding itself, which say nothing of what is decided.
var deciding = wordSet(`
whether approve approved approves approving approval reject rejected rejects rejecting rejection decide decided decides deciding decision
vote voted votes voting adopt adopted adopting adoption pass passed passes passing ratify ratified ratification sign signed signing
accept accepted accepting acceptance grant granted granting agree agreed agreeing ahead forward green light back backed
consider considered considering consideration weigh weighing debate debated debating plan plans planned proposal proposals proposed idea
rule ruled ruling drop dropped abandon abandoned scrap scrapped withdraw withdrew withdrawn postpone postponed delay delayed
schedule scheduled veto vetoed enact enacted endorse endorsed authorize authorized authorise authorised refuse refused decline declined
option option options question issue matter monday tuesday wednesday thursday friday saturday sunday new
down off unanimously narrowly
`)

// acts are nouns of acts, by the verb that says the same.
var acts = map[string]string{
	"sale": "sell", "sales": "sell", "sold": "sell", "purchase": "buy", "purchases": "buy", "bought": "buy", "acquire": "buy", "acquired": "buy",
	"acquisition": "buy", "takeover": "buy", "closure": "close", "shutdown": "close", "withdrawal": "leave", "pullout": "leave", "exit": "leave", "left": "leave",
	"quit": "leave", "deployment": "deploy", "delivery": "send", "deliveries": "send", "sent": "send", "supply": "send", "supplied": "send", "deliver": "send", "shipment": "send",
	"removal": "remove", "dismissal": "fire", "sack": "fire", "sacked": "fire", "fired": "fire", "dismiss": "fire", "dismissed": "fire", "appointment": "appoint", "nomination": "nominate",
	"recognition": "recognise", "recognize": "recognise", "recognized": "recognise", "accession": "join", "membership": "join", "entry": "join",
	"increase": "raise", "increased": "raise", "rise": "raise", "hike": "raise", "hiked": "raise", "reduction": "cut", "reduce": "cut", "reduced": "cut", "lower": "cut", "lowered": "cut",
	"slash": "cut", "slashed": "cut", "imposition": "impose", "extension": "extend", "suspension": "suspend", "expulsion": "expel", "extradition": "extradite", "release": "free",
	"resignation": "resign", "construction": "build", "built": "build", "merger": "merge", "privatisation": "privatise", "privatization": "privatise", "nationalisation": "nationalise",
	"prohibition": "ban", "prohibit": "ban", "banned": "ban", "renewal": "renew", "election": "elect", "participation": "participate", "approbation": "approve", "abolition": "abolish",
	"act": "law", "bill": "law", "legislation": "law", "laws": "law", "bills": "law", "bid": "offer", "offers": "offer", "bids": "offer",
}
