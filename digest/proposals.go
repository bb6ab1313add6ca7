package digest

import (
	"slices"

	"github.com/readout-bot/readout/digest/text"
)

// billWould reads "the bill would raise the levy", "a measure that would ban it": while
// nothing in the article disposes of it, the chamber that it speaks of decides.
func (r *reading) billWould(s *sentence, v verb) *decision {
	if s.word(v.first) != "would" || v.passive && v.at == v.first || r.longAgo(s) {
		return nil
	}
	k := v.first - 1
	for s.tag(k) == "ADV" {
		k--
	}
	if w := s.word(k); w == "that" || w == "which" {
		k--
	}
	if s.word(k) == "," {
		k--
	}
	if !drafts[s.lemma(k)] || s.tag(k) != "NOUN" {
		return nil
	}
	chamber := r.chamberMost()
	if chamber == nil || r.disposed() {
		return nil
	}
	return &decision{at: v.at, deciders: []*entity{chamber}, status: Debating, question: "whether to pass " + r.phraseRound(s, k) + " that would " + base(s, v.at) + " " + r.clause(s, v.at+1)}
}

var drafts = setOf("bill legislation amendment motion draft")

// disposed reports whether the article tells that a bill was passed, signed or thrown out.
func (r *reading) disposed() bool {
	return slices.ContainsFunc(r.sentences, func(s *sentence) bool {
		if !slices.ContainsFunc(s.Tokens, func(t text.Token) bool { return drafts[t.Lemma] || t.Lemma == "law" }) {
			return false
		}
		return slices.ContainsFunc(s.verbs, func(v verb) bool {
			return v.tense == past && !v.negated && disposals[s.lemma(v.at)]
		})
	})
}

var disposals = setOf("pass approve adopt sign reject defeat veto enact withdraw drop")

// workingWith reads "the administration will work with Congress to pass the plan": the
// chamber is asked.
func (r *reading) workingWith(s *sentence, v verb) *decision {
	if s.lemma(v.at) != "work" || s.word(v.at+1) != "with" || v.negated || v.tense == past || v.passive {
		return nil
	}
	asked := s.objects(v.at, "with")
	to := s.infinitiveAfter(v.at)
	if asked = within(asked, to); len(asked) == 0 || !asked[0].entity.isChamber() || s.idle(to+1) {
		return nil
	}
	d := &decision{at: v.at, deciders: actors(asked[:1]), status: Requested, question: r.whetherTo(s, to+1)}
	r.addAskers(d, s, v)
	return d
}

// announcesWhether reads "A is expected to announce whether", "will say who".
func (r *reading) announcesWhether(s *sentence, v verb) *decision {
	switch s.lemma(v.at) {
	case "announce", "announc", "say", "reveal", "declare", "disclose", "name", "set", "unveil":
	default:
		return nil
	}
	switch s.word(s.skipTime(v.at + 1)) {
	case "whether", "if", "which", "who":
	default:
		if !s.picks(v.at) || v.plan != Confirmed && v.plan != Expected || s.conditional(v) {
			return nil
		}
	}
	by := r.who(s, v)
	if v.tense != future || v.negated || v.plan == "" || v.would && !s.reported(v) || len(by) == 0 {
		return nil
	}
	return &decision{at: v.at, deciders: by, status: Scheduled, question: r.questionAfter(s, v.at)}
}

// picks reports whether the object of the verb at i is what somebody picks: "the winner",
// "a date for the election", "his successor".
func (s *sentence) picks(i int) bool {
	for k := i + 1; k < i+5; k++ {
		if picked[s.lemma(k)] && s.tag(k) == "NOUN" && s.tag(k+1) != "NOUN" {
			return true
		}
		if t := s.tag(k); t == "ADP" || t == "PUNCT" || t == "VERB" && s.fine(k) != "VBG" {
			break
		}
	}
	return s.tag(i+2) == "NOUN" && (s.word(i+1) == "the" && s.fine(i+2) == "VBG" || picked[s.lemma(i+3)])
}

var picked = setOf("winner date successor replacement candidate nominee site location host venue city election bidder cabinet")

// nearDeal reads "A and B are working on an agreement", "are close to a deal on X", "hope
// to conclude the treaty by May".
func (r *reading) nearDeal(s *sentence, v verb) *decision {
	if !s.holds(v) && v.tense != future || v.negated || v.passive || r.longAgo(s) {
		return nil
	}
	deal := -1
	for k := v.at + 1; k < v.at+9 && deal < 0; k++ {
		if accords[s.lemma(k)] || s.lemma(k) == "treaty" {
			deal = k
		}
		if t := s.tag(k); t == "PUNCT" || t == "SCONJ" {
			break
		}
	}
	if deal < 0 {
		return nil
	}
	next := s.word(v.at + 1)
	switch l := s.lemma(v.at); {
	case l == "work" && (next == "on" || next == "toward" || next == "towards") && s.fine(v.at) == "VBG",
		l == "be" && (next == "close" || next == "near"), l == "near" && s.fine(v.at) == "VBG",
		(l == "reach" || l == "conclude" || l == "finalize" || l == "finalise" || l == "strike") && hopes[s.lemma(v.first)]:
	default:
		return nil
	}
	by := actors(append(slices.Clone(s.subjects(v)), s.objects(deal, "with", "between")...))
	if len(by) == 0 || by[0].kind == Person && !by[0].governs() {
		return nil
	}
	question := "whether to agree on " + r.phraseRound(s, deal)
	return &decision{at: v.at, deciders: by, status: Negotiating, question: question}
}

var hopes = setOf("hope aim try seek want be")
