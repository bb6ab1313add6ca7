package digest

import (
	"slices"
	"strings"

	"github.com/readout-bot/readout/digest/lexicon"
)

// A decision is a Decision while it is being put together.
type decision struct {
	s         *sentence
	at        int // the token that tells of it
	question  string
	deciders  []*entity
	status    DecisionStatus
	deadline  *When
	positions []position
	told      []int
}

// A position is what one entity wants of a decision, and the sentence that says so.
type position struct {
	entity *entity
	stance Stance
	told   int
}

// findDecisions finds the choices that are still open, each once.
func (r *reading) findDecisions() []*decision {
	var all []*decision
	for _, s := range r.sentences {
		if s.caption {
			continue
		}
		for _, d := range r.approvalPending(s) {
			d.told = append(d.told, s.index)
			all = append(all, d)
		}
		for _, v := range s.verbs {
			d := r.decisionBy(s, v)
			if d == nil {
				d = r.pending(s, v)
			}
			if d != nil && d.question != "" && len(d.deciders) > 0 {
				d.s, d.told = s, append(d.told, s.index)
				d.deadline = r.deadline(s, v.at, d.status)
				all = append(all, d)
			}
		}
	}
	all = mergeDecisions(all)
	for _, d := range all {
		r.findPositions(d)
	}
	return all
}

// decisionBy reads what the verb leaves open.
func (r *reading) decisionBy(s *sentence, v verb) *decision {
	if d := r.yetTo(s, v); d != nil {
		return d
	}
	switch s.class(v.at, lexicon.DecisionVerbs()) {
	case "request":
		return r.request(s, v)
	case "weigh":
		return r.weighing(s, v, Considering)
	case "debate":
		return r.weighing(s, v, Debating)
	case "vote":
		return r.voting(s, v)
	case "approve":
		return r.approval(s, v)
	case "bargain":
		return r.bargaining(s, v)
	}
	if l := s.lemma(v.at); l == "wait" || l == "await" {
		return r.waiting(s, v)
	}
	if s.lemma(v.at) == "be" {
		return r.inTalks(s, v)
	}
	return nil
}

// request reads "A urged B to do X", "A called on B to do X".
func (r *reading) request(s *sentence, v verb) *decision {
	if v.negated || v.tense == past && (r.longAgo(s) || s.word(v.first) == "to") {
		return nil
	}
	through := []string{}
	if !v.passive && (s.lemma(v.at) == "call" || s.lemma(v.at) == "appeal") {
		through = []string{"on", "upon", "to", "for"}
		if w := s.word(v.at + 1); w != "on" && w != "upon" && w != "for" && !(w == "to" && s.lemma(v.at) == "appeal") {
			return nil
		}
	}
	to := s.infinitiveAfter(v.at)
	if to < 0 || s.answered(to) || s.lemma(to+1) == "be" || s.lemma(to+1) == "have" {
		return nil
	}
	asked := within(s.requested(v.at, through...), to)
	if v.passive && v.tense != timeless {
		asked = s.subjects(v)
	}
	if s.word(v.at+1) == "for" && len(asked) > 0 && asked[0].np != v.at+2 && asked[0].np != v.at+3 {
		return nil
	}
	if len(asked) == 0 || s.everyone(v.at, asked[0].np) {
		return nil
	}
	d := &decision{at: v.at, deciders: entitiesOf(asked), status: Requested, question: r.whetherTo(s, to+1)}
	if !v.passive {
		for _, e := range without(entitiesOf(s.subjects(v)), d.deciders) {
			d.positions = append(d.positions, position{e, For, s.index})
		}
	}
	return d
}

// everyone reports whether the words from a to b make the asked no party but people at
// large: "call upon all the people of the United States".
func (s *sentence) everyone(a, b int) bool {
	for k := a + 1; k < b; k++ {
		switch s.word(k) {
		case "people", "citizens", "all", "everyone", "americans", "anyone", "those", "public", "users", "owners":
			return true
		}
	}
	return false
}

// requested returns those whom the verb of asking at i asks. A people counts with its
// officials: "Turkish authorities".
func (s *sentence) requested(i int, through ...string) []*mention {
	ms := s.objects(i, through...)
	for _, m := range s.mentions {
		if m.first > i && m.np <= i+3 && !slices.Contains(ms, m) && m.people && s.partyNoun(m.last+1) {
			ms = append(ms, m)
		}
	}
	return ms
}

func within(ms []*mention, limit int) []*mention {
	var kept []*mention
	for _, m := range ms {
		if m.last < limit {
			kept = append(kept, m)
		}
	}
	return kept
}

