package bottest

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/readout-bot/readout/bot"
	"github.com/readout-bot/readout/digest"
)

func testEdits(t *testing.T, s bot.Store) {
	ctx := t.Context()
	slot, next := bot.Slot{Subscription: "sub", Due: noon}, bot.Slot{Subscription: "sub", Due: noon.Add(time.Hour)}
	edit := func(slot bot.Slot, n int, title string) bot.Edit {
		e := bot.Edit{Slot: slot, N: n, Message: bot.Message{Title: title}, Note: bot.Message{Lead: "é\x00 moved"}, Begun: noon.Add(time.Duration(n) * time.Minute)}
		ok(t, s.BeginEdit(ctx, e))
		return e
	}
	second, first, other := edit(next, 1, "c"), edit(slot, 1, "a"), edit(slot, 2, "b")
	edit(bot.Slot{Subscription: "bus", Due: noon}, 1, "d")
	if err := s.BeginEdit(ctx, bot.Edit{Slot: slot, N: 2, Begun: noon}); !errors.Is(err, bot.ErrDuplicate) {
		t.Errorf("beginning an edit again: error %v, want %v", err, bot.ErrDuplicate)
	}
	want(t, "edits", got[[]bot.Edit](t)(s.Edits(ctx, "sub", noon)), []bot.Edit{first, other, second})
	want(t, "edits of later briefs", got[[]bot.Edit](t)(s.Edits(ctx, "sub", noon.Add(time.Second))), []bot.Edit{second})
	ok(t, s.SettleEdit(ctx, first, "ref", "", noon.Add(time.Hour)))
	ok(t, s.SettleEdit(ctx, first, "", "too late", noon.Add(2*time.Hour)))
	ok(t, s.SettleEdit(ctx, other, "", "the brief was deleted", noon.Add(time.Hour)))
	first.Ref, first.Settled = "ref", noon.Add(time.Hour)
	other.Fault, other.Settled = "the brief was deleted", noon.Add(time.Hour)
	want(t, "settled edits", got[[]bot.Edit](t)(s.Edits(ctx, "sub", noon)), []bot.Edit{first, other, second})
	if err := s.SettleEdit(ctx, bot.Edit{Slot: slot, N: 3}, "", "", noon); !errors.Is(err, bot.ErrNotFound) {
		t.Errorf("settling an edit that never began: error %v, want %v", err, bot.ErrNotFound)
	}
}

func testOutdate(t *testing.T, s bot.Store) {
	ctx := t.Context()
	follow(t, s, "x:1", feedA, feedB)
	follow(t, s, "x:2", feedA)
	add(t, s,
		entry(feedA, "one", 1, func(e *bot.Entry) { e.Digest.Actors = []digest.Actor{{Name: "Marco Rubio"}} }),
		entry(feedA, "two", 2, func(e *bot.Entry) { e.Digest.Actors = []digest.Actor{{Name: "Tomas Bérg"}} }))
	ids := make(map[string]int64)
	for _, e := range got[[]bot.Entry](t)(s.Find(ctx, bot.Query{Tenant: "x:1"})) {
		ids[e.Article.Title] = e.ID
	}
	deliver := func(id, workspace string, due time.Time, fault string, titles ...string) {
		ok(t, s.Subscribe(ctx, subscription(id, workspace)))
		slot := bot.Slot{Subscription: id, Due: due}
		claim(t, s, slot, noon, true)
		var articles []int64
		for _, title := range titles {
			articles = append(articles, ids[title])
		}
		ok(t, s.Begin(ctx, slot, bot.Message{}, articles, noon))
		ok(t, s.Settle(ctx, slot, "ref", fault, noon))
	}
	deliver("a", "1", noon, "", "one", "two")
	deliver("b", "2", noon, "", "one")
	deliver("old", "1", noon.Add(-100*time.Hour), "", "one")
	deliver("failed", "1", noon, "gone", "one")
	deliver("none", "1", noon, "")
	since, at := noon.Add(-time.Hour), noon.Add(time.Minute)
	for _, test := range []struct {
		what    string
		feed    string
		names   []string
		at      time.Time
		planned int
	}{
		{"nobody", feedA, nil, at, 0},
		{"somebody unknown", feedA, []string{"Lavrov", "日本"}, at, 0},
		{"a feed of one tenant", feedB, []string{"Rubio", "Marco Rubio"}, at, 1},
		{"one who was told of to two", feedA, []string{"Rubio"}, at, 1}, // the other is there
		{"the same again", feedA, []string{"Rubio"}, at, 0},
		{"later", feedA, []string{"RUBIO"}, at.Add(time.Minute), 2},
		{"with an accent", feedA, []string{"Berg"}, at.Add(time.Hour), 1},
	} {
		want(t, "planned for "+test.what, got[int](t)(s.Outdate(ctx, test.feed, test.names, since, test.at)), test.planned)
	}
}

func testAmend(t *testing.T, open func() StoreQueue) {
	s := open()
	ctx := context.Background()
	follow(t, s, "x:1", feedA)
	add(t, s, entry(feedA, "one", 1, func(e *bot.Entry) { e.Digest.Actors = []digest.Actor{{Name: "Marco Rubio"}} }))
	e := got[[]bot.Entry](t)(s.Find(ctx, bot.Query{Tenant: "x:1"}))[0]
	n := subscription("a", "1")
	n.Next = time.Now().Add(time.Hour)
	ok(t, s.Subscribe(ctx, n))
	slot := bot.Slot{Subscription: "a", Due: noon}
	claim(t, s, slot, noon, true)
	ok(t, s.Begin(ctx, slot, bot.Message{}, []int64{e.ID}, noon))
	ok(t, s.Settle(ctx, slot, "ref", "", noon))
	calls := make(chan string, 9)
	tries := 0
	work(t, s, hand{amend: func(_ context.Context, id string) error {
		calls <- id
		if tries++; tries == 1 {
			return &bot.RetryError{After: time.Second, Err: errors.New("not now")}
		}
		return nil
	}})
	want(t, "planned", got[int](t)(s.Outdate(ctx, feedA, []string{"Rubio"}, noon.Add(-time.Hour), time.Now())), 1)
	want(t, "amended", await(t, calls), "a")
	want(t, "amended again, as it was put off", await(t, calls), "a")
}
