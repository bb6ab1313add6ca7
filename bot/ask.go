package bot

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
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
	m := answer.Message()
	if len(m.Controls) == 0 {
		m.Controls = choiceControls(answer.Question, answer.Choices)
	}
	return m, err
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
	m.addOf(OfArticles, "What the articles say", lines, mostFacts)
	return m
}

// Ask answers a question from the library as tenant sees it. now says, with its zone,
// what "since Monday" means.
func (b *Bot) Ask(ctx context.Context, tenant, asked string, now time.Time) (Answer, error) {
	q := parseQuestion(tidy(asked), now)
	if why := unreadable(q.text); why != "" {
		return Answer{Question: q.text, Coverage: why}, nil
	}
	t, err := b.understand(ctx, tenant, q)
	if err != nil {
		return Answer{}, err
	}
	a := Answer{Question: q.text, Choices: t.near}
	for _, n := range t.names {
		a.About = append(a.About, n.name)
	}
	if len(t.names) == 0 && len(t.topic) == 0 && q.past.empty() && q.ahead.empty() && q.intent == askNews && !q.changes {
		a.Coverage = "I could not make out what that is about. Name a person, an organisation or a topic, like: what did Rubio say about NATO?"
		return a, nil
	}
	if q.intent == askWho && len(t.names) == 1 && len(t.topic) == 0 {
		return b.askWho(ctx, a, tenant, q, t, now)
	}
	if t.unknown != "" {
		return b.unanswered(ctx, a, tenant, q, t, now)
	}
	if a.Facts, err = b.facts(ctx, tenant, q, t, now); err != nil {
		return a, err
	}
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

// facts looks for the facts that answer.
func (b *Bot) facts(ctx context.Context, tenant string, q question, t topic, now time.Time) ([]Fact, error) {
	if changed, err := b.whatChanged(ctx, tenant, q, t, now); err != nil || len(changed) > 0 {
		return changed, err
	}
	entries, err := b.retrieve(ctx, tenant, q, t)
	if err != nil {
		return nil, err
	}
	if len(entries) < mostWeighed {
		entries = Actors(entries, nil).Resolved(entries)
	}
	return bestFacts(entries, q, t, now), nil
}

// unreadable says why a text cannot be taken as a question; empty for one that can.
func unreadable(text string) string {
	switch {
	case utf8.RuneCountInString(text) > longestQuestion:
		return "That is too long for me to read as one question. Ask in a sentence or two, like: what did Rubio say about NATO?"
	case foreign(text):
		return "I read English only so far. Ask in English, like: what did Rubio say about NATO?"
	}
	return ""
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// askWho answers "who is NAME" with what "who NAME" says, the roles first.
func (b *Bot) askWho(ctx context.Context, a Answer, tenant string, q question, t topic, now time.Time) (Answer, error) {
	name := t.names[0].name
	if Fold(t.names[0].asked) != Fold(name) && t.taken == "" {
		name = t.names[0].asked // perhaps of several
	}
	m, err := b.who(ctx, asked{request: request{name: "who", values: map[string]string{"name": name}}, tenant: tenant, now: now})
	if err != nil {
		return a, err
	}
	entries, err := b.find(ctx, Query{Tenant: tenant, Actor: name, Detail: Said, Limit: mostTold})
	a.whole, a.Coverage = &m, strings.TrimSpace(m.Lead+" "+t.taken)
	if len(m.Sections) == 0 { // there are several, or none
		for _, n := range namesakes(entries, name) {
			a.Choices = append(a.Choices, n.name)
		}
		return a, err
	}
	m.Lead, a.Answered, a.Facts = a.Coverage, true, bestFacts(entries, q, t, now)
	return a, err
}

// unanswered says that nothing was found, what was searched and which names come near.
func (b *Bot) unanswered(ctx context.Context, a Answer, tenant string, q question, t topic, now time.Time) (Answer, error) {
	c, err := b.store.Coverage(ctx, Query{Tenant: tenant, PublishedFrom: q.past.from, PublishedUntil: q.past.until, Limit: mostCounted})
	if err != nil {
		return a, err
	}
	a.Coverage = "I found nothing that answers this" + q.past.words(now) + ". " + searched(c, now)
	if t.unknown != "" {
		a.Coverage = fmt.Sprintf("I found nothing that answers this: no article has the name “%s”. ", clip(t.unknown, 60)) + searched(c, now)
	}
	if c.Articles == 0 && !q.past.empty() {
		a.Coverage = "I found nothing that answers this: there are no articles" + q.past.words(now) + "."
	}
	if len(t.near) > 0 {
		a.Coverage += " Did you mean " + choice(t.near) + "?"
	}
	return a, nil
}

// mostWeighed bounds the articles that each search for an answer brings. Among fewer it is
// told who is who before facts are looked for; of more that would cost as much as the rest of
// the answer, and names that so many articles tell of are spelled alike in most.
const mostWeighed = 60

// fewFound is how few articles make a search look further.
const fewFound = 12

// retrieve finds the articles that may answer: those with all that is asked for, and if
// these are few, those with the names, or with any word of the topic.
func (b *Bot) retrieve(ctx context.Context, tenant string, q question, t topic) ([]Entry, error) {
	base := Query{Tenant: tenant, PublishedFrom: q.past.from, PublishedUntil: q.past.until, Detail: Said, Limit: mostWeighed}
	var names []string
	for _, n := range t.names {
		if !n.also {
			names = append(names, lastWord(Fold(n.asked)))
		}
	}
	var all []Entry
	find := func(q Query) error {
		found, err := b.find(ctx, q)
		all = append(all, found...)
		return err
	}
	if len(names)+len(t.words) == 0 && !q.ahead.empty() {
		base.Meetings, base.MeetingsFrom, base.MeetingsUntil = true, q.ahead.from, q.ahead.until
	}
	strict := base
	strict.Words = slices.Concat(names, t.words)
	if err := find(strict); err != nil || len(strict.Words) == 0 {
		return all, err
	}
	for i, n := range t.names {
		if i > 0 && !n.also {
			break // the first, and those who are asked for beside
		}
		actor := base
		actor.Words = slices.Concat(names[1:], t.words)
		for _, actor.Actor = range append([]string{n.asked}, n.forms...) {
			if err := find(actor); err != nil {
				return nil, err
			}
		}
	}
	if len(once(all)) >= fewFound {
		return once(all), nil
	}
	if len(names) == 0 {
		found, err := b.findAny(ctx, base, t.words)
		return once(append(all, found...)), err
	}
	loose := base
	for i, n := range t.names {
		if i > 0 && !n.also {
			break
		}
		for _, loose.Actor = range append([]string{n.asked}, n.forms...) {
			if err := find(loose); err != nil {
				return nil, err
			}
		}
	}
	loose.Actor, loose.Words = "", names
	err := find(loose)
	return once(all), err
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
