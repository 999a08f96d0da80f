// Package storetest gives tests a real hub database: a temporary SQLite file,
// and a database in a PostgreSQL cluster that the test binary starts for itself.
package storetest

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"trastienda/data/hub/store"
)

// Engines are the names of the engines every store test runs on.
var Engines = []string{"sqlite", "postgres"}

// Each runs f once per engine, each time with the address of a new, empty
// database.
func Each(t *testing.T, f func(t *testing.T, dsn string)) {
	t.Helper()
	for _, engine := range Engines {
		t.Run(engine, func(t *testing.T) { f(t, DSN(t, engine)) })
	}
}

// DSN gives the address of a new, empty database on engine ("sqlite" or
// "postgres"). It is gone when the test ends.
func DSN(t testing.TB, engine string) string {
	t.Helper()
	switch engine {
	case "sqlite":
		return "sqlite:" + filepath.Join(t.TempDir(), "hub.db")
	case "postgres":
		return postgresDatabase(t)
	}
	t.Fatalf("storetest: no engine %q", engine)
	return ""
}

// Open opens dsn and closes it when the test ends.
func Open(t testing.TB, dsn string, o store.Options) *store.Store {
	t.Helper()
	s, err := store.Open(context.Background(), dsn, o)
	if err != nil {
		t.Fatalf("storetest: %v", err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("storetest: close: %v", err)
		}
	})
	return s
}

// EnvPostgres names a PostgreSQL server to use instead of an own cluster, as
// the address of a database whose user may create others.
const EnvPostgres = "TRASTIENDA_TEST_POSTGRES"

// cluster starts the binary's PostgreSQL once. A machine without PostgreSQL
// fails the tests: a store that was tried on one engine only proves nothing.
var cluster = sync.OnceValues(startCluster)

func postgresDatabase(t testing.TB) string {
	t.Helper()
	server, err := cluster()
	if err != nil {
		t.Fatalf("storetest: PostgreSQL: %v", err)
	}
	admin := server.admin
	name := "t" + strings.ReplaceAll(uuid.NewString(), "-", "")
	if err := onServer(admin, "create database "+name); err != nil {
		t.Fatalf("storetest: %v", err)
	}
	t.Cleanup(func() {
		if err := onServer(admin, "drop database "+name+" with (force)"); err != nil {
			t.Errorf("storetest: %v", err)
		}
	})
	address, query, _ := strings.Cut(admin, "?")
	return address[:strings.LastIndex(address, "/")] + "/" + name + "?" + query
}

func onServer(dsn, statement string) error {
	db, err := sql.Open("pgx", dsn)
	if err != nil {
		return err
	}
	defer db.Close()
	_, err = db.Exec(statement)
	return err
}

// server is a running PostgreSQL. It stops when alive is closed, so alive is
// kept as long as the binary runs: left to the garbage collector, its finalizer
// would close it in the middle of a test.
type server struct {
	admin string // address of a database whose user may create others
	alive *os.File
}

func startCluster() (server, error) {
	if dsn := os.Getenv(EnvPostgres); dsn != "" {
		return server{admin: dsn}, nil
	}
	bin, err := postgresBin()
	if err != nil {
		return server{}, err
	}
	dir, err := os.MkdirTemp("", "trastienda-pg-")
	if err != nil {
		return server{}, err
	}
	as := asPostgres(dir)
	if out, err := as(bin+"/initdb", "-D", dir+"/data", "-U", "postgres", "-A", "trust", "-N", "-E", "UTF8", "--locale=C").CombinedOutput(); err != nil {
		return server{}, fmt.Errorf("initdb: %w: %s", err, out)
	}
	// Sockets only: no port to clash on. fsync is off because the machine's
	// power is not what these tests cut.
	command := as(bin+"/postgres", "-D", dir+"/data", "-k", dir, "-c", "listen_addresses=", "-c", "fsync=off", "-c", "max_connections=200")
	alive, err := watched(command, dir)
	if err != nil {
		return server{}, err
	}
	dsn := "postgres://postgres@/postgres?host=" + dir + "&sslmode=disable"
	for deadline := time.Now().Add(60 * time.Second); ; time.Sleep(50 * time.Millisecond) {
		if err = onServer(dsn, "select 1"); err == nil {
			return server{admin: dsn, alive: alive}, nil
		}
		if time.Now().After(deadline) {
			return server{}, fmt.Errorf("server did not start: %w (%v)", err, alive.Close())
		}
	}
}

// watched starts the server under a shell that waits for the end of this
// process (its end of the pipe closes, however it dies), stops the server and
// removes the folder.
func watched(server *exec.Cmd, dir string) (*os.File, error) {
	r, w, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	// Only the server itself is told to stop: runuser between us keeps the
	// signal to itself.
	script := `"$@" >"$0/log" 2>&1 & cat >/dev/null; kill -INT $(head -n 1 "$0/data/postmaster.pid"); wait; rm -rf "$0"`
	watch := exec.Command("sh", append([]string{"-c", script, dir}, server.Args...)...)
	watch.Stdin, watch.Dir = r, dir
	if err := watch.Start(); err != nil {
		return nil, err
	}
	return w, r.Close()
}

// asPostgres gives the maker of commands: initdb and the server refuse root, so
// root runs them as the user postgres, who then owns the folder.
func asPostgres(dir string) func(name string, args ...string) *exec.Cmd {
	prefix := []string{}
	if os.Geteuid() == 0 {
		prefix = []string{"runuser", "-u", "postgres", "--"}
		if u, err := user.Lookup("postgres"); err == nil {
			uid, _ := strconv.Atoi(u.Uid)
			gid, _ := strconv.Atoi(u.Gid)
			if err := os.Chown(dir, uid, gid); err != nil {
				prefix = []string{"false"}
			}
		}
	}
	return func(name string, args ...string) *exec.Cmd {
		all := append(append(append([]string{}, prefix...), name), args...)
		cmd := exec.Command(all[0], all[1:]...)
		cmd.Dir = dir
		return cmd
	}
}

// postgresBin finds the newest installed server.
func postgresBin() (string, error) {
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin")
	if err != nil {
		return "", err
	}
	best, version := "", -1
	for _, dir := range found {
		n, err := strconv.Atoi(filepath.Base(filepath.Dir(dir)))
		if err == nil && n > version {
			best, version = dir, n
		}
	}
	if best != "" {
		return best, nil
	}
	if path, err := exec.LookPath("postgres"); err == nil {
		return filepath.Dir(path), nil
	}
	return "", fmt.Errorf("no server in /usr/lib/postgresql/*/bin or PATH; install it or set %s", EnvPostgres)
}
