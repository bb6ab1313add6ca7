package digest

import (
	"cmp"
	"slices"
	"strings"

	"github.com/readout-bot/readout/digest/lexicon"
)

// Demands, by the frames of lexicon.Demands: "urged D to act", "a call on D to act",
// "demanded that D act", "sought the release of the crew from D", "hopes D will agree".

// asked reads a demand told by a verb.
func (r *reading) asked(s *sentence, v verb) *decision {
	frames := s.frames(v.at)
	if frames == nil || v.negated || v.tense == future && v.plan == "" || s.byLaw(v) || s.episode(v) || r.longAgo(s) {
		return nil
	}
	if v.passive && v.tense == timeless && v.first == v.at && s.mentionAt(v.at-1) != nil {
		v.passive, v.tense = false, past // the tagger's slip: "the opposition called for"
	}
	if v.tense == timeless && !v.gerund && !s.demanding(v) {
		return nil
	}
	wishes := s.lemma(v.at) == "want" || slices.Contains(frames, "would")
	if wishes && v.tense != present && !(v.tense == past && s.reported(v)) {
		return nil
	}
	var d *decision
	if v.passive && v.tense != timeless {
		if slices.Contains(frames, "whom") {
			d = r.askedTo(s, v.at, s.subjects(v))
		}
	} else {
		d = r.askedIn(s, v.at, frames)
	}
	if d == nil {
		return nil
	}
	if !v.passive {
		askers := actors(s.subjects(v))
		if d.deciders = without(d.deciders, askers); len(d.deciders) == 0 {
			return nil
		}
		r.addAskers(d, s, v)
	}
	return d
}

// askedByNoun reads a demand told by a noun: "a petition to the council to stop the plan",
// "his request that Norway extradite him".
func (r *reading) askedByNoun(s *sentence, i int) *decision {
	if s.tag(i) != "NOUN" || s.mentionAt(i) != nil || s.word(i-1) == "no" {
		return nil
	}
	frames := s.frames(i)
	if frames == nil || s.lemma(i) == "order" || s.lemma(i) == "hope" || r.longAgo(s) {
		return nil
	}
	if v := s.verbBefore(i); v != nil && (turnsDown[s.lemma(v.at)] || v.negated || v.tense == past && s.word(v.first) == "had") {
		return nil
	}
	frames = slices.DeleteFunc(slices.Clone(frames), func(f string) bool { return f == "whom" || f == "act" })
	d := r.askedIn(s, i, frames)
	if d == nil {
		return nil
	}
	d.s, d.told = s, []int{s.index}
	return d
}

// frames returns the frames in which the word at i asks, or nil.
func (s *sentence) frames(i int) []string {
	f := s.class(i, lexicon.Demands())
	if f == "" {
		return nil
	}
	return strings.Fields(f)
}

// demanding reports whether the infinitive tells what is being done: "marched to demand",
// "plans to ask", "continue to call".
func (s *sentence) demanding(v verb) bool {
	if s.word(v.first) != "to" {
		return false
	}
	for k := v.first - 1; k >= 0 && k > v.first-9; k-- {
		if s.tag(k) == "VERB" {
			return rallies[s.lemma(k)] && !s.negatedAt(k)
		}
	}
	return false
}

// rallies are verbs of what people do in order to demand.
var rallies = setOf("march gather rally protest demonstrate write continue vow plan begin come sign join assemble strike turn meet")

