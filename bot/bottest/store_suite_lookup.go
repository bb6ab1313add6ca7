package bottest

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/readout-bot/readout/bot"
	"github.com/readout-bot/readout/digest"
	"github.com/readout-bot/readout/digest/when"
)

func testCalled(t *testing.T, s bot.Store) {
	follow(t, s, "x:1", feedA)
	follow(t, s, "x:2", feedB)
	actors := func(names ...string) func(*bot.Entry) {
		return func(e *bot.Entry) {
			for _, n := range names {
				e.Digest.Actors = append(e.Digest.Actors, digest.Actor{Name: n, Mentions: 1})
			}
		}
	}
	add(t, s,
		entry(feedA, "one", 1, actors("Volodymyr Zelenskyy", "Marco Rubio", "Ursula von der Leyen")),
		entry(feedA, "two", 2, actors("Zelensky", "Marco Rubio", "Ana Rubio", "Viktor Orbán")),
		entry(feedB, "three", 3, actors("Olena Zelenska")))
	called := func(tenant string, keys ...string) string {
		return strings.Join(got[[]string](t)(s.Called(t.Context(), tenant, keys, 10)), ", ")
	}
	want(t, "of one name, the most mentioned first", called("x:1", "rubio"), "Marco Rubio, Ana Rubio")
	want(t, "whole", called("x:1", "ana rubio"), "Ana Rubio")
	want(t, "an end", called("x:1", "der leyen"), "Ursula von der Leyen")
	want(t, "no end", called("x:1", "ursula", "marco"), "")
	want(t, "several keys", called("x:1", "leyen", "orban", "nobody"), "Ursula von der Leyen, Viktor Orbán")
	want(t, "as it sounds", called("x:1", bot.SoundKey("Zelenskiy")), "Volodymyr Zelenskyy, Zelensky")
	want(t, "whom another tenant knows", called("x:1", "zelenska"), "")
	want(t, "nothing", called("x:1"), "")
	want(t, "limit", got[[]string](t)(s.Called(t.Context(), "x:1", []string{"rubio"}, 1)), []string{"Marco Rubio"})
	near := func(tenant, name string) string {
		return strings.Join(got[[]string](t)(s.Near(t.Context(), tenant, name)), ", ")
	}
	want(t, "a slip", near("x:1", "Marko Rubio"), "Marco Rubio")
	want(t, "far from all", near("x:1", "Xyzzy"), "")
	want(t, "near a name of another tenant", near("x:1", "Olena Zelensca"), "")
	want(t, "near it as that tenant", near("x:2", "Olena Zelensca"), "Olena Zelenska")
}

func testCoverageLimit(t *testing.T, s bot.Store) {
	follow(t, s, "x:1", feedA, feedB)
	for i := range 5 {
		add(t, s, entry([]string{feedA, feedB}[i%2], fmt.Sprint("article-", i), i+1))
	}
	coverage := func(limit int) bot.Coverage {
		return got[bot.Coverage](t)(s.Coverage(t.Context(), bot.Query{Tenant: "x:1", Limit: limit}))
	}
	newest := noon.Add(-time.Hour)
	want(t, "no limit", coverage(0), bot.Coverage{Articles: 5, Newest: newest, Feeds: 2})
	want(t, "limit that is reached", coverage(5), bot.Coverage{Articles: 5, Newest: newest, Feeds: 2})
	want(t, "limit that is passed", coverage(4), bot.Coverage{Articles: 4, More: true, Newest: newest})
	want(t, "of nothing", got[bot.Coverage](t)(s.Coverage(t.Context(), bot.Query{Tenant: "x:2", Limit: 4})), bot.Coverage{})
}

