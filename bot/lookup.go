package bot

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/readout-bot/readout/digest"
)

// mostFound bounds what one look-up reads from the store.
const mostFound = 300

// mostListed bounds the articles that a list of meetings or decisions begins with; what
// else tells of the same is found by its threads.
const mostListed = 100

// mostSoonest bounds the articles that are added for the meetings that are soonest.
const mostSoonest = 60

// mostTold bounds the articles that "who" tells of somebody from, the latest.
const mostTold = 60

// mostCounted bounds what is counted to say what a look-up that found nothing has searched.
const mostCounted = 500

// today answers "today [about WORDS]".
func (b *Bot) today(ctx context.Context, a asked) (Message, error) {
	from := time.Date(a.now.Year(), a.now.Month(), a.now.Day(), 0, 0, 0, 0, a.now.Location())
	words := splitWords(a.values["about"])
	entries, err := b.findAny(ctx, Query{Tenant: a.tenant, PublishedFrom: from, Limit: mostFound}, words)
	if err != nil {
		return Message{}, err
	}
	feeds, err := b.store.Feeds(ctx, a.tenant)
	if err != nil {
		return Message{}, err
	}
	br := briefing{words: words, from: from, now: a.now, entries: entries, feeds: feeds}
	if br.taste, err = b.tasteOf(ctx, a.From); err != nil {
		return Message{}, err
	}
	m := br.message()
	m.Controls = nil
	if len(entries) > 0 {
		m.Title = "Today, " + day(a.now, a.now)
	}
	return m, nil
}

// splitWords reads "Ukraine, interest rates and NATO" as a filter: one word or name of
// these is enough.
func splitWords(s string) []string {
	var words []string
	for w := range strings.SplitSeq(strings.NewReplacer(";", ",", " and ", ",", " or ", ",").Replace(s), ",") {
		if w = strings.Trim(w, " \"“”'‘’."); Fold(w) != "" {
			words = append(words, w)
		}
	}
	return words
}

// Meetings returns the meetings ahead that "meetings [next 14d] [with NAME] [about WORDS]"
// asks for. The error may be fit for people.
func (b *Bot) Meetings(ctx context.Context, c Command) ([]DiaryMeeting, error) {
	diary, _, _, err := b.meetingsAhead(ctx, b.asked(c))
	return diary, err
}

// meetings answers what Meetings looks up.
func (b *Bot) meetings(ctx context.Context, a asked) (Message, error) {
	diary, awaited, what, err := b.meetingsAhead(ctx, a)
	if err != nil {
		return Message{}, err
	}
	all := slices.Concat(diary, awaited)
	if len(all) == 0 {
		return b.nothing(ctx, a, what, a.values["with"])
	}
	m := Message{Title: what, Lead: coverageOf(toldBy(all, func(d DiaryMeeting) []Entry { return d.Told }), a.now)}
	m.addOf(OfMeetings, "In order of their day", diaryLines(diary, a.now), 20)
	m.addOf(OfMeetings, "Their day has passed; no word yet of how they went", diaryLines(awaited, a.now), 5)
	return m, nil
}

// lookedBack is how many days before today a look-up of meetings begins, to see from which
// day one has moved and how the last ones went.
const lookedBack = 14

// meetingsAhead returns the meetings asked for, those whose outcome is awaited and a
// heading for them.
func (b *Bot) meetingsAhead(ctx context.Context, a asked) (diary, awaited []DiaryMeeting, what string, err error) {
	until, span, err := ahead(a.values["next"], a.now)
	if err != nil {
		return nil, nil, "", err
	}
	with, err := b.called(ctx, a.tenant, a.values["with"])
	if err != nil {
		return nil, nil, "", err
	}
	q := Query{Tenant: a.tenant, Actor: with, Meetings: true, MeetingsFrom: a.now.AddDate(0, 0, -lookedBack), MeetingsUntil: until,
		PublishedFrom: dayStart(a.now.Add(-toldLately)), Detail: Events, Limit: mostListed}
	about := splitWords(a.values["about"])
	entries, with, err := b.findNamed(ctx, q, about)
	if err != nil {
		return nil, nil, "", err
	}
	if entries, err = b.meetingsTold(ctx, q, entries, a.now, about); err != nil {
		return nil, nil, "", err
	}
	others := func(d DiaryMeeting) bool {
		return with != "" && !hasName(parties(d.Meeting), with) || !until.IsZero() && d.When.Start.After(until)
	}
	all := slices.DeleteFunc(AllMeetings(entries), others)
	diary, awaited = aheadOf(all, a.now), awaitedOf(all, a.now)
	return diary, awaited, "Meetings ahead" + span + withWords("with", with) + withWords("about", a.values["about"]), nil
}

