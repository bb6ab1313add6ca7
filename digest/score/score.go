// Package score measures digests against annotated articles: precision, recall and F1 of
// actors, meetings and decisions, how well the matched ones agree in detail, and whether
// every item is proved by the article's own bytes. It reads no files: whoever calls it
// does.
//
// Matching is one to one, best fit first. An actor matches when its name, folded, is the
// annotated name or one of its aliases. A meeting or a decision matches when two of three
// agree: an evidence span overlaps; the parties share a member; what it is about agrees
// (a third of the content words, or the same days). Annotated items that are optional, and
// minor actors, cost nothing either way.
package score

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/readout-bot/readout/digest"
)

// Gold is what careful readers found in an article.
type Gold struct {
	Actors    []GoldActor    `json:"actors"`
	Meetings  []GoldMeeting  `json:"meetings"`
	Decisions []GoldDecision `json:"decisions"`
}

// A GoldActor is an annotated actor.
type GoldActor struct {
	digest.Actor
	Importance string `json:"importance"` // "core" or "minor"
	Optional   bool   `json:"optional"`
}

// A GoldMeeting is an annotated meeting.
type GoldMeeting struct {
	digest.Meeting
	Optional bool `json:"optional"`
}

// A GoldDecision is an annotated decision.
type GoldDecision struct {
	digest.Decision
	Optional bool `json:"optional"`
}

// A Case is an article with its annotation and the digest to measure; Digest is nil where
// none was made, which scores as an empty one.
type Case struct {
	Name    string
	Article digest.Article
	Gold    Gold
	Digest  *digest.Digest
}

// ParseCase reads a case from the JSON of an article and of its annotation.
func ParseCase(name string, article, gold []byte) (Case, error) {
	c := Case{Name: name}
	if err := json.Unmarshal(article, &c.Article); err != nil {
		return c, fmt.Errorf("read article %s: %w", name, err)
	}
	if err := json.Unmarshal(gold, &c.Gold); err != nil {
		return c, fmt.Errorf("read annotation %s: %w", name, err)
	}
	return c, nil
}

// A Rate is a share of right answers among the matched items that have one.
type Rate struct {
	Name  string
	Right int
	Of    int
}

// Value is Right over Of, 0 when there were none.
func (r Rate) Value() float64 { return ratio(r.Right, r.Of) }

// A List is the score of one of the three lists.
type List struct {
	Matched, Extra, Missed int
	Details                []Rate
}

// Precision is the share of what was found that is right.
func (l List) Precision() float64 { return ratio(l.Matched, l.Matched+l.Extra) }

// Recall is the share of what is right that was found.
func (l List) Recall() float64 { return ratio(l.Matched, l.Matched+l.Missed) }

// F1 is the harmonic mean of precision and recall.
func (l List) F1() float64 {
	p, r := l.Precision(), l.Recall()
	if p+r == 0 {
		return 0
	}
	return 2 * p * r / (p + r)
}

// Gold is how many items should have been found.
func (l List) Gold() int { return l.Matched + l.Missed }

// A Miss is an item that was missed, or found without being one.
type Miss struct {
	Article string // the case's name
	List    string // "actor", "meeting" or "decision"
	Item    string // its name, title or question
	Extra   bool   // found, though not annotated; otherwise missed
}

// A Report is the score of a set of cases.
type Report struct {
	Articles                     int
	Actors, Meetings, Decisions  List
	GroundedItems, Items         int
	QuietMeetings, LoudMeetings  int // articles without any annotated meeting; those in which one is claimed
	QuietDecisions, LoudDecision int // likewise
	Misses                       []Miss
}

// Grounded is the share of found items that the article's own bytes prove.
func (r Report) Grounded() float64 { return ratio(r.GroundedItems, r.Items) }

// Score measures the cases together (micro average).
func Score(cases []Case) Report {
	r := Report{
		Actors:    List{Details: []Rate{{Name: "kind"}, {Name: "role"}}},
		Meetings:  List{Details: []Rate{{Name: "dates"}, {Name: "place"}, {Name: "status"}, {Name: "all participants"}}},
		Decisions: List{Details: []Rate{{Name: "status"}, {Name: "all deciders"}}},
	}
	for _, c := range cases {
		r.add(c)
	}
	return r
}

func (r *Report) add(c Case) {
	var d digest.Digest
	if c.Digest != nil {
		d = *c.Digest
	}
	r.Articles++
	names := newAliases(c.Gold.Actors)
	r.addActors(c, d)
	r.addMeetings(c, d, names)
	r.addDecisions(c, d, names)
	r.addGrounded(c.Article, d)
	if len(c.Gold.Meetings) == 0 {
		r.QuietMeetings++
		r.LoudMeetings += min(1, len(d.Meetings))
	}
	if len(c.Gold.Decisions) == 0 {
		r.QuietDecisions++
		r.LoudDecision += min(1, len(d.Decisions))
	}
}

