package digest

import (
	"time"

	"github.com/readout-bot/readout/digest/text"
	"github.com/readout-bot/readout/digest/when"
)

// An Inspection is what the reader sees in an article before it concludes anything.
type Inspection struct {
	ID        string              `json:"id,omitempty"`
	Sentences []InspectedSentence `json:"sentences"`
	Names     []InspectedName     `json:"names"`
	Times     []InspectedTime     `json:"times"`
}

// An InspectedSentence is a sentence with its tokens; Start and End count bytes of the
// article's text, as everywhere in an Inspection.
type InspectedSentence struct {
	Start  int              `json:"start"`
	End    int              `json:"end"`
	Tokens []InspectedToken `json:"tokens"`
}

// An InspectedToken is a token with its universal and Penn tags and its place in the
// parse: Head is the index of its head in the sentence, -1 for the root and where the
// sentence is not parsed.
type InspectedToken struct {
	Start int      `json:"start"`
	End   int      `json:"end"`
	Text  string   `json:"text"`
	Tag   text.Tag `json:"tag"`
	Fine  string   `json:"fine"`
	Head  int      `json:"head"`
	Rel   string   `json:"rel"`
}

// An InspectedName is a name with its kind.
type InspectedName struct {
	Start int       `json:"start"`
	End   int       `json:"end"`
	Text  string    `json:"text"`
	Kind  text.Kind `json:"kind"`
}

// An InspectedTime is a time phrase. From and To are days as 2006-01-02, or instants as
// RFC 3339 with precision time; they are empty where the phrase fixes no day.
type InspectedTime struct {
	Start     int            `json:"start"`
	End       int            `json:"end"`
	Text      string         `json:"text"`
	From      string         `json:"from,omitempty"`
	To        string         `json:"to,omitempty"`
	Precision when.Precision `json:"precision"`
}

// Inspect returns the sentences with their parse, names and time phrases that the reader
// sees in the article's text. Build parses only the sentences that need it.
func Inspect(a Article) Inspection {
	doc := text.Read(a.Text)
	in := Inspection{ID: a.ID, Sentences: []InspectedSentence{}, Names: []InspectedName{}, Times: []InspectedTime{}}
	for i, s := range doc.Sentences {
		doc.Parse(i)
		v := InspectedSentence{Start: s.Start, End: s.End, Tokens: make([]InspectedToken, len(s.Tokens))}
		for i, t := range s.Tokens {
			v.Tokens[i] = InspectedToken{t.Start, t.End, t.Text, t.Tag, t.Fine, t.Head, t.Rel}
		}
		in.Sentences = append(in.Sentences, v)
	}
	for _, n := range doc.Names {
		in.Names = append(in.Names, InspectedName{n.Start, n.End, doc.Text[n.Start:n.End], n.Kind})
	}
	for _, p := range when.Find(doc, a.Published) {
		t := InspectedTime{Start: p.Start, End: p.End, Text: doc.Text[p.Start:p.End], Precision: p.Precision}
		if !p.From.IsZero() {
			layout := time.DateOnly
			if p.Precision == when.Time {
				layout = time.RFC3339
			}
			t.From, t.To = p.From.Format(layout), p.To.Format(layout)
		}
		in.Times = append(in.Times, t)
	}
	return in
}