// toldLately is how long ago an article is looked for that tells of any meeting ahead; of
// those before it only such as set a day that is ahead still, or was lately.
const toldLately = undatedFor + toldWithin

// meetingsTold returns entries, which q found, with those from longer ago. Where there may
// be more of them than its limit, those of the meetings that are soonest come too, and what
// else tells of either.
func (b *Bot) meetingsTold(ctx context.Context, q Query, entries []Entry, now time.Time, words []string) ([]Entry, error) {
	next, lately := q, q.PublishedFrom
	q.PublishedFrom = dayStart(now.AddDate(-1, 0, 0))
	if len(entries) < q.Limit {
		q.PublishedUntil, q.Soonest, q.Dated = lately, true, true
		before, _, err := b.findNamed(ctx, q, words)
		return once(append(entries, before...)), err
	}
	next.MeetingsFrom, next.Soonest, next.Limit = now.AddDate(0, 0, -1), true, mostSoonest // it is today somewhere
	soonest, err := b.findAny(ctx, next, words)
	if err != nil {
		return nil, err
	}
	return b.followed(ctx, q, once(append(soonest, entries...)), (*Entry).meetingKeys)
}

func withWords(word, value string) string {
	if value == "" {
		return ""
	}
	return " " + word + " " + clip(value, 60)
}

// ahead reads "14d", "2 weeks", "month" as the last day of a window that begins today.
func ahead(s string, now time.Time) (until time.Time, span string, err error) {
	s = strings.ToLower(strings.Join(strings.Fields(s), ""))
	if s == "" {
		return time.Time{}, "", nil
	}
	digits := strings.TrimRight(s, "abcdefghijklmnopqrstuvwxyz")
	n, numErr := strconv.Atoi(cmp.Or(digits, "1"))
	unit := strings.TrimSuffix(s[len(digits):], "s")
	if numErr != nil || n < 1 || n > 3650 {
		return until, "", complain("“next” takes a number of days or weeks, like 14d or 2w.")
	}
	switch unit {
	case "", "d", "day":
		return now.AddDate(0, 0, n), ", next " + count(n, "day", "days"), nil
	case "w", "week", "wk":
		return now.AddDate(0, 0, 7*n), ", next " + count(n, "week", "weeks"), nil
	case "m", "month", "mo":
		return now.AddDate(0, n, 0), ", next " + count(n, "month", "months"), nil
	case "y", "year":
		return now.AddDate(n, 0, 0), ", next " + count(n, "year", "years"), nil
	}
	return until, "", complain("“next” takes a number of days or weeks, like 14d or 2w.")
}

// Decisions returns the decisions that "decisions [open|closed|all] [by NAME] [about
// WORDS]" asks for.
// The error may be fit for people.
func (b *Bot) Decisions(ctx context.Context, c Command) ([]LedgerDecision, error) {
	ledger, _, err := b.decisionsAsked(ctx, b.asked(c), mostViewed)
	return ledger, err
}

// decisions answers "decisions [open|closed] [by NAME] [about WORDS]".
func (b *Bot) decisions(ctx context.Context, a asked) (Message, error) {
	ledger, cut, err := b.decisionsAsked(ctx, a, mostListed)
	if err != nil {
		return Message{}, err
	}
	what := map[string]string{"closed": "Decisions that were taken or dropped", "all": "Decisions, open and closed"}[decisionState(a)]
	what = cmp.Or(what, "Open decisions") + withWords("by", a.values["by"]) + withWords("about", a.values["about"])
	if len(ledger) == 0 {
		return b.nothing(ctx, a, what, a.values["by"])
	}
	m := Message{Title: what, Lead: coverageOf(toldBy(ledger, func(d LedgerDecision) []Entry { return d.Told }), a.now)}
	m.addOf(OfDecisions, "Latest first", ledgerLines(ledger, a.now), 20)
	if cut {
		m.Footer = fmt.Sprintf("Looked for in the latest %d articles that tell of a decision, and in what else tells of the same. With “by NAME” or “about WORDS” I look further back.", mostListed)
	}
	return m, nil
}

