package digest

// matters finds the choices that a noun tells of: "a decision on the levy is due in May",
// "the sale needs the council's approval", "the court reserved judgment".
func (r *reading) matters(s *sentence) []*decision {
	var found []*decision
	for i := range s.low {
		if s.fine(i) != "NN" && (s.fine(i) != "NNS" || !verdicts[s.lemma(i)]) || !choiceNouns[s.lemma(i)] || s.mentionAt(i) != nil {
			continue
		}
		m := matter{reading: r, s: s, at: i, noun: s.lemma(i)}
		if !m.isOpen() {
			continue
		}
		if d := m.decision(); d != nil {
			found = append(found, d)
		}
	}
	return found
}

// A matter is a noun that names a choice, while it is found out whether that is open.
type matter struct {
	*reading
	s      *sentence
	at     int
	noun   string
	by     []*mention // those of whom the sentence says that they decide
	status DecisionStatus
	needed bool  // an approval that is needed
	told   *verb // what is said of the noun, where it is a subject
}

// choiceNouns name the act of deciding; consents are those of them that one gives to
// another's plan; rulings are a court's.
var (
	choiceNouns = setOf(`consideration fate future matter question choice issue decision ruling verdict judgment judgement vote referendum sentence answer reply response
approval ratification confirmation consent authorization authorisation clearance permission signature assent go-ahead backing endorsement licence license permit say word`)
	consents = setOf(`approval ratification confirmation consent authorization authorisation clearance permission
signature assent go-ahead backing endorsement licence license permit`)
	rulings  = setOf("ruling verdict judgment judgement sentence")
	replies  = setOf("answer reply response")
	hanging  = setOf("fate future matter question choice issue") // count only where they lie with somebody
	verdicts = setOf("decision ruling verdict judgment judgement vote referendum")
)

// isOpen reports whether what is said of the matter leaves it open, and notes its status
// and who is said to decide.
func (m *matter) isOpen() bool {
	s := m.s
	if s.word(m.at-1) == "final" && (m.noun == "say" || m.noun == "word") {
		return m.heldBy()
	}
	if m.noun == "say" || m.noun == "word" {
		return false
	}
	if m.noun == "consideration" || consents[m.noun] {
		if s.word(m.at-1) == "for" && s.word(m.at+1) == "by" {
			m.status, m.needed = Awaiting, true
			return true
		}
	}
	if m.noun == "consideration" {
		return false
	}
	if hanging[m.noun] {
		return m.isTold() && m.by != nil
	}
	if s.fine(m.at) == "NNS" {
		return m.isTold()
	}
	return m.isAwaited() || !consents[m.noun] && (m.isDone() && (!replies[m.noun] || m.status == Undecided) || !replies[m.noun] && m.isTold())
}

// heldBy reads "Congress has the final say".
func (m *matter) heldBy() bool {
	for _, v := range m.s.verbs {
		if v.at < m.at && m.at-v.at < 4 && m.s.lemma(v.at) == "have" && (v.tense == present || v.tense == future) && !v.negated {
			m.by, m.status = m.s.subjects(v), Undecided
			return len(m.by) > 0
		}
	}
	return false
}

// isAwaited reads what comes before the noun: "awaiting a decision", "pending approval",
// "needs the consent", "subject to ratification".
func (m *matter) isAwaited() bool {
	s := m.s
	for k := m.at - 1; k >= 0 && k > m.at-9; k-- {
		switch s.lemma(k) {
		case "await", "pend", "pending", "wait", "waiting":
			if s.fine(k) == "VBD" || s.lemma(k) == "wait" && s.word(k+1) != "for" {
				return false
			}
			m.status, m.needed = Awaiting, consents[m.noun]
			return !s.negatedAt(k)
		case "receive", "get", "win", "obtain", "secure", "gain":
			if g := s.verbOf(k); !consents[m.noun] || g == nil && s.word(k-1) != "to" || g != nil && (g.tense == past || g.would || g.negated) {
				return false
			}
			m.status, m.needed = Awaiting, true
			return true
		case "conditional", "contingent", "dependent", "depend", "hinge":
			if !consents[m.noun] || s.word(k+1) != "on" && s.word(k+1) != "upon" {
				return false
			}
			m.status, m.needed = Awaiting, true
			return true
		case "only":
			if consents[m.noun] && s.word(k+1) == "with" {
				m.status, m.needed = Awaiting, true
				return true
			}
		case "subject", "require", "need", "seek":
			if !consents[m.noun] || s.fine(k) == "VBD" || s.negatedAt(k) || s.lemma(k) == "subject" && s.word(k+1) != "to" || rules[s.lemma(k-1)] {
				return false
			}
			m.status, m.needed = Awaiting, true
			return true
		}
		if s.tag(k) == "PUNCT" && s.word(k) != "-" || s.verbOf(k) != nil {
			return false
		}
	}
	return false
}

// rules require always, not in the case at hand.
var rules = setOf("constitution law rule statute charter treaty act code bylaw legislation")

// negatedAt reports whether a "not" or "no longer" stands right before token i.
func (s *sentence) negatedAt(i int) bool {
	for k := i - 1; k >= 0 && k > i-4; k-- {
		switch s.word(k) {
		case "not", "n't", "never", "without":
			return true
		}
		if t := s.tag(k); t != "ADV" && t != "AUX" && s.word(k) != "longer" {
			return false
		}
	}
	return false
}

