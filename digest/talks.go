package digest

// inDiscussion reads "A and B are holding talks on a truce", "A resumed talks with B on
// pay", "talks between A and B are continuing".
func (r *reading) inDiscussion(s *sentence, v verb) *decision {
	talks, going := -1, s.fine(v.at) == "VBG" && s.holds(v)
	switch s.lemma(v.at) {
	case "hold", "conduct", "have", "continue":
		if !going {
			return nil
		}
	case "resume", "reopen", "restart":
		if v.passive || v.tense == future {
			return nil
		}
	case "be":
		if !s.holds(v) || s.word(v.at+1) != "in" {
			return nil
		}
	default:
		return nil
	}
	for k := v.at + 1; k < v.at+6 && talks < 0; k++ {
		switch s.word(k) {
		case "talks", "negotiations", "discussions":
			talks = k
		case ",", "that":
			return nil
		}
	}
	if talks < 0 || v.negated || r.longAgo(s) {
		return nil
	}
	by := r.whoever(s, v)
	by = append(by, without(actors(s.objects(talks, "with", "between")), by)...)
	if len(by) == 0 {
		return nil
	}
	for k := talks + 1; k < talks+12 && k < len(s.Tokens)-1; k++ {
		switch w := s.word(k); w {
		case "on", "over", "about", "regarding", "for":
			if s.isTimeToken(k + 1) {
				continue
			}
			if s.fine(k+1) == "VBG" {
				return &decision{at: v.at, deciders: by, status: Negotiating, question: "whether to " + base(s, k+1) + " " + r.clause(s, k+2)}
			}
			return &decision{at: v.at, deciders: by, status: Negotiating, question: "whether to agree on " + r.clause(s, k+1)}
		case "to":
			if s.fine(k+1) == "VB" {
				return &decision{at: v.at, deciders: by, status: Negotiating, question: r.whetherTo(s, k+1)}
			}
		case ",", ";", "that":
			return nil
		}
	}
	return nil
}

// negotiations reads what is bargained over where a noun tells of it: "ongoing negotiations
// between A and B on a truce", "further peace talks between A and B".
func (r *reading) negotiations(s *sentence, i int) *decision {
	w := s.word(i)
	if w != "negotiations" && w != "talks" || s.tag(i) != "NOUN" || r.longAgo(s) {
		return nil
	}
	open := false
	for k := i - 1; k >= 0 && k > i-5; k-- {
		open = open || onward[s.word(k)]
		if over[s.word(k)] || s.tag(k) == "PUNCT" && s.word(k) != "-" {
			break
		}
	}
	next := s.word(i + 1)
	if !open || next != "between" && next != "with" && next != "among" {
		return nil
	}
	by := actors(s.objects(i, next))
	if next == "with" {
		by = append(s.ownersOf(i), by...)
		if v := s.verbBefore(i); v != nil && !v.passive {
			by = append(without(actors(s.subjects(*v)), by), by...)
		}
	}
	if len(by) < 2 {
		return nil
	}
	d := &decision{s: s, at: i, deciders: by, status: Negotiating, told: []int{s.index}, question: "whether to reach an agreement"}
	for k := i + 2; k < i+14 && k < len(s.Tokens)-1; k++ {
		switch s.word(k) {
		case "on", "over", "about", "regarding", "concerning":
			if !s.isTimeToken(k + 1) {
				d.question = "whether to agree on " + r.clause(s, k+1)
			}
			return d
		case "to", "toward", "towards":
			if s.fine(k+1) == "VB" {
				d.question = r.whetherTo(s, k+1)
			}
			return d
		case ",", ";":
			return d
		}
	}
	return d
}

var (
	onward = setOf("ongoing current continuing continued further renewed stalled new future direct bilateral peace trade accession final-status next-round")
	over   = setOf("during after following since previous earlier last failed through in")
)

// ifFinal reads "the department proposed a rule that, if finalized, would ban the trade".
func (r *reading) ifFinal(s *sentence, v verb) *decision {
	if l := s.lemma(v.at); l != "finalize" && l != "finalise" && l != "adopt" || s.word(v.at-1) != "if" || s.fine(v.at) != "VBN" && s.fine(v.at) != "VBD" {
		return nil
	}
	by := r.inCharge(s, v.at)
	if len(by) == 0 {
		return nil
	}
	return &decision{at: v.at, deciders: by[:1], status: Considering, guessed: true, question: "whether to finalize " + prefix("", r.laid(s, v.at))}
}
