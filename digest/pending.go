package digest

import (
	"slices"

	"github.com/readout-bot/readout/digest/lexicon"
)

// pending tries the turns of phrase that leave a matter with someone without a verb of
// deciding as the main verb.
func (r *reading) pending(s *sentence, v verb) *decision {
	for _, try := range [...]func(*sentence, verb) *decision{
		r.beingDecided, r.inDeciding, r.choosesWho, r.hasUntil, r.onlyIf, r.notRuledOut, r.goesTo, r.tabled, r.filedWith, r.receives, r.upTo, r.ought,
		r.notDecided, r.unclearWhether, r.underReview, r.talksGoOn, r.inDiscussion, r.proposesDoing, r.seeksFrom,
		r.wantsTo, r.tells, r.demandsThat, r.demandsBare, r.demanded, r.ifNot, r.mounting, r.offers, r.unlessThey, r.waitsForThem, r.looksInto, r.introduces, r.pendingBefore, r.underPressure, r.asksFrom,
		r.atOdds, r.onceThey, r.toBeVoted, r.mayDo,
		r.ifApproved, r.ifFinal, r.reviewSought, r.toPass, r.calledToBe, r.billWould, r.workingWith, r.announcesWhether, r.nearDeal, r.threatens, r.takesUp,
		r.asked, r.sues, r.applies, r.appealing, r.juryOut, r.hearingOn,
	} {
		if d := try(s, v); d != nil {
			return d
		}
	}
	return nil
}

// beingDecided reads "its application to the Congress is still being decided upon".
func (r *reading) beingDecided(s *sentence, v verb) *decision {
	class := s.class(v.at, lexicon.DecisionVerbs())
	if !v.passive || v.negated || s.word(v.at-1) != "being" || v.tense != present || class == "" || class == "request" || class == "propose" || class == "seek" {
		return nil
	}
	deciders := actors(s.agents(v.at))
	for i := len(s.mentions) - 1; i >= 0 && len(deciders) == 0; i-- {
		m := s.mentions[i]
		if m.last < v.first && v.first-m.last < 8 && m.entity.decides() {
			deciders = []*entity{m.entity}
		}
	}
	thing := r.thing(s, v)
	return &decision{at: v.at, deciders: deciders, status: Debating, question: "whether to " + s.act(v.at, max(0, v.first-5)) + " " + thing}
}

// inDeciding reads "In determining the extent of further steps, the Committee will …".
func (r *reading) inDeciding(s *sentence, v verb) *decision {
	if !v.gerund || v.at != 1 || s.word(0) != "in" && s.word(0) != "when" {
		return nil
	}
	switch s.lemma(v.at) {
	case "determine", "determin", "decide", "decid", "consider":
	default:
		return nil
	}
	for _, g := range s.verbs {
		if g.first > v.at && (g.tense == future || g.tense == present) && !g.would {
			if d := actors(s.subjects(g)); len(d) > 0 {
				return &decision{at: v.at, deciders: d, status: Considering, question: "what to decide on " + r.clause(s, v.at+1)}
			}
		}
	}
	return nil
}

// choosesWho reads "the party is to find a new leader".
func (r *reading) choosesWho(s *sentence, v verb) *decision {
	switch s.lemma(v.at) {
	case "find", "elect", "choose", "select", "pick", "appoint", "name", "nominate":
	default:
		return nil
	}
	if v.tense != future || v.plan != Confirmed && v.plan != Expected || v.would || v.passive || v.negated || !s.asserted(v) {
		return nil
	}
	k := v.at + 1
	for s.word(k) == "a" || s.word(k) == "its" || s.word(k) == "their" || s.word(k) == "the" || s.word(k) == "an" || s.word(k) == "his" || s.word(k) == "her" {
		k++
	}
	last := k
	for last-k < 4 && !s.isTitle(last) && s.tag(last) == "ADJ" {
		last++
	}
	d := actors(s.subjects(v))
	if !s.isTitle(last) || len(d) == 0 || s.mentionAt(k) != nil {
		return nil
	}
	return &decision{at: v.at, deciders: d, status: Undecided, question: "who will be the " + r.words(s, k, last) + " of " + d[0].name()}
}

