package bottest

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/readout-bot/readout/bot"
	"github.com/readout-bot/readout/digest"
	"github.com/readout-bot/readout/digest/when"
)

// noon is when the suite takes place, in a zone that is not UTC.
var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.FixedZone("", -5*60*60))

// same compares values as stores keep them: nothing is as good as empty.
var same = cmp.Options{cmpopts.EquateEmpty(), cmpopts.IgnoreUnexported(bot.Entry{})}

// TestStore checks that what open returns, a fresh store for each call, keeps the contract
// of bot.Store.
func TestStore(t *testing.T, open func(t *testing.T) bot.Store) {
	for _, test := range []struct {
		name string
		run  func(*testing.T, bot.Store)
	}{
		{"feeds", testFeeds},
		{"feed begins anew", testFeedAnew},
		{"entry comes back", testEntry},
		{"strange text", testStrangeText},
		{"article without a date", testUndated},
		{"identity by any key", testIdentity},
		{"add race", testAddRace},
		{"unknown", testUnknown},
		{"unknown of many", testUnknownMany},
		{"second feed", testSecondFeed},
		{"order and limit", testOrder},
		{"actors", testActors},
		{"words", testWords},
		{"meetings and decisions", testSaid},
		{"meeting days", testMeetingDays},
		{"times", testTimes},
		{"together", testTogether},
		{"not in a delivery", testNotIn},
		{"names", testNames},
		{"called and near", testCalled},
		{"coverage with a limit", testCoverageLimit},
		{"threads", testThreads},
		{"soonest", testSoonest},
		{"detail", testDetail},
		{"rebuild", testRebuild},
		{"tenants", testTenants},
		{"subscriptions", testSubscriptions},
		{"plan slots", testPlanSlots},
		{"claim", testClaim},
		{"claim race", testClaimRace},
		{"begin and settle", testSettle},
		{"edits", testEdits},
		{"outdate", testOutdate},
		{"events", testEvents},
		{"event race", testEventRace},
		{"asked", testAsked},
		{"changes", testChanges},
		{"rules", testRules},
		{"totals", testTotals},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			test.run(t, open(t))
		})
	}
}