// askedIn tries the frames on what stands behind token i.
func (r *reading) askedIn(s *sentence, i int, frames []string) *decision {
	k := s.skipAdverbsRight(s.skipTime(i + 1))
	w := s.word(k)
	for _, f := range frames {
		var d *decision
		switch f {
		case "whom":
			if ms := s.party(k); k == i+1 && len(ms) > 0 {
				last := ms[len(ms)-1].last
				if d = r.askedTo(s, i, ms); d == nil && s.word(last+1) == "for" {
					d = r.askedFor(s, i, last+2, ms...)
				}
			}
		case "that":
			d = r.askedThat(s, i, k)
		case "about":
			d = r.approached(s, i, s.party(k))
		case "would":
			d = r.hoped(s, i, k)
		case "act":
			d = r.askedFor(s, i, k)
		case "for-act":
			if w == "for" {
				d = r.askedFor(s, i, k+1)
			}
		default:
			if w == f || f == "on" && w == "upon" {
				d = r.askedTo(s, i, s.party(k+1))
			}
			for j := k + 2; d == nil && f == "for" && w == f && j < k+18; j++ {
				if s.word(j) == "for" && s.word(j-1) == "and" {
					d = r.askedTo(s, i, s.party(j+1))
				}
			}
		}
		if d != nil {
			return d
		}
	}
	return nil
}

// party returns those whom the phrase from token k on names, if somebody can answer for
// them.
func (s *sentence) party(k int) []*mention {
	var ms []*mention
	for {
		m := s.mentionFrom(k)
		if m == nil || m.np != k && m.np != k+1 || !s.answers(m) {
			break
		}
		ms = append(ms, m)
		k = m.last + 1
		if o := s.mentionFrom(k + 1); s.word(k) == "of" && o != nil && o.entity == m.entity {
			ms[len(ms)-1] = o // "the government of Ethiopia"
			k = o.last + 1
		}
		if s.word(k) == "," && s.word(k+1) == "and" {
			k++
		}
		if w := s.word(k); w != "," && w != "and" && w != "or" {
			break
		}
		k++
	}
	return ms
}

// answers reports whether the mention is of somebody in particular who can answer a demand:
// no crowd, no public.
func (s *sentence) answers(m *mention) bool {
	switch {
	case m.entity.sort == anOutlet, s.atLarge(m), s.staffOf(m), m.people && !s.partyNoun(m.last+1):
		return false
	case m.entity.sort == aBody:
		return m.entity.kind != Group || !s.crowd(m)
	case m.form == byPronoun:
		return m.entity.kind != Person
	}
	return !s.isPossessive(m.last + 1)
}

// askedTo reads the infinitive behind those who are asked.
func (r *reading) askedTo(s *sentence, i int, asked []*mention) *decision {
	if len(asked) == 0 {
		return nil
	}
	last := asked[len(asked)-1].last
	to := s.infinitiveAfter(max(i, last))
	if to < 0 || to > last+20 {
		return nil
	}
	return r.demandTo(s, i, asked, to+1)
}

// demandTo is the demand at token at that those who are asked do what the verb at i says.
func (r *reading) demandTo(s *sentence, at int, asked []*mention, i int) *decision {
	if e := asked[0]; e.entity.sort == aBody && e.form == byRole && (s.word(e.np) == "a" || s.word(e.np) == "an") {
		return nil // some court or other
	}
	if s.idle(i) || s.answered(i+1) || asksOn[s.lemma(i)] || festive[s.lemma(i)] || s.lemma(at) == "invite" && !bidden[s.lemma(i)] || s.exhorts(i) {
		return nil
	}
	d := &decision{at: at, deciders: addressed(asked), status: Requested, question: "whether to " + r.clauseUntil(s, i, s.predicate(at, i))}
	if len(d.deciders) == 0 {
		return nil
	}
	return d
}

// exhorts reports whether the verb at i only bids to behave well: "to act as a responsible
// nation", "to act responsibly".
func (s *sentence) exhorts(i int) bool {
	return s.lemma(i) == "act" && (s.word(i+1) == "as" || s.word(i+1) == "responsibly" || s.word(i+1) == "wisely")
}

// predicate returns the token where what is said of the demand begins that the noun at token
// at tells of, where the verb at i is demanded: "the demand that A pay has gone unanswered".
func (s *sentence) predicate(at, i int) int {
	if s.tag(at) == "NOUN" {
		for _, g := range s.verbs {
			if f := s.fine(g.first); g.first > i+1 && (f == "VBZ" || f == "VBD" || f == "MD") && !relatives[s.word(g.first-1)] {
				return g.first
			}
		}
	}
	return len(s.Tokens)
}

