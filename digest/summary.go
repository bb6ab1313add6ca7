package digest

import (
	"cmp"
	"slices"
)

// The summary has at most summaryMost sentences; those after the first two must weigh
// summaryLeast.
const (
	summaryMost  = 3
	summaryLeast = 2.5
)

// leadWeights are what the place of a sentence in the article is worth: news begins with
// what matters.
var leadWeights = []float64{6, 2.5, 1}

// summary chooses the sentences that carry the news: the lead, and those that tell of what
// is ahead or open or name most of who acts.
func (r *reading) summary(meetings []*meeting, decisions []*decision) []Statement {
	weights := r.sentenceWeights(meetings, decisions)
	order := make([]int, 0, len(weights))
	for _, s := range r.sentences {
		if _, ok := weights[s.index]; ok {
			order = append(order, s.index)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(weights[b], weights[a]) })
	var chosen []int
	for i, at := range order {
		if i < 2 || len(chosen) < summaryMost && weights[at] >= summaryLeast {
			chosen = append(chosen, at)
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

// sentenceWeights weighs the sentences of running text, by index.
func (r *reading) sentenceWeights(meetings []*meeting, decisions []*decision) map[int]float64 {
	told := map[int]float64{}
	for _, m := range meetings {
		told[m.told[0]] += 3
	}
	for _, d := range decisions {
		told[d.told[0]] += 2
	}
	weights := map[int]float64{}
	for _, s := range r.sentences {
		if s.caption || !s.Prose || len(s.Tokens) < 6 || len(s.verbs) == 0 {
			continue
		}
		w := told[s.index] + s.bearing()
		if nth := len(weights); nth < len(leadWeights) {
			w += leadWeights[nth]
		}
		weights[s.index] = w
	}
	return weights
}

// bearing weighs how many act in the sentence, against quotations and great length.
func (s *sentence) bearing() float64 {
	w := 0.0
	seen := map[*entity]bool{}
	for _, m := range s.mentions {
		if !seen[m.entity] && m.entity.acts > 0 {
			seen[m.entity] = true
			w += 0.3
		}
	}
	if s.wholly() {
		w -= 2
	}
	if len(s.Tokens) > 60 {
		w--
	}
	return w
}
