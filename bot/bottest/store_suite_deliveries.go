package bottest

import (
	"errors"
	"fmt"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/readout-bot/readout/bot"
	"github.com/readout-bot/readout/digest"
)

func testNotIn(t *testing.T, s bot.Store) {
	ctx := t.Context()
	follow(t, s, "x:1", feedA)
	add(t, s, entry(feedA, "one", 1), entry(feedA, "two", 2), entry(feedA, "three", 3))
	ids := make(map[string]int64)
	for _, e := range got[[]bot.Entry](t)(s.Find(ctx, bot.Query{Tenant: "x:1"})) {
		ids[e.Article.Title] = e.ID
	}
	begin := func(sub string, minutes int, titles ...string) bot.Slot {
		slot := bot.Slot{Subscription: sub, Due: noon.Add(time.Duration(minutes) * time.Minute)}
		claim(t, s, slot, noon, true)
		var articles []int64
		for _, title := range titles {
			articles = append(articles, ids[title])
		}
		ok(t, s.Begin(ctx, slot, bot.Message{}, articles, noon))
		return slot
	}
	posted, failed := begin("sub", 0, "one"), begin("sub", 1, "two")
	begin("sub", 2, "three")
	begin("other", 0, "one", "two", "three")
	want(t, "while all are under way", titles(t, s, bot.Query{Tenant: "x:1", NotIn: "sub"}), "")
	ok(t, s.Settle(ctx, posted, "ref", "", noon))
	ok(t, s.Settle(ctx, failed, "", "channel is gone", noon))
	want(t, "after one was posted, one failed", titles(t, s, bot.Query{Tenant: "x:1", NotIn: "sub"}), "two")
	want(t, "in the one that was posted", titles(t, s, bot.Query{Tenant: "x:1", In: posted}), "one")
	want(t, "in the one that failed", titles(t, s, bot.Query{Tenant: "x:1", In: failed}), "")
	want(t, "in one that never was", titles(t, s, bot.Query{Tenant: "x:1", In: bot.Slot{Subscription: "sub", Due: noon.Add(time.Hour)}}), "")
	want(t, "not in those of a third", titles(t, s, bot.Query{Tenant: "x:1", NotIn: "third"}), "one two three")
}

func testNames(t *testing.T, s bot.Store) {
	follow(t, s, "x:1", feedA)
	follow(t, s, "x:2", feedB)
	actors := func(all ...digest.Actor) func(*bot.Entry) { return func(e *bot.Entry) { e.Digest.Actors = all } }
	add(t, s,
		entry(feedA, "one", 1, actors(digest.Actor{Name: "Marco Rubio", Mentions: 2}, digest.Actor{Name: "Viktor Orbán", Mentions: 3}, digest.Actor{Name: "Aruba"})),
		entry(feedA, "two", 2, actors(digest.Actor{Name: "Viktor Orban"}, digest.Actor{Name: "Rubinstein Ltd.", Mentions: 3})),
		entry(feedB, "three", 3, actors(digest.Actor{Name: "Rubik"})))
	for _, test := range []struct {
		tenant, prefix string
		limit          int
		names          []string
	}{
		{"x:1", "rub", 9, []string{"Rubinstein Ltd.", "Marco Rubio", "Aruba"}},
		{"x:1", "Marco R", 9, []string{"Marco Rubio"}},
		{"x:1", "orba", 9, []string{"Viktor Orbán"}},
		{"x:1", "ORBÁN", 9, []string{"Viktor Orbán"}},
		{"x:1", "", 2, []string{"Viktor Orbán", "Rubinstein Ltd."}},
		{"x:1", "zz", 9, nil},
		{"x:1", "%", 9, []string{"Viktor Orbán", "Rubinstein Ltd.", "Marco Rubio", "Aruba"}},
		{"x:2", "rub", 9, []string{"Rubik"}},
		{"x:3", "", 9, nil},
	} {
		want(t, fmt.Sprintf("names for %s with %q", test.tenant, test.prefix), got[[]string](t)(s.Names(t.Context(), test.tenant, test.prefix, test.limit)), test.names)
	}
}

