package digest

import (
	"strings"

	"github.com/readout-bot/readout/digest/lexicon"
)

// most is how many statements are kept for one actor.
const most = 4

// findStatements gives every entity what the article says that it said, the literal words
// first.
func (r *reading) findStatements() {
	var speaker *entity
	for n, s := range r.sentences {
		if s.caption {
			continue
		}
		if n > 0 && strings.Contains(r.doc.Text[r.sentences[n-1].End:s.Start], "\n") && !s.quotedAt(0) {
			speaker = nil
		}
		quote := r.quoteIn(s)
		if e := s.speaker(); e != nil {
			speaker = e
		} else if quote == "" || !s.wholly() {
			continue
		}
		if speaker != nil && len(speaker.stated) < most {
			speaker.stated = append(speaker.stated, Statement{Text: r.span(s).Text, Quote: quote, Evidence: r.evidence(s.index)})
		}
	}
}

// speaker returns whose words the sentence reports, or nil.
func (s *sentence) speaker() *entity {
	for _, v := range s.verbs {
		if s.quoted[v.at] || v.passive || !s.is(v.at, lexicon.Reporting()) || v.tense == future {
			continue
		}
		ms := s.subjects(v)
		if len(ms) == 0 || s.quoted[ms[0].first] {
			if m := s.mentionAt(v.at + 1); m != nil && !s.quoted[m.first] { // "…," said Bessent
				ms = []*mention{m}
			}
		}
		if len(ms) > 0 && ms[0].form == byRole && ms[0].entity.kind == Person && aides.Has(s.word(ms[0].last)) {
			return nil // "his office said" are not his words
		}
		if len(ms) > 0 && !s.quoted[ms[0].first] && ms[0].entity.sort != anOutlet && ms[0].entity.sort != aPlace {
			return ms[0].entity
		}
	}
	return nil
}

// aides speak for a person without being one's own voice.
var aides = lexicon.Set{"office": {}, "lawyers": {}, "attorneys": {}, "team": {}, "campaign": {}, "aides": {}, "representatives": {}}

func (s *sentence) quotedAt(i int) bool {
	w := s.word(i)
	return w == "“" || w == "\"" || i < len(s.quoted) && s.quoted[i]
}

// wholly reports whether most of the sentence is a quotation.
func (s *sentence) wholly() bool {
	n := 0
	for _, q := range s.quoted {
		if q {
			n++
		}
	}
	return n*3 > len(s.quoted)*2
}

// quoteIn returns the longest quotation of the sentence, without its marks, as it stands
// in the text.
func (r *reading) quoteIn(s *sentence) string {
	best, first := "", -1
	for i := 0; i <= len(s.quoted); i++ {
		in := i < len(s.quoted) && s.quoted[i]
		switch {
		case in && first < 0:
			first = i
		case !in && first >= 0:
			if q := r.slice(s, first, i-1); len(q) > len(best) {
				best = q
			}
			first = -1
		}
	}
	return best
}
