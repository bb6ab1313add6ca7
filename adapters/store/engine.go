package store

import (
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/riverqueue/river"
)

// An engine is a database with the job queue in it. There are two, postgres and sqlite;
// what is the same for both is written once, against tx.
type engine interface {
	// read returns a tx outside any transaction, for queries.
	read() tx
	// write calls f in a transaction, again where the engine lost a race that the next
	// attempt does not meet.
	write(ctx context.Context, f func(tx) error) error
	// enqueue inserts jobs in the transaction and returns how many were not there yet.
	enqueue(ctx context.Context, t tx, jobs []river.InsertManyParams) (int, error)
	// worker returns a River client of that configuration.
	worker(cfg *river.Config) (worker, error)
	dialect() dialect
	// tidy lets the engine see to its statistics.
	tidy(ctx context.Context) error
	close() error
}

// A worker is a River client, whatever its type of transaction.
type worker interface {
	Start(ctx context.Context) error
	Stopped() <-chan struct{}
}

// A tx runs SQL with the placeholders $1, $2, … numbered in the order of first use.
type tx interface {
	Exec(ctx context.Context, sql string, args ...any) (affected int64, err error)
	Query(ctx context.Context, sql string, args ...any) (rows, error)
	QueryRow(ctx context.Context, sql string, args ...any) row
}

type rows interface {
	Next() bool
	Scan(dst ...any) error
	Err() error
	Close() error
}

type row interface {
	Scan(dst ...any) error // errNoRows if there is none
}

// A dialect holds the few words in which the engines differ.
type dialect struct {
	skipLocked  string // after a SELECT whose rows the transaction will change
	fence       string // at the end of a subquery that is best asked for each row
	nextArticle string // the id of the next article
	wordsPlace  string // the place in table words w
	wordsOrder  string // what orders words w by place, and bounds it
	wordsMatch  string // what stands before the placeholder of what matchAll returns
	matchAll    func(stems []string) string
	// storeWords stores the stems, parted by spaces, and the names of an article.
	storeWords func(ctx context.Context, t tx, place int64, stems string, names []string) error
	// name returns how a name stands among the stems; nil where it does not.
	name func(key string) string
	// window narrows what matchAll returned to articles from one place to another, or may
	// leave it as it is; nil where words are found in the order of places anyway.
	window func(match string, from, to int64) string
	// oneOf and oneText say that a column has one of some values, and items selects them as
	// column item. A list is one argument, so that the statement is the same however long it
	// is.
	oneOf   func(a *args, column string, values []int64) string
	oneText func(a *args, column string, values []string) string
	items   func(a *args, values []string) string
	empty   []string // the statements that empty what Store.derive fills, save the bodies
}

// unix is how times are stored: milliseconds, zero for the zero time.
func unix(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

// fromUnix is the inverse of unix, in UTC.
func fromUnix(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}

// plain returns s fit for a TEXT column of either engine: valid UTF-8 without NUL.
func plain(s string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\x00", "\uFFFD")
}

// flag is how truths are stored.
func flag(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

// args collects the arguments of a statement while it is written.
type args []any

// add returns the placeholder of v.
func (a *args) add(v any) string {
	*a = append(*a, v)
	return "$" + strconv.Itoa(len(*a))
}

// list returns the placeholders of all values in parentheses, for IN.
func list[T any](a *args, values []T) string {
	marks := make([]string, len(values))
	for i, v := range values {
		marks[i] = a.add(v)
	}
	return "(" + strings.Join(marks, ", ") + ")"
}

// collect runs a query and returns what scan makes of each row.
func collect[T any](ctx context.Context, t tx, scan func(row) (T, error), sql string, args ...any) ([]T, error) {
	r, err := t.Query(ctx, sql, args...)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	var all []T
	for r.Next() {
		v, err := scan(r)
		if err != nil {
			return nil, err
		}
		all = append(all, v)
	}
	return all, r.Err()
}