var relatives = setOf("that which who what whether if")

// festive are verbs of what people at large are bidden to on a day.
var festive = setOf("observe celebrate commemorate remember honor honour attend visit comment contact check remain stay avoid consult register")

// bidden are verbs of what one is invited to and has to make up one's mind about.
var bidden = setOf("join become host mediate form lead serve send become return take run")

// approached reads "approached D about a takeover".
func (r *reading) approached(s *sentence, i int, asked []*mention) *decision {
	if len(asked) == 0 {
		return nil
	}
	on := asked[len(asked)-1].last + 1
	if w := s.word(on); w != "about" && w != "over" && w != "with" {
		return nil
	}
	c := r.clause(s, on+1)
	if c == "" || len(addressed(asked)) == 0 {
		return nil
	}
	return &decision{at: i, deciders: addressed(asked), status: Requested, question: "whether to agree to " + c}
}

// addressed is actors for those who are addressed: also a place that is called by its name
// then stands for its government.
func addressed(ms []*mention) []*entity {
	es := actors(ms)
	for _, m := range ms {
		if m.entity.sort == aPlace && m.form == byName && !slices.Contains(es, m.entity) {
			es = append(es, m.entity)
		}
	}
	return es
}

// askedThat reads the clause behind token i that says what is demanded, from token k on.
func (r *reading) askedThat(s *sentence, i, k int) *decision {
	that := s.word(k) == "that"
	if that {
		k = s.skipTime(k + 1)
	} else if s.frameOf(i) != "" && s.tag(i) == "NOUN" {
		return nil
	}
	asked := s.party(k)
	if len(asked) == 0 || s.lemma(i) == "suggest" && !that {
		return nil
	}
	last := asked[len(asked)-1].last
	if on := s.skipAdverbsRight(last + 1); s.baseForm(on) && (s.tag(on) != "NOUN" || s.tag(on+1) != "NOUN") {
		return r.demandTo(s, i, asked, on)
	}
	for _, g := range s.verbs {
		if g.at <= last || g.passive {
			continue
		}
		if g.at > last+16 || g.first > last+3 && !that {
			return nil
		}
		if g.gerund || g.tense == timeless && !g.bare && g.first == g.at && s.fine(g.at) != "VB" {
			continue
		}
		if w := s.word(g.first); w == "should" || w == "must" || g.first == g.at && s.subjunctive(g.at) {
			return r.demandTo(s, i, asked, g.at)
		}
		return nil
	}
	return nil
}

// frameOf returns how the word at i asks, or "".
func (s *sentence) frameOf(i int) string { return s.class(i, lexicon.Demands()) }

// subjunctive reports whether the verb at i is in its base form.
func (s *sentence) subjunctive(i int) bool { return s.fine(i) == "VB" || s.fine(i) == "VBP" }

// baseForm reports whether the word at i is a verb in its base form, which the tagger may
// take for a noun: "that Okello step down".
func (s *sentence) baseForm(i int) bool {
	return s.subjunctive(i) && s.tag(i) != "AUX" || s.verbal(i) || s.word(i) == "step" && s.word(i+1) == "down"
}

// hoped reads "hopes that D will accept": an answer that is waited for.
func (r *reading) hoped(s *sentence, i, k int) *decision {
	if s.word(k) == "that" {
		k++
	}
	asked := s.party(k)
	if len(asked) == 0 {
		return nil
	}
	last := asked[len(asked)-1].last
	for _, g := range s.verbs {
		if g.at <= last {
			continue
		}
		if w := s.word(g.first); g.first != last+1 || w != "will" && w != "would" && w != "'ll" || g.passive || g.negated || !consenting[s.lemma(g.at)] && s.lemma(g.at) != "join" && !bringsAbout[s.lemma(g.at)] && !settlers[s.lemma(g.at)] {
			return nil
		}
		return r.demandTo(s, i, asked, g.at)
	}
	return nil
}