// ok fails the test on an error.
func ok(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// got returns v or fails the test on an error.
func got[T any](t *testing.T) func(v T, err error) T {
	return func(v T, err error) T {
		t.Helper()
		ok(t, err)
		return v
	}
}

// want compares.
func want(t *testing.T, what string, got, want any) {
	t.Helper()
	if diff := cmp.Diff(want, got, same); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

// follow makes tenant follow the feeds, which have been polled before.
func follow(t *testing.T, s bot.Store, tenant string, urls ...string) {
	t.Helper()
	for _, u := range urls {
		added, err := s.AddFeed(t.Context(), tenant, bot.Feed{URL: u, Added: noon})
		ok(t, err)
		if added {
			ok(t, s.SaveFeed(t.Context(), bot.Feed{URL: u, Polled: noon, Succeeded: noon, Next: noon.Add(time.Hour)}))
		}
	}
}

// entry returns an entry of feed, published some hours before noon.
func entry(feed, name string, hours int, change ...func(*bot.Entry)) bot.Entry {
	e := bot.Entry{
		Keys: []string{"https://example.org/" + name, "guid:" + name}, Feed: feed, Collected: noon,
		Article: digest.Article{Title: name, URL: "https://example.org/" + name, Source: "Example", Published: noon.Add(-time.Duration(hours) * time.Hour), Text: "Nothing happened."},
	}
	for _, c := range change {
		c(&e)
	}
	e.Digest.Schema, e.Digest.Article = digest.SchemaID, e.Article
	e.Digest.Article.Text = ""
	return e
}

// add stores entries that must be new.
func add(t *testing.T, s bot.Store, entries ...bot.Entry) {
	t.Helper()
	for _, e := range entries {
		if !got[bool](t)(s.Add(t.Context(), e)) {
			t.Fatalf("article %s was not added", e.Article.Title)
		}
	}
}

// titles returns the titles of what q finds, and checks that Coverage agrees.
func titles(t *testing.T, s bot.Store, q bot.Query) string {
	t.Helper()
	found := got[[]bot.Entry](t)(s.Find(t.Context(), q))
	var all []string
	for _, e := range found {
		all = append(all, e.Article.Title)
	}
	c := got[bot.Coverage](t)(s.Coverage(t.Context(), q))
	if q.Limit == 0 && c.Articles != len(found) {
		t.Errorf("coverage of %+v: %d articles, but %d are found", q, c.Articles, len(found))
	}
	if len(found) > 0 && !c.Newest.Equal(found[0].Article.Published) {
		t.Errorf("coverage of %+v: newest %s, but the first found is of %s", q, c.Newest, found[0].Article.Published)
	}
	return strings.Join(all, " ")
}

const feedA, feedB, feedC = "https://a.example/feed", "https://b.example/feed", "https://c.example/feed"

func testFeeds(t *testing.T, s bot.Store) {
	ctx := t.Context()
	f := bot.Feed{URL: feedB, Title: "B", Added: noon, Next: noon}
	want(t, "first time", got[bool](t)(s.AddFeed(ctx, "x:1", f)), true)
	want(t, "second time", got[bool](t)(s.AddFeed(ctx, "x:1", f)), false)
	want(t, "another tenant", got[bool](t)(s.AddFeed(ctx, "x:2", bot.Feed{URL: feedB, Title: "other", Added: noon.Add(time.Hour)})), true)
	want(t, "operator", got[bool](t)(s.AddFeed(ctx, "", bot.Feed{URL: feedA, Added: noon})), true)
	want(t, "feeds of x:1", got[[]bot.Feed](t)(s.Feeds(ctx, "x:1")), []bot.Feed{{URL: feedA, Added: noon}, f})
	want(t, "feeds of x:3", got[[]bot.Feed](t)(s.Feeds(ctx, "x:3")), []bot.Feed{{URL: feedA, Added: noon}})

	f = bot.Feed{URL: feedB, Title: "Bé\x00", Validators: bot.Validators{ETag: `W/"1"`, LastModified: "Sun"}, Added: noon,
		Polled: noon, Succeeded: noon.Add(-time.Hour), Next: noon.Add(time.Minute), Failures: 3, Fault: "no answer"}
	ok(t, s.SaveFeed(ctx, f))
	saved := got[bot.Feed](t)(s.Feed(ctx, feedB))
	f.Title = saved.Title // the NUL may be replaced
	if !strings.HasPrefix(saved.Title, "Bé") {
		t.Errorf("title %q was saved as %q", "Bé\x00", saved.Title)
	}
	want(t, "saved feed", saved, f)

	for what, err := range map[string]error{
		"saving an unknown feed":             s.SaveFeed(ctx, bot.Feed{URL: feedC}),
		"removing another's feed":            s.RemoveFeed(ctx, "x:3", feedB),
		"removing an unknown feed":           s.RemoveFeed(ctx, "x:1", feedC),
		"removing the operator's as a guest": s.RemoveFeed(ctx, "x:1", feedA),
	} {
		if !errors.Is(err, bot.ErrNotFound) {
			t.Errorf("%s: error %v, want %v", what, err, bot.ErrNotFound)
		}
	}
	ok(t, s.RemoveFeed(ctx, "x:1", feedB))
	got[bot.Feed](t)(s.Feed(ctx, feedB)) // x:2 still follows it
	ok(t, s.RemoveFeed(ctx, "x:2", feedB))
	if _, err := s.Feed(ctx, feedB); !errors.Is(err, bot.ErrNotFound) {
		t.Errorf("a feed that nobody follows: error %v, want %v", err, bot.ErrNotFound)
	}
	want(t, "polls planned", got[int](t)(s.PlanPolls(ctx, noon.Add(time.Hour), noon.Add(2*time.Hour))), 1)
	want(t, "polls planned again", got[int](t)(s.PlanPolls(ctx, noon.Add(time.Hour), noon.Add(2*time.Hour))), 0)
	want(t, "next", got[bot.Feed](t)(s.Feed(ctx, feedA)).Next, noon.Add(2*time.Hour))
}

func testFeedAnew(t *testing.T, s bot.Store) {
	follow(t, s, "x:1", feedA)
	ok(t, s.RemoveFeed(t.Context(), "x:1", feedA))
	f := bot.Feed{URL: feedA, Title: "A", Added: noon, Next: noon}
	want(t, "added", got[bool](t)(s.AddFeed(t.Context(), "x:2", f)), true)
	want(t, "feed that nobody followed meanwhile", got[bot.Feed](t)(s.Feed(t.Context(), feedA)), f)
}

// full returns an entry with everything in it.
func full() bot.Entry {
	tokyo := time.FixedZone("", 9*60*60)
	return entry(feedA, "full", 1, func(e *bot.Entry) {
		e.Silent = true
		e.Article.Published = time.Date(2026, 11, 22, 23, 30, 15, 250e6, tokyo)
		e.Article.Language = "en"
		span := []digest.Span{{Start: 0, End: 7, Text: "Nothing"}}
		e.Digest = digest.Digest{
			Summary: []digest.Statement{{Text: "Nothing happened.", Quote: "Nothing", Evidence: span}},
			Actors:  []digest.Actor{{Name: "Viktor Orbán", Kind: digest.Person, Role: "prime minister", Aliases: []string{"Orbán"}, Mentions: 3, Evidence: span}},
			Meetings: []digest.Meeting{{Title: "talks", Participants: []string{"Viktor Orbán"}, Status: digest.Expected, Evidence: span,
				When: digest.When{Text: "Friday", Start: day(27), End: day(27), Precision: when.OneDay}}},
			Decisions: []digest.Decision{{Question: "whether to sell", Deciders: []string{"Hungary"}, Status: digest.Debating,
				Deadline:  &digest.When{Text: "by month's end", Start: day(23), End: day(30), Precision: when.Days},
				Positions: []digest.Position{{Actor: "Hungary", Stance: digest.For, Evidence: span}}, Evidence: span}},
			Note: "a note",
		}
	})
}

// day returns a day of November 2026.
func day(d int) time.Time { return time.Date(2026, 11, d, 0, 0, 0, 0, time.UTC) }

func testEntry(t *testing.T, s bot.Store) {
	follow(t, s, "x:1", feedA)
	e := full()
	add(t, s, e)
	found := got[[]bot.Entry](t)(s.Find(t.Context(), bot.Query{Tenant: "x:1"}))
	if len(found) != 1 {
		t.Fatalf("found %d entries, want 1", len(found))
	}
	if found[0].ID == 0 {
		t.Error("the entry has no ID")
	}
	e.ID = found[0].ID
	want(t, "entry", found[0], e)
	if _, offset := found[0].Article.Published.Zone(); offset != 9*60*60 {
		t.Errorf("zone of the publish time: %d s east, want 9 h", offset)
	}
}

func testStrangeText(t *testing.T, s bot.Store) {
	follow(t, s, "x:1", feedA)
	for name, text := range map[string]string{
		"nul": "before\x00after", "emoji": "🎉👩‍👩‍👧 été \U0010FFFF", "long": strings.Repeat("All work and no play. ", many(50_000)), "empty": "",
		"words": manyWords(many(200_000)), "unbroken": strings.Repeat("x", many(1_000_000)),
	} {
		e := entry(feedA, name, 1, func(e *bot.Entry) {
			e.Article.Title, e.Article.Text = name+" \x00 🎉", text
			e.Keys = append(e.Keys, strings.Repeat(name, 5000), "key\x00"+name)
			e.Digest.Actors = []digest.Actor{{Name: strings.Repeat("Name ", 2000) + name}, {Name: "\x00"}, {Name: "🎉"}}
		})
		add(t, s, e)
		found := got[[]bot.Entry](t)(s.Find(t.Context(), bot.Query{Tenant: "x:1", Words: []string{name}}))
		if len(found) != 1 || found[0].Article.Text != text || found[0].Article.Title != e.Article.Title {
			t.Errorf("%s: the article did not come back as it was", name)
		}
		unknown := got[[]int](t)(s.Unknown(t.Context(), feedA, [][]string{{e.Keys[2]}, {e.Keys[3]}, {e.Keys[2] + "x"}}))
		want(t, name+": unknown keys", unknown, []int{2})
	}
}

// manyWords returns n words, no two the same.
func manyWords(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "w%x ", i)
	}
	return b.String()
}