func testThreads(t *testing.T, s bot.Store) {
	follow(t, s, "x:1", feedA)
	meet := func(names ...string) func(*bot.Entry) {
		return func(e *bot.Entry) { e.Digest.Meetings = []digest.Meeting{{Title: "talks", Participants: names}} }
	}
	decide := func(who, question string) func(*bot.Entry) {
		return func(e *bot.Entry) {
			e.Digest.Decisions = []digest.Decision{{Question: question, Deciders: []string{who}}}
		}
	}
	end := func(who, about string) func(*bot.Entry) {
		return func(e *bot.Entry) {
			e.Digest.Outcomes = []digest.Outcome{{Kind: digest.OutcomeTaken, Actors: []string{who}, About: about, Evidence: []digest.Span{{Text: about}}}}
		}
	}
	opened := entry(feedA, "opened", 900, decide("Norland", "whether to sell the old harbour"))
	taken := entry(feedA, "taken", 1, end("Norland", "approve the sale of the harbour"))
	add(t, s, opened, taken,
		entry(feedA, "other", 2, decide("Norland", "whether to raise taxes")),
		entry(feedA, "elsewhere", 3, decide("Sudland", "whether to sell the old harbour")),
		entry(feedA, "ahead", 4, meet("Ann Lee", "Marco Rubio")),
		entry(feedA, "long before", 800, meet("Rubio", "Lee", "Bob Ray")),
		entry(feedA, "alone", 5, meet("Marco Rubio", "Bob Ray")))
	q := func(keys ...string) bot.Query { return bot.Query{Tenant: "x:1", Threads: keys} }
	want(t, "who meets", titles(t, s, q(bot.MeetsKey("Lee"))), "ahead long before")
	want(t, "who decides", titles(t, s, q(bot.DecidesKey("Norland"))), "taken other opened")
	want(t, "threads of an outcome", titles(t, s, q(bot.ThreadKeys(taken.Digest)...)), "taken other opened")
	want(t, "those of an outcome that are not all of its decider's", titles(t, s, q("decides norland harbour sell")), "taken opened")
	want(t, "several, each article once", titles(t, s, q(bot.MeetsKey("Lee"), bot.MeetsKey("Ray"))), "ahead alone long before")
	two := q(bot.MeetsKey("Lee"), bot.MeetsKey("Ray"))
	two.Limit = 2
	want(t, "limit", titles(t, s, two), "ahead alone")
	want(t, "none", titles(t, s, q("meets nobody")), "")
	ends := func(change func(*bot.Query), keys ...string) string {
		q := q(keys...)
		q.Ends = true
		change(&q)
		var all []string
		for _, e := range got[[]bot.Entry](t)(s.Find(t.Context(), q)) {
			all = append(all, e.Article.Title)
		}
		return strings.Join(all, " ")
	}
	want(t, "both ends of one", ends(func(*bot.Query) {}, bot.DecidesKey("Norland")), "taken opened")
	want(t, "both ends of several", ends(func(*bot.Query) {}, bot.MeetsKey("Lee"), bot.MeetsKey("Ray"), "meets nobody"), "ahead alone long before")
	want(t, "ends in a time", ends(func(q *bot.Query) { q.PublishedUntil = noon.Add(-90 * time.Minute) }, bot.DecidesKey("Norland")), "other opened")
	want(t, "ends with decisions", ends(func(q *bot.Query) { q.Decisions, q.Limit = true, 1 }, bot.DecidesKey("Norland"), bot.MeetsKey("Lee")), "taken")
	both := q(bot.MeetsKey("Lee"))
	both.PublishedFrom = noon.Add(-10 * time.Hour)
	want(t, "with a time", titles(t, s, both), "ahead")
	both.Words = []string{"nothing"}
	want(t, "with a word", titles(t, s, both), "ahead")
	both.Words = []string{"zebra"}
	want(t, "with a word that is not there", titles(t, s, both), "")
}

func testSoonest(t *testing.T, s bot.Store) {
	follow(t, s, "x:1", feedA)
	follow(t, s, "x:2", feedB)
	meet := func(days ...int) func(*bot.Entry) {
		return func(e *bot.Entry) {
			for _, d := range days {
				e.Digest.Meetings = append(e.Digest.Meetings, digest.Meeting{When: digest.When{Start: day(d), End: day(d), Precision: when.OneDay}})
			}
		}
	}
	month := func(e *bot.Entry) {
		e.Digest.Meetings = []digest.Meeting{{When: digest.When{Start: day(1), End: day(30), Precision: when.Month}}}
	}
	undated := func(e *bot.Entry) { e.Digest.Meetings = []digest.Meeting{{}} }
	add(t, s,
		entry(feedA, "undated", 1, undated), entry(feedA, "29", 2, meet(29)), entry(feedA, "month", 3, month),
		entry(feedA, "20+24+28", 4, meet(20, 24, 28)), entry(feedA, "24", 5, meet(24)), entry(feedA, "23", 6, meet(23)), entry(feedA, "20", 7, meet(20)),
		entry(feedB, "another's", 8, meet(23)), entry(feedA, "none", 9))
	found := func(change func(*bot.Query)) string {
		q := bot.Query{Tenant: "x:1", Meetings: true, MeetingsFrom: day(22), Soonest: true}
		change(&q)
		var all []string
		for _, e := range got[[]bot.Entry](t)(s.Find(t.Context(), q)) {
			all = append(all, e.Article.Title)
		}
		return strings.Join(all, " ")
	}
	want(t, "from the 22nd", found(func(*bot.Query) {}), "23 20+24+28 24 29 month undated")
	want(t, "the first three", found(func(q *bot.Query) { q.Limit = 3 }), "23 20+24+28 24")
	want(t, "until the 24th", found(func(q *bot.Query) { q.MeetingsUntil = day(24) }), "23 20+24+28 24 month undated")
	want(t, "with a day", found(func(q *bot.Query) { q.Dated = true }), "23 20+24+28 24 29 month")
	want(t, "published before", found(func(q *bot.Query) { q.PublishedUntil = noon.Add(-5 * time.Hour) }), "23")
}

