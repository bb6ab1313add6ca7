package bot

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/readout-bot/readout/digest"
)

const (
	mostFacts = 6
	// readFully is how many articles of an answer are read sentence by sentence; of the
	// others the sentences are considered that their digests point at.
	readFully = 24
	// enough is the share of what was asked for that a fact must have to be an answer;
	// what somebody says in an article on the topic may do with less.
	enough, enoughSaid = 0.6, 0.45
	// onTopic is how much of the words alone it must have; a name is not enough.
	onTopic = 0.45
	// nearBest is the share of the best fact's score below which others are left out.
	nearBest = 0.65
	// aside is what a word counts that stands in the title or the sentence before.
	aside = 0.5
)

// What a fact gains beside the words that it shares with the question.
const (
	gainItem   = 0.20 // it is an item of the diary or the ledger, or a role, and that was asked for
	gainIntent = 0.20 // it has a word such as "decided" where a decision was asked for
	gainKind   = 0.25 // it has a date where a date was asked for
	gainBy     = 0.25 // whoever was asked for says it, does it or decides it
	gainTitle  = 0.15 // the title has what is asked for, too
	gainLead   = 0.10 // it opens the article, and news was asked for
	gainQuote  = 0.05 // literal words of whoever says it
	gainThing  = 0.20 // it is of the very thing asked for, such as a summit
	gainLatest = 0.15 // it is the newest; those before it gain less
	lossKind   = 0.15 // it has no date where a date was asked for
	lossAsked  = 0.15 // somebody else asks for it; of others it is said that they weigh it
	lossOpen   = 0.40 // it says that something will or should be, where it was asked how it ended
)

// A search looks for the facts that answer a question.
type search struct {
	question
	topic
	now    time.Time
	oldest time.Time // of the articles at hand
	newest time.Time
}

// bestFacts returns the facts in entries that answer, the best first.
func bestFacts(entries []Entry, q question, t topic, now time.Time) []Fact {
	if len(entries) == 0 {
		return nil
	}
	entries = latestFirst(entries)
	t.names = slices.Clone(t.names)
	for i, n := range t.names {
		t.names[i] = n.ready()
	}
	s := &search{question: q, topic: t, now: now, newest: entries[0].Article.Published, oldest: entries[len(entries)-1].Article.Published}
	var facts []Fact
	switch {
	case q.intent == askMeeting:
		facts = s.meetings(entries)
	case q.intent == askDecision && !q.outcome:
		facts = s.decisions(entries)
	case q.outcome:
		facts = s.outcomes(entries)
	case q.intent == askWho:
		facts = s.roles(entries)
	}
	if len(t.topic)+len(t.names)+len(t.things) > 0 {
		facts = append(facts, s.sentences(entries)...)
	} else if len(facts) == 0 && q.intent == askNews {
		facts = newsFacts(entries)
	}
	slices.SortStableFunc(facts, func(a, b Fact) int {
		return cmp.Or(cmp.Compare(b.score, a.score), b.Entry.Article.Published.Compare(a.Entry.Article.Published))
	})
	if len(t.topic) == 0 && (len(t.names) == 0 || q.intent == askSaid) {
		facts = onThings(facts)
	}
	var best []Fact
	for _, f := range facts {
		same := func(o Fact) bool { return f.Quote != "" && o.Quote == f.Quote || f.score < nearBest*facts[0].score }
		if !slices.ContainsFunc(best, same) && len(best) < mostFacts {
			best = append(best, f)
		}
	}
	return best
}

// onThings keeps the facts that are of the very thing asked for, a summit say, where
// there is any.
func onThings(facts []Fact) []Fact {
	if !slices.ContainsFunc(facts, func(f Fact) bool { return f.thing }) {
		return facts
	}
	return slices.DeleteFunc(facts, func(f Fact) bool { return !f.thing })
}

// share is how much of what is asked for a passage has, from 0 to 1. A name that stands
// nowhere near makes it 0.
func (s *search) share(p passage) float64 {
	sum, of := 0.0, len(s.topic.topic)+len(s.names)
	if of == 0 {
		return 1
	}
	for i := 0; i < len(s.names); {
		best, all, asked := 0.0, 0.0, 0
		for ; i < len(s.names) && (asked == 0 || s.names[i].also); i++ {
			has := s.nameShare(p, s.names[i])
			best, all, asked = max(best, has), all+has, asked+1
		}
		if best == 0 {
			return 0
		}
		of -= asked - 1 // any of those named side by side is enough, all are better
		sum += (best + all/float64(asked)) / 2
	}
	words, beside := 0.0, 0
	for _, w := range s.topic.topic {
		switch {
		case w.in(p.folded):
			words++
		case w.in(p.in.title) || w.in(p.before):
			beside++
		}
	}
	if beside > 0 {
		near := aside
		if s.kind != nil && s.kind.MatchString(p.text) {
			near = (1 + aside) / 2 // the reason may follow in a sentence of its own
		}
		words += float64(beside) * near
	}
	if words < onTopic*float64(len(s.topic.topic)) {
		return 0
	}
	return (sum + words) / float64(of)
}