func testTenants(t *testing.T, s bot.Store) {
	ctx := t.Context()
	follow(t, s, "x:1", feedA)
	follow(t, s, "x:2", feedB)
	follow(t, s, "", feedC)
	add(t, s, entry(feedA, "one", 1), entry(feedB, "two", 2), entry(feedC, "shared", 3), entry("https://nobody.example/feed", "nobody's", 4))
	for tenant, titled := range map[string]string{"x:1": "one shared", "x:2": "two shared", "x:3": "shared", "": "shared", "%": "shared"} {
		want(t, "articles of "+tenant, titles(t, s, bot.Query{Tenant: tenant}), titled)
		want(t, "articles of "+tenant+" by words", titles(t, s, bot.Query{Tenant: tenant, Words: []string{"nothing"}}), titled)
		want(t, "articles of "+tenant+" by time", titles(t, s, bot.Query{Tenant: tenant, CollectedFrom: noon}), titled)
	}
	want(t, "another's feed by its URL", titles(t, s, bot.Query{Tenant: "x:1", Feeds: []string{feedB}}), "")
	want(t, "own feed by its URL", titles(t, s, bot.Query{Tenant: "x:1", Feeds: []string{feedB, feedA}}), "one")
	ok(t, s.RemoveFeed(ctx, "x:1", feedA))
	want(t, "after the feed was removed", titles(t, s, bot.Query{Tenant: "x:1"}), "shared")
	want(t, "articles that stay", got[bot.Totals](t)(s.Totals(ctx)).Articles, 4)
}

// subscription returns one of tenant x:N, due at noon.
func subscription(id, workspace string) bot.Subscription {
	return bot.Subscription{ID: id, Channel: bot.Channel{Platform: "x", Workspace: workspace, ID: "C/1"}, Feeds: []string{feedA}, Words: []string{"é", "\x00"}, Only: bot.OnlyChanges, Ping: "S1",
		Spec: "0 9 * * 1-5", Zone: "Europe/Berlin", Next: noon, Creator: "U1", Created: noon}
}

func testSubscriptions(t *testing.T, s bot.Store) {
	ctx := t.Context()
	b, a, other := subscription("b", "1"), subscription("a", "1"), subscription("c", "2")
	local := bot.Subscription{ID: "d", Channel: bot.Channel{Platform: "web", ID: "slack"}}
	for _, n := range []bot.Subscription{b, a, other, local} {
		ok(t, s.Subscribe(ctx, n))
	}
	want(t, "of x:1", got[[]bot.Subscription](t)(s.Subscriptions(ctx, "x:1")), []bot.Subscription{a, b})
	want(t, "of the operator", got[[]bot.Subscription](t)(s.Subscriptions(ctx, "")), []bot.Subscription{local})
	want(t, "by ID", got[bot.Subscription](t)(s.Subscription(ctx, "c")), other)
	b.Paused, b.Feeds, b.Words, b.Zone = "gone", nil, nil, "UTC"
	ok(t, s.Subscribe(ctx, b))
	want(t, "replaced", got[bot.Subscription](t)(s.Subscription(ctx, "b")), b)
	if err := s.Subscribe(ctx, subscription("b", "2")); err == nil {
		t.Error("another tenant could replace a subscription")
	}
	want(t, "after another's attempt", got[bot.Subscription](t)(s.Subscription(ctx, "b")), b)
	if err := s.Unsubscribe(ctx, "x:2", "b"); !errors.Is(err, bot.ErrNotFound) {
		t.Errorf("removing another's: error %v, want %v", err, bot.ErrNotFound)
	}
	ok(t, s.Unsubscribe(ctx, "x:1", "b"))
	if _, err := s.Subscription(ctx, "b"); !errors.Is(err, bot.ErrNotFound) {
		t.Errorf("a removed one: error %v, want %v", err, bot.ErrNotFound)
	}
}

func testPlanSlots(t *testing.T, s bot.Store) {
	ctx := t.Context()
	paused, later := subscription("paused", "1"), subscription("later", "1")
	paused.Paused, later.Next = "by U1", noon.Add(time.Second)
	for _, n := range []bot.Subscription{subscription("a", "1"), subscription("b", "2"), paused, later} {
		ok(t, s.Subscribe(ctx, n))
	}
	var asked []string
	next := noon.Add(24 * time.Hour)
	plan := func(n bot.Subscription) ([]bot.Slot, time.Time) {
		asked = append(asked, n.ID)
		return []bot.Slot{{Subscription: n.ID, Due: n.Next}}, next
	}
	want(t, "planned", got[int](t)(s.PlanSlots(ctx, noon, plan)), 2)
	slices.Sort(asked)
	want(t, "asked for", asked, []string{"a", "b"})
	want(t, "next", got[bot.Subscription](t)(s.Subscription(ctx, "a")).Next, next)
	want(t, "planned again", got[int](t)(s.PlanSlots(ctx, noon, plan)), 0)
	// A slot that is planned is not planned again, even if a subscription is moved back.
	ok(t, s.Subscribe(ctx, subscription("a", "1")))
	want(t, "planned after it was moved back", got[int](t)(s.PlanSlots(ctx, noon, plan)), 0)
	want(t, "pending", got[bot.Totals](t)(s.Totals(ctx)).Pending, 2)
	ok(t, s.Unsubscribe(ctx, "x:1", "a"))
	want(t, "pending after one was removed", got[bot.Totals](t)(s.Totals(ctx)).Pending, 1)
}

