// Package digest reads one article and says what it says: who acts (actors), which
// encounters are still ahead (meetings) and which choices are still open (decisions),
// each with the sentence that states it.
//
// Build is a function of the article alone. It never fails, has no clock, touches no
// network and no disk, and gives the same digest for the same article for ever; so a
// digest can be cached, stored once and compared byte for byte. What "upcoming" and
// "open" mean against today is asked later, with Upcoming and Open.
//
//	d := digest.Build(digest.Article{Published: published, Text: text})
//	for _, m := range d.Upcoming(time.Now()) {
//		fmt.Println(m.When, m.Title, m.Evidence[0].Text)
//	}
package digest

import "time"

// SchemaID names the JSON form of a Digest; it changes when that form does.
const SchemaID = "readout.digest/v1"

// An Article is a text with its publish time: what the reader reads.
type Article struct {
	ID     string `json:"id,omitempty"`  // the caller's own name for it, kept as it is
	URL    string `json:"url,omitempty"` // canonical, where there is one
	Title  string `json:"title"`
	Source string `json:"source,omitempty"` // the outlet, as people call it
	// Published is the reference time of every relative date in Text. Its zone is the
	// article's own: "today" is the day that it was there.
	Published time.Time `json:"published"`
	Language  string    `json:"language,omitempty"` // BCP 47; empty means unknown
	// Text is the prose in UTF-8, paragraphs parted by newlines, without the title.
	// Every Span counts bytes of it.
	Text string `json:"text,omitempty"`
}

// A Span is a stretch of Article.Text, in bytes, on rune borders. Text is that exact slice.
type Span struct {
	Start int    `json:"start"`
	End   int    `json:"end"` // after the last byte
	Text  string `json:"text"`
}

// A Digest is what one article says. Every item carries the evidence for it; an item
// without evidence does not exist.
type Digest struct {
	Schema    string      `json:"schema"`  // SchemaID
	Article   Article     `json:"article"` // without its Text, which stays with whoever holds the article
	Summary   []Statement `json:"summary"` // two to four sentences of the text that carry the news
	Actors    []Actor     `json:"actors"`  // in order of weight in the article
	Meetings  []Meeting   `json:"meetings"`
	Decisions []Decision  `json:"decisions"`
	// Outcomes is what the article reports as done: decided, held, called off or moved.
	Outcomes []Outcome `json:"outcomes,omitempty"`
	// Note says in a few words why a digest is empty ("the text is not in English"); it
	// is empty for one that is not.
	Note string `json:"note,omitempty"`
}

// A Statement is a sentence of the article. Quote is the literal quotation in it, without
// its marks, where there is one.
type Statement struct {
	Text     string `json:"text"`
	Quote    string `json:"quote,omitempty"`
	Evidence []Span `json:"evidence"`
}

// Kind says what sort of thing an actor is.
type Kind string

// The kinds of actors.
const (
	Person       Kind = "person"
	Organization Kind = "organization" // a company, agency, party, court, parliament, army, NGO, alliance
	State        Kind = "state"        // a country, with its capital and its government
	Group        Kind = "group"        // a named but unorganised body
)

// An Actor is a named person, organisation or state that acts, speaks, decides or is a
// party in the article. There is one per real-world entity.
type Actor struct {
	Name       string      `json:"name"` // the fullest form in the article, without title
	Kind       Kind        `json:"kind"`
	Role       string      `json:"role,omitempty"`    // title or function in the article's own words
	Aliases    []string    `json:"aliases,omitempty"` // the other forms in the article
	Mentions   int         `json:"mentions,omitempty"`
	Statements []Statement `json:"statements,omitempty"` // what the actor said or did
	Evidence   []Span      `json:"evidence"`
}

// MeetingStatus is how firmly a meeting is said to come about.
type MeetingStatus string

// The statuses of a meeting.
const (
	Confirmed MeetingStatus = "confirmed" // announced, scheduled, will
	Expected  MeetingStatus = "expected"  // is expected, plans to
	Proposed  MeetingStatus = "proposed"  // offered, suggested, may
	Uncertain MeetingStatus = "uncertain" // in doubt, on hold
	Cancelled MeetingStatus = "cancelled"
	Postponed MeetingStatus = "postponed"
)

// A Meeting is an encounter between identifiable parties that had not happened, or was
// not over, when the article was published.
type Meeting struct {
	Title        string        `json:"title"`
	Participants []string      `json:"participants"` // names of actors
	Host         string        `json:"host,omitempty"`
	Place        string        `json:"place,omitempty"`
	When         When          `json:"when"`
	Status       MeetingStatus `json:"status"`
	Purpose      string        `json:"purpose,omitempty"`
	Evidence     []Span        `json:"evidence"`
}

// DecisionStatus is where an open decision stands.
type DecisionStatus string

// The statuses of a decision.
const (
	Considering DecisionStatus = "considering" // one party weighs it
	Debating    DecisionStatus = "debating"    // a body deliberates
	Awaiting    DecisionStatus = "awaiting"    // it waits on a named condition or another party
	Scheduled   DecisionStatus = "scheduled"   // a decision date or vote is set
	Requested   DecisionStatus = "requested"   // asked of the decider, no answer yet
	Negotiating DecisionStatus = "negotiating" // parties bargain over it
	Undecided   DecisionStatus = "undecided"   // open, with no more said
)

// A Decision is a choice that an identifiable decider had not made when the article was
// published.
type Decision struct {
	Question  string         `json:"question"` // "whether to sell Tomahawk missiles to Ukraine"
	Deciders  []string       `json:"deciders"` // names of actors
	Status    DecisionStatus `json:"status"`
	Deadline  *When          `json:"deadline,omitempty"`
	Positions []Position     `json:"positions,omitempty"`
	Evidence  []Span         `json:"evidence"`
}

// Stance is which way a position points.
type Stance string

// The stances.
const (
	For         Stance = "for"
	Against     Stance = "against"
	Conditional Stance = "conditional"
	Unclear     Stance = "unclear"
)

// A Position is what one actor wants of a decision.
type Position struct {
	Actor    string `json:"actor"`
	Stance   Stance `json:"stance"`
	Evidence []Span `json:"evidence"`
}

// Upcoming returns the meetings that are not over at now: those with no day, and those
// whose last possible day has not ended in the article's zone. Cancelled ones are
// included, since that they are off is news until their day.
func (d Digest) Upcoming(now time.Time) []Meeting {
	var ahead []Meeting
	for _, m := range d.Meetings {
		if !m.When.Over(now.In(d.Article.Published.Location())) {
			ahead = append(ahead, m)
		}
	}
	return ahead
}

// Open returns the decisions whose deadline, where there is one, has not passed at now.
func (d Digest) Open(now time.Time) []Decision {
	var open []Decision
	for _, c := range d.Decisions {
		if c.Deadline == nil || !c.Deadline.Over(now.In(d.Article.Published.Location())) {
			open = append(open, c)
		}
	}
	return open
}