// decisionState is which decisions are asked for: "open", "closed" or "all".
func decisionState(a asked) string {
	switch s := strings.ToLower(a.values["state"]); s {
	case "closed", "all":
		return s
	}
	return "open"
}

// decisionsAsked returns the decisions asked for, those whose question has the words first,
// and whether articles were left out: open ones are looked for in the latest articles that
// tell of any, most at the most.
func (b *Bot) decisionsAsked(ctx context.Context, a asked, most int) (ledger []LedgerDecision, cut bool, err error) {
	by, err := b.called(ctx, a.tenant, a.values["by"])
	if err != nil {
		return nil, false, err
	}
	q := Query{Tenant: a.tenant, Actor: by, Decisions: true, PublishedFrom: dayStart(a.now.AddDate(-1, 0, 0)), Detail: Events, Limit: most}
	if decisionState(a) != "open" { // the whole ledger, however long ago
		q.PublishedFrom, q.Limit = time.Time{}, mostViewed
	}
	entries, by, err := b.findNamed(ctx, q, splitWords(a.values["about"]))
	if err != nil {
		return nil, false, err
	}
	cut = len(entries) >= q.Limit
	if entries, err = b.followed(ctx, q, entries, (*Entry).matterKeys); err != nil {
		return nil, false, err
	}
	state, of := decisionState(a), AllDecisions
	if state == "open" {
		of = Ledger
	}
	ledger = slices.DeleteFunc(of(entries, a.now), func(d LedgerDecision) bool {
		return by != "" && !hasName(d.Deciders, by) || state == "closed" && !d.Closed()
	})
	if about := contentStems(a.values["about"]); len(about) > 0 {
		// Those whose own question has the words come before those of articles that do.
		fit := make(map[string]float64)
		for _, d := range ledger {
			fit[d.Question] = overlap(about, contentStems(d.Question))
		}
		slices.SortStableFunc(ledger, func(x, y LedgerDecision) int { return cmp.Compare(fit[y.Question], fit[x.Question]) })
	}
	return ledger, cut, nil
}

// toldBy returns the articles that items rest on, each once.
func toldBy[T any](items []T, told func(T) []Entry) []Entry {
	var all []Entry
	for _, it := range items {
		all = append(all, told(it)...)
	}
	return once(all)
}

// coverageOf is the first line of an answer that rests on entries.
func coverageOf(entries []Entry, now time.Time) string {
	c := Coverage{Articles: len(entries)}
	var oldest time.Time
	for _, e := range entries {
		p := e.Article.Published
		if p.After(c.Newest) {
			c.Newest = p
		}
		if oldest.IsZero() || p.Before(oldest) {
			oldest = p
		}
	}
	if len(entries) > 1 {
		oldest = dayStart(oldest.In(now.Location()))
	} else {
		oldest = time.Time{}
	}
	return coverage(c, oldest, now)
}

func dayStart(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, t.Location())
}

// nothing says that a look-up found nothing, in what it searched, and which names come
// near the one that was asked for.
func (b *Bot) nothing(ctx context.Context, a asked, what, name string) (Message, error) {
	c, err := b.store.Coverage(ctx, Query{Tenant: a.tenant, Limit: mostCounted})
	if err != nil {
		return Message{}, err
	}
	m := Message{Title: what, Lead: "Nothing found. " + searched(c, a.now)}
	if name == "" {
		return m, nil
	}
	near, err := b.store.Near(ctx, a.tenant, name)
	if err != nil {
		return Message{}, err
	}
	if len(near) > 0 && !hasName(near, name) {
		m.Lead += " Did you mean " + choice(near) + "?"
		m.Controls = a.instead(name, near)
	}
	return m, nil
}

