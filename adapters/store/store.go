package store

import (
	"context"
	"database/sql"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/readout-bot/readout/bot"
)

var (
	_ bot.Store = (*Store)(nil)
	_ bot.Queue = (*Store)(nil)
)

// errNoRows is what the scan of a missing row returns, in both engines.
var errNoRows = sql.ErrNoRows

// Options are what a Store may be told. The zero value is fit for use.
type Options struct {
	Log *slog.Logger // nil: nowhere
	// Tick is the time between two plans; zero is a second.
	Tick time.Duration
	// Pollers and Deliverers are how many polls and deliveries run at once; zero is 16
	// and 32. They do not wait for each other.
	Pollers, Deliverers int

	// deliverTimeout replaces the constant of that name; zero does not.
	deliverTimeout time.Duration
	// fewArticles replaces the constant of that name; zero does not.
	fewArticles int
	// newestFew replaces the constant of that name; zero does not.
	newestFew int
}

// A Store is a bot.Store and a bot.Queue in a database. It may be used by many goroutines.
type Store struct {
	db      engine
	dialect dialect
	opts    Options
	kept    entryCache
	scopes  scopeCache
	lately  foundCache
	known   lately[[]string] // the names that are mentioned most, of all tenants
	edge    lately[edge]
	working sync.WaitGroup // calls of Work
	closing context.CancelFunc
	closed  context.Context // done when Close is called; ends Work
}

// Open opens the database that url names and brings its tables up to date: a path of a
// SQLite file, plain or as file: or sqlite:, which is made if there is none; or
// postgres://USER:PASSWORD@HOST:PORT/NAME. Several processes may open the same PostgreSQL
// database at once. An error is a line for people: what, on what, what to do; it never
// holds a password, and after it the database is as it was.
func Open(ctx context.Context, url string, opts Options) (*Store, error) {
	if opts.Log == nil {
		opts.Log = slog.New(slog.DiscardHandler)
	}
	db, err := open(ctx, url)
	if err != nil {
		return nil, err
	}
	s := &Store{db: db, dialect: db.dialect(), opts: opts}
	s.closed, s.closing = context.WithCancel(context.Background())
	return s, nil
}

// open chooses the engine and leaves its tables up to date.
func open(ctx context.Context, url string) (engine, error) {
	if strings.HasPrefix(url, "postgres://") || strings.HasPrefix(url, "postgresql://") {
		cfg, err := pgxpool.ParseConfig(url)
		if err != nil {
			return nil, errPostgresURL // pgx's own error may quote the URL
		}
		fault := postgresFault(cfg.ConnConfig)
		e, err := openPostgres(ctx, cfg, strings.Contains(url, "pool_max_conns="))
		if err != nil {
			return nil, fault(err)
		}
		if err := e.migrate(ctx); err != nil {
			return nil, errors.Join(fault(err), e.close())
		}
		return e, nil
	}
	path, err := sqlitePath(url)
	if err != nil {
		return nil, err
	}
	if err := checkFile(path); err != nil {
		return nil, err
	}
	e, err := openSQLite(ctx, path)
	if err != nil {
		return nil, sqliteFault(path, err)
	}
	if err := e.migrate(ctx); err != nil {
		return nil, errors.Join(sqliteFault(path, err), e.close())
	}
	return e, nil
}

// Close ends Work, waits for what is under way and closes the database.
func (s *Store) Close() error {
	s.closing()
	s.working.Wait()
	return s.db.close()
}