// nameShare is how surely a passage tells of a name, from 0 to 1.
func (s *search) nameShare(p passage, n askedName) float64 {
	switch {
	case n.in(p.text, p.folded) && n.namesake(p.in.whole):
		return 0.8 // a namesake, perhaps
	case n.in(p.text, p.folded) || slices.ContainsFunc(p.by, n.is):
		return 1
	case p.before != "" && n.in("", p.before):
		if startsWithPronoun(p.text) {
			return 0.9 // most likely the one just named
		}
		return aside
	case n.in(p.in.Article.Title, p.in.title):
		return aside
	case s.intent == askNews && n.in("", p.in.whole):
		return aside / 2
	}
	return 0
}

// onTopic reports whether an article has enough of the words asked for that one of its
// sentences may, and a word of each phrase.
func (s *search) onTopic(r *readable) bool {
	for _, words := range s.phrases {
		if !slices.ContainsFunc(words, func(w term) bool { return w.in(r.whole) }) {
			return false
		}
	}
	n := 0
	for _, w := range s.topic.topic {
		if w.in(r.whole) {
			n++
		}
	}
	return float64(n) >= onTopic*float64(len(s.topic.topic)) || len(r.Article.Text) > mostReadBytes
}

// ofThing reports whether a passage is of the very thing asked for.
func (s *search) ofThing(p passage) bool {
	return slices.ContainsFunc(s.things, func(t term) bool { return t.in(p.folded) })
}

// recency is 1 for the newest article at hand and 0 for the oldest.
func (s *search) recency(e Entry) float64 {
	span := s.newest.Sub(s.oldest)
	if span <= 0 {
		return 1
	}
	return float64(e.Article.Published.Sub(s.oldest)) / float64(span)
}

// titled is the share of the names and words asked for that the title has.
func (s *search) titled(r *readable) float64 {
	n := 0
	for _, name := range s.names {
		if name.in(r.Article.Title, r.title) {
			n++
		}
	}
	for _, w := range s.topic.topic {
		if w.in(r.title) {
			n++
		}
	}
	return float64(n) / float64(max(1, len(s.names)+len(s.topic.topic)))
}

// gains is what a passage gains by saying the kind of thing that was asked for.
func (s *search) gains(p passage) float64 {
	gain := gainLatest * s.recency(p.in.Entry)
	if s.intent == askSaid {
		gain /= 3
	}
	if s.intent.shown(p.folded) {
		gain += gainIntent
	}
	if s.outcome && ended.MatchString(p.text) {
		gain += gainIntent
	}
	if s.intent == askWants && wishes.MatchString(p.text) {
		gain += gainIntent
	}
	if s.outcome && stillOpen.MatchString(p.text) {
		gain -= lossOpen
	}
	switch {
	case s.kind == nil:
	case s.kind.MatchString(p.text):
		gain += gainKind
	default:
		gain -= lossKind
	}
	if s.intent == askNews {
		gain += gainTitle * s.titled(p.in)
		if p.lead {
			gain += gainLead
		}
	}
	if s.ofThing(p) {
		gain += gainThing
	}
	if strings.ContainsAny(p.text, "\"“") && s.intent == askSaid {
		gain += gainQuote
	}
	return gain
}