// askedFor reads the act that is asked for from token k on: "the release of the crew", "an
// inquiry into the fire". Who has to answer is named behind "from" or "by", or whose the
// act is, unless those asked are known; else it is the authority in the sentence.
func (r *reading) askedFor(s *sentence, i, k int, asked ...*mention) *decision {
	head := -1
	for j := k; j < k+7 && j < len(s.Tokens); j++ {
		if t := s.tag(j); t == "VERB" && s.fine(j) != "VBN" && s.fine(j) != "VBG" || t == "PUNCT" || t == "ADP" || t == "SCONJ" {
			break
		}
		if s.tag(j) == "NOUN" && s.tag(j+1) != "NOUN" && (deeds[s.lemma(j)] != "" || given[s.lemma(j)] != "") {
			head = j
			break
		}
	}
	if head < 0 || s.answered(head) {
		return nil
	}
	giver, from := s.giver(k, head)
	if len(asked) > 0 {
		giver = asked
	}
	deed, question := deeds[s.lemma(head)], "whether to "
	if w := s.word(head + 1); deed != "" && (w == "of" || w == "to" && deed == "end") {
		question += deed + " " + r.clauseUntil(s, head+2, from)
	} else {
		question += cmp.Or(given[s.lemma(head)], "agree to") + " " + r.clause(s, k)
	}
	d := &decision{at: i, status: Requested, question: question, deciders: addressed(giver)}
	if len(d.deciders) == 0 {
		d.deciders, d.guessed = s.authority(), true
	}
	d.deciders = slices.DeleteFunc(d.deciders, func(e *entity) bool { return e.kind == Person && !e.governs() })
	if v := s.verbBefore(head); v != nil {
		d.deciders = without(d.deciders, actors(s.subjects(*v)))
	}
	if len(d.deciders) == 0 {
		return nil
	}
	return d
}

// authority returns the government or council that the sentence speaks of, if there is one.
func (s *sentence) authority() []*entity {
	for _, m := range s.mentions {
		if e := m.entity; given[s.lemma(m.last)] != "" {
			continue
		} else if e.sort == aBody && e.kind == Organization || e.sort == anOrg && e.decides() {
			return []*entity{e}
		}
	}
	return nil
}

// giver returns who is named as the one to do the deed at head, whose phrase begins at k:
// "Russia's withdrawal", "the return of the ship from Malta", "an apology by the club"; and
// the token where that is said, behind the deed.
func (s *sentence) giver(k, head int) ([]*mention, int) {
	for j := k; j < head; j++ {
		if m := s.mentionAt(j); m != nil && s.isPossessive(m.last+1) && m.last < head {
			return []*mention{m}, len(s.Tokens)
		}
	}
	for j := head + 1; j < head+14 && j < len(s.Tokens); j++ {
		if w := s.word(j); w == "from" || w == "by" {
			if ms := s.party(j + 1); len(ms) > 0 && !s.isTimeToken(j+1) {
				return ms[:1], j
			}
		}
		if t := s.tag(j); t == "PUNCT" || t == "SCONJ" || s.startsClause(j) {
			break
		}
	}
	return nil, len(s.Tokens)
}

// deeds are nouns of what one demands of another, with the verb for what stands behind their
// "of"; given are those that one gives or holds, with that verb.
var (
	deeds = map[string]string{"release": "release", "return": "return", "extradition": "extradite", "reinstatement": "reinstate",
		"repeal": "repeal", "abolition": "abolish", "withdrawal": "withdraw", "removal": "remove", "suspension": "suspend", "end": "end",
		"halt": "halt", "closure": "close", "reopening": "reopen", "dismissal": "dismiss", "cancellation": "cancel", "restoration": "restore"}
	given = map[string]string{"inquiry": "hold", "enquiry": "hold", "investigation": "hold", "probe": "hold", "review": "hold",
		"recount": "hold", "referendum": "hold", "moratorium": "impose", "ban": "impose", "embargo": "impose", "freeze": "impose",
		"pardon": "grant", "amnesty": "grant", "clemency": "grant", "bail": "grant", "compensation": "pay", "apology": "make",
		"ceasefire": "agree to", "truce": "agree to"}
)