// infinitiveAfter returns the first "to" with a verb behind it that belongs to the verb at
// i, or -1.
func (s *sentence) infinitiveAfter(i int) int {
	for k := i + 1; k < len(s.Tokens)-1 && k < i+24; k++ {
		w := s.word(k)
		if w == "to" && s.mentionAt(k-1) == nil && s.tag(k-1) == "VERB" && k-1 > i {
			return -1
		}
		if w == "to" && (s.fine(k+1) == "VB" || s.fine(k+1) == "VBP" || s.fine(k+1) == "RB" && s.fine(k+2) == "VB") {
			return k
		}
		if w == "that" || w == "who" || w == ";" || w == "which" || s.startsClause(k) && s.fine(k) != "VBN" {
			return -1
		}
	}
	return -1
}

// answered reports whether the rest of the sentence tells the answer.
func (s *sentence) answered(i int) bool {
	for k := i; k < len(s.Tokens); k++ {
		switch s.lemma(k) {
		case "refuse", "refus", "reject", "decline", "declin", "comply", "oblige", "agreed":
			return true
		}
	}
	return false
}

// longAgo reports whether the sentence tells of a day more than six weeks before the
// article.
func (r *reading) longAgo(s *sentence) bool {
	for _, p := range s.times {
		if !p.To.IsZero() && p.To.Before(r.day().AddDate(0, 0, -42)) {
			return true
		}
	}
	return false
}

// weighing reads "A is considering X", "Congress is debating X".
func (r *reading) weighing(s *sentence, v verb, status DecisionStatus) *decision {
	ongoing := v.tense == present || v.tense == future && (!v.would || s.reported(v)) || v.tense == past && s.fine(v.at) == "VBG"
	switch {
	case !ongoing || v.negated || v.gerund && v.bare || s.conditional(v),
		status == Considering && !s.weighs(v.at),
		s.lemma(v.at) == "discuss" && s.word(v.at+1) != "whether":
		return nil
	}
	deciders := s.deciders(v)
	if len(deciders) == 0 {
		return nil
	}
	if status == Considering && s.deliberates(deciders[0]) && v.tense == present && s.fine(v.at) == "VBG" {
		status = Debating
	}
	return &decision{at: v.at, deciders: deciders, status: status, question: r.questionAfter(s, v.at)}
}

// weighs reports whether the verb at i is one of weighing a choice rather than of study:
// "consider" always, "review" where what is reviewed is a proposal or the like.
func (s *sentence) weighs(i int) bool {
	switch s.lemma(i) {
	case "consider", "weigh", "mull", "contemplate", "contemplat", "ponder", "reconsider":
		next := s.word(i + 1)
		return next != "on" && next != "in" && next != "that" && s.fine(i+1) != "PRP" && !s.judges(i)
	}
	for k := i + 1; k < i+7; k++ {
		if w := s.word(k); w == "whether" || w == "how" || w == "options" || w == "possibility" || acts[s.lemma(k)] != "" {
			return true
		} else if t := s.tag(k); t == "VERB" || t == "PUNCT" {
			break
		}
	}
	return false
}

// judges reports whether "consider" at i only passes a judgement: "consider him a friend",
// "consider it dangerous".
func (s *sentence) judges(i int) bool {
	if s.fine(i) == "VBN" && s.tag(i+1) == "ADJ" {
		return true
	}
	for k := i + 1; k < i+8; k++ {
		if s.word(k) == "to" && s.word(k+1) == "be" {
			return true
		}
		if t := s.tag(k); t == "PUNCT" || t == "VERB" {
			return false
		}
	}
	return false
}

// actors returns the entities of the mentions that can decide.
func actors(ms []*mention) []*entity { return entitiesOf(ms) }

// deliberates reports whether the entity is a body that debates rather than one that weighs.
func (s *sentence) deliberates(e *entity) bool {
	if e.sort != anOrg {
		return false
	}
	return e.headIn(lexicon.Bodies()[""])
}

// decides reports whether the entity is a body or an authority.
func (e *entity) decides() bool {
	return e.sort == anOrg && (e.headIn(lexicon.Bodies()[""]) || e.headIn(lexicon.Bodies()["authorities"]))
}

// headIn reports whether the first or the last word of the name is in the set.
func (e *entity) headIn(set lexicon.Set) bool {
	words := strings.Fields(lexicon.Fold(e.name()))
	return set.Has(words[len(words)-1]) || set.Has(words[0])
}

