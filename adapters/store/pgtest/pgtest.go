//go:build unix

// Package pgtest starts a throw-away PostgreSQL server from the binaries of the machine,
// one for a test binary, with a fresh database for each call of Start. Only tests import it.
//
// A package that uses it calls Main or Run from TestMain, which stops the server at the end.
package pgtest

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// startTimeout is how long the server may take until it answers.
const startTimeout = 60 * time.Second

// password is that of the server's superuser, so that tests can give a wrong one.
const password = "throw-away"

// errMissing says that the machine has no server.
var errMissing = errors.New("no PostgreSQL binaries (initdb, postgres) in PATH, /usr/lib/postgresql/*/bin or `pg_config --bindir`; Debian's package is postgresql")

// A server is a running PostgreSQL.
type server struct {
	folder    string
	port      int
	process   *exec.Cmd
	databases int
	err       error // why there is none
}

// shared is the server of this test binary; a test binary cannot hand it to its tests
// otherwise.
var shared struct {
	sync.Mutex
	*server
}

// Main runs the tests, stops the server they started and exits.
func Main(m *testing.M) { os.Exit(Run(m)) }

// Run runs the tests, stops the server they started and returns the exit code, for a
// TestMain that has more to do.
func Run(m *testing.M) int {
	code := m.Run()
	shared.Lock()
	defer shared.Unlock()
	if shared.server != nil {
		shared.stop()
	}
	return code
}

// Start returns the URL of a fresh, empty database. It skips the test where the machine has
// no PostgreSQL; under CI=true that is a failure.
func Start(t testing.TB) string {
	t.Helper()
	shared.Lock()
	defer shared.Unlock()
	if shared.server == nil {
		shared.server = start()
	}
	if errors.Is(shared.err, errMissing) && os.Getenv("CI") != "true" {
		t.Skip(shared.err)
	}
	if shared.err != nil {
		t.Fatalf("throw-away PostgreSQL: %v", shared.err)
	}
	shared.databases++
	name := "test_" + strconv.Itoa(shared.databases)
	ctx, cancel := context.WithTimeout(context.Background(), startTimeout)
	defer cancel()
	conn, err := pgx.Connect(ctx, shared.url("postgres"))
	if err != nil {
		t.Fatalf("throw-away PostgreSQL: %v", err)
	}
	defer conn.Close(ctx)
	if _, err := conn.Exec(ctx, "CREATE DATABASE "+name); err != nil {
		t.Fatalf("throw-away PostgreSQL: %v", err)
	}
	return shared.url(name)
}

func (s *server) url(database string) string {
	u := url.URL{Scheme: "postgres", User: url.UserPassword("readout", password), Host: net.JoinHostPort("127.0.0.1", strconv.Itoa(s.port)), Path: database}
	return u.String()
}

// start makes a cluster and runs a server on it.
func start() *server {
	s := new(server)
	if s.err = s.run(); s.err != nil {
		s.stop()
	}
	return s
}

func (s *server) run() error {
	bin, err := binaries()
	if err != nil {
		return err
	}
	account, err := unprivileged()
	if err != nil {
		return err
	}
	if s.folder, err = os.MkdirTemp("", "readout-pg"); err != nil {
		return err
	}
	secret := filepath.Join(s.folder, "secret")
	if err := os.WriteFile(secret, []byte(password), 0o600); err != nil {
		return err
	}
	if account != nil {
		for _, path := range []string{s.folder, secret} {
			if err := os.Chown(path, int(account.Uid), int(account.Gid)); err != nil {
				return err
			}
		}
	}
	data := filepath.Join(s.folder, "data")
	initdb := s.command(account, filepath.Join(bin, "initdb"), "-D", data, "-U", "readout", "-A", "scram-sha-256", "--pwfile", secret,
		"-E", "UTF8", "--locale=C", "--no-sync")
	if out, err := initdb.CombinedOutput(); err != nil {
		return fmt.Errorf("initdb: %w\n%s", err, out)
	}
	if s.port, err = freePort(); err != nil {
		return err
	}
	log, err := os.Create(filepath.Join(s.folder, "log"))
	if err != nil {
		return err
	}
	defer log.Close()
	s.process = s.command(account, filepath.Join(bin, "postgres"), "-D", data, "-p", strconv.Itoa(s.port), "-h", "127.0.0.1", "-k", s.folder,
		"-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off", "-c", "max_connections=300", "-c", "shared_buffers=64MB")
	s.process.Stdout, s.process.Stderr = log, log
	if err := s.process.Start(); err != nil {
		return err
	}
	return s.await(log.Name())
}

// await waits until the server answers.
func (s *server) await(log string) error {
	var err error
	for end := time.Now().Add(startTimeout); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		var conn *pgx.Conn
		if conn, err = pgx.Connect(ctx, s.url("postgres")); err == nil {
			err = conn.Close(ctx)
			cancel()
			return err
		}
		cancel()
	}
	said, _ := os.ReadFile(log)
	return fmt.Errorf("no answer within %s: %w\n%s", startTimeout, err, said)
}

// command returns a command in the server's folder, under account if that is not nil.
func (s *server) command(account *syscall.Credential, name string, args ...string) *exec.Cmd {
	cmd := exec.Command(name, args...)
	cmd.Dir = s.folder
	cmd.SysProcAttr = sysProcAttr(account)
	return cmd
}

// stop ends the server at once; what it holds is thrown away with it.
func (s *server) stop() {
	if s.process != nil && s.process.Process != nil {
		_ = s.process.Process.Signal(syscall.SIGQUIT) // immediate shutdown
		_ = s.process.Wait()
	}
	if s.folder != "" {
		_ = os.RemoveAll(s.folder)
	}
}

// binaries returns the folder of initdb and postgres, the newest version first.
func binaries() (string, error) {
	folders := filepath.SplitList(os.Getenv("PATH"))
	versions, _ := filepath.Glob("/usr/lib/postgresql/*/bin")
	slices.SortFunc(versions, func(a, b string) int { return version(b) - version(a) })
	folders = append(folders, versions...)
	if out, err := exec.Command("pg_config", "--bindir").Output(); err == nil {
		folders = append(folders, strings.TrimSpace(string(out)))
	}
	for _, folder := range folders {
		_, err := os.Stat(filepath.Join(folder, "initdb"))
		_, err2 := os.Stat(filepath.Join(folder, "postgres"))
		if err == nil && err2 == nil {
			return folder, nil
		}
	}
	return "", errMissing
}

// version returns the 15 of /usr/lib/postgresql/15/bin.
func version(folder string) int {
	n, _ := strconv.Atoi(filepath.Base(filepath.Dir(folder)))
	return n
}

// unprivileged returns the account that the server runs under: nil for our own, or another
// if we are root, whom PostgreSQL refuses.
func unprivileged() (*syscall.Credential, error) {
	if os.Getuid() != 0 {
		return nil, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, err := strconv.ParseUint(u.Uid, 10, 32)
		gid, err2 := strconv.ParseUint(u.Gid, 10, 32)
		if err == nil && err2 == nil {
			return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, nil
		}
	}
	return nil, errors.New("PostgreSQL does not run as root, and there is no user postgres or nobody")
}

// freePort returns a port that nobody listens on.
func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port, nil
}