func testUndated(t *testing.T, s bot.Store) {
	follow(t, s, "x:1", feedA)
	add(t, s, entry(feedA, "undated", 0, func(e *bot.Entry) { e.Article.Published = time.Time{} }),
		entry(feedA, "ancient", 0, func(e *bot.Entry) { e.Article.Published = time.Date(1950, 1, 2, 3, 4, 5, 0, time.UTC) }))
	want(t, "order", titles(t, s, bot.Query{Tenant: "x:1"}), "ancient undated")
	want(t, "coverage of what has no date", got[bot.Coverage](t)(s.Coverage(t.Context(), bot.Query{Tenant: "x:1", Words: []string{"undated"}})),
		bot.Coverage{Articles: 1, Feeds: 1})
	want(t, "published since 1900", titles(t, s, bot.Query{Tenant: "x:1", PublishedFrom: time.Date(1900, 1, 1, 0, 0, 0, 0, time.UTC)}), "ancient")
}

func testIdentity(t *testing.T, s bot.Store) {
	follow(t, s, "x:1", feedA)
	add(t, s, entry(feedA, "one", 1))
	for _, key := range entry(feedA, "one", 1).Keys {
		e := entry(feedA, "two", 1)
		e.Keys = []string{"new:" + key, key}
		want(t, "added with known key "+key, got[bool](t)(s.Add(t.Context(), e)), false)
	}
	want(t, "found", titles(t, s, bot.Query{Tenant: "x:1"}), "one")
}