func testDetail(t *testing.T, s bot.Store) {
	follow(t, s, "x:1", feedA)
	e := full()
	add(t, s, e)
	for d, without := range map[bot.Detail]func(*bot.Entry){
		bot.Whole: func(*bot.Entry) {},
		bot.Said:  func(e *bot.Entry) { e.Feed, e.Collected, e.Silent = "", time.Time{}, false },
		bot.Events: func(e *bot.Entry) {
			e.Feed, e.Collected, e.Silent = "", time.Time{}, false
			e.Digest.Summary, e.Digest.Actors, e.Digest.Note = nil, nil, ""
		},
	} {
		found := got[[]bot.Entry](t)(s.Find(t.Context(), bot.Query{Tenant: "x:1", Detail: d}))
		if len(found) != 1 {
			t.Fatalf("found %d entries, want 1", len(found))
		}
		wanted := e
		without(&wanted)
		found[0].ID = 0
		want(t, fmt.Sprintf("entry with detail %d", d), found[0], wanted)
	}
}

// testRebuild checks that a library that grew with one reader and is rebuilt with another
// is the one that grows with the other.
func testRebuild(t *testing.T, s bot.Store) {
	follow(t, s, "x:1", feedA)
	read := func(a digest.Article) digest.Digest {
		who := strings.Fields(a.Title)[0]
		return digest.Digest{Actors: []digest.Actor{{Name: "Ann " + who, Mentions: 2}}, Meetings: []digest.Meeting{{Participants: []string{"Ann " + who, "Bob"},
			When: digest.When{Start: day(27), End: day(27), Precision: when.OneDay}}}}
	}
	for i := range 150 {
		add(t, s, entry(feedA, fmt.Sprint("Article", i%50, " ", i), (i*37)%150, func(e *bot.Entry) {
			e.Digest.Actors = []digest.Actor{{Name: "Old Reader"}}
			e.Digest.Decisions = []digest.Decision{{Question: "whether", Deciders: []string{"Old Reader"}}}
		}))
	}
	titles(t, s, bot.Query{Tenant: "x:1", Limit: 10}) // so that they are read before
	last, whole := 0, 0
	ok(t, s.Rebuild(t.Context(), read, func(done, total int) {
		if done < last {
			t.Errorf("progress went from %d to %d", last, done)
		}
		last, whole = done, total
	}))
	if last != 150 || whole != 150 {
		t.Errorf("progress ended at %d of %d, want 150 of 150", last, whole)
	}
	want(t, "what the old reader said", titles(t, s, bot.Query{Tenant: "x:1", Actor: "Reader"}), "")
	want(t, "decisions", titles(t, s, bot.Query{Tenant: "x:1", Decisions: true}), "")
	want(t, "names", got[[]string](t)(s.Names(t.Context(), "x:1", "reader", 5)), []string(nil))
	want(t, "names by key", got[[]string](t)(s.Called(t.Context(), "x:1", []string{"article7"}, 5)), []string{"Ann Article7"})
	want(t, "one of the new names", titles(t, s, bot.Query{Tenant: "x:1", Actor: "Article7"}), "Article7 57 Article7 107 Article7 7")
	want(t, "meetings", len(strings.Fields(titles(t, s, bot.Query{Tenant: "x:1", MeetingsFrom: day(27), Limit: 200}))), 300)
	want(t, "words", titles(t, s, bot.Query{Tenant: "x:1", Words: []string{"149"}}), "Article49 149")
	for _, e := range got[[]bot.Entry](t)(s.Find(t.Context(), bot.Query{Tenant: "x:1", Limit: 200})) {
		if d := read(e.Article); len(e.Digest.Actors) != 1 || e.Digest.Actors[0].Name != d.Actors[0].Name || e.Article.Text != "Nothing happened." {
			t.Fatalf("article %q has the digest %+v after the rebuild", e.Article.Title, e.Digest)
		}
	}
	add(t, s, entry(feedA, "later", 1)) // and goes on growing
	want(t, "words of a later one", titles(t, s, bot.Query{Tenant: "x:1", Words: []string{"later"}}), "later")
}
