package store

import (
	"context"
	"database/sql"
	"fmt"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/readout-bot/readout/bot"
)

// refused opens url, which must not work, and returns the error's line.
func refused(t *testing.T, url string) string {
	t.Helper()
	s, err := Open(t.Context(), url, Options{})
	if err == nil {
		s.Close()
		t.Fatal("it was opened")
	}
	if strings.Contains(err.Error(), "\n") {
		t.Errorf("the error has more than a line: %q", err)
	}
	return err.Error()
}

// says checks that line holds all of parts.
func says(t *testing.T, line string, parts ...string) {
	t.Helper()
	for _, p := range parts {
		if !strings.Contains(line, p) {
			t.Errorf("error %q, want %q in it", line, p)
		}
	}
}

func TestOpenRefusesFile(t *testing.T) {
	for name, test := range map[string]struct {
		url  func(t *testing.T, dir string) string
		says []string
	}{
		"no folder":    {func(t *testing.T, dir string) string { return filepath.Join(dir, "none", "readout.db") }, []string{"none/readout.db", "does not exist", "make it"}},
		"a folder":     {func(t *testing.T, dir string) string { return dir }, []string{"is a folder", "path of a file"}},
		"text file":    {textFile, []string{"is not a SQLite database", "left as it is"}},
		"read-only":    {readOnlyFile, []string{"is read-only", "writable"}},
		"locked":       {lockedFile, []string{"is locked by another program", "stop"}},
		"newer":        {newerFile, []string{"made by a newer Readout", "99", "install that version"}},
		"newer queue":  {newerQueue, []string{"made by a newer Readout"}},
		"damaged":      {damagedFile, []string{"is damaged", "backup"}},
		"no path":      {func(*testing.T, string) string { return "" }, []string{"no path"}},
		"memory":       {func(*testing.T, string) string { return ":memory:" }, []string{":memory:", "path of a file"}},
		"other scheme": {func(*testing.T, string) string { return "mysql://root:hunter2@host/db" }, []string{"mysql", "postgres://"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			url := test.url(t, dir)
			before, _ := os.ReadFile(url)
			line := refused(t, url)
			says(t, line, test.says...)
			if strings.Contains(line, "hunter2") {
				t.Errorf("the error holds the password: %q", line)
			}
			if after, _ := os.ReadFile(url); string(after) != string(before) {
				t.Error("the file was changed")
			}
		})
	}
}

func textFile(t *testing.T, dir string) string {
	path := filepath.Join(dir, "notes.txt")
	check(t, os.WriteFile(path, []byte("this is not a database"), 0o644))
	return path
}

// used returns the path of a closed database.
func used(t *testing.T, dir string) string {
	path := filepath.Join(dir, "readout.db")
	s, err := Open(t.Context(), path, Options{})
	check(t, err)
	check(t, s.Close())
	return path
}

func readOnlyFile(t *testing.T, dir string) string {
	path := used(t, dir)
	check(t, os.Chmod(path, 0o444))
	return path
}

// change runs statements on the file at path.
func change(t *testing.T, path string, statements ...string) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+path)
	check(t, err)
	db.SetMaxOpenConns(1)
	for _, statement := range statements {
		_, err := db.Exec(statement)
		check(t, err)
	}
	return db
}

func lockedFile(t *testing.T, dir string) string {
	path := used(t, dir)
	db := change(t, path, "PRAGMA locking_mode = EXCLUSIVE", "BEGIN EXCLUSIVE", "CREATE TABLE other (x)")
	t.Cleanup(func() { db.Close() })
	return path
}

func newerFile(t *testing.T, dir string) string {
	path := used(t, dir)
	check(t, change(t, path, "INSERT INTO readout_version (version_id, is_applied) VALUES (99, 1)", "PRAGMA wal_checkpoint(TRUNCATE)").Close())
	return path
}

func newerQueue(t *testing.T, dir string) string {
	path := used(t, dir)
	check(t, change(t, path, "INSERT INTO river_migration (line, version) VALUES ('main', 999)", "PRAGMA wal_checkpoint(TRUNCATE)").Close())
	return path
}

