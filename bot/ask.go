package bot

import (
	"context"
	"slices"
	"time"
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
