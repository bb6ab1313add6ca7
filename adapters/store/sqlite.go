package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"net/url"
	"runtime"
	"strings"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// sqliteEngine is one file. SQLite knows one writer at a time, so there is one connection
// for that, which River shares, and a few that only read.
type sqliteEngine struct {
	writer, reader *sql.DB
	queries        *prepared // of reader
	jobs           *river.Client[*sql.Tx]
}

// sqlitePragmas are those of every connection: readers and the writer do not block each
// other (WAL), a power cut loses no committed brief worse than the last moments and never
// corrupts (NORMAL), and who meets a lock waits five seconds.
// https://www.sqlite.org/pragma.html#pragma_synchronous
var sqlitePragmas = []string{"busy_timeout(5000)", "journal_mode(WAL)", "synchronous(NORMAL)", "cache_size(-32000)", "foreign_keys(1)"}

// sqliteDSN returns the driver's name for the file at path.
func sqliteDSN(path string, pragmas []string, params ...string) string {
	v := url.Values{"_pragma": pragmas}
	for _, p := range params {
		key, value, _ := strings.Cut(p, "=")
		v.Set(key, value)
	}
	return "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + v.Encode()
}

// openSQLite opens the file at path, which it makes if there is none.
func openSQLite(ctx context.Context, path string) (*sqliteEngine, error) {
	writer, err := sql.Open("sqlite", sqliteDSN(path, sqlitePragmas, "_txlock=immediate"))
	if err != nil {
		return nil, err
	}
	writer.SetMaxOpenConns(1)
	reader, err := sql.Open("sqlite", sqliteDSN(path, append([]string{"query_only(1)"}, sqlitePragmas...)))
	if err != nil {
		return nil, errors.Join(err, writer.Close())
	}
	reader.SetMaxOpenConns(max(4, runtime.GOMAXPROCS(0)))
	reader.SetMaxIdleConns(4)
	e := &sqliteEngine{writer: writer, reader: reader, queries: &prepared{db: reader}}
	// An immediate transaction finds out whether the file can be written to.
	if err := e.writeOnce(ctx, func(tx) error { return nil }); err != nil {
		return nil, errors.Join(err, e.close())
	}
	return e, nil
}

func (e *sqliteEngine) read() tx { return sqlTx{e.queries} }

// write waits longer than busy_timeout: another process may be writing a great deal.
func (e *sqliteEngine) write(ctx context.Context, f func(tx) error) error {
	var err error
	for range races {
		if err = e.writeOnce(ctx, f); !sqliteLost(err) {
			break
		}
	}
	return err
}

func (e *sqliteEngine) writeOnce(ctx context.Context, f func(tx) error) error {
	t, err := e.writer.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer t.Rollback()
	if err := f(sqlTx{t}); err != nil {
		return err
	}
	return t.Commit()
}

func (e *sqliteEngine) enqueue(ctx context.Context, t tx, jobs []river.InsertManyParams) (int, error) {
	results, err := e.jobs.InsertManyTx(ctx, t.(sqlTx).db.(*sql.Tx), jobs)
	return inserted(results), err
}

func (e *sqliteEngine) worker(cfg *river.Config) (worker, error) {
	return river.NewClient(riversqlite.New(e.writer), cfg)
}

func (e *sqliteEngine) dialect() dialect {
	return dialect{
		nextArticle: "(SELECT COALESCE(MAX(id), 0) + 1 FROM articles)",
		wordsPlace:  "w.rowid",
		wordsOrder:  "w.rowid",
		storeWords: func(ctx context.Context, t tx, place int64, stems string, _ []string) error {
			if stems == "" {
				return nil
			}
			_, err := t.Exec(ctx, "INSERT INTO words (rowid, stems) VALUES ($1, $2)", place, stems)
			return err
		},
		wordsMatch: "w.words MATCH ",
		matchAll:   func(stems []string) string { return `"` + strings.Join(stems, `" AND "`) + `"` },
		oneOf:      oneOf[int64],
		oneText:    oneOf[string],
		items:      jsonItems[string],
		empty: []string{"INSERT INTO words (words) VALUES ('delete-all')", "DELETE FROM names", "DELETE FROM thread_keys", "DELETE FROM meetings",
			"DELETE FROM actor_keys", "DELETE FROM actors"},
	}
}

// jsonItems adds values as a JSON array, SQLite having no other.
// https://www.sqlite.org/json1.html#jeach
func jsonItems[T int64 | string](a *args, values []T) string {
	raw, err := json.Marshal(values)
	if err != nil {
		panic(err) // unreachable: numbers and strings have a JSON form
	}
	return "SELECT j.value AS item FROM json_each(" + a.add(string(raw)) + ") j"
}

func oneOf[T int64 | string](a *args, column string, values []T) string {
	return column + " IN (" + jsonItems(a, values) + ")"
}

// tidy runs what SQLite advises for programs that run long.
// https://www.sqlite.org/pragma.html#pragma_optimize
func (e *sqliteEngine) tidy(ctx context.Context) error {
	_, err := e.writer.ExecContext(ctx, "PRAGMA optimize")
	return err
}

func (e *sqliteEngine) close() error {
	return errors.Join(e.queries.close(), e.reader.Close(), e.writer.Close())
}

// sqliteCode returns SQLite's primary result code in err, or -1.
func sqliteCode(err error) int {
	if fault := (*sqlite.Error)(nil); errors.As(err, &fault) {
		return fault.Code() & 0xff
	}
	return -1
}

// sqliteLost reports whether err says that another connection was in the way.
func sqliteLost(err error) bool {
	code := sqliteCode(err)
	return code == sqlite3.SQLITE_BUSY || code == sqlite3.SQLITE_LOCKED
}

// sqlTx is a tx of database/sql.
type sqlTx struct {
	db interface {
		ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
		QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
		QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
	}
}

func (t sqlTx) Exec(ctx context.Context, query string, args ...any) (int64, error) {
	r, err := t.db.ExecContext(ctx, query, args...)
	if err != nil {
		return 0, err
	}
	return r.RowsAffected()
}

func (t sqlTx) Query(ctx context.Context, query string, args ...any) (rows, error) {
	return t.db.QueryContext(ctx, query, args...)
}

func (t sqlTx) QueryRow(ctx context.Context, query string, args ...any) row {
	return t.db.QueryRowContext(ctx, query, args...)
}
