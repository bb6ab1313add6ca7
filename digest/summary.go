package digest

import (
	"cmp"
	"slices"
)

// The summary has at most summaryMost sentences, and what they say beside the lead must
// weigh summaryLeast.
const (
	summaryMost  = 3
	summaryLeast = 2.5
)

// summary chooses the sentences that carry the news: the lead, and those that tell of what
// is ahead or open or name most of who acts.
func (r *reading) summary(meetings []*meeting, decisions []*decision) []Statement {
	type scored struct {
		s     *sentence
		score float64
	}
	told := map[int]float64{}
	for _, m := range meetings {
		told[m.told[0]] += 3
	}
	for _, d := range decisions {
		told[d.told[0]] += 2
	}
	var all []scored
	nth := 0
	for _, s := range r.sentences {
		if s.caption || !s.Prose || len(s.Tokens) < 6 || len(s.verbs) == 0 {
			continue
		}
		score := told[s.index]
		switch nth {
		case 0:
			score += 6
		case 1:
			score += 2.5
		case 2:
			score += 1
		}
		nth++
		seen := map[*entity]bool{}
		for _, m := range s.mentions {
			if !seen[m.entity] && m.entity.acts > 0 {
				seen[m.entity] = true
				score += 0.3
			}
		}
		if s.wholly() {
			score -= 2
		}
		if len(s.Tokens) > 60 {
			score--
		}
		all = append(all, scored{s, score})
	}
	slices.SortStableFunc(all, func(a, b scored) int { return cmp.Compare(b.score, a.score) })
	var chosen []int
	for i, x := range all {
		if i < 2 || len(chosen) < summaryMost && x.score >= summaryLeast {
			chosen = append(chosen, x.s.index)
		}
	}
	slices.Sort(chosen)
	out := []Statement{}
	for _, i := range chosen {
		s := r.sentences[i]
		out = append(out, Statement{Text: r.span(s).Text, Quote: r.quoteIn(s), Evidence: r.evidence(i)})
	}
	return out
}
