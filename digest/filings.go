package digest

// goesTo reads "the bill now goes to the Senate", "heads to the president for signature".
func (r *reading) goesTo(s *sentence, v verb) *decision {
	switch s.lemma(v.at) {
	case "be", "sit", "remain":
		if next := s.word(s.skipAdverbsRight(v.at + 1)); next != "before" {
			return nil
		}
	case "go", "head", "move", "return", "proceed", "pass", "send", "refer", "submit", "advance":
	default:
		return nil
	}
	if v.negated || v.tense == past || v.tense == timeless {
		return nil
	}
	bill := -1
	for k := max(0, v.first-8); k < v.first; k++ {
		if bills[s.lemma(k)] && s.tag(k+1) != "NOUN" && !s.verbBetween(k, v.first) {
			bill = k
			break
		}
	}
	if l := s.lemma(v.at); bill < 0 || !s.asserted(v) || !v.passive && (l == "send" || l == "refer" || l == "submit") {
		return nil
	}
	for k := v.at + 1; k < v.at+5; k++ {
		if s.word(k) == "to" || s.word(k) == "before" {
			if d := actors(s.objects(k-1, "to", "before")); len(d) > 0 && d[0].kind != State {
				return &decision{at: v.at, deciders: d[:1], status: Awaiting, question: "whether to pass " + r.phraseRound(s, bill)}
			}
		}
	}
	return nil
}

var bills = map[string]bool{"bill": true, "legislation": true, "measure": true, "resolution": true, "amendment": true, "nomination": true,
	"treaty": true, "proposal": true, "motion": true, "budget": true, "package": true, "deal": true, "agreement": true, "case": true, "recommendation": true}

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
	on := paper + 1
	if paper < 0 && v.passive {
		on = v.at + 1
		for k := max(0, v.first-6); k < v.first; k++ {
			if papers[s.lemma(k)] {
				paper = k
			}
		}
	}
	if paper < 0 {
		return nil
	}
	for k := on; k < on+8 && k < len(s.Tokens); k++ {
		if w := s.word(k); w != "with" && w != "in" && w != "to" && w != "at" && w != "before" {
			continue
		}
		m := s.mentionFrom(k + 1)
		if m != nil && m.entity.decides() {
			return &decision{at: v.at, deciders: []*entity{m.entity}, status: Requested, question: "how to rule on the " + s.word(paper)}
		}
	}
	return nil
}

// receives reads "the council has received an application to demolish the stadium".
func (r *reading) receives(s *sentence, v verb) *decision {
	if s.lemma(v.at) != "receive" || v.negated || v.passive || s.word(v.at-1) == "to" || s.lemma(v.first) != "have" && !s.holds(v) {
		return nil
	}
	for k := v.at + 1; k < v.at+7; k++ {
		l := s.lemma(k)
		if !papers[l] && l != "bid" && l != "offer" && l != "proposal" || s.tag(k+1) == "NOUN" {
			continue
		}
		by := r.who(s, v)
		if len(by) == 0 || by[0].kind == Person && !by[0].governs() {
			return nil
		}
		return &decision{at: v.at, deciders: by, status: Requested, question: "whether to " + s.act(v.at, k) + " " + r.phraseRound(s, k)}
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
	if s.word(k) == "now" || s.word(k) == "therefore" || s.word(k) == "then" {
		k++
	}
	whether := s.word(0) == "whether" && v.first > 2
	switch {
	case whether && s.lemma(v.at) == "depend" && s.word(k) == "on":
		k++
	case whether && s.lemma(v.at) == "be" && (s.word(k+1) == "question" || s.word(k+1) == "matter" || s.word(k+1) == "decision") && s.word(k+2) == "for":
		k += 3
	case s.lemma(v.at) == "be" && s.word(k) == "up" && s.word(k+1) == "to":
		k += 2
	case (s.lemma(v.at) == "rest" || s.lemma(v.at) == "lie") && s.word(k) == "with":
		k++
	default:
		return nil
	}
	m := s.mentionFrom(k)
	if m == nil {
		return nil
	}
	q := ""
	if whether {
		q = "whether " + r.clauseUntil(s, 1, v.first)
	} else if to := s.infinitiveAfter(m.last); to >= 0 {
		q = r.questionAfter(s, to-1)
	} else if s.word(m.last+1) == "whether" {
		q = "whether " + r.clause(s, m.last+2)
	}
	return &decision{at: v.at, deciders: []*entity{m.entity}, status: Undecided, question: q}
}
