package store

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	sqlite3 "modernc.org/sqlite/lib"
)

// What may be wrong with a database when it is opened, in words for whoever runs Readout.

// errPostgresURL does not repeat the URL, which may hold a password.
var errPostgresURL = errors.New("database URL: cannot be read; write postgres://USER:PASSWORD@HOST:PORT/NAME, with %40 for an @ in the password")

// A newerError says that a newer program has been at the database.
type newerError struct{ has, knows int64 }

func (e *newerError) Error() string {
	return fmt.Sprintf("made by a newer Readout (tables %d, this program knows up to %d); install that version, or choose another database", e.has, e.knows)
}

// sqlitePath returns the path in a SQLite URL, or url itself.
func sqlitePath(raw string) (string, error) {
	scheme, rest, ok := strings.Cut(raw, ":")
	switch {
	case raw == "":
		return "", errors.New("database: no path given; write one like readout.db, or a postgres:// URL")
	case raw == ":memory:" || raw == "file::memory:":
		return "", errors.New("database :memory:: would be lost at the end; write the path of a file")
	case ok && (scheme == "file" || scheme == "sqlite" || scheme == "sqlite3"):
		rest = strings.TrimPrefix(rest, "//")
		rest, _, _ = strings.Cut(rest, "?")
		path, err := url.PathUnescape(rest)
		if err != nil || path == "" {
			return "", fmt.Errorf("database %s: no path in it; write %s:PATH", raw, scheme)
		}
		return path, nil
	case ok && strings.HasPrefix(rest, "//"):
		return "", fmt.Errorf("database URL of scheme %q: not supported; write the path of a SQLite file or postgres://USER:PASSWORD@HOST:PORT/NAME", scheme)
	}
	return raw, nil
}

// sqliteMagic opens every SQLite file: https://www.sqlite.org/fileformat.html#magic_header_string
const sqliteMagic = "SQLite format 3\x00"

// checkFile finds what SQLite itself would name badly or touch too early.
func checkFile(path string) error {
	folder := filepath.Dir(path)
	if info, err := os.Stat(folder); errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("database %s: the folder %s does not exist; make it, or choose another path", path, folder)
	} else if err == nil && !info.IsDir() {
		return fmt.Errorf("database %s: %s is not a folder; choose another path", path, folder)
	}
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return nil
	case err != nil:
		return fmt.Errorf("database: %w; choose another path, or mend its permissions", err)
	case info.IsDir():
		return fmt.Errorf("database %s: is a folder; write the path of a file in it", path)
	case !info.Mode().IsRegular():
		return fmt.Errorf("database %s: is not a regular file; choose another path", path)
	case info.Mode().Perm()&0o222 == 0: // the superuser could write all the same, and should not
		return errReadOnly(path)
	}
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return errReadOnly(path)
	}
	defer f.Close()
	head := make([]byte, len(sqliteMagic))
	if n, err := io.ReadFull(f, head); n > 0 && (err != nil || string(head) != sqliteMagic) {
		return errNotDatabase(path)
	}
	return nil
}

func errReadOnly(path string) error {
	return fmt.Errorf("database %s: is read-only; make the file and its folder writable for this user, or choose another path", path)
}

func errNotDatabase(path string) error {
	return fmt.Errorf("database %s: is not a SQLite database, and was left as it is; choose another path", path)
}

// sqliteFault says in one line what err means for the file at path.
func sqliteFault(path string, err error) error {
	if newer := (*newerError)(nil); errors.As(err, &newer) {
		return fmt.Errorf("database %s: %w", path, newer)
	}
	switch sqliteCode(err) {
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
		return fmt.Errorf("database %s: is locked by another program; stop that one, or choose another path", path)
	case sqlite3.SQLITE_NOTADB:
		return errNotDatabase(path)
	case sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM:
		return errReadOnly(path)
	case sqlite3.SQLITE_CANTOPEN:
		return fmt.Errorf("database %s: cannot be opened; make the file and its folder readable and writable for this user", path)
	case sqlite3.SQLITE_CORRUPT:
		return fmt.Errorf("database %s: is damaged, and was left as it is; restore a backup, or choose another path", path)
	case sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR:
		return fmt.Errorf("database %s: the disk is full or fails; make room, or choose another path (%w)", path, err)
	}
	return fmt.Errorf("database %s: %w", path, err)
}

// postgresFault returns what says in one line what an error means for the server and
// database that cfg names, without its password.
func postgresFault(cfg *pgx.ConnConfig) func(error) error {
	where := fmt.Sprintf("database %s on %s", cfg.Database, net.JoinHostPort(cfg.Host, fmt.Sprint(cfg.Port)))
	return func(err error) error {
		if newer := (*newerError)(nil); errors.As(err, &newer) {
			return fmt.Errorf("%s: %w", where, newer)
		}
		if errors.Is(err, context.Canceled) {
			return fmt.Errorf("%s: %w", where, context.Canceled)
		}
		fault := (*pgconn.PgError)(nil)
		if !errors.As(err, &fault) {
			if connect := (*pgconn.ConnectError)(nil); errors.As(err, &connect) || errors.Is(err, context.DeadlineExceeded) {
				return fmt.Errorf("%s: no answer; start the server, or mend host and port", where)
			}
			return fmt.Errorf("%s: %w", where, err)
		}
		switch fault.Code {
		case "28P01", "28000": // invalid_password, invalid_authorization_specification
			return fmt.Errorf("%s: user %s is not let in; mend user or password", where, cfg.User)
		case "3D000": // invalid_catalog_name
			return fmt.Errorf("%s: there is no such database; create it with createdb %s, or mend the name", where, cfg.Database)
		case "42501": // insufficient_privilege
			return fmt.Errorf("%s: user %s may not create tables; grant it CREATE on the schema public, or make it the owner", where, cfg.User)
		case "25006": // read_only_sql_transaction
			return fmt.Errorf("%s: the server is read-only; connect to the primary", where)
		case "53300": // too_many_connections
			return fmt.Errorf("%s: all its connections are taken; raise max_connections, or add pool_max_conns=5 to the URL", where)
		case "57P03": // cannot_connect_now
			return fmt.Errorf("%s: the server is starting or stopping; try again in a moment", where)
		}
		return fmt.Errorf("%s: %s (SQLSTATE %s)", where, fault.Message, fault.Code)
	}
}
