package bot

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/readout-bot/readout/digest"
)

// A traced is a meeting or decision with what became of it, for why.
type traced struct {
	about   Subject
	title   string
	steps   []Step
	told    []Entry
	rivals  []Step
	verdict string // whether it is shown, and by which rule
}

func (t traced) id() string { return t.about.ID }

// why answers "why ITEM": which sentences made it what it is, and by which rules.
func (b *Bot) why(ctx context.Context, a asked) (Message, error) {
	item := strings.TrimPrefix(a.values["item"], "#")
	entries, err := b.entriesAbout(ctx, a, item)
	if err != nil {
		return Message{}, err
	}
	found := fitting(tracedIn(entries, a.now), item)
	if len(found) == 0 && isSubjectID(item) {
		s, ok, err := b.storyOf(ctx, a, item)
		if err != nil {
			return Message{}, err
		}
		if ok {
			return whyStory(s, a.now), nil
		}
	}
	if len(found) == 0 {
		return b.whyNot(ctx, a, item, entries)
	}
	m := found[0].message(a.now)
	var others []Line
	for _, t := range found[1:] {
		others = append(others, Line{Label: t.id(), Text: t.title, Subject: t.id(), Controls: subjectControls(t.id())[:1]})
	}
	m.add("The words fit these too", others, 4)
	m.Controls = subjectControls(found[0].id())[1:]
	return m, nil
}

// entriesAbout finds the articles that tell of the item: those with all of its words, else
// those with any; of an id, those around it.
func (b *Bot) entriesAbout(ctx context.Context, a asked, item string) ([]Entry, error) {
	q := Query{Tenant: a.tenant, Meetings: true, Decisions: true, PublishedFrom: a.now.AddDate(-1, 0, 0), Limit: mostFound}
	if isSubjectID(item) {
		return b.entriesWith(ctx, q, item)
	}
	words := contentStems(item)
	q.Words = words
	entries, err := b.find(ctx, q)
	if err != nil || len(entries) > 0 || len(words) < 2 {
		return entries, err
	}
	q.Words = nil
	return b.findAny(ctx, q, words[:min(len(words), 6)])
}

// farBack is how many times mostFound articles are looked through for an id.
const farBack = 10

// entriesWith finds the articles around the one with the sentence of that id, looking back
// from the latest; where there are many, those that tell of the same names.
func (b *Bot) entriesWith(ctx context.Context, q Query, id string) ([]Entry, error) {
	for range farBack {
		found, err := b.find(ctx, q)
		if err != nil || len(found) < mostFound {
			return found, err
		}
		names, here := namesAt(found, id)
		if !here {
			q.PublishedUntil = found[len(found)-1].Article.Published
			continue
		}
		all := found
		for _, name := range names {
			some, err := b.find(ctx, Query{Tenant: q.Tenant, Actor: name, Meetings: true, Decisions: true, PublishedFrom: q.PublishedFrom, Limit: mostFound})
			if err != nil {
				return nil, err
			}
			all = append(all, some...)
		}
		return once(all), nil
	}
	return nil, nil
}

// namesAt returns who takes part in what the sentence of that id tells; false if it is in no
// entry.
func namesAt(entries []Entry, id string) (names []string, ok bool) {
	for _, e := range entries {
		is := func(spans []digest.Span) bool { return sentenceID(e.Article.URL, firstQuote(spans)) == id }
		for _, m := range e.Digest.Meetings {
			if is(m.Evidence) {
				return parties(m), true
			}
		}
		for _, d := range e.Digest.Decisions {
			if is(d.Evidence) {
				return d.Deciders, true
			}
		}
		for _, o := range e.Digest.Outcomes {
			if is(o.Evidence) {
				return o.Actors, true
			}
		}
	}
	return nil, false
}

// tracedIn returns every meeting and decision of entries.
func tracedIn(entries []Entry, now time.Time) []traced {
	var all []traced
	for _, d := range AllMeetings(entries) {
		about := Subject{ID: subjectID(d.Steps), Meeting: &d.Meeting}
		all = append(all, traced{about, meetingTitle(d.Meeting), d.Steps, d.Told, d.Rivals, meetingVerdict(d, now)})
	}
	for _, d := range AllDecisions(entries, now) {
		about := Subject{ID: subjectID(d.Steps), Decision: &d.Decision}
		all = append(all, traced{about, decisionTitle(d.Decision), d.Steps, d.Told, nil, decisionVerdict(d, now)})
	}
	return all
}

// fitting returns those that item means, by id or by most of its words, the best first.
func fitting(all []traced, item string) []traced {
	if isSubjectID(item) {
		return slices.DeleteFunc(all, func(t traced) bool { return !hasStep(t.steps, item) })
	}
	type fit struct {
		traced
		share float64
	}
	var fits []fit
	asked := contentStems(item)
	for _, t := range all {
		said := t.title
		for _, s := range t.steps {
			said += "\n" + s.Quote
		}
		called := t.title
		if m := t.about.Meeting; m != nil {
			called += "\n" + m.Place // a meeting goes by where it is
		}
		// What it is called weighs more than the sentences.
		if share := shareIn(asked, said+"\n"+called); share >= 0.6 {
			fits = append(fits, fit{t, share + shareIn(asked, called)})
		}
	}
	slices.SortStableFunc(fits, func(x, y fit) int {
		return cmp.Or(cmp.Compare(y.share, x.share), y.told[0].Article.Published.Compare(x.told[0].Article.Published))
	})
	found := make([]traced, len(fits))
	for i, f := range fits {
		found[i] = f.traced
	}
	return found
}

