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
	own, err := goose.NewProvider(dialect, db, files, goose.WithTableName("readout_version"), goose.WithSlog(slog.New(slog.DiscardHandler)), goose.WithDisableGlobalRegistry(true),
		goose.WithGoMigrations(goose.NewGoMigration(keepBodiesVersion, &goose.GoFunc{RunTx: keepBodies}, nil)))
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
	sources, known := own.ListSources(), queue.AllVersions()
	for _, made := range []struct {
		sql   string
		knows int64
	}{
		{"SELECT MAX(version_id) FROM readout_version WHERE is_applied", sources[len(sources)-1].Version},
		{"SELECT MAX(version) FROM river_migration WHERE line = 'main'", int64(known[len(known)-1].Version)},
	} {
		var has sql.NullInt64
		if err := db.QueryRowContext(ctx, made.sql).Scan(&has); err != nil {
			return ctx.Err() // no such table: a new database
		}
		if has.Int64 > made.knows {
			return &newerError{has.Int64, made.knows}
		}
	}
	return nil
}
