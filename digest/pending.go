package digest

import (
	"slices"

	"github.com/readout-bot/readout/digest/lexicon"
)

// pending tries the turns of phrase that leave a matter with someone without a verb of
// deciding as the main verb.
func (r *reading) pending(s *sentence, v verb) *decision {
	for _, try := range [...]func(*sentence, verb) *decision{
		r.beingDecided, r.inDeciding, r.choosesWho, r.hasUntil, r.onlyIf, r.notRuledOut, r.goesTo, r.filedWith, r.upTo, r.demandsThat, r.ought,
		r.announcesRuling, r.notDecided, r.unclearWhether, r.underReview, r.talksGoOn, r.proposesDoing, r.seeksFrom,
		r.wantsTo, r.unlessThey, r.waitsForThem, r.looksInto, r.introduces, r.pendingBefore,
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
	if !v.gerund || s.word(v.at-1) != "in" && s.word(v.at-1) != "when" {
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
	if v.tense != future || v.plan != Confirmed && v.plan != Expected || v.would || v.passive || v.negated {
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

// hasUntil reads "A has until Friday to accept".
func (r *reading) hasUntil(s *sentence, v verb) *decision {
	deadline := s.word(v.at+1) == "until" && s.lemma(v.at) == "have"
	for k := v.at + 1; k < v.at+6 && (s.lemma(v.at) == "have" || s.lemma(v.at) == "face"); k++ {
		deadline = deadline || s.word(k) == "deadline"
	}
	if !deadline || v.tense == past {
		return nil
	}
	to, d := s.infinitiveAfter(v.at), actors(s.subjects(v))
	if to < 0 || len(d) == 0 {
		return nil
	}
	return &decision{at: v.at, deciders: d, status: Awaiting, question: r.whetherTo(s, to+1)}
}

// onlyIf reads "A will not lift the ban until B withdraws", "A will only vote for it if …".
func (r *reading) onlyIf(s *sentence, v verb) *decision {
	if v.tense != future || v.plan == "" || v.passive || v.would && !s.reported(v) || s.lemma(v.at) == "be" || s.lemma(v.at) == "have" {
		return nil
	}
	only := s.word(v.at-1) == "only"
	for k := v.at + 1; k < len(s.Tokens); k++ {
		w := s.word(k)
		if w == "," && s.word(k+1) != "unless" && s.word(k+1) != "until" || w == ";" || k > v.at+16 {
			break
		}
		if !(w == "unless" || v.negated && w == "until" || only && (w == "if" || w == "once" || w == "after")) {
			continue
		}
		if d := actors(s.subjects(v)); len(d) > 0 && k > v.at+1 {
			last := k - 1
			if s.word(last) == "," {
				last--
			}
			return &decision{at: v.at, deciders: d, status: Awaiting, question: "whether to " + base(s, v.at) + " " + r.words(s, v.at+1, max(last, v.at+1))}
		}
	}
	return nil
}

// notRuledOut reads "A has not ruled out raising rates", "A refused to rule out a strike".
func (r *reading) notRuledOut(s *sentence, v verb) *decision {
	if s.lemma(v.at) != "rule" || s.word(v.at+1) != "out" {
		return nil
	}
	refused := v.negated
	for k := v.at - 1; k >= 0 && k > v.at-4; k-- {
		refused = refused || s.lemma(k) == "refuse" || s.lemma(k) == "decline"
	}
	d := actors(s.subjects(v))
	if !refused || len(d) == 0 {
		return nil
	}
	return &decision{at: v.at, deciders: d, status: Considering, question: r.questionAfter(s, v.at+1)}
}

// goesTo reads "the bill now goes to the Senate", "heads to the president for signature".
func (r *reading) goesTo(s *sentence, v verb) *decision {
	switch s.lemma(v.at) {
	case "go", "head", "move", "return", "proceed", "pass", "send", "refer", "submit", "advance":
	default:
		return nil
	}
	if v.negated || v.tense == past || v.tense == timeless {
		return nil
	}
	thing := false
	for k := max(0, v.first-8); k < v.first; k++ {
		thing = thing || bills[s.lemma(k)]
	}
	if !thing {
		return nil
	}
	for k := v.at + 1; k < v.at+5; k++ {
		if s.word(k) == "to" || s.word(k) == "before" {
			if d := actors(s.objects(k-1, "to", "before")); len(d) > 0 && d[0].kind != State {
				return &decision{at: v.at, deciders: d[:1], status: Awaiting, question: "whether to pass " + r.thing(s, v)}
			}
		}
	}
	return nil
}

var bills = map[string]bool{"bill": true, "legislation": true, "measure": true, "resolution": true, "amendment": true, "nomination": true,
	"treaty": true, "proposal": true, "motion": true, "budget": true, "package": true, "deal": true, "agreement": true, "case": true}

// filedWith reads "A filed a lawsuit in the District Court", "petitioned the commission".
func (r *reading) filedWith(s *sentence, v verb) *decision {
	if l := s.lemma(v.at); l != "file" && l != "fil" && l != "lodge" && l != "submit" || v.negated || r.longAgo(s) {
		return nil
	}
	paper := -1
	for k := v.at + 1; k < v.at+8; k++ {
		if papers[s.lemma(k)] {
			paper = k
		}
	}
	if paper < 0 {
		return nil
	}
	for k := paper + 1; k < paper+8 && k < len(s.Tokens); k++ {
		if w := s.word(k); w != "with" && w != "in" && w != "to" && w != "at" && w != "before" {
			continue
		}
		m := s.mentionAt(k + 1)
		if m == nil {
			m = s.mentionAt(k + 2)
		}
		if m != nil && m.entity.decides() {
			return &decision{at: v.at, deciders: []*entity{m.entity}, status: Requested, question: "how to rule on the " + s.word(paper)}
		}
	}
	return nil
}

var papers = map[string]bool{"lawsuit": true, "suit": true, "petition": true, "appeal": true, "complaint": true, "motion": true,
	"application": true, "request": true, "challenge": true, "injunction": true}

// upTo reads "it is up to A to decide", "the decision rests with A".
func (r *reading) upTo(s *sentence, v verb) *decision {
	if v.tense != present && v.tense != future || v.negated {
		return nil
	}
	k := v.at + 1
	switch {
	case s.lemma(v.at) == "be" && s.word(k) == "up" && s.word(k+1) == "to":
		k += 2
	case (s.lemma(v.at) == "rest" || s.lemma(v.at) == "lie") && s.word(k) == "with":
		k++
	default:
		return nil
	}
	m := s.mentionAt(k)
	if m == nil {
		m = s.mentionAt(k + 1)
	}
	if m == nil {
		return nil
	}
	q := ""
	if to := s.infinitiveAfter(m.last); to >= 0 {
		q = r.questionAfter(s, to-1)
	} else if s.word(m.last+1) == "whether" {
		q = "whether " + r.clause(s, m.last+2)
	}
	return &decision{at: v.at, deciders: []*entity{m.entity}, status: Undecided, question: q}
}

// demandsThat reads "A demanded that B release the prisoners".
func (r *reading) demandsThat(s *sentence, v verb) *decision {
	switch s.lemma(v.at) {
	case "demand", "request", "insist", "recommend", "ask", "urge":
	default:
		return nil
	}
	if s.word(v.at+1) != "that" || v.negated || v.tense == past && r.longAgo(s) {
		return nil
	}
	for _, g := range s.verbs {
		if g.at > v.at+2 && s.fine(g.at) == "VB" && g.at-v.at < 14 {
			var asked []*mention
			for _, m := range s.mentions {
				if m.np > v.at && m.last < g.at {
					asked = append(asked, m)
				}
			}
			if len(asked) == 0 {
				return nil
			}
			d := &decision{at: v.at, deciders: entitiesOf(asked[:1]), status: Requested, question: r.whetherTo(s, g.at)}
			for _, e := range without(entitiesOf(s.subjects(v)), d.deciders) {
				d.positions = append(d.positions, position{e, For, s.index})
			}
			return d
		}
	}
	return nil
}

// ought reads "Congress should pass the act" where someone else says so.
func (r *reading) ought(s *sentence, v verb) *decision {
	modal := s.word(v.first)
	if modal == "to" && (s.lemma(v.first-1) == "need" || s.lemma(v.first-1) == "have" && v.tense == present) {
		modal = "must"
	}
	if modal != "must" && modal != "should" || v.negated || v.passive || s.lemma(v.at) == "be" || s.lemma(v.at) == "have" || s.conditional(v) {
		return nil
	}
	ms := s.subjects(v)
	if len(ms) == 0 || ms[0].form != byName || ms[0].last < v.first-3 {
		return nil
	}
	e := ms[0].entity
	speaker := s.speaker()
	if speaker == nil && s.quoted[v.at] {
		speaker = r.speakerBefore(s)
	}
	if speaker == nil && r.author != nil {
		speaker = r.issuer
	}
	if e.kind == State && (r.issuer == nil || r.issuer == e || s.quoted[v.at]) {
		return nil
	}
	if speaker == nil || speaker == e || e.kind == Person && !s.quoted[v.at] {
		return nil
	}
	return &decision{at: v.at, deciders: []*entity{e}, status: Requested, question: r.whetherTo(s, v.at), positions: []position{{speaker, For, s.index}}}
}

// speakerBefore returns who speaks in the quotation that the sentence carries on.
func (r *reading) speakerBefore(s *sentence) *entity {
	for i := s.index - 1; i >= 0 && i > s.index-4; i-- {
		if e := r.sentences[i].speaker(); e != nil {
			return e
		}
	}
	return nil
}

// approvalPending reads nouns: "pending approval by the Senate", "needs the council's
// consent", "subject to ratification by A".
func (r *reading) approvalPending(s *sentence) []*decision {
	var found []*decision
	for i := range s.low {
		if !consents[s.low[i]] {
			continue
		}
		cue := false
		for k := max(0, i-6); k < i; k++ {
			switch s.lemma(k) {
			case "pend", "pending", "subject", "await", "require", "need", "seek", "waiting", "wait":
				cue = cue || s.fine(k) != "VBD"
			}
		}
		if !cue {
			continue
		}
		var ms []*mention
		if w := s.word(i + 1); w == "of" || w == "by" || w == "from" {
			ms = s.objects(i, "of", "by", "from")
		} else if s.isPossessive(i - 1) {
			if m := s.mentionAt(i - 2); m != nil {
				ms = []*mention{m}
			}
		} else if m := s.mentionAt(i - 1); m != nil && m.entity.sort == anOrg {
			ms = []*mention{m}
		}
		ms = slices.DeleteFunc(ms, func(m *mention) bool { return m.entity.sort == aPlace })
		if len(ms) > 0 {
			found = append(found, &decision{s: s, at: i, deciders: entitiesOf(ms), status: Awaiting, question: "whether to give " + s.low[i]})
		}
	}
	return found
}

var consents = map[string]bool{"approval": true, "ratification": true, "confirmation": true, "consent": true, "authorization": true,
	"authorisation": true, "clearance": true, "permission": true, "decision": true, "ruling": true, "verdict": true, "signature": true, "assent": true}