func testAddRace(t *testing.T, s bot.Store) {
	follow(t, s, "x:1", feedA, feedB)
	var wins [8]int
	race(len(wins), func(i int) error {
		for n := range 10 {
			e := entry([]string{feedA, feedB}[i%2], fmt.Sprint("article-", n), 1)
			e.Digest.Actors = []digest.Actor{{Name: "Ann"}, {Name: fmt.Sprint("Bob ", i)}}
			added, err := s.Add(t.Context(), e)
			if err != nil {
				return err
			}
			if added {
				wins[i]++
			}
		}
		return nil
	}, t)
	total := 0
	for _, w := range wins {
		total += w
	}
	want(t, "articles that said they were new", total, 10)
	want(t, "coverage", got[bot.Coverage](t)(s.Coverage(t.Context(), bot.Query{Tenant: "x:1"})), bot.Coverage{Articles: 10, Newest: noon.Add(-time.Hour), Feeds: 2})
}

// race runs f in n goroutines at once.
func race(n int, f func(i int) error, t *testing.T) {
	t.Helper()
	start := make(chan struct{})
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() {
			<-start
			if err := f(i); err != nil {
				t.Error(err)
			}
		})
	}
	close(start)
	all.Wait()
}

func testUnknown(t *testing.T, s bot.Store) {
	follow(t, s, "x:1", feedA)
	add(t, s, entry(feedA, "one", 1), entry(feedA, "two", 1))
	sets := [][]string{{"new", "guid:two"}, {"new"}, nil, {"https://example.org/one"}, {"new"}}
	want(t, "unknown", got[[]int](t)(s.Unknown(t.Context(), feedA, sets)), []int{1, 2, 4})
	want(t, "unknown of nothing", got[[]int](t)(s.Unknown(t.Context(), feedA, nil)), []int(nil))
}

// many is n, or with -short a tenth: under the race detector a database in Go takes minutes
// for what it else does in seconds.
func many(n int) int {
	if testing.Short() {
		return n / 10
	}
	return n
}

func testUnknownMany(t *testing.T, s bot.Store) {
	follow(t, s, "x:1", feedA, feedB)
	sets := make([][]string, many(10_000))
	for i := range sets {
		sets[i] = []string{fmt.Sprint("https://example.org/", i), fmt.Sprint("guid:", i)}
	}
	var wanted []int
	for i := range sets {
		if i%500 != 7 {
			wanted = append(wanted, i)
			continue
		}
		add(t, s, entry(feedA, fmt.Sprint(i), 1))
	}
	want(t, "unknown", got[[]int](t)(s.Unknown(t.Context(), feedB, sets)), wanted)
	want(t, "feeds", got[bot.Coverage](t)(s.Coverage(t.Context(), bot.Query{Tenant: "x:1"})).Feeds, 2)
}

