package digest

import (
	"strings"

	"github.com/readout-bot/readout/digest/lexicon"
)

// findAuthor learns who speaks outside quotation marks: the person in a title such as
// "Statement by …" or in a byline with an office, for the state that acts first.
func (r *reading) findAuthor() {
	title := lexicon.Fold(r.article.Title)
	statement := strings.Contains(title, "statement") || strings.Contains(title, "remarks") || strings.Contains(title, "message")
	for _, s := range r.sentences[:min(2, len(r.sentences))] {
		if len(s.mentions) > 0 && len(s.Tokens) < 14 && len(s.verbs) == 0 {
			if e := s.mentions[0].entity; e.kind == Person && len(e.roles) > 0 && s.mentions[0].np < 3 {
				r.author = e
			}
		}
	}
	if r.author == nil && statement {
		r.author = r.titlePerson()
	}
	if r.author != nil {
		r.issuer = r.firstActingState()
	}
}

// firstActingState returns the state that first does something in the opening sentences:
// whoever signs a statement says "we" for it.
func (r *reading) firstActingState() *entity {
	for _, s := range r.sentences[:min(6, len(r.sentences))] {
		for _, v := range s.verbs {
			for _, m := range s.subjects(v) {
				if m.entity.sort == aState && !m.people {
					return m.entity
				}
			}
		}
	}
	return nil
}

// titlePerson returns the first person that the title names, adding one that the text
// itself only means by "I".
func (r *reading) titlePerson() *entity {
	for _, e := range r.titled {
		if e.kind == Person {
			return e
		}
	}
	return nil
}
