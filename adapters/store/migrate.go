package store

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"github.com/riverqueue/river/rivermigrate"
)

//go:embed migrations
var migrations embed.FS

// migrationLock is the advisory lock under which one replica at a time brings the tables
// up to date: "readout" in ASCII.
const migrationLock = 0x726561646f7574

// migrate brings the tables up to date, one process at a time.
func (e *postgresEngine) migrate(ctx context.Context) (err error) {
	conn, err := e.pool.Acquire(ctx)
	if err != nil {
		return err
	}
	defer conn.Release()
	if _, err := conn.Exec(ctx, "SELECT pg_advisory_lock($1)", int64(migrationLock)); err != nil {
		return err
	}
	defer func() {
		_, unlock := conn.Exec(context.WithoutCancel(ctx), "SELECT pg_advisory_unlock($1)", int64(migrationLock))
		err = errors.Join(err, unlock)
	}()
	db := stdlib.OpenDBFromPool(e.pool)
	defer db.Close()
	driver := riverpgxv5.New(e.pool)
	if err := migrateWith(ctx, goose.DialectPostgres, db, driver); err != nil {
		return err
	}
	e.jobs, err = river.NewClient(driver, &river.Config{Logger: slog.New(slog.DiscardHandler)})
	return err
}

// migrate brings the tables up to date. SQLite has no lock that spans the steps; a process
// that loses the race to another finds them made when it looks again.
func (e *sqliteEngine) migrate(ctx context.Context) error {
	driver := riversqlite.New(e.writer)
	var err error
	for range races {
		err = migrateWith(ctx, goose.DialectSQLite3, e.writer, driver)
		if newer := (*newerError)(nil); err == nil || errors.As(err, &newer) {
			break
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(100 * time.Millisecond):
		}
	}
	if err != nil {
		return err
	}
	e.jobs, err = river.NewClient(driver, &river.Config{Logger: slog.New(slog.DiscardHandler)})
	return err
}

// migrateWith makes Readout's tables and River's, after it has made sure that neither are
// newer than this program.
func migrateWith[T any](ctx context.Context, dialect goose.Dialect, db *sql.DB, driver riverdriver.Driver[T]) error {
	folder := "migrations/postgres"
	if dialect == goose.DialectSQLite3 {
		folder = "migrations/sqlite"
	}
	files, err := fs.Sub(migrations, folder)
	if err != nil {
		return err
	}
	own, err := goose.NewProvider(dialect, db, files, goose.WithTableName("readout_version"), goose.WithSlog(slog.New(slog.DiscardHandler)), goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return err
	}
	queue, err := rivermigrate.New(driver, &rivermigrate.Config{Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		return err
	}
	if err := checkNewer(ctx, own, queue, db); err != nil {
		return err
	}
	if _, err := own.Up(ctx); err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	if _, err := queue.Migrate(ctx, rivermigrate.DirectionUp, nil); err != nil {
		return fmt.Errorf("migrate the job queue: %w", err)
	}
	return nil
}

// checkNewer returns a *newerError if tables are there that this program does not know.
func checkNewer[T any](ctx context.Context, own *goose.Provider, queue *rivermigrate.Migrator[T], db *sql.DB) error {
	// Asking goose would already make its table, in what may be somebody else's database.
	var has int64
	if err := db.QueryRowContext(ctx, "SELECT COALESCE(MAX(version_id), 0) FROM readout_version WHERE is_applied").Scan(&has); err != nil {
		return ctx.Err() // no such table: a new database
	}
	sources := own.ListSources()
	if knows := sources[len(sources)-1].Version; has > knows {
		return &newerError{has, knows}
	}
	made, err := queue.ExistingVersions(ctx)
	if err != nil {
		return err
	}
	known := queue.AllVersions()
	if last := known[len(known)-1].Version; len(made) > 0 && made[len(made)-1].Version > last {
		return &newerError{int64(made[len(made)-1].Version), int64(last)}
	}
	return nil
}
