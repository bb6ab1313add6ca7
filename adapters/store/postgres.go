package store

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
)

// postgresEngine is a PostgreSQL database.
type postgresEngine struct {
	pool *pgxpool.Pool
	jobs *river.Client[pgx.Tx]
}

// maxConns is the size of the pool where the URL has no pool_max_conns: 16 look-ups at once
// and a few for the queue.
const maxConns = 20

// connectTimeout holds where the URL has no connect_timeout.
const connectTimeout = 10 * time.Second

// openPostgres connects to the server that cfg names.
func openPostgres(ctx context.Context, cfg *pgxpool.Config, sized bool) (*postgresEngine, error) {
	if !sized {
		cfg.MaxConns = maxConns
	}
	if cfg.ConnConfig.ConnectTimeout == 0 {
		cfg.ConnConfig.ConnectTimeout = connectTimeout
	}
	pool, err := pgxpool.NewWithConfig(ctx, cfg)
	if err != nil {
		return nil, err
	}
	if err := pool.Ping(ctx); err != nil {
		pool.Close()
		return nil, err
	}
	return &postgresEngine{pool: pool}, nil
}

func (e *postgresEngine) read() tx { return pgxTx{e.pool} }

// races is how often a transaction that lost a race is begun again.
const races = 5

func (e *postgresEngine) write(ctx context.Context, f func(tx) error) error {
	var err error
	for range races {
		err = pgx.BeginFunc(ctx, e.pool, func(t pgx.Tx) error { return f(pgxTx{t}) })
		if !postgresLost(err) {
			break
		}
	}
	return err
}

// postgresLost reports whether err says that another transaction was faster.
func postgresLost(err error) bool {
	switch postgresCode(err) {
	case "23505", "40001", "40P01": // unique_violation, serialization_failure, deadlock_detected
		return true
	}
	return false
}

// postgresCode returns the SQLSTATE in err, or "".
func postgresCode(err error) string {
	if fault := (*pgconn.PgError)(nil); errors.As(err, &fault) {
		return fault.Code
	}
	return ""
}

func (e *postgresEngine) enqueue(ctx context.Context, t tx, jobs []river.InsertManyParams) (int, error) {
	results, err := e.jobs.InsertManyTx(ctx, t.(pgxTx).db.(pgx.Tx), jobs)
	return inserted(results), err
}

func (e *postgresEngine) worker(cfg *river.Config) (worker, error) {
	return river.NewClient(riverpgxv5.New(e.pool), cfg)
}

func (e *postgresEngine) dialect() dialect {
	return dialect{
		skipLocked:  " FOR UPDATE SKIP LOCKED",
		nextArticle: "nextval('article_ids')",
		wordsPlace:  "w.place",
		wordsOrder:  "(w.place + 0)", // the index of places would be walked through for a rare word
		storeWords:  storeWords,
		name:        wordsName,
		fence:       " OFFSET 0", // keeps it from being joined with all that there is
		window:      wordsWindow,
		wordsMatch:  "w.stems @@ ",
		matchAll:    lexemes,
		oneOf: func(a *args, column string, values []int64) string {
			return column + " = ANY(" + a.add(values) + "::BIGINT[])"
		},
		oneText: func(a *args, column string, values []string) string {
			return column + " = ANY(" + a.add(values) + "::TEXT[])"
		},
		items: func(a *args, values []string) string {
			return "SELECT unnest(" + a.add(values) + "::TEXT[]) AS item"
		},
		empty: []string{"TRUNCATE words, names, thread_keys, meetings, actor_keys, actors"},
	}
}

// tidy leaves the work to autovacuum.
func (e *postgresEngine) tidy(context.Context) error { return nil }

func (e *postgresEngine) close() error {
	e.pool.Close()
	return nil
}

// pgxTx is a tx of pgx.
type pgxTx struct {
	db interface {
		Exec(ctx context.Context, sql string, args ...any) (pgconn.CommandTag, error)
		Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
		QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
	}
}

func (t pgxTx) Exec(ctx context.Context, sql string, args ...any) (int64, error) {
	tag, err := t.db.Exec(ctx, sql, args...)
	return tag.RowsAffected(), err
}

func (t pgxTx) Query(ctx context.Context, sql string, args ...any) (rows, error) {
	r, err := t.db.Query(ctx, sql, args...)
	return pgxRows{r}, err
}

func (t pgxTx) QueryRow(ctx context.Context, sql string, args ...any) row {
	return t.db.QueryRow(ctx, sql, args...)
}

// pgxRows closes as rows do.
type pgxRows struct{ pgx.Rows }

func (r pgxRows) Close() error {
	r.Rows.Close()
	return r.Err()
}
