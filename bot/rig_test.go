package bot_test

import (
	"context"
	"flag"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/readout-bot/readout/bot"
	"github.com/readout-bot/readout/bot/bottest"
	"github.com/readout-bot/readout/digest"
	"github.com/readout-bot/readout/digest/when"
)

var update = flag.Bool("update", false, "rewrite what testdata expects")

// wednesday is the time of the tests, in the bubble of synctest: a Wednesday morning.
var wednesday = time.Date(2026, 11, 18, 9, 0, 0, 0, time.UTC)

// A rig is a bot between fakes.
type rig struct {
	*bot.Bot
	store  *bottest.Store
	source *bottest.Source
	poster *bottest.Poster
	log    *lockedLog
	here   bot.Channel
}

func newRig(t *testing.T) *rig {
	t.Helper()
	r := &rig{store: bottest.Watched(t), source: &bottest.Source{}, poster: &bottest.Poster{}, log: &lockedLog{},
		here: bot.Channel{Platform: "fake", Workspace: "team", ID: "news"}}
	stories := library(t)
	r.Bot = bot.New(bot.Options{
		Source: r.source, Store: r.store, Poster: bot.Mux{"fake": r.poster}, Zone: "Europe/Berlin",
		Log: testLog(r),
		Read: func(a digest.Article) digest.Digest {
			for _, s := range stories {
				if s.article.URL == a.URL {
					return s.digest
				}
			}
			if strings.Contains(a.Text, "PANIC") {
				panic("reader: scripted panic")
			}
			a.Text = ""
			return digest.Digest{Schema: digest.SchemaID, Article: a}
		},
	})
	return r
}

// A lockedLog is what was logged, by any goroutine.
type lockedLog struct {
	mu sync.Mutex
	b  strings.Builder
}

func (l *lockedLog) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedLog) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// testLog writes to r.log.
func testLog(r *rig) *slog.Logger { return slog.New(slog.NewTextHandler(r.log, nil)) }

// until waits, in the bubble's time.
func until(at time.Time) { time.Sleep(time.Until(at)) }

// follow makes tenant follow a feed of the stories, and serves it.
func (r *rig) follow(t *testing.T, url, title string, stories ...story) {
	t.Helper()
	_, err := r.store.AddFeed(t.Context(), r.here.Tenant(), bot.Feed{URL: url, Title: title, Added: time.Now(), Next: time.Now()})
	if err != nil {
		t.Fatal(err)
	}
	r.serve(url, title, stories...)
}

// serve makes the feed at url bring the stories, the newest first.
func (r *rig) serve(url, title string, stories ...story) {
	p := bot.Polled{Title: title, Validators: bot.Validators{ETag: fmt.Sprint(len(stories))}}
	for _, s := range stories {
		p.Items = append([]bot.Item{{Feed: url, GUID: s.name, URL: s.article.URL, Title: s.article.Title,
			Source: s.article.Source, Published: s.article.Published}}, p.Items...)
		r.source.SetPage(s.article.URL, s.article, nil)
	}
	r.source.SetFeed(url, p, nil)
}

func (r *rig) poll(t *testing.T, url string) {
	t.Helper()
	if err := r.Poll(t.Context(), url); err != nil {
		t.Fatal(err)
	}
}

// say gives a command and returns the answer as text.
func (r *rig) say(t *testing.T, role bot.Role, text string) string {
	t.Helper()
	return bottest.Text(r.tell(t, bot.Command{From: r.here, User: "U1", Role: role, Text: text}))
}

func (r *rig) tell(t *testing.T, c bot.Command) (m bot.Message) {
	t.Helper()
	err := r.Handle(t.Context(), c, func(_ context.Context, got bot.Message) error { m = got; return nil })
	if err != nil {
		t.Fatalf("%q: %v", c.Text, err)
	}
	bot.CheckMessage(t, m)
	return m
}

// subscribe stores a schedule for the rig's channel.
func (r *rig) subscribe(t *testing.T, id, spec, zone string) bot.Subscription {
	t.Helper()
	sched, err := bot.ParseSchedule(spec, zone)
	if err != nil {
		t.Fatal(err)
	}
	s := bot.Subscription{ID: id, Channel: r.here, Spec: spec, Zone: zone, Next: sched.Next(time.Now()), Created: time.Now()}
	if err := r.store.Subscribe(t.Context(), s); err != nil {
		t.Fatal(err)
	}
	return s
}