// voting reads "the Senate will vote on X", "the court is due to rule on X".
func (r *reading) voting(s *sentence, v verb) *decision {
	ahead := v.tense == future && v.plan != "" && !v.would || v.tense == present && r.ahead(s, v.at) ||
		v.tense == present && s.fine(v.at) == "VBG" && s.lemma(v.at) != "vote"
	if !ahead || v.negated || s.conditional(v) {
		return nil
	}
	switch s.word(s.skipTime(v.at + 1)) {
	case "whether", "on", "if", "to", "how", "which", "what", "when", "who", "the", "a", "an", "its", "upon", "next":
	default:
		return nil
	}
	deciders := s.deciders(v)
	if len(deciders) == 0 {
		return nil
	}
	return &decision{at: v.at, deciders: deciders, status: Scheduled, question: r.questionAfter(s, v.at)}
}

// approval reads "must be approved by A", "A must ratify X".
func (r *reading) approval(s *sentence, v verb) *decision {
	perfect := v.negated && v.tense == past && s.fine(v.at) != "VB" && s.lemma(v.first) == "have"
	if next := s.tag(v.at + 1); perfect && !v.passive && s.fine(v.at+1) != "WP" && s.fine(v.at+1) != "WRB" && s.fine(v.at+1) != "WDT" && next != "SCONJ" {
		deciders := actors(s.subjects(v))
		if len(deciders) == 0 {
			return nil
		}
		return &decision{at: v.at, deciders: deciders, status: Undecided, question: "whether to " + base(s, v.at) + " " + r.clause(s, v.at+1)}
	}
	must := false
	for k := v.first; k < v.at; k++ {
		must = must || s.word(k) == "must" || s.word(k) == "needs"
	}
	for k := max(0, v.first-3); k <= v.first; k++ {
		must = must || s.lemma(k) == "have" && s.word(k+1) == "to" || s.word(k) == "must" || s.word(k) == "needs"
	}
	if !must || v.negated {
		return nil
	}
	if v.passive {
		by := actors(s.agents(v.at))
		if len(by) == 0 {
			return nil
		}
		return &decision{at: v.at, deciders: by, status: Awaiting, question: "whether to " + base(s, v.at) + " " + r.thing(s, v)}
	}
	deciders := actors(s.subjects(v))
	if len(deciders) == 0 {
		return nil
	}
	return &decision{at: v.at, deciders: deciders, status: Awaiting, question: "whether to " + base(s, v.at) + " " + r.clause(s, v.at+1)}
}

// thing names the subject of a passive verb in own words, or "it".
func (r *reading) thing(s *sentence, v verb) string {
	last := v.first - 1
	first := last
	for first > 0 && (s.nominal(first-1) || s.tag(first-1) == "DET") && s.verbOf(first-1) == nil {
		first--
	}
	if last < 0 || !s.nominal(last) {
		return "it"
	}
	return r.words(s, first, last)
}

// bargaining reads "A and B are negotiating X".
func (r *reading) bargaining(s *sentence, v verb) *decision {
	if v.negated || v.tense == past && s.fine(v.at) != "VBG" || v.tense == timeless || v.would {
		return nil
	}
	deciders := actors(append(slices.Clone(s.subjects(v)), s.objects(v.at, "with")...))
	if len(deciders) == 0 {
		return nil
	}
	return &decision{at: v.at, deciders: deciders, status: Negotiating, question: r.questionAfter(s, v.at)}
}

// inTalks reads "A is in talks with B on X".
func (r *reading) inTalks(s *sentence, v verb) *decision {
	for k := v.at + 1; k < v.at+5; k++ {
		if s.word(k) != "in" || s.word(k+1) != "talks" && s.word(k+1) != "negotiations" && s.word(k+2) != "talks" {
			continue
		}
		deciders := append(actors(s.subjects(v)), actors(s.objects(k+1, "with"))...)
		if v.tense != present || len(deciders) == 0 {
			return nil
		}
		for j := k + 2; j < len(s.Tokens)-1; j++ {
			switch w := s.word(j); w {
			case "to":
				if s.fine(j+1) == "VB" {
					return &decision{at: k, deciders: deciders, status: Negotiating, question: r.whetherTo(s, j+1)}
				}
			case "on", "over", "about", "regarding", "for":
				return &decision{at: k, deciders: deciders, status: Negotiating, question: "whether to agree on " + r.clause(s, j+1)}
			}
		}
	}
	return nil
}

// waiting reads "A is waiting for X before doing Y", "A awaits B's decision".
func (r *reading) waiting(s *sentence, v verb) *decision {
	deciders := actors(s.subjects(v))
	if v.tense != present && v.tense != future || v.negated || len(deciders) == 0 {
		return nil
	}
	for k := v.at + 1; k < len(s.Tokens)-1; k++ {
		if s.word(k) == "before" && s.fine(k+1) == "VBG" {
			return &decision{at: v.at, deciders: deciders, status: Awaiting, question: "whether to " + base(s, k+1) + " " + r.clause(s, k+2)}
		}
	}
	return nil
}