// claim claims slot for a minute from now.
func claim(t *testing.T, s bot.Store, slot bot.Slot, now time.Time, wanted bool) bot.Delivery {
	t.Helper()
	d, mine, err := s.Claim(t.Context(), slot, now, now.Add(time.Minute))
	ok(t, err)
	if mine != wanted {
		t.Errorf("claim at %s: mine %t, want %t", now, mine, wanted)
	}
	return d
}

func testClaim(t *testing.T, s bot.Store) {
	ctx := t.Context()
	slot := bot.Slot{Subscription: "sub", Due: noon, Late: true}
	want(t, "first claim", claim(t, s, slot, noon, true), bot.Delivery{Slot: slot, Attempts: 1})
	claim(t, s, slot, noon.Add(59*time.Second), false)
	want(t, "after the lease", claim(t, s, slot, noon.Add(time.Minute), true).Attempts, 2)
	ok(t, s.Release(ctx, slot))
	m := bot.Message{Title: "é\x00🎉", Sections: []bot.Section{{Heading: "Meetings", Lines: []bot.Line{{Label: "Fri", At: noon, Text: "talks"}}, More: 3}}}
	claim(t, s, slot, noon.Add(time.Minute), true)
	ok(t, s.Begin(ctx, slot, m, nil, noon.Add(time.Minute)))
	ok(t, s.Begin(ctx, slot, m, nil, noon.Add(2*time.Minute)))
	want(t, "what the one before left", claim(t, s, slot, noon.Add(time.Hour), true), bot.Delivery{Slot: slot, Message: &m, Tried: noon.Add(time.Minute), Attempts: 4})
	claim(t, s, bot.Slot{Subscription: "sub", Due: noon.Add(time.Second)}, noon, true)
	claim(t, s, bot.Slot{Subscription: "bus", Due: noon}, noon, true)
}

func testClaimRace(t *testing.T, s bot.Store) {
	var won atomic.Int32
	race(32, func(int) error {
		for i := range 5 {
			_, mine, err := s.Claim(t.Context(), bot.Slot{Subscription: "sub", Due: noon.Add(time.Duration(i) * time.Hour)}, noon, noon.Add(time.Minute))
			if err != nil {
				return err
			}
			if mine {
				won.Add(1)
			}
		}
		return nil
	}, t)
	want(t, "claims won of 5 slots", won.Load(), int32(5))
}

func testSettle(t *testing.T, s bot.Store) {
	ctx := t.Context()
	slot, second := bot.Slot{Subscription: "sub", Due: noon}, bot.Slot{Subscription: "sub", Due: noon.Add(time.Hour)}
	for what, err := range map[string]error{
		"beginning": s.Begin(ctx, slot, bot.Message{}, nil, noon),
		"settling":  s.Settle(ctx, slot, "ref", "", noon),
	} {
		if !errors.Is(err, bot.ErrNotFound) {
			t.Errorf("%s a slot that was never claimed: error %v, want %v", what, err, bot.ErrNotFound)
		}
	}
	ok(t, s.Release(ctx, slot))
	claim(t, s, slot, noon, true)
	claim(t, s, second, noon, true)
	want(t, "before any is settled", got[[]bot.Delivery](t)(s.Delivered(ctx, "sub", 9)), []bot.Delivery(nil))
	ok(t, s.Begin(ctx, slot, bot.Message{Title: "one"}, []int64{1, 2, 99}, noon))
	ok(t, s.Settle(ctx, slot, "ref", "", noon.Add(time.Second)))
	ok(t, s.Settle(ctx, slot, "", "too late", noon.Add(time.Minute)))
	ok(t, s.Release(ctx, slot))
	claim(t, s, slot, noon.Add(time.Hour), false)
	if err := s.Begin(ctx, slot, bot.Message{Title: "two"}, nil, noon); !errors.Is(err, bot.ErrNotFound) {
		t.Errorf("beginning a settled slot: error %v, want %v", err, bot.ErrNotFound)
	}
	ok(t, s.Settle(ctx, second, "", "channel is gone", noon.Add(time.Minute)))
	first := bot.Delivery{Slot: slot, Message: &bot.Message{Title: "one"}, Tried: noon, Attempts: 1, Ref: "ref", Settled: noon.Add(time.Second)}
	last := bot.Delivery{Slot: second, Attempts: 1, Fault: "channel is gone", Settled: noon.Add(time.Minute)}
	want(t, "delivered", got[[]bot.Delivery](t)(s.Delivered(ctx, "sub", 9)), []bot.Delivery{last, first})
	want(t, "the last delivered", got[[]bot.Delivery](t)(s.Delivered(ctx, "sub", 1)), []bot.Delivery{last})
	want(t, "delivered to another", got[[]bot.Delivery](t)(s.Delivered(ctx, "bus", 9)), []bot.Delivery(nil))
}