// sentences are the sentences that have enough of what is asked for.
func (s *search) sentences(entries []Entry) []Fact {
	var found []sentenceFact
	best := 0.0
	for i, e := range entries {
		r := newReadable(e)
		if !s.onTopic(r) {
			continue
		}
		for _, p := range r.passages(i < readFully) {
			share := s.share(p)
			by := len(s.names) > 0 && slices.ContainsFunc(p.by, s.names[0].is)
			said := by || len(s.names) == 0 && askSaid.shown(p.folded) ||
				len(s.names) > 0 && askSaid.shown(p.folded) && s.names[0].in(p.text, p.folded)
			switch {
			case s.intent != askNews && s.intent != askWho && len(s.topic.topic) == 0 && !s.intent.shown(p.folded):
				continue // it is about them, but not what was asked
			case s.intent == askSaid && (!said || share < enoughSaid), s.intent != askSaid && share < enough:
				continue
			}
			f := sentenceFact{passage: p, score: share + s.gains(p)}
			if by && s.intent == askSaid {
				f.score += gainBy
			}
			found, best = append(found, f), max(best, f.score)
		}
	}
	if len(s.names)+len(s.topic.topic) == 0 {
		best = 0 // those of the very thing come first, however little else they have
	}
	var facts []Fact
	for _, f := range found {
		if f.score >= nearBest*best {
			facts = append(facts, s.sentence(f))
		}
	}
	return facts
}

// A sentenceFact is a sentence that may be an answer.
type sentenceFact struct {
	passage
	score float64
}

// sentence returns the fact that a sentence is.
func (s *search) sentence(f sentenceFact) Fact {
	e := f.in.Entry
	fact := Fact{Line: sourced(Line{Text: e.Article.Title, Quote: f.text}, e), Entry: e, score: f.score, thing: s.ofThing(f.passage)}
	if s.intent == askSaid && len(s.names) > 0 {
		fact.Label, fact.Note, fact.Text = s.names[0].name, roleIn(e, s.names[0]), ""
	}
	return fact
}

// roleIn is the role that an article gives whoever is named.
func roleIn(e Entry, n askedName) string {
	for _, a := range e.Digest.Actors {
		if n.is(a.Name) || named(a, n.asked) {
			return a.Role
		}
	}
	return ""
}

// meetings are those of the diary, told by each article that has the day which stands.
func (s *search) meetings(entries []Entry) []Fact {
	var facts []Fact
	for i, d := range Diary(entries, s.now) {
		if !s.ahead.empty() && (d.When.Start.IsZero() || d.When.End.Before(dayUTC(s.ahead.from)) || !d.When.Start.Before(dayUTC(s.ahead.until))) {
			continue
		}
		if missing(s.names, append(parties(d.Meeting), d.Place)) {
			continue
		}
		f := Fact{Line: told(meetingLine(d.Meeting, s.now), d.Told), Entry: d.Told[0], told: d.Told}
		p := s.itemPassage(f, strings.Join([]string{d.Purpose, strings.Join(parties(d.Meeting), " ")}, " "))
		share := s.share(p)
		if share < enough {
			continue
		}
		f.score, f.thing = share+s.gains(p)+itemGain(share)-float64(i)/1000, s.ofThing(p)
		f.Line = withControls(f.Line, subjectID(d.Steps))
		facts = append(facts, f)
	}
	return facts
}

// itemGain is what an item gains that has all that is asked for.
func itemGain(share float64) float64 {
	if share < 0.99 {
		return 0
	}
	return gainItem
}

// itemPassage is an item as a passage: what it says, with more that belongs to it.
func (s *search) itemPassage(f Fact, more string) passage {
	said := f.Sentence() + " " + more + " " + f.Quote
	return passage{in: newReadable(f.Entry), text: said, folded: padded(said)}
}

// dayUTC is the day of t as meetings without a time hold it.
func dayUTC(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
}

// missing reports whether one of the names asked for is not among have.
func missing(names []askedName, have []string) bool {
	return slices.ContainsFunc(names, func(n askedName) bool {
		return !slices.ContainsFunc(have, n.is)
	})
}

// decisions are those of the ledger that are open.
func (s *search) decisions(entries []Entry) []Fact {
	var facts []Fact
	for i, d := range Ledger(entries, s.now) {
		f := Fact{Line: decisionLine(d.Decision, s.now), told: d.Told}
		step := lastSet(d)
		f.Line, f.Entry = sourced(Line{Label: f.Label, Text: f.Text, Note: f.Note, Quote: step.Quote}, step.Entry), step.Entry
		var involved []string
		for _, p := range d.Positions {
			involved = append(involved, p.Actor)
		}
		p := s.itemPassage(f, strings.Join(involved, " "))
		share := s.share(p)
		if share < enough {
			continue
		}
		f.score, f.thing = share+s.gains(p)+itemGain(share)-float64(i)/1000, s.ofThing(p)
		if len(s.names) > 0 && slices.ContainsFunc(d.Deciders, s.names[0].is) {
			f.score += gainBy
		}
		if d.Status == digest.Requested {
			f.score -= lossAsked
		}
		f.Line = withControls(f.Line, subjectID(d.Steps))
		facts = append(facts, f)
	}
	return facts
}