// yetTo reads "A has yet to do X", "A has not yet done X".
func (r *reading) yetTo(s *sentence, v verb) *decision {
	if s.word(v.first-1) == "that" || v.at == 0 {
		return nil
	}
	yet := false
	for k := max(0, v.first-3); k < v.at; k++ {
		yet = yet || s.word(k) == "yet"
	}
	if !yet {
		return nil
	}
	class := s.class(v.at, lexicon.DecisionVerbs())
	l := s.lemma(v.at)
	if class == "" && l != "respond" && l != "announce" && l != "announc" && l != "comment" && l != "reply" && l != "answer" && l != "react" && l != "say" && l != "agree" && l != "commit" {
		return nil
	}
	subject := s.subjects(v)
	if len(subject) == 0 {
		return nil
	}
	q := r.questionAfter(s, v.at)
	switch {
	case class == "approve":
		q = "whether to " + base(s, v.at) + " " + r.clause(s, v.at+1)
	case l == "respond" || l == "reply" || l == "answer" || l == "react":
		q = "how to respond"
		rest := r.clause(s, v.at+1)
		for _, w := range [...]string{"comment", "quer", "question", "inquir", "email", "call"} {
			if strings.Contains(rest, w) {
				return nil // the press asks
			}
		}
		if rest != "" {
			q += " " + rest
		}
	case l == "agree" || l == "commit":
		q = "whether to " + l + " " + r.clause(s, v.at+1)
	case l == "comment":
		return nil
	}
	return &decision{at: v.at, deciders: actors(subject), status: Undecided, question: q}
}

// deadline returns by when a decision is due, where its sentence says so.
func (r *reading) deadline(s *sentence, i int, status DecisionStatus) *When {
	for _, p := range s.times {
		if p.From.IsZero() || p.To.Before(r.day()) {
			continue
		}
		if p.Deadline || status == Scheduled && s.TokenAt(p.Start) > i {
			w := r.moment(p)
			return &w
		}
	}
	return nil
}

// mergeDecisions makes one decision of those that ask the same of the same.
func mergeDecisions(all []*decision) []*decision {
	var kept []*decision
	for _, d := range all {
		i := slices.IndexFunc(kept, func(k *decision) bool { return sameDecision(k, d) })
		if i < 0 {
			kept = append(kept, d)
			continue
		}
		k := kept[i]
		k.told = append(k.told, d.told...)
		k.positions = append(k.positions, d.positions...)
		k.deciders = append(k.deciders, without(d.deciders, k.deciders)...)
		if k.deadline == nil {
			k.deadline = d.deadline
		}
	}
	return kept
}

func sameDecision(a, b *decision) bool {
	common := 0
	for _, e := range a.deciders {
		if slices.Contains(b.deciders, e) {
			common++
		}
	}
	if a.s == b.s && a.status == Awaiting && b.status == Awaiting && strings.HasSuffix(a.question, " it") && strings.HasSuffix(b.question, " it") {
		return true
	}
	return common > 0 && (a.s == b.s && (a.at == b.at || a.question == b.question) || wordsShared(a.question, b.question) >= 0.5)
}

// wordsShared is the share of the shorter question's weighty words that the other has too.
func wordsShared(a, b string) float64 {
	x, y := weighty(a), weighty(b)
	if len(x) == 0 || len(y) == 0 {
		return 0
	}
	n := 0
	for w := range x {
		if y[w] {
			n++
		}
	}
	return float64(n) / float64(min(len(x), len(y)))
}

func weighty(q string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(strings.ToLower(q)) {
		if w = strings.Trim(w, ".,;:“”\"'"); len(w) > 3 && w != "whether" && w != "with" && w != "that" && w != "their" && w != "this" {
			m[strings.TrimSuffix(w, "s")] = true
		}
	}
	return m
}

// decisionList gives the decisions their outward form.
func (r *reading) decisionList(ds []*decision) []Decision {
	list := []Decision{}
	for _, d := range ds {
		out := Decision{Question: d.question, Deciders: []string{}, Status: d.status, Deadline: d.deadline, Evidence: r.evidence(d.told...)}
		for _, e := range d.deciders {
			out.Deciders = append(out.Deciders, e.name())
		}
		for _, p := range d.positions {
			out.Positions = append(out.Positions, Position{Actor: p.entity.name(), Stance: p.stance, Evidence: r.evidence(p.told)})
		}
		list = append(list, out)
	}
	return list
}
