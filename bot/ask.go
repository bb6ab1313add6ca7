package bot

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/readout-bot/readout/digest"
	"github.com/readout-bot/readout/digest/text"
)

const (
	mostFacts = 6
	// readFully is how many articles of an answer are read sentence by sentence; of the
	// others the sentences are considered that their digests point at.
	readFully = 8
	// enough is the share of what was asked for that a sentence must have to be an answer.
	enough = 0.6
)

// An Answer is what the library says to a question: facts, never prose of our own.
type Answer struct {
	Question string
	Answered bool
	Coverage string // the first line: what the answer rests on, or what was searched
	Facts    []Fact // the best first
	Choices  []string
	About    []string // the actors that were understood
	whole    *Message // of a question that a look-up answers better
}

// A Fact is a sentence of an article that answers, or an item of the diary or the ledger.
type Fact struct {
	Line
	Entry Entry   // the article, or the latest that tells of the item
	told  []Entry // all that do
	score float64
	thing bool // it is of a thing that was named, such as a summit
}

// ask answers "ask QUESTION".
func (b *Bot) ask(ctx context.Context, a asked) (Message, error) {
	if fold := Fold(a.values["question"]); fold == "" {
		return Message{}, complain("I could not find a question in that. Ask in plain words, like: what did Rubio say about NATO?")
	}
	answer, err := b.Ask(ctx, a.tenant, a.values["question"], a.now)
	return answer.Message(), err
}

// Message writes the answer: the coverage first, then the facts.
func (a Answer) Message() Message {
	if a.whole != nil {
		return *a.whole
	}
	m := Message{Title: clip(sentenceCase(a.Question), 150), Lead: a.Coverage}
	var lines []Line
	for _, f := range a.Facts {
		lines = append(lines, f.Line)
	}
	m.add("What the articles say", lines, mostFacts)
	return m
}