// hasUntil reads "A has until Friday to accept", "A was given until Friday to accept",
// "creditors gave A until Friday to accept".
func (r *reading) hasUntil(s *sentence, v verb) *decision {
	l := s.lemma(v.at)
	if v.negated || l != "have" && l != "face" && l != "give" && l != "set" || l != "give" && l != "set" && v.tense == past || s.word(v.first) == "had" && !r.lately(s) || r.longAgo(s) {
		return nil
	}
	until := -1
	for k := v.at + 1; k < v.at+8 && until < 0; k++ {
		if s.word(k) == "until" || s.word(k) == "deadline" || l != "face" && spans[s.word(k)] && s.word(k+1) == "to" || s.word(k) == "ultimatum" {
			until = k
		}
	}
	if until < 0 {
		return nil
	}
	to := s.infinitiveAfter(until)
	warned := l == "give" && s.word(until) == "deadline"
	if to < 0 && !warned {
		return nil
	}
	by := s.subjects(v)
	if (l == "give" || l == "set") && !v.passive {
		by = s.objects(v.at)
	}
	if to < 0 {
		if len(by) == 0 {
			return nil
		}
		return &decision{at: v.at, deciders: actors(by[:1]), status: Requested, question: "how to respond to the deadline", vague: true}
	}
	by = slices.DeleteFunc(by, func(m *mention) bool { return m.first > until })
	if len(by) == 0 {
		return nil
	}
	d := &decision{at: v.at, deciders: actors(by), status: Awaiting, question: r.whetherTo(s, to+1), vague: answers[s.lemma(to+1)]}
	if l == "give" || l == "set" {
		d.status = Requested
	}
	if c := s.class(to+1, lexicon.DecisionVerbs()); c == "vote" || c == "weigh" {
		if d.question = r.questionAfter(s, to+1); d.question == "" {
			d.question = "how to rule" + prefix(" on ", r.laid(s, v.at))
		}
	}
	return d
}

var spans = setOf("hours days weeks months")

// lately reports whether the sentence tells of a day of the last two weeks, or one ahead.
func (r *reading) lately(s *sentence) bool {
	for _, p := range s.times {
		if !p.From.IsZero() && p.From.After(r.day().AddDate(0, 0, -14)) {
			return true
		}
	}
	return false
}

// onlyIf reads "A will not lift the ban until B withdraws", "A will only vote for it if …".
func (r *reading) onlyIf(s *sentence, v verb) *decision {
	if v.tense != future || v.plan == "" || v.passive || v.would && !s.reported(v) || s.idle(v.at) || unending[s.lemma(v.at)] {
		return nil
	}
	only := s.word(v.at-1) == "only"
	for k := v.at + 1; k < len(s.Tokens); k++ {
		w := s.word(k)
		if w == "," && s.word(k+1) != "unless" && s.word(k+1) != "until" || w == ";" || k > v.at+16 {
			break
		}
		if !(w == "unless" || v.negated && w == "until" || (only || s.word(k-1) == "only") && (w == "if" || w == "once" || w == "after")) {
			continue
		}
		if d := r.who(s, v); len(d) > 0 && k > v.at+1 {
			last := k - 1
			if s.word(last) == "," || s.word(last) == "only" {
				last--
			}
			return &decision{at: v.at, deciders: d, status: Awaiting, question: "whether to " + base(s, v.at) + " " + r.words(s, v.at+1, max(last, v.at+1))}
		}
	}
	return nil
}

// unending are verbs that with "not until" only promise to go on.
var unending = setOf("stop rest cease quit forthcom fall happen lapse expire collapse begin start become remain change last work come occur")

// notRuledOut reads "A has not ruled out raising rates", "A refused to rule out a strike".
func (r *reading) notRuledOut(s *sentence, v verb) *decision {
	k := v.at + 1
	switch s.lemma(v.at) {
	case "rule":
		if s.word(k) != "out" {
			return nil
		}
	case "exclude":
		k--
	default:
		return nil
	}
	refused := v.negated
	for k := v.at - 1; k >= 0 && k > v.at-4; k-- {
		refused = refused || s.lemma(k) == "refuse" || s.lemma(k) == "decline"
	}
	d := r.who(s, v)
	if !refused || len(d) == 0 {
		return nil
	}
	return &decision{at: v.at, deciders: d, status: Considering, question: r.questionAfter(s, k)}
}
