package digest

import (
	"github.com/readout-bot/readout/digest/text"
	"github.com/readout-bot/readout/digest/when"
)

// Build reads the article and says what it says. It never fails: where nothing can be
// found the lists are empty, and where the text is not one it can read, Note says why.
// The lists are never nil.
func Build(a Article) Digest {
	d := Digest{Schema: SchemaID, Article: a, Summary: []Statement{}, Actors: []Actor{}, Meetings: []Meeting{}, Decisions: []Decision{}}
	d.Article.Text = ""
	if d.Note = unreadable(a.Text); d.Note != "" {
		return d
	}
	r := read(a)
	meetings := r.findMeetings()
	decisions := r.findDecisions()
	r.findStatements()
	d.Actors = r.actors(meetings, decisions)
	d.Meetings = r.meetingList(meetings)
	d.Decisions = r.decisionList(decisions)
	d.Summary = r.summary(meetings, decisions)
	d.Outcomes = r.outcomes()
	return d
}

// A reading is an article while it is read: its sentences, who is named in them, and what
// has been made of it so far.
type reading struct {
	article   Article
	doc       *text.Doc
	sentences []*sentence
	entities  []*entity // in order of first mention
	titled    []*entity // those that the title names
	author    *entity   // who "I" is outside quotation marks, where the article says so
	trips     []*meeting
	issuer    *entity   // who "we" is outside quotation marks
	described []*entity // those who decide and go by no name
}

// read takes the article as far as knowing who is who in every sentence.
func read(a Article) *reading {
	r := &reading{article: a, doc: text.Read(a.Text)}
	for i := range r.doc.Sentences {
		r.sentences = append(r.sentences, newSentence(i, &r.doc.Sentences[i]))
	}
	r.markCaptions()
	r.markQuotes()
	for _, p := range when.Find(r.doc, a.Published) {
		if i := r.doc.SentenceAt(p.Start); i >= 0 {
			s := r.sentences[i]
			s.times = append(s.times, p)
		}
	}
	for _, s := range r.sentences {
		s.findVerbs()
	}
	r.findEntities()
	r.findRoles()
	r.findAuthor()
	r.resolve()
	r.findUnnamed()
	for i, s := range r.sentences {
		s.parsed = func(verb int) int { return r.doc.Subject(i, verb) }
	}
	return r
}
