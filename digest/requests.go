package digest

import "slices"

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