func testSecondFeed(t *testing.T, s bot.Store) {
	ctx := t.Context()
	follow(t, s, "x:1", feedA)
	follow(t, s, "x:2", feedB)
	got[bool](t)(s.AddFeed(ctx, "x:3", bot.Feed{URL: feedC, Added: noon})) // never polled
	add(t, s, entry(feedA, "one", 1))
	want(t, "x:2 before its feed has it", titles(t, s, bot.Query{Tenant: "x:2"}), "")
	for _, feed := range []string{feedB, feedC, feedA} {
		want(t, "unknown", got[[]int](t)(s.Unknown(ctx, feed, [][]string{{"guid:one"}})), []int(nil))
	}
	want(t, "news of x:2", titles(t, s, bot.Query{Tenant: "x:2", News: true, CollectedFrom: noon}), "one")
	want(t, "x:3, whose feed is new", titles(t, s, bot.Query{Tenant: "x:3"}), "one")
	want(t, "news of x:3", titles(t, s, bot.Query{Tenant: "x:3", News: true}), "")
	found := got[[]bot.Entry](t)(s.Find(ctx, bot.Query{Tenant: "x:2"}))
	want(t, "the feed that x:2 has it from", found[0].Feed, feedB)

	// Whoever follows both has it from the first, once.
	follow(t, s, "x:1", feedB)
	found = got[[]bot.Entry](t)(s.Find(ctx, bot.Query{Tenant: "x:1", News: true, CollectedFrom: noon}))
	if len(found) != 1 || found[0].Feed != feedA || !found[0].Collected.Equal(noon) {
		t.Errorf("with both feeds: %d entries, want one of %s: %+v", len(found), feedA, found)
	}
	want(t, "after it was collected", titles(t, s, bot.Query{Tenant: "x:1", CollectedFrom: noon.Add(time.Second)}), "")
	want(t, "from the second feed alone", titles(t, s, bot.Query{Tenant: "x:1", Feeds: []string{feedB}, CollectedUntil: noon.Add(time.Second)}), "")
	// The same through Add.
	e := entry(feedC, "one", 1, func(e *bot.Entry) { e.Collected = noon.Add(time.Minute) })
	want(t, "added again", got[bool](t)(s.Add(ctx, e)), false)
}

func testOrder(t *testing.T, s bot.Store) {
	follow(t, s, "x:1", feedA)
	add(t, s, entry(feedA, "middle", 2), entry(feedA, "tie1", 1), entry(feedA, "old", 9), entry(feedA, "tie2", 1))
	want(t, "order, of the same time the last added first", titles(t, s, bot.Query{Tenant: "x:1"}), "tie2 tie1 middle old")
	want(t, "limit", titles(t, s, bot.Query{Tenant: "x:1", Limit: 2}), "tie2 tie1")
}

func testActors(t *testing.T, s bot.Store) {
	follow(t, s, "x:1", feedA)
	add(t, s,
		entry(feedA, "actor", 1, func(e *bot.Entry) {
			e.Digest.Actors = []digest.Actor{{Name: "Viktor Orbán", Aliases: []string{"the Hungarian leader"}}, {Name: "Ursula von der Leyen"}}
		}),
		entry(feedA, "party", 2, func(e *bot.Entry) {
			e.Digest.Meetings = []digest.Meeting{{Participants: []string{"Marco Rubio", "U.S. Treasury"}, Host: "Japan"}}
		}),
		entry(feedA, "decider", 3, func(e *bot.Entry) {
			e.Digest.Decisions = []digest.Decision{{Deciders: []string{"VIKTOR ORBAN"}, Positions: []digest.Position{{Actor: "O’Brien"}}}}
		}),
	)
	for name, titled := range map[string]string{
		"Orbán": "actor decider", "orban": "actor decider", "Viktor  Orban": "actor decider", "Hungarian Leader": "actor",
		"von der Leyen": "actor", "Leyen": "actor", "der": "", "Ursula": "", "Rubio": "party", "Marco Rubio": "party", "Marco": "",
		"Secretary Marco Rubio": "", "US Treasury": "party", "japan": "party", "O'Brien": "decider", "%": "", "🎉": "",
	} {
		want(t, "articles with "+name, titles(t, s, bot.Query{Tenant: "x:1", Actor: name}), titled)
	}
}