func testEvents(t *testing.T, s bot.Store) {
	start := func(id string, now time.Time, wanted bool) {
		t.Helper()
		want(t, "start of "+id, got[bool](t)(s.Start(t.Context(), id, now, now.Add(time.Minute))), wanted)
	}
	start("a\x00", noon, true)
	start("b", noon, true)
	start("a\x00", noon.Add(59*time.Second), false)
	start("a\x00", noon.Add(time.Minute), true)
	ok(t, s.Finish(t.Context(), "a\x00", noon.Add(61*time.Second)))
	start("a\x00", noon.Add(24*time.Hour), false)
	start("b", noon.Add(time.Hour), true)
}

func testAsked(t *testing.T, s bot.Store) {
	ctx := t.Context()
	for _, said := range []string{"who Rubio", "what did Rubio say?"} {
		ok(t, s.SaveAsked(ctx, "x:1", "T/1", said, noon))
	}
	ok(t, s.SaveAsked(ctx, "x:2", "T/1", "who Berg", noon))
	for _, test := range []struct {
		tenant, thread string
		since          time.Time
		said           string
	}{
		{"x:1", "T/1", noon, "what did Rubio say?"},
		{"x:1", "T/1", noon.Add(time.Second), ""},
		{"x:2", "T/1", noon.Add(-time.Hour), "who Berg"},
		{"x:1", "T/2", noon, ""},
		{"", "T/1", noon, ""},
	} {
		want(t, "asked in "+test.tenant+" "+test.thread, got[string](t)(s.Asked(ctx, test.tenant, test.thread, test.since)), test.said)
	}
}

func testEventRace(t *testing.T, s bot.Store) {
	var won atomic.Int32
	race(32, func(int) error {
		mine, err := s.Start(t.Context(), "event", noon, noon.Add(time.Minute))
		if mine {
			won.Add(1)
		}
		return err
	}, t)
	want(t, "starts won", won.Load(), int32(1))
}

func testChanges(t *testing.T, s bot.Store) {
	ctx := t.Context()
	change := func(tenant, what string, minutes int) bot.Change {
		c := bot.Change{Tenant: tenant, User: "U1", When: noon.Add(time.Duration(minutes) * time.Minute), What: what}
		ok(t, s.Record(ctx, c))
		return c
	}
	b, a, c := change("x:1", "feed add b", 2), change("x:1", "feed add a", 1), change("x:1", "feed add c", 2)
	change("x:2", "feed add d", 3)
	want(t, "changes of x:1", got[[]bot.Change](t)(s.Changes(ctx, "x:1", 9)), []bot.Change{c, b, a})
	want(t, "the latest", got[[]bot.Change](t)(s.Changes(ctx, "x:1", 1)), []bot.Change{c})
	want(t, "changes of the operator", got[[]bot.Change](t)(s.Changes(ctx, "", 9)), []bot.Change(nil))
}

func testTotals(t *testing.T, s bot.Store) {
	ctx := t.Context()
	want(t, "of nothing", got[bot.Totals](t)(s.Totals(ctx)), bot.Totals{})
	follow(t, s, "x:1", feedA, feedB)
	follow(t, s, "x:2", feedA)
	ok(t, s.SaveFeed(ctx, bot.Feed{URL: feedB, Polled: noon.Add(time.Hour), Failures: 2, Fault: "no answer", Next: noon}))
	add(t, s, entry(feedA, "one", 1))
	ok(t, s.Subscribe(ctx, subscription("a", "1")))
	for i := range 3 {
		slot := bot.Slot{Subscription: "a", Due: noon.Add(time.Duration(i) * time.Hour)}
		claim(t, s, slot, noon, true)
		if i < 2 {
			ok(t, s.Settle(ctx, slot, []string{"ref", ""}[i], []string{"", "gone"}[i], noon.Add(time.Duration(i)*time.Minute)))
		}
	}
	want(t, "totals", got[bot.Totals](t)(s.Totals(ctx)), bot.Totals{Articles: 1, Feeds: 2, FailingFeeds: 1, Subscriptions: 1, Posted: 1, Failed: 1, Pending: 1,
		LastPolled: noon.Add(time.Hour), LastPosted: noon})
}