// isDone reads the verb that the noun is the object of: "will take a decision", "has not
// made a decision", "faces a vote", "reserved judgment", "postponed a vote".
func (m *matter) isDone() bool {
	s := m.s
	v := s.verbBefore(m.at)
	if v == nil || v.passive {
		return false
	}
	l := s.lemma(v.at)
	switch {
	case l == "face" && (v.tense == present || v.tense == future):
		m.status = Undecided
		if m.noun == "vote" {
			m.status = Scheduled
		}
		return m.noun != "vote" || s.onTopic(m.at)
	case l == "put" && s.word(v.at+1) == "off" && v.tense == past, l == "reserve" && v.tense == past, putsOff[l] && v.tense == past && !s.conditional(*v):
		m.status, m.by = Scheduled, s.subjects(*v)
		return true
	case !makes[l]:
		return false
	case v.negated && s.lemma(v.first) == "have", s.yet(*v):
		m.status = Undecided
	case v.tense == future && !v.negated && (v.plan == Confirmed || v.plan == Expected) && (!v.would || s.reported(*v)) && !s.conditional(*v):
		m.status = Scheduled
	case s.word(m.at-1) == "no" && v.tense == past && s.lemma(v.first) == "have":
		m.status = Undecided
	default:
		return false
	}
	m.by = s.subjects(*v)
	return len(m.by) > 0 || s.onTopic(m.at)
}

var (
	makes   = setOf("announce make take reach issue deliver hold schedule call give pass return hand expect render publish")
	putsOff = setOf("postpone delay defer adjourn suspend")
)

// verbBefore returns the verb that token i can be the object of.
func (s *sentence) verbBefore(i int) *verb {
	for k := len(s.verbs) - 1; k >= 0; k-- {
		if v := &s.verbs[k]; v.at < i {
			if i-v.at > 6 || v.bare && v.gerund {
				return nil
			}
			for j := v.at + 1; j < i; j++ {
				if t := s.tag(j); t == "ADP" && s.fine(j) != "RP" && !(j == v.at+1 && (s.word(j) == "off" || s.word(j) == "down" || s.word(j) == "out")) || t == "SCONJ" || t == "PUNCT" && s.word(j) != "-" {
					return nil
				}
			}
			return v
		}
	}
	return nil
}

// yet reports whether "yet to" stands in the group of the verb.
func (s *sentence) yet(v verb) bool {
	for k := max(0, v.first-3); k < v.at; k++ {
		if s.word(k) == "yet" {
			return true
		}
	}
	return false
}

// onTopic reports whether the noun at i says what it is about.
func (s *sentence) onTopic(i int) bool {
	switch s.word(i + 1) {
	case "on", "about", "over", "whether", "to", "in", "regarding":
		return true
	}
	return false
}

// isTold reads the verb that the noun is the subject of: "a ruling is expected in May",
// "the vote will be held", "no decision has been made", "the decision lies with".
func (m *matter) isTold() bool {
	s := m.s
	v := s.verbAfter(m.at)
	m.told = v
	if v == nil || v.would && !s.reported(*v) || s.conditional(*v) {
		return false
	}
	no := s.word(m.at-1) == "no" || s.word(m.at-2) == "no"
	l, next := s.lemma(v.at), s.word(s.skipAdverbsRight(v.at+1))
	switch {
	case no && v.tense == past && v.passive && makes[l]:
		m.status = Undecided
	case no:
		return false
	case v.passive && v.tense == present && (expects[l] || l == "await"),
		v.passive && putsOff[l] && v.tense == past,
		l == "be" && v.tense == present && (next == "due" || next == "likely" || next == "imminent" || next == "scheduled" || next == "expected"),
		v.tense == future && !v.negated && (makes[l] && v.passive || l == "come" || l == "follow" || l == "take" && next == "place"):
		m.status = Scheduled
	case l == "be" && v.tense == present && (next == "pending" || next == "awaited" || next == "outstanding"),
		v.passive && (v.negated && s.lemma(v.first) == "have" || s.yet(*v)) && makes[l]:
		m.status = Undecided
	case (l == "lie" || l == "rest" || l == "sit" || l == "remain") && next == "with" && v.tense != past,
		l == "be" && next == "up", l == "fall" && next == "to", l == "belong" && next == "to":
		m.by = s.objects(v.at, "with", "to")
	case (l == "lie" || l == "rest" || l == "be") && next == "in" && s.lemma(s.skipAdverbsRight(v.at+1)+2) == "hand", l == "depend" && next == "on":
		m.by = s.objects(v.at, "of", "on")
	default:
		return false
	}
	if m.by != nil {
		m.status = Undecided
		return v.tense == present || v.tense == future
	}
	if v.passive {
		m.by = s.agents(v.at)
	}
	return true
}

var expects = setOf("expect schedule set plan anticipate slate")

// verbAfter returns the finite verb whose subject the noun at i can be.
func (s *sentence) verbAfter(i int) *verb {
	for k := range s.verbs {
		v := &s.verbs[k]
		if v.first <= i || v.tense == timeless || v.bare {
			continue
		}
		if v.first-i > 14 {
			return nil
		}
		whether := false
		for j := i + 1; j < v.first; j++ {
			switch w := s.word(j); {
			case w == "whether" || w == "if" || w == "how":
				whether = true
			case w == "which" || w == "that" || w == "who" || w == ";" || w == "," || w == "and" && s.startsClause(j+1):
				return nil
			}
		}
		if whether && s.clauseOfWhether(i, v) {
			continue
		}
		return v
	}
	return nil
}

// clauseOfWhether reports whether the verb belongs to a clause with "whether" behind token
// i, rather than being what is said of the noun at i: no other verb stands between.
func (s *sentence) clauseOfWhether(i int, v *verb) bool {
	for _, g := range s.verbs {
		if g.at > i && g.at < v.first {
			return false
		}
	}
	return true
}

// skipAdverbsRight returns the first token from i on that is no adverb.
func (s *sentence) skipAdverbsRight(i int) int {
	for s.tag(i) == "ADV" && s.fine(i) != "WRB" {
		i++
	}
	return i
}