func damagedFile(t *testing.T, dir string) string {
	path := used(t, dir)
	b, err := os.ReadFile(path)
	check(t, err)
	for i := 100; i < len(b); i++ { // past the header
		b[i] = 0xAA
	}
	check(t, os.WriteFile(path, b, 0o644))
	return path
}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestOpenRefusesServer(t *testing.T) {
	good := engines[1].url(t)
	with := func(change func(*url.URL)) string {
		u, err := url.Parse(good)
		check(t, err)
		change(u)
		return u.String()
	}
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	check(t, err)
	check(t, closed.Close())
	silent, err := net.Listen("tcp", "127.0.0.1:0") // takes connections and says nothing
	check(t, err)
	defer silent.Close()
	u, err := url.Parse(good)
	check(t, err)
	password, _ := u.User.Password()
	for name, test := range map[string]struct {
		url  string
		says []string
	}{
		"wrong password": {with(func(u *url.URL) { u.User = url.UserPassword("readout", "hunter2") }), []string{"127.0.0.1", "user readout is not let in", "password"}},
		"wrong user":     {with(func(u *url.URL) { u.User = url.UserPassword("nobody", "hunter2") }), []string{"user nobody is not let in"}},
		"no database":    {with(func(u *url.URL) { u.Path = "/none" }), []string{"database none", "createdb none"}},
		"no server":      {with(func(u *url.URL) { u.Host = closed.Addr().String() }), []string{closed.Addr().String(), "no answer", "start the server"}},
		"silent server":  {with(func(u *url.URL) { u.Host = silent.Addr().String(); u.RawQuery = "connect_timeout=1" }), []string{"no answer"}},
		"wrong port":     {"postgres://readout:hunter2@127.0.0.1:port/db", []string{"cannot be read", "postgres://USER"}},
		"no escape":      {"postgres://readout:hunter2%@127.0.0.1/db", []string{"cannot be read"}},
		"newer":          {newerServer(t), []string{"made by a newer Readout"}},
	} {
		t.Run(name, func(t *testing.T) {
			line := refused(t, test.url)
			says(t, line, test.says...)
			if strings.Contains(line, "hunter2") || strings.Contains(line, password) {
				t.Errorf("the error holds the password: %q", line)
			}
		})
	}
}

func newerServer(t *testing.T) string {
	url := engines[1].url(t)
	opened(t, url, Options{})
	conn, err := pgx.Connect(t.Context(), url)
	check(t, err)
	defer conn.Close(t.Context())
	_, err = conn.Exec(t.Context(), "INSERT INTO readout_version (version_id, is_applied) VALUES (99, true)")
	check(t, err)
	return url
}

// TestOpenAtOnce opens a fresh database from many places at once, as replicas do.
func TestOpenAtOnce(t *testing.T) {
	for _, e := range engines {
		t.Run(e.name, func(t *testing.T) {
			url := e.url(t)
			var all sync.WaitGroup
			for i := range 6 {
				all.Go(func() {
					s, err := Open(t.Context(), url, Options{})
					if err != nil {
						t.Error(err)
						return
					}
					defer s.Close()
					if _, err := s.AddFeed(t.Context(), "x:1", bot.Feed{URL: fmt.Sprint("https://example.org/", i)}); err != nil {
						t.Error(err)
					}
				})
			}
			all.Wait()
		})
	}
}

// TestOpenForms opens one file by all the ways to write its path.
func TestOpenForms(t *testing.T) {
	path := filepath.Join(t.TempDir(), "read out #1%.db")
	escaped := (&url.URL{Path: path}).EscapedPath()
	for i, form := range []string{path, "file:" + escaped, "sqlite://" + escaped, "sqlite:" + escaped} {
		s := opened(t, form, Options{})
		added, err := s.AddFeed(t.Context(), "x:1", bot.Feed{URL: "https://example.org/"})
		check(t, err)
		if added != (i == 0) {
			t.Errorf("%s is not the file of the forms before it", form)
		}
	}
	if _, err := os.Stat(path); err != nil {
		t.Error(err)
	}
}

// TestOpenAgain checks that what was kept is there after a restart.
func TestOpenAgain(t *testing.T) {
	for _, e := range engines {
		t.Run(e.name, func(t *testing.T) {
			url := e.url(t)
			s, err := Open(t.Context(), url, Options{})
			check(t, err)
			_, err = s.AddFeed(t.Context(), "x:1", bot.Feed{URL: "https://example.org/", Title: "Example", Next: time.Now()})
			check(t, err)
			check(t, s.Close())
			f, err := opened(t, url, Options{}).Feed(t.Context(), "https://example.org/")
			check(t, err)
			if f.Title != "Example" {
				t.Errorf("the feed came back as %+v", f)
			}
		})
	}
}

// TestOpenCancelled checks that a caller who gives up is told so.
func TestOpenCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, e := range engines {
		if _, err := Open(ctx, e.url(t), Options{}); err == nil {
			t.Errorf("%s: a cancelled open worked", e.name)
		}
	}
}