func testWords(t *testing.T, s bot.Store) {
	follow(t, s, "x:1", feedA)
	text := func(text string) func(*bot.Entry) { return func(e *bot.Entry) { e.Article.Text = text } }
	add(t, s, entry(feedA, "tariffs", 1, text("Ministers weighed new duties on steel.")),
		entry(feedA, "b", 2, text("The minister's tariff was raised in São Paulo, and not by the U.S. alone.")),
		entry(feedA, "c", 3, text("An über-hard \"AND\" rate: 25% *tax OR x'y")))
	for words, titled := range map[string]string{
		"tariff": "tariffs b", "tariffs": "tariffs b", "TARIFF": "tariffs b", "minister": "tariffs b", "weighing": "tariffs", "steel tariffs": "tariffs",
		"steel|minister": "tariffs", "steel|paulo": "", "Sao": "b", "the": "b", "and": "b c", "US": "b", "über": "c", "uber": "c", "25": "c", `"`: "",
		"—": "", "tariff*": "tariffs b", "tar": "", "not": "b", "x'y": "c", "steel OR": "", "zebra": "",
	} {
		want(t, "articles with "+words, titles(t, s, bot.Query{Tenant: "x:1", Words: strings.Split(words, "|")}), titled)
	}
}

func testSaid(t *testing.T, s bot.Store) {
	follow(t, s, "x:1", feedA)
	meet := func(e *bot.Entry) { e.Digest.Meetings = []digest.Meeting{{Title: "talks"}} }
	decide := func(e *bot.Entry) { e.Digest.Decisions = []digest.Decision{{Question: "whether"}} }
	add(t, s, entry(feedA, "both", 1, meet, decide), entry(feedA, "meeting", 2, meet), entry(feedA, "decision", 3, decide), entry(feedA, "neither", 4))
	want(t, "meetings", titles(t, s, bot.Query{Tenant: "x:1", Meetings: true}), "both meeting")
	want(t, "decisions", titles(t, s, bot.Query{Tenant: "x:1", Decisions: true}), "both decision")
	want(t, "either", titles(t, s, bot.Query{Tenant: "x:1", Meetings: true, Decisions: true}), "both meeting decision")
	want(t, "all", titles(t, s, bot.Query{Tenant: "x:1"}), "both meeting decision neither")
}

func testMeetingDays(t *testing.T, s bot.Store) {
	follow(t, s, "x:1", feedA)
	meeting := func(w digest.When) digest.Meeting { return digest.Meeting{When: w} }
	with := func(name string, hours int, meetings ...digest.Meeting) bot.Entry {
		return entry(feedA, name, hours, func(e *bot.Entry) { e.Digest.Meetings = meetings })
	}
	late := time.Date(2026, 11, 25, 23, 0, 0, 0, time.FixedZone("", -8*60*60)) // the 26th in UTC
	add(t, s,
		with("day", 1, meeting(digest.When{Start: day(24), End: day(24), Precision: when.OneDay})),
		with("instant", 2, meeting(digest.When{Start: late, End: late, Precision: when.Time})),
		with("month", 3, meeting(digest.When{Start: day(1), End: day(30), Precision: when.Month})),
		with("undated", 4, meeting(digest.When{Text: "soon"})),
		with("two", 5, meeting(digest.When{Start: day(2), End: day(2)}), meeting(digest.When{Start: day(28), End: day(29)})),
		with("none", 6))
	q := func(from, until int) string {
		q := bot.Query{Tenant: "x:1"}
		if from > 0 {
			q.MeetingsFrom = day(from)
		}
		if until > 0 {
			q.MeetingsUntil = day(until)
		}
		return titles(t, s, q)
	}
	want(t, "24 to 24", q(24, 24), "day month undated")
	want(t, "25 to 25", q(25, 25), "instant month undated")
	want(t, "26 to 27", q(26, 27), "month undated")
	want(t, "3 to 23, between two", q(3, 23), "month undated")
	want(t, "29 on", q(29, 0), "month undated two")
	want(t, "to 2", q(0, 2), "month undated two")
	want(t, "December", titles(t, s, bot.Query{Tenant: "x:1", MeetingsFrom: day(31)}), "undated")
	want(t, "December with a day", titles(t, s, bot.Query{Tenant: "x:1", MeetingsFrom: day(31), Dated: true}), "")
	want(t, "any with a day", titles(t, s, bot.Query{Tenant: "x:1", Dated: true}), "day instant month two")
	want(t, "with decisions only", titles(t, s, bot.Query{Tenant: "x:1", MeetingsFrom: day(24), Decisions: true}), "")
	east := time.Date(2026, 11, 25, 1, 0, 0, 0, time.FixedZone("", 10*60*60)) // a day is that of its own zone
	want(t, "the 25th, asked in the east", titles(t, s, bot.Query{Tenant: "x:1", MeetingsFrom: east, MeetingsUntil: east}), "instant month undated")
}