// A story is an article of testdata/library.txtar with its digest.
type story struct {
	name    string
	article digest.Article
	digest  digest.Digest
}

func library(t *testing.T) []story {
	t.Helper()
	ar, err := txtar.ParseFile("testdata/library.txtar")
	if err != nil {
		t.Fatal(err)
	}
	var all []story
	for _, f := range ar.Files {
		all = append(all, parseStory(t, f.Name, string(f.Data)))
	}
	return all
}

// pick returns the stories of these names.
func pick(all []story, names ...string) []story {
	var some []story
	for _, s := range all {
		if slices.Contains(names, s.name) {
			some = append(some, s)
		}
	}
	return some
}

func parseStory(t *testing.T, name, data string) story {
	t.Helper()
	head, rest, _ := strings.Cut(data, "\n\n")
	body, items, _ := strings.Cut(rest, "---\n")
	s := story{name: name, article: digest.Article{URL: "https://news.example/" + name, Text: body}}
	for line := range strings.Lines(head) {
		key, value, _ := strings.Cut(strings.TrimSpace(line), ": ")
		switch key {
		case "Title":
			s.article.Title = value
		case "Source":
			s.article.Source = value
		case "Published":
			at, err := time.Parse(time.RFC3339, value)
			if err != nil {
				t.Fatal(err)
			}
			s.article.Published = at
		}
	}
	s.digest = digest.Digest{Schema: digest.SchemaID, Article: s.article}
	s.digest.Article.Text = ""
	for line := range strings.Lines(items) {
		kind, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		s.item(t, kind, strings.Split(rest, "; "))
	}
	return s
}

// item adds one line of what a reader makes of the story.
func (s *story) item(t *testing.T, kind string, f []string) {
	at := func(i int, word string) []digest.Span {
		return s.spans(t, strings.TrimPrefix(strings.TrimSpace(f[i]), word))
	}
	d := &s.digest
	switch kind {
	case "summary":
		for _, sp := range s.spans(t, f[0]) {
			d.Summary = append(d.Summary, digest.Statement{Text: sp.Text, Evidence: []digest.Span{sp}})
		}
	case "actor":
		a := digest.Actor{Name: f[0], Kind: digest.Kind(f[1]), Role: f[2], Evidence: at(5, "at")}
		if f[3] != "" {
			a.Aliases = []string{f[3]}
		}
		for _, sp := range at(4, "says") {
			a.Statements = append(a.Statements, digest.Statement{Text: sp.Text, Evidence: []digest.Span{sp}})
		}
		d.Actors = append(d.Actors, a)
	case "meeting":
		d.Meetings = append(d.Meetings, digest.Meeting{Title: f[0], Participants: strings.Split(f[1], ", "), Place: f[2],
			When: moment(t, f[3]), Status: digest.MeetingStatus(f[4]), Evidence: at(5, "at")})
	case "decision":
		c := digest.Decision{Question: f[0], Deciders: []string{f[1]}, Status: digest.DecisionStatus(f[2]), Evidence: at(4, "at")}
		if f[3] != "" {
			w := moment(t, f[3])
			c.Deadline = &w
		}
		d.Decisions = append(d.Decisions, c)
	default:
		t.Fatalf("%s: unknown item %q", s.name, kind)
	}
}

// spans returns the sentences of those numbers.
func (s *story) spans(t *testing.T, numbers string) []digest.Span {
	t.Helper()
	var spans []digest.Span
	for n := range strings.FieldsSeq(numbers) {
		var i int
		if _, err := fmt.Sscan(n, &i); err != nil {
			t.Fatalf("%s: sentence %q", s.name, n)
		}
		sentence := strings.Split(s.article.Text, "\n")[i-1]
		start := strings.Index(s.article.Text, sentence)
		spans = append(spans, digest.Span{Start: start, End: start + len(sentence), Text: sentence})
	}
	return spans
}

func moment(t *testing.T, s string) digest.When {
	t.Helper()
	from, to, ranged := strings.Cut(s, "..")
	if !ranged {
		to = from
	}
	start, err := time.Parse(time.DateOnly, from)
	if err != nil {
		t.Fatal(err)
	}
	end, err := time.Parse(time.DateOnly, to)
	if err != nil {
		t.Fatal(err)
	}
	w := digest.When{Text: s, Start: start, End: end, Precision: when.OneDay}
	if ranged {
		w.Precision = when.Month
	}
	return w
}
