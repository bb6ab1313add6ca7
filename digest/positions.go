package digest

import "strings"

// findPositions adds who is for or against a decision, from the sentences that tell of it
// and the ones beside them.
func (r *reading) findPositions(d *decision) {
	var kept []position
	for _, p := range d.positions {
		if !holds(kept, p.entity) {
			kept = append(kept, p)
		}
	}
	d.positions = kept
	want := weighty(d.question)
	for _, s := range r.sentences {
		for _, v := range s.verbs {
			stance, ok := stances[s.lemma(v.at)]
			if !ok || v.negated {
				continue
			}
			if n := s.shared(want); (n < 2 || n*2 < len(want)) && !(n > 0 && d.near(s) && s.sharesThing(d.question)) {
				continue
			}
			for _, m := range s.subjects(v) {
				e := m.entity
				if e.kind != Person && e.sort != anOrg && e.sort != aState || holds(d.positions, e) || len(d.deciders) == 1 && d.deciders[0] == e {
					continue
				}
				d.positions = append(d.positions, position{e, stance, s.index})
			}
		}
	}
}

// near reports whether the sentence follows closely on one that tells of the decision.
func (d *decision) near(s *sentence) bool {
	for _, i := range d.told {
		if s.index >= i && s.index-i <= 2 {
			return true
		}
	}
	return false
}

// sharesThing reports whether the sentence names with "the" or "this" what the question is
// about: "the bill".
func (s *sentence) sharesThing(question string) bool {
	for i := 1; i < len(s.low); i++ {
		if d := s.low[i-1]; (d == "the" || d == "this" || d == "that") && acts[s.lemma(i)] != "" && strings.Contains(question, s.low[i]) {
			return true
		}
	}
	return false
}

func holds(ps []position, e *entity) bool {
	for _, p := range ps {
		if p.entity == e {
			return true
		}
	}
	return false
}

// shared counts the wanted words in the sentence.
func (s *sentence) shared(want map[string]bool) int {
	seen := map[string]bool{}
	for i := range s.low {
		for _, w := range [...]string{s.low[i], s.lemma(i)} {
			if len(w) > 3 {
				if w[len(w)-1] == 's' {
					w = w[:len(w)-1]
				}
				if want[w] {
					seen[w] = true
				}
			}
		}
	}
	return len(seen)
}

// stances are verbs that take a side.
var stances = map[string]Stance{"support": For, "back": For, "favor": For, "favour": For, "endorse": For, "propose": For, "propos": For,
	"welcome": For, "urge": For, "urg": For, "press": For, "demand": For, "champion": For, "advocate": For, "argue": For, "argu": For,
	"oppose": Against, "oppos": Against, "reject": Against, "warn": Against, "condemn": Against, "criticize": Against, "criticise": Against,
	"denounce": Against, "denounc": Against, "object": Against, "protest": Against, "resist": Against, "block": Against}