// lastSet is the step that says when an open decision is due, or else that opened it.
func lastSet(d LedgerDecision) Step {
	for _, s := range slices.Backward(d.Steps) {
		if s.Kind == StepScheduled || s.Kind == StepPostponed {
			return s
		}
	}
	return d.Steps[0]
}

// outcomes are the decisions of the ledger that were taken or dropped, with the sentence
// that says so.
func (s *search) outcomes(entries []Entry) []Fact {
	var facts []Fact
	for _, d := range AllDecisions(entries, s.now) {
		if !d.Closed() {
			continue
		}
		last := d.last()
		l := sourced(Line{Label: list(d.Deciders), Text: d.Question, Note: d.State(), Quote: last.Quote}, last.Entry)
		f := Fact{Line: l, Entry: last.Entry, told: d.Told}
		p := s.itemPassage(f, "")
		p.text = last.Quote // whether it still asks is told by the sentence alone
		if share := s.share(p); share >= enough {
			f.score = share + s.gains(p)
			if d.Steps[0].Kind != last.Kind { // one of which only the end is known is a sentence like others
				f.score += itemGain(share)
			}
			f.Line = withControls(f.Line, subjectID(d.Steps))
			facts = append(facts, f)
		}
	}
	return facts
}

// roles are the actors of the name asked for, or those whose role it is.
func (s *search) roles(entries []Entry) []Fact {
	var facts []Fact
	for _, e := range entries {
		r := newReadable(e)
		for _, a := range e.Digest.Actors {
			if a.Role == "" {
				continue
			}
			l := sourced(Line{Label: a.Name, Note: a.Role, Quote: roleQuote(a)}, e)
			p := passage{in: r, text: l.Sentence() + " " + l.Quote, folded: padded(l.Sentence() + " " + l.Quote)}
			role := padded(a.Role)
			asked := len(s.names) > 0 && named(a, s.names[0].asked) ||
				slices.ContainsFunc(s.topic.topic, func(t term) bool { return t.in(role) })
			if share := s.share(p); asked && share >= enough {
				facts = append(facts, Fact{Line: l, Entry: e, score: share + s.gains(p) + gainItem})
			}
		}
	}
	return facts
}

// newsFacts are the articles themselves, for "what is new since Monday".
func newsFacts(entries []Entry) []Fact {
	var facts []Fact
	for _, l := range articleLines(entries) {
		i := slices.IndexFunc(entries, func(e Entry) bool { return e.Article.URL == l.URL && e.Article.Published.Equal(l.Published) })
		facts = append(facts, Fact{Line: l, Entry: entries[max(i, 0)]})
	}
	return facts
}

// clipBytes cuts s at a paragraph near n bytes.
func clipBytes(s string, n int) string {
	if len(s) <= n {
		return s
	}
	if i := strings.LastIndexByte(s[:n], '\n'); i > 0 {
		n = i
	}
	return strings.ToValidUTF8(s[:n], "")
}

// What a sentence has that says when, why or how much.
var (
	saysWhen = regexp.MustCompile(`\b(?:January|February|March|April|May|June|July|August|September|October|November|December|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|tomorrow|today|tonight|next (?:week|month|year)|\d{4})\b`)
	saysWhy  = regexp.MustCompile(`(?i)\b(?:because|caused?|after|since|due to|over|as the reason|reason|citing|blamed|owing to|so that|in order to|amid)\b`)
	saysMany = regexp.MustCompile(`(?i)\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozens?|hundreds?|thousands?|millions?|billions?)\b`)
	ended    = regexp.MustCompile(`\b(?:decided|approved|passed|voted|ruled|agreed|rejected|left|kept|unchanged|dropped|ended|signed|adopted|postponed|delayed|cancelled|canceled|won|lost|sold|resigned|elected|reached|declined|refused|died|killed|arrested|charged|sentenced|convicted|acquitted|impeached|removed|appointed|filed)\b`)
	// wishes and stillOpen tell what somebody wants, and what has not ended.
	wishes    = regexp.MustCompile(`\b(?:wants?|wanted|demands?|demanded|seeks?|urged|called for|calls for|asked|must|should)\b`)
	stillOpen = regexp.MustCompile(`\b(?:will|would|should|could|may|might|whether|considering|considers|weighing|weighs|possible|expected to|plans? to|wants?|urged|asked)\b`)
	saysIn    = regexp.MustCompile(`\b(?:in|at|near|to|off) (?:the )?[A-Z]`)
)
