package store

import (
	"context"
	"strconv"
	"strings"
)

// How PostgreSQL finds words: in one index over the stems, names and times of the articles,
// which narrows by all of them at once. It finds all articles that have them, in no order;
// so a frequent word is looked for in the windows of the newest articles first.

// windowBits are those of a place that its window lacks: one is 18 hours long.
const windowBits = 46

// mostWindows bounds the windows of one query.
const mostWindows = 300

// storeWords is dialect.storeWords.
func storeWords(ctx context.Context, t tx, place int64, stems string, names []string) error {
	more := []string{windowOf(place)}
	for _, n := range names {
		more = append(more, wordsName(n))
	}
	_, err := t.Exec(ctx, `INSERT INTO words (place, stems) VALUES ($1, array_to_tsvector(array_remove(string_to_array($2, ' '), '') || $3::TEXT[]))`, place, stems, more)
	return err
}

// wordsName is how a name stands among the stems, which have none of these marks.
func wordsName(key string) string { return "=" + key }

// windowOf is how the window of a place stands among the stems.
func windowOf(place int64) string { return "@" + strconv.FormatInt(place>>windowBits, 10) }

// wordsWindow is dialect.window.
func wordsWindow(match string, from, to int64) string {
	if n := to>>windowBits - from>>windowBits; n < 0 || n >= mostWindows {
		return match
	}
	var windows []string
	for w := from >> windowBits; w <= to>>windowBits; w++ {
		windows = append(windows, "'"+windowOf(w<<windowBits)+"'")
	}
	return match + " & (" + strings.Join(windows, " | ") + ")"
}

// lexemes writes the tsquery of all of them.
// https://www.postgresql.org/docs/15/datatype-textsearch.html
func lexemes(all []string) string {
	escape := strings.NewReplacer("'", "''", `\`, `\\`)
	quoted := make([]string, len(all))
	for i, s := range all {
		quoted[i] = "'" + escape.Replace(s) + "'"
	}
	return strings.Join(quoted, " & ")
}