func testTimes(t *testing.T, s bot.Store) {
	follow(t, s, "x:1", feedA)
	collected := func(minutes int) func(*bot.Entry) {
		return func(e *bot.Entry) { e.Collected = noon.Add(time.Duration(minutes) * time.Minute) }
	}
	silent := func(e *bot.Entry) { e.Silent = true }
	add(t, s, entry(feedA, "new", 1, collected(2)), entry(feedA, "old", 30, collected(1)), entry(feedA, "silent", 2, collected(1), silent))
	q := bot.Query{Tenant: "x:1"}
	for _, test := range []struct {
		what   string
		change func(*bot.Query)
		titles string
	}{
		{"published from, inclusive", func(q *bot.Query) { q.PublishedFrom = noon.Add(-2 * time.Hour) }, "new silent"},
		{"published until, exclusive", func(q *bot.Query) { q.PublishedUntil = noon.Add(-2 * time.Hour) }, "old"},
		{"collected from, inclusive", func(q *bot.Query) { q.CollectedFrom = noon.Add(2 * time.Minute) }, "new"},
		{"collected until, exclusive", func(q *bot.Query) { q.CollectedUntil = noon.Add(2 * time.Minute) }, "silent old"},
		{"collected between", func(q *bot.Query) {
			q.CollectedFrom, q.CollectedUntil = noon.Add(time.Minute), noon.Add(2*time.Minute)
		}, "silent old"},
		{"news", func(q *bot.Query) { q.News = true }, "new old"},
		{"news collected from", func(q *bot.Query) { q.News, q.CollectedFrom = true, noon }, "new old"},
		{"asked in another zone", func(q *bot.Query) { q.PublishedFrom = noon.Add(-2 * time.Hour).UTC() }, "new silent"},
	} {
		q := q
		test.change(&q)
		want(t, test.what, titles(t, s, q), test.titles)
	}
}

// testTogether asks for everything at once: each field alone rules one article out.
func testTogether(t *testing.T, s bot.Store) {
	follow(t, s, "x:1", feedA)
	follow(t, s, "x:1", feedB)
	change := func(name string, c func(*bot.Entry)) bot.Entry {
		return entry(feedA, name, 1, func(e *bot.Entry) {
			e.Article.Text = "Steel tariffs are on the table."
			e.Digest.Actors = []digest.Actor{{Name: "Marco Rubio"}}
			e.Digest.Meetings = []digest.Meeting{{When: digest.When{Start: day(24), End: day(24)}}}
		}, c)
	}
	add(t, s,
		change("yes", func(*bot.Entry) {}),
		change("feed", func(e *bot.Entry) { e.Feed = feedB }),
		change("actor", func(e *bot.Entry) { e.Digest.Actors = nil }),
		change("words", func(e *bot.Entry) { e.Article.Text = "Nothing." }),
		change("meeting", func(e *bot.Entry) { e.Digest.Meetings = nil }),
		change("day", func(e *bot.Entry) { e.Digest.Meetings[0].When = digest.When{Start: day(2), End: day(2)} }),
		change("published", func(e *bot.Entry) { e.Article.Published = noon.Add(-48 * time.Hour) }),
		change("collected", func(e *bot.Entry) { e.Collected = noon.Add(-time.Hour) }),
		change("silent", func(e *bot.Entry) { e.Silent = true }))
	q := bot.Query{Tenant: "x:1", Feeds: []string{feedA}, Actor: "rubio", Words: []string{"tariff", "steel"}, Meetings: true, MeetingsFrom: day(20),
		MeetingsUntil: day(30), PublishedFrom: noon.Add(-24 * time.Hour), PublishedUntil: noon, CollectedFrom: noon, CollectedUntil: noon.Add(time.Hour), News: true, NotIn: "sub"}
	want(t, "found", titles(t, s, q), "yes")
	q.CollectedFrom = time.Time{}
	want(t, "found without the start of collection", titles(t, s, q), "collected yes")
	q.Words = nil
	want(t, "found without words", titles(t, s, q), "collected words yes")
}