// shareIn is how much of stems s has; 0 for none.
func shareIn(stems []string, s string) float64 {
	return float64(shared(stems, Stems(s))) / float64(max(1, len(stems)))
}

// message tells the item step by step.
func (t traced) message(now time.Time) Message {
	m := Message{Title: "Why: " + t.title, Lead: t.verdict, Footer: "Its id is " + t.id() + "."}
	var steps, rivals []Line
	for i, s := range t.steps {
		steps = append(steps, sourced(Line{Label: string(s.Kind) + " " + day(s.Date.In(now.Location()), now), Text: stepRule(s, i), Quote: s.Quote}, s.Entry))
	}
	for _, s := range t.rivals {
		rivals = append(rivals, sourced(Line{Label: whenWords(s.When, now), Text: "another outlet gives another day, and none has prevailed yet", Quote: s.Quote}, s.Entry))
	}
	var same []Entry
	for _, e := range t.told {
		if !slices.ContainsFunc(t.steps, func(s Step) bool { return sameArticle(s.Entry, e) }) {
			same = append(same, e)
		}
	}
	m.add("What the articles say", steps, 12)
	m.add("Against it", rivals, 4)
	m.add("Merged with it, as they change nothing: the same names and a time or question that may be the same", articleLines(same), 5)
	return m
}

// whyStory tells a story article by article, each with what holds it to the others.
func whyStory(s Story, now time.Time) Message {
	last := s.Articles[len(s.Articles)-1]
	m := Message{Title: last.Article.Title, URL: last.Article.URL, Lead: coverageOf(s.Articles, now), Footer: "Its id is " + storyID(s) + ".",
		Controls: storyControls(storyID(s))[1:]}
	var lines []Line
	for _, e := range slices.Backward(s.Articles) {
		l := sourced(Line{Label: day(e.Article.Published.In(now.Location()), now), Text: e.Article.Title}, e)
		if i := slices.IndexFunc(s.Links, func(k Link) bool { return sameArticle(k.Later, e) }); i >= 0 {
			l.Note = s.Links[i].Reason
		}
		if len(e.Digest.Summary) > 0 {
			l.Quote = firstQuote(e.Digest.Summary[0].Evidence)
		}
		lines = append(lines, l)
	}
	m.addOf(OfArticles, "The articles that tell it, the latest first", lines, 12)
	return m
}

// stepRule says by which rule a step was made.
func stepRule(s Step, i int) string {
	switch {
	case i == 0 && s.Kind != StepCancelled && s.Kind != StepMoved:
		return "the first article to tell of it"
	case s.Kind == StepConfirmed:
		return "another outlet says the same, or this one is firmer or more exact"
	case s.Kind == StepMoved && s.When.Start.IsZero():
		return "the same parties; the sentence puts it off without a new day"
	case s.Kind == StepMoved:
		return "the same parties and occasion on another day, by a later article"
	case s.Kind == StepOverdue:
		return "the day that this sentence set has passed, and no article says how it was decided"
	case s.Kind == StepHeld || s.Kind == StepCancelled:
		return "the same parties at a time that fits"
	}
	return "the same decider, and most of the words of the question"
}

// meetingVerdict says whether a meeting is shown as ahead, and if not, why.
func meetingVerdict(d DiaryMeeting, now time.Time) string {
	switch {
	case d.Held():
		return "Not among the meetings ahead: an article says that it took place."
	case d.When.Over(now):
		return "Not among the meetings ahead: its day, " + whenWords(d.When, now) + ", has passed."
	case d.When.Start.IsZero() && now.Sub(d.Told[0].Article.Published) > undatedFor:
		return "Not among the meetings ahead: no day is known, and nobody has told of it for 30 days."
	case d.Status == digest.Cancelled:
		return "Among the meetings ahead until its day, as called off."
	}
	return "Among the meetings ahead."
}

// decisionVerdict says whether a decision is shown as open, and if not, why.
func decisionVerdict(d LedgerDecision, now time.Time) string {
	switch {
	case d.Closed():
		return "Not among the open decisions: it was " + string(d.last().Kind) + "."
	case d.last().Kind == StepOverdue && now.Sub(d.last().Date) > overdueFor:
		return "Not among the open decisions: its deadline passed more than 30 days ago."
	case d.last().Kind == StepOverdue:
		return "Among the open decisions, as overdue."
	case d.Deadline == nil && now.Sub(d.Told[0].Article.Published) > openFor:
		return "Not among the open decisions: nobody has told of it for 90 days."
	}
	return "Among the open decisions."
}

// whyNot says that no stage made anything of the words, and how far they got.
func (b *Bot) whyNot(ctx context.Context, a asked, item string, told []Entry) (Message, error) {
	title := "Why: " + clip(item, 80)
	if len(told) > 0 {
		m := Message{Title: title, Lead: "No meeting or decision fits these words, but " + count(len(told), "article that has one tells", "articles that have some tell") + " of them."}
		m.add("Articles", articleLines(told), 5)
		return m, nil
	}
	entries, err := b.find(ctx, Query{Tenant: a.tenant, Words: contentStems(item), Limit: mostFound})
	if err != nil {
		return Message{}, err
	}
	if len(entries) == 0 {
		return b.nothing(ctx, a, title, item)
	}
	m := Message{Title: title, Lead: count(len(entries), "article has", "articles have") + " these words. The reader found no meeting ahead, no open decision and no outcome of one in them: there is no sentence that says so with its parties."}
	m.add("Articles", articleLines(entries), 5)
	return m, nil
}