func (r *Report) addActors(c Case, d digest.Digest) {
	m := match(len(c.Gold.Actors), len(d.Actors), func(i, j int) float64 {
		return actorFit(c.Gold.Actors[i].Actor, d.Actors[j])
	})
	for i, g := range c.Gold.Actors {
		soft := g.Optional || g.Importance == "minor"
		j := r.count(&r.Actors, c.Name, "actor", g.Name, soft, m.gold[i])
		if j < 0 || soft {
			continue
		}
		note(&r.Actors, 0, g.Kind == d.Actors[j].Kind)
		if g.Role != "" {
			note(&r.Actors, 1, similar(g.Role, d.Actors[j].Role))
		}
	}
	for j, p := range d.Actors {
		r.extra(&r.Actors, c.Name, "actor", p.Name, m.pred[j])
	}
}

func (r *Report) addMeetings(c Case, d digest.Digest, names aliases) {
	m := match(len(c.Gold.Meetings), len(d.Meetings), func(i, j int) float64 {
		return meetingView(c.Gold.Meetings[i].Meeting, names).fit(meetingView(d.Meetings[j], names))
	})
	for i, g := range c.Gold.Meetings {
		j := r.count(&r.Meetings, c.Name, "meeting", g.Title, g.Optional, m.gold[i])
		if j < 0 || g.Optional {
			continue
		}
		p := d.Meetings[j]
		note(&r.Meetings, 0, days(g.When) == days(p.When))
		if g.Place != "" {
			note(&r.Meetings, 1, similar(g.Place, p.Place))
		}
		note(&r.Meetings, 2, g.Status == p.Status)
		note(&r.Meetings, 3, names.set(g.Participants).equal(names.set(p.Participants)))
	}
	for j, p := range d.Meetings {
		r.extra(&r.Meetings, c.Name, "meeting", p.Title, m.pred[j])
	}
}

func (r *Report) addDecisions(c Case, d digest.Digest, names aliases) {
	m := match(len(c.Gold.Decisions), len(d.Decisions), func(i, j int) float64 {
		return decisionView(c.Gold.Decisions[i].Decision, names).fit(decisionView(d.Decisions[j], names))
	})
	for i, g := range c.Gold.Decisions {
		j := r.count(&r.Decisions, c.Name, "decision", g.Question, g.Optional, m.gold[i])
		if j < 0 || g.Optional {
			continue
		}
		p := d.Decisions[j]
		note(&r.Decisions, 0, g.Status == p.Status)
		note(&r.Decisions, 1, names.set(g.Deciders).equal(names.set(p.Deciders)))
	}
	for j, p := range d.Decisions {
		r.extra(&r.Decisions, c.Name, "decision", p.Question, m.pred[j])
	}
}

func (r *Report) addGrounded(a digest.Article, d digest.Digest) {
	folded := " " + fold(a.Title+" "+a.Text) + " "
	check := func(evidence []digest.Span, names ...string) {
		r.Items++
		if grounded(a.Text, folded, evidence, names) {
			r.GroundedItems++
		}
	}
	for _, x := range d.Actors {
		check(x.Evidence, x.Name)
	}
	for _, x := range d.Meetings {
		check(x.Evidence, x.Participants...)
	}
	for _, x := range d.Decisions {
		check(x.Evidence, x.Deciders...)
	}
}

// count books an annotated item that pairs with j, or with nothing when j is negative.
func (r *Report) count(l *List, article, list, item string, soft bool, j int) int {
	switch {
	case soft:
	case j >= 0:
		l.Matched++
	default:
		l.Missed++
		r.Misses = append(r.Misses, Miss{Article: article, List: list, Item: item})
	}
	return j
}

// extra books a found item, unless it is paired.
func (r *Report) extra(l *List, article, list, item string, i int) {
	if i < 0 {
		l.Extra++
		r.Misses = append(r.Misses, Miss{Article: article, List: list, Item: item, Extra: true})
	}
}

func note(l *List, detail int, right bool) {
	l.Details[detail].Of++
	if right {
		l.Details[detail].Right++
	}
}

func ratio(a, b int) float64 {
	if b == 0 {
		return 0
	}
	return float64(a) / float64(b)
}

// String prints the report as a table of three lines and a foot.
func (r Report) String() string {
	var b strings.Builder
	for _, l := range []struct {
		name string
		List
	}{{"actors", r.Actors}, {"meetings", r.Meetings}, {"decisions", r.Decisions}} {
		fmt.Fprintf(&b, "%-10s P %.3f  R %.3f  F1 %.3f  (gold %d)", l.name, l.Precision(), l.Recall(), l.F1(), l.Gold())
		for _, d := range l.Details {
			if d.Of > 0 {
				fmt.Fprintf(&b, "  %s %.3f", d.Name, d.Value())
			}
		}
		b.WriteByte('\n')
	}
	fmt.Fprintf(&b, "articles %d  grounded %.3f\n", r.Articles, r.Grounded())
	return b.String()
}
