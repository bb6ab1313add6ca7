package store

import (
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/readout-bot/readout/bot"
	"github.com/readout-bot/readout/digest"
)

// What is stored because of what an article says. All of it follows from the entry, so
// that a rebuild makes it anew.

// maxStems bounds the stems of one article, in bytes; PostgreSQL's tsvector takes a MiB.
// https://www.postgresql.org/docs/15/textsearch-limitations.html
const maxStems = 500_000

// maxActor is the longest name, in bytes, that is suggested while somebody types.
const maxActor = 200

// entryStems returns what the words of e are found by.
func entryStems(e bot.Entry) string {
	return joined(bot.Stems(e.Article.Title+"\n"+e.Article.Text), maxStems)
}

// joined returns as many of the words as fit into size bytes, parted by spaces.
func joined(words []string, size int) string {
	all := strings.Join(words, " ")
	if len(all) > size {
		all = all[:strings.LastIndexByte(all[:size], ' ')]
	}
	return all
}

// counts are what look-ups choose an article by.
type counts struct {
	meetings, decisions int
	first, last         int64 // between which days its meetings lie
}

func countsOf(e bot.Entry) counts {
	meetings := bot.MeetingDays(e)
	c := counts{meetings: len(meetings), decisions: bot.DecisionsTold(e.Digest), first: lastDay, last: firstDay}
	for _, w := range meetings {
		f, l := days(w)
		c.first, c.last = min(c.first, f), max(c.last, l)
	}
	return c
}

// derive stores what is shown of e and all that it is found by.
func (s *Store) derive(ctx context.Context, t tx, place int64, e bot.Entry, stems string) error {
	if err := insertBody(ctx, t, place, e); err != nil {
		return err
	}
	var names []string
	for _, name := range bot.NamesIn(e.Digest) {
		for _, k := range bot.NameKeys(name) {
			names = append(names, indexable(k))
		}
	}
	if err := s.dialect.storeWords(ctx, t, place, stems, names); err != nil {
		return err
	}
	if err := insertKeys(ctx, t, "names", place, names); err != nil {
		return err
	}
	if err := insertThreads(ctx, t, place, e.Digest); err != nil {
		return err
	}
	for n, w := range bot.MeetingDays(e) {
		first, last := days(w)
		if _, err := t.Exec(ctx, `INSERT INTO meetings (place, n, first_day, last_day) VALUES ($1, $2, $3, $4)`, place, n, first, last); err != nil {
			return err
		}
	}
	return insertActors(ctx, t, e.Digest.Actors)
}

func insertBody(ctx context.Context, t tx, place int64, e bot.Entry) error {
	e.Article.Published = milliseconds(e.Article.Published)
	_, err := t.Exec(ctx, `INSERT INTO bodies (place, body) VALUES ($1, $2) ON CONFLICT (place) DO UPDATE SET body = excluded.body`, place, encodeEntry(e))
	return err
}

func insertThreads(ctx context.Context, t tx, place int64, d digest.Digest) error {
	keys := bot.ThreadKeys(d)
	for i, k := range keys {
		keys[i] = indexable(k)
	}
	return insertKeys(ctx, t, "thread_keys", place, keys)
}

// insertKeys stores keys in table, each once and in order, so that two transactions
// never wait for each other crosswise.
func insertKeys(ctx context.Context, t tx, table string, place int64, keys []string) error {
	keys = slices.Compact(slices.Sorted(slices.Values(keys)))
	for some := range slices.Chunk(keys, batch) {
		a := args{place}
		rows := make([]string, len(some))
		for i, k := range some {
			rows[i] = "($1, " + a.add(k) + ")"
		}
		if _, err := t.Exec(ctx, `INSERT INTO `+table+` (place, key) VALUES `+strings.Join(rows, ", "), a...); err != nil {
			return err
		}
	}
	return nil
}

// insertActors counts the mentions of actors. Of the spellings of a name the one that
// sorts last is kept, which is the one with the accents.
func insertActors(ctx context.Context, t tx, actors []digest.Actor) error {
	mentions := make(map[string]int)
	spelled := make(map[string]string)
	for _, a := range actors {
		folded, name := bot.Fold(a.Name), plain(a.Name)
		if folded == "" || len(name) > maxActor {
			continue
		}
		mentions[folded] += max(1, a.Mentions)
		spelled[folded] = max(spelled[folded], name)
	}
	for some := range slices.Chunk(slices.Sorted(maps.Keys(mentions)), batch) {
		fresh, err := unknownActors(ctx, t, some)
		if err != nil {
			return err
		}
		var a args
		rows := make([]string, len(some))
		for i, folded := range some {
			rows[i] = "(" + a.add(folded) + ", " + a.add(spelled[folded]) + ", " + a.add(mentions[folded]) + ")"
		}
		if _, err := t.Exec(ctx, `INSERT INTO actors (folded, name, mentions) VALUES `+strings.Join(rows, ", ")+`
			ON CONFLICT (folded) DO UPDATE SET mentions = actors.mentions + excluded.mentions,
				name = CASE WHEN excluded.name > actors.name THEN excluded.name ELSE actors.name END`, a...); err != nil {
			return err
		}
		if err := insertActorKeys(ctx, t, fresh); err != nil {
			return err
		}
	}
	return nil
}

// unknownActors returns those of folded names that are not stored.
func unknownActors(ctx context.Context, t tx, folded []string) ([]string, error) {
	var a args
	known, err := collect(ctx, t, scanString, `SELECT folded FROM actors WHERE folded IN `+list(&a, folded), a...)
	return slices.DeleteFunc(slices.Clone(folded), func(f string) bool { return slices.Contains(known, f) }), err
}

// insertActorKeys stores by what actors of these folded names are found.
func insertActorKeys(ctx context.Context, t tx, folded []string) error {
	var values []string
	for _, f := range folded {
		for _, k := range append(bot.NameKeys(f), bot.SoundKey(f)) {
			values = append(values, indexable(k), f)
		}
	}
	for some := range slices.Chunk(values, batch) { // an even number
		var a args
		var rows []string
		for i := 0; i < len(some); i += 2 {
			rows = append(rows, "("+a.add(some[i])+", "+a.add(some[i+1])+")")
		}
		if _, err := t.Exec(ctx, `INSERT INTO actor_keys (key, folded) VALUES `+strings.Join(rows, ", ")+` ON CONFLICT DO NOTHING`, a...); err != nil {
			return err
		}
	}
	return nil
}