// searched says what a look-up that found nothing has looked through.
func searched(c Coverage, now time.Time) string {
	if c.Articles == 0 {
		return "The library is empty so far: follow a feed with “feed add https://…”, and I will read what it brings."
	}
	if c.More {
		return fmt.Sprintf("I searched more than %s, newest %s.", count(c.Articles, "article", "articles"), newest(c.Newest.In(now.Location()), now))
	}
	return fmt.Sprintf("I searched %s from %s, newest %s.", count(c.Articles, "article", "articles"),
		count(c.Feeds, "feed", "feeds"), newest(c.Newest.In(now.Location()), now))
}

// who answers "who NAME".
func (b *Bot) who(ctx context.Context, a asked) (Message, error) {
	name := a.values["name"]
	entries, name, err := b.toldOf(ctx, a.tenant, name)
	if err != nil {
		return Message{}, err
	}
	people := namesakes(entries, name)
	switch {
	case len(people) == 0:
		return b.nothing(ctx, a, "Who is "+clip(name, 60), name)
	case len(people) > 1:
		var names []string
		for _, p := range people[:min(5, len(people))] {
			names = append(names, p.name)
		}
		return Message{Lead: fmt.Sprintf("There are several: %s. Ask again with the full name.", choice(names)), Controls: a.instead(a.values["name"], names)}, nil
	}
	m := dossier(people[0].name, people[0].entries, a.now)
	if len(entries) >= mostTold {
		m.Lead = "The latest " + m.Lead
	}
	return m, nil
}

// toldOf returns the articles that tell of whoever goes by name, in all its spellings, and
// the name under which they do. Of somebody whom many articles call so, those are enough.
func (b *Bot) toldOf(ctx context.Context, tenant, name string) ([]Entry, string, error) {
	entries, err := b.find(ctx, Query{Tenant: tenant, Actor: name, Detail: Said, Limit: mostTold})
	if err != nil || len(entries) == mostTold {
		return entries, name, err
	}
	forms, err := b.spellings(ctx, tenant, name)
	if err != nil {
		return nil, "", err
	}
	for _, f := range forms {
		more, err := b.find(ctx, Query{Tenant: tenant, Actor: f, Detail: Said, Limit: mostTold})
		if err != nil {
			return nil, "", err
		}
		entries = once(append(entries, more...))
	}
	if name, err = b.called(ctx, tenant, name); err != nil {
		return nil, "", err
	}
	known := Actors(entries, nil)
	if found := known.Find(name); len(found) == 1 {
		name = found[0].Name
	}
	return known.Resolved(entries), name, nil
}

// readPage answers "read URL".
func (b *Bot) readPage(ctx context.Context, a asked) (Message, error) {
	address := a.values["url"]
	if !isAddress(address) {
		return Message{}, complain("“read” takes the address of an article, like https://example.org/story.")
	}
	var article digest.Article
	err := calmly(func() (err error) { article, err = b.source.Page(ctx, address); return err })
	if err != nil {
		b.log.Info("page not read", "url", shownURL(address), "err", err)
		return Message{}, complain("I could not read that page: %s.", sourceWords(err))
	}
	article = completed(article, Item{URL: address}, a.now)
	d := b.digest(article)
	m := DigestMessage(article, d, a.now)
	return m, b.offer(ctx, a, &m, article, d)
}

// offer puts under the lines of a digest what can be done with what is in the library: any
// actor, and the meetings and decisions of an article that is there.
func (b *Bot) offer(ctx context.Context, a asked, m *Message, article digest.Article, d digest.Digest) error {
	var known []Entry
	if keys := ThreadKeys(d); len(keys) > 0 {
		var err error
		if known, err = b.store.Find(ctx, Query{Tenant: a.tenant, Threads: keys, Detail: Events, Limit: mostListed}); err != nil {
			return err
		}
	}
	i := slices.IndexFunc(known, func(e Entry) bool { return urlKey(e.Article.URL) == urlKey(article.URL) })
	for _, s := range m.Sections {
		for n, l := range s.Lines {
			switch {
			case s.Kind == OfActors && len(l.Label) < MaxControlCommand-10:
				s.Lines[n].Controls = []Control{{Label: details, Command: "who " + l.Label}, {Label: "Follow", Command: "follow " + l.Label}}
			case i >= 0 && (s.Kind == OfMeetings || s.Kind == OfDecisions):
				s.Lines[n] = withControls(l, sentenceID(known[i].Article.URL, l.Quote))
			}
		}
	}
	return nil
}