// Ask answers a question from the library as tenant sees it. now says, with its zone,
// what "since Monday" means.
func (b *Bot) Ask(ctx context.Context, tenant, asked string, now time.Time) (Answer, error) {
	q := parseQuestion(tidy(asked), now)
	t, err := b.understand(ctx, tenant, q)
	if err != nil {
		return Answer{}, err
	}
	a := Answer{Question: q.text, Choices: t.near}
	for _, n := range t.names {
		a.About = append(a.About, n.name)
	}
	if len(t.names) == 0 && len(t.topic) == 0 && q.past.empty() && q.ahead.empty() && q.intent == askNews {
		a.Coverage = "I could not make out what that is about. Name a person, an organisation or a topic, like: what did Rubio say about NATO?"
		return a, nil
	}
	if q.intent == askWho && len(t.names) == 1 && len(t.topic) == 0 {
		return b.askWho(ctx, a, tenant, t.names[0].asked, now)
	}
	entries, err := b.retrieve(ctx, tenant, q, t)
	if err != nil {
		return a, err
	}
	a.Facts = bestFacts(entries, q, t, now)
	if len(a.Facts) == 0 {
		return b.unanswered(ctx, a, tenant, q, t, now)
	}
	a.Answered = true
	used := toldBy(a.Facts, func(f Fact) []Entry { return append([]Entry{f.Entry}, f.told...) })
	a.Coverage = coverageOf(used, now)
	if !q.past.from.IsZero() {
		c := Coverage{Articles: len(used), Newest: used[0].Article.Published}
		for _, e := range used {
			c.Newest = later(c.Newest, e.Article.Published)
		}
		a.Coverage = coverage(c, q.past.from, now)
	}
	if t.taken != "" {
		a.Coverage += " " + t.taken
	}
	return a, nil
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// askWho answers "who is NAME" with what "who NAME" says.
func (b *Bot) askWho(ctx context.Context, a Answer, tenant, name string, now time.Time) (Answer, error) {
	m, err := b.who(ctx, asked{request: request{name: "who", values: map[string]string{"name": name}}, tenant: tenant, now: now})
	a.whole, a.Coverage, a.Answered = &m, m.Lead, len(m.Sections) > 0
	for _, s := range m.Sections {
		for _, l := range s.Lines {
			a.Facts = append(a.Facts, Fact{Line: l})
		}
	}
	return a, err
}

// unanswered says that nothing was found, what was searched and which names come near.
func (b *Bot) unanswered(ctx context.Context, a Answer, tenant string, q question, t topic, now time.Time) (Answer, error) {
	c, err := b.store.Coverage(ctx, Query{Tenant: tenant, PublishedFrom: q.past.from, PublishedUntil: q.past.until})
	if err != nil {
		return a, err
	}
	a.Coverage = "I found nothing that answers this" + q.past.words(now) + ". " + searched(c, now)
	if c.Articles == 0 && !q.past.empty() {
		a.Coverage = "I found nothing that answers this: there are no articles" + q.past.words(now) + "."
	}
	if len(t.near) > 0 {
		a.Coverage += " Did you mean " + choice(t.near) + "?"
	}
	return a, nil
}

// A topic is what a question is about, as far as the library knows it.
type topic struct {
	names  []askedName
	topic  []string // stems of the other words
	words  []string // the other words
	things []string // stems of words such as "summit", which ask and say of what
	near   []string // known names near a word that is nowhere in the library
	taken  string   // which slip was taken for which name
}

type askedName struct {
	asked string   // the words of the question
	name  string   // of an actor in the library
	forms []string // other spellings of it: Zelensky, Zelenskyy
}

// is reports whether name is a form of the name asked for.
func (n askedName) is(name string) bool {
	return sameName(name, n.name) || sameName(name, n.asked) || hasName(n.forms, name)
}

// understand tells the names of a question from the words of its topic.
func (b *Bot) understand(ctx context.Context, tenant string, q question) (topic, error) {
	var t topic
	capitals := slices.ContainsFunc(q.words, func(w qword) bool { return w.capital })
	for i := 0; i < len(q.words); {
		n, name, err := b.nameAt(ctx, tenant, q.words[i:], capitals)
		if err != nil {
			return t, err
		}
		if n > 0 {
			forms, err := b.spellings(ctx, tenant, name)
			if err != nil {
				return t, err
			}
			t.names = append(t.names, askedName{joinWords(q.words[i : i+n]), name, forms})
			i += n
			continue
		}
		w := q.words[i]
		i++
		if asks, thing := q.intent.asks(w.folded); asks {
			if thing {
				t.things = append(t.things, Stems(w.folded)...)
			}
			continue
		}
		t.words = append(t.words, w.text)
	}
	if err := b.mendSlips(ctx, tenant, q, &t); err != nil {
		return t, err
	}
	t.topic = Stems(strings.Join(t.words, " "))
	return t, nil
}

func joinWords(words []qword) string {
	var s []string
	for _, w := range words {
		s = append(s, w.text)
	}
	return strings.Join(s, " ")
}

// nameAt returns how many words at the front of words are the name of an actor, and which.
// A word in lower case is a name only if it is the whole of one, or where the question
// has no capitals at all.
func (b *Bot) nameAt(ctx context.Context, tenant string, words []qword, capitals bool) (int, string, error) {
	known, err := b.store.Names(ctx, tenant, words[0].folded, 50)
	if err != nil {
		return 0, "", err
	}
	for n := min(6, len(words)); n > 0; n-- {
		want := Fold(joinWords(words[:n]))
		for _, name := range known {
			keys := NameKeys(name)
			whole := len(keys) > 0 && keys[0] == want
			if whole || slices.Contains(keys, want) && (words[0].capital || !capitals && len(want) > 3) {
				return n, name, nil
			}
		}
	}
	return 0, "", nil
}

// spellings returns the last words of known names that may be other spellings of name's:
// a letter apart in a long word. Names from other scripts come in several.
func (b *Bot) spellings(ctx context.Context, tenant, name string) ([]string, error) {
	last := lastWord(Fold(name))
	if len(last) < 7 {
		return nil, nil
	}
	known, err := b.store.Names(ctx, tenant, last[:5], 200)
	var forms []string
	for _, k := range known {
		if w := lastWord(Fold(k)); w != last && distance(w, last, 1) == 1 && !slices.Contains(forms, w) {
			forms = append(forms, w)
		}
	}
	return forms, err
}

func lastWord(s string) string { return s[strings.LastIndexByte(s, ' ')+1:] }

// mendSlips looks among the words that stand nowhere in the library for slips of names.
// One name near is taken; several are offered.
func (b *Bot) mendSlips(ctx context.Context, tenant string, q question, t *topic) error {
	var kept []string
	for _, w := range t.words {
		if len([]rune(w)) < 4 {
			kept = append(kept, w)
			continue
		}
		found, err := b.store.Find(ctx, Query{Tenant: tenant, Words: []string{w}, Limit: 1})
		if err != nil {
			return err
		}
		if len(found) > 0 {
			kept = append(kept, w)
			continue
		}
		near, err := b.nearNames(ctx, tenant, w)
		if err != nil {
			return err
		}
		if len(near) == 1 {
			t.names = append(t.names, askedName{asked: near[0], name: near[0]})
			t.taken = fmt.Sprintf("I took “%s” for %s.", clip(w, 40), near[0])
			continue
		}
		t.near = append(t.near, near...)
		kept = append(kept, w)
	}
	t.words = kept
	return nil
}

// retrieve finds the articles that may answer: those with all that is asked for, or else
// with the names and any word of the topic.
func (b *Bot) retrieve(ctx context.Context, tenant string, q question, t topic) ([]Entry, error) {
	base := Query{Tenant: tenant, PublishedFrom: q.past.from, PublishedUntil: q.past.until, Limit: mostFound}
	if !q.ahead.empty() {
		base.Meetings, base.MeetingsFrom, base.MeetingsUntil = true, q.ahead.from, q.ahead.until
	}
	actors := []string{""}
	for i, n := range t.names {
		if i == 0 {
			actors = append([]string{n.asked}, n.forms...)
		} else {
			base.Words = append(base.Words, n.asked)
		}
	}
	var all []Entry
	for _, base.Actor = range actors {
		q := base
		q.Words = slices.Concat(base.Words, t.words)
		found, err := b.store.Find(ctx, q)
		if err == nil && len(found) == 0 && len(t.words) > 0 {
			found, err = b.findAny(ctx, base, t.words)
		}
		if err != nil {
			return nil, err
		}
		all = append(all, found...)
	}
	return once(all), nil
}

// once drops the second and further copies of an entry.
func once(entries []Entry) []Entry {
	seen := map[int64]bool{}
	return slices.DeleteFunc(entries, func(e Entry) bool {
		again := seen[e.ID]
		seen[e.ID] = true
		return again
	})
}

// bestFacts returns the facts in entries that answer, the best first.
func bestFacts(entries []Entry, q question, t topic, now time.Time) []Fact {
	var facts []Fact
	switch q.intent {
	case askMeeting:
		facts = meetingFacts(entries, q, t, now)
	case askDecision:
		facts = decisionFacts(entries, t, now)
	case askSaid:
		facts = saidFacts(entries, t)
	}
	if len(facts) == 0 && q.ahead.empty() {
		facts = sentenceFacts(entries, q, t)
	}
	slices.SortStableFunc(facts, func(a, b Fact) int {
		return cmp.Or(cmp.Compare(b.score, a.score), b.Entry.Article.Published.Compare(a.Entry.Article.Published))
	})
	var best []Fact
	for _, f := range facts {
		same := func(o Fact) bool { return f.Quote != "" && o.Quote == f.Quote && o.Text == f.Text }
		if !slices.ContainsFunc(best, same) && len(best) < mostFacts {
			best = append(best, f)
		}
	}
	return best
}

func meetingFacts(entries []Entry, q question, t topic, now time.Time) []Fact {
	var facts []Fact
	for i, d := range Diary(entries, now) {
		if !q.ahead.empty() && (d.When.Start.IsZero() || d.When.End.Before(dayUTC(q.ahead.from)) || !d.When.Start.Before(dayUTC(q.ahead.until))) {
			continue
		}
		if missing(t.names, append(parties(d.Meeting), d.Place)) {
			continue
		}
		said := strings.Join([]string{d.Title, d.Place, d.Purpose, firstQuote(d.Evidence), strings.Join(parties(d.Meeting), " ")}, " ")
		share := t.share(said)
		if len(t.topic) > 0 && share < enough/2 {
			continue
		}
		f := Fact{Line: told(meetingLine(d.Meeting, now), d.Told), Entry: d.Told[0], told: d.Told, score: share - float64(i)/1000}
		f.thing = shareOf(t.things, said) > 0
		facts = append(facts, f)
	}
	return onThings(facts)
}

// onThings keeps the facts that are of the very thing asked for, a summit say, where
// there is any.
func onThings(facts []Fact) []Fact {
	if !slices.ContainsFunc(facts, func(f Fact) bool { return f.thing }) {
		return facts
	}
	return slices.DeleteFunc(facts, func(f Fact) bool { return !f.thing })
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

func decisionFacts(entries []Entry, t topic, now time.Time) []Fact {
	var facts []Fact
	for i, d := range Ledger(entries, now) {
		involved := slices.Clone(d.Deciders)
		for _, p := range d.Positions {
			involved = append(involved, p.Actor)
		}
		said := d.Question + " " + firstQuote(d.Evidence)
		for _, n := range t.names {
			if strings.Contains(Fold(said), Fold(n.asked)) {
				involved = append(involved, n.asked)
			}
		}
		if missing(t.names, involved) {
			continue
		}
		share := t.share(said)
		if len(t.topic) > 0 && share < enough/2 {
			continue
		}
		f := Fact{Line: told(decisionLine(d.Decision, now), d.Told), Entry: d.Told[0], told: d.Told, score: share - float64(i)/1000}
		// Whoever decides was asked for, rather than somebody who is in the question.
		f.thing = shareOf(t.things, said) > 0 || len(t.names) > 0 && slices.ContainsFunc(d.Deciders, t.names[0].is)
		facts = append(facts, f)
	}
	return onThings(facts)
}

// saidFacts are the statements of the actor asked for, or of anybody.
func saidFacts(entries []Entry, t topic) []Fact {
	var facts []Fact
	for _, e := range entries {
		for _, a := range e.Digest.Actors {
			if len(t.names) > 0 && !named(a, t.names[0].asked) && !t.names[0].is(a.Name) {
				continue
			}
			for _, s := range a.Statements {
				quote := cmp.Or(firstQuote(s.Evidence), s.Text)
				// What is said in an article on the topic is on it, if less surely.
				share := max(t.share(quote), 0.7*t.share(quote+" "+e.Article.Title))
				if len(t.topic) > 0 && share < enough/2 {
					continue
				}
				if s.Quote != "" {
					share += 0.05 // words in quotation marks are what was said for sure
				}
				facts = append(facts, Fact{Line: sourced(Line{Label: a.Name, Note: a.Role, Quote: quote}, e), Entry: e, score: share})
			}
		}
	}
	return facts
}

// sentenceFacts are the sentences that have most of what is asked for.
func sentenceFacts(entries []Entry, q question, t topic) []Fact {
	if len(t.topic) == 0 && len(t.names) == 0 {
		return newsFacts(entries)
	}
	var facts []Fact
	for i, e := range entries {
		for _, s := range sentences(e, i < readFully) {
			share := t.shareWithNames(s)
			if share < enough {
				continue
			}
			asks := slices.ContainsFunc(strings.Fields(Fold(s)), func(w string) bool { asks, _ := q.intent.asks(w); return asks })
			if asks {
				share += 0.2
			} else if q.intent == askSaid {
				continue // it is about the topic, but nobody says anything
			}
			facts = append(facts, Fact{Line: sourced(Line{Text: e.Article.Title, Quote: s}, e), Entry: e, score: share})
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

// sentences returns those of an article that its digest points at, or all of them.
func sentences(e Entry, all bool) []string {
	var found []string
	add := func(spans []digest.Span) {
		for _, s := range spans {
			if !slices.Contains(found, s.Text) {
				found = append(found, s.Text)
			}
		}
	}
	if all && e.Article.Text != "" {
		doc := text.Read(clipBytes(e.Article.Text, 20_000))
		for i, s := range doc.Sentences {
			if s.Prose {
				found = append(found, doc.SentenceText(i))
			}
		}
		return found
	}
	for _, s := range e.Digest.Summary {
		add(s.Evidence)
	}
	for _, a := range e.Digest.Actors {
		add(a.Evidence)
		for _, s := range a.Statements {
			add(s.Evidence)
		}
	}
	for _, m := range e.Digest.Meetings {
		add(m.Evidence)
	}
	for _, d := range e.Digest.Decisions {
		add(d.Evidence)
	}
	return found
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

// share is how much of the topic said has; 1 for a question without a topic.
func (t topic) share(said string) float64 {
	if len(t.topic) == 0 {
		return 1
	}
	return shareOf(t.topic, said)
}

// shareOf is how much of stems said has; 0 for none.
func shareOf(stems []string, said string) float64 {
	if len(stems) == 0 {
		return 0
	}
	have := Stems(said)
	n := 0
	for _, s := range stems {
		if slices.Contains(have, s) {
			n++
		}
	}
	return float64(n) / float64(len(stems))
}

// shareWithNames counts each name as a word of the topic.
func (t topic) shareWithNames(said string) float64 {
	have := " " + Fold(said) + " "
	n := t.share(said) * float64(len(t.topic))
	for _, name := range t.names {
		in := func(form string) bool { return strings.Contains(have, " "+lastWord(Fold(form))+" ") }
		if in(name.asked) || slices.ContainsFunc(name.forms, in) {
			n++
		}
	}
	return n / float64(len(t.topic)+len(t.names))
}
