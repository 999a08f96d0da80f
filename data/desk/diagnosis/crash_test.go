package diagnosis

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/debug"
	"strings"
	"testing"
)

// TestMain lets this test program be the process that crashes.
func TestMain(m *testing.M) {
	if how := os.Getenv("DIAGNOSIS_CRASH"); how != "" {
		crash(how, os.Getenv("DIAGNOSIS_DIR"))
	}
	os.Exit(m.Run())
}

// crash ends the process in one of the ways a program ends by itself.
func crash(how, dir string) {
	c, err := OpenCrashes(dir, "9.9")
	if err != nil {
		fmt.Println(err)
		os.Exit(7)
	}
	secret := "the call had " + secrets[0] + " and CBU 0000300900202874937477"
	switch how {
	case "goroutine": // nobody recovers it
		done := make(chan int)
		go func() { panic(secret) }()
		<-done
	case "recovered":
		defer func() {
			v := recover()
			_ = c.Record(v, debug.Stack())
			panic(v)
		}()
		panic(secret)
	case "well":
		_ = c.Close()
		os.Exit(0)
	case "killed": // as when the machine is switched off
		os.Exit(3)
	}
}

// crashed runs a process that crashes and returns what the next start finds.
func crashed(t *testing.T, how, dir string) (report string, found bool) {
	t.Helper()
	child := exec.Command(os.Args[0])
	child.Env = append(os.Environ(), "DIAGNOSIS_CRASH="+how, "DIAGNOSIS_DIR="+dir)
	out, err := child.CombinedOutput()
	if (err == nil) != (how == "well") {
		t.Fatalf("%s ended with %v: %s", how, err, out)
	}
	c, err := OpenCrashes(dir, "9.9")
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	at, found, err := c.Take()
	if err != nil {
		t.Fatal(err)
	}
	if !found {
		return "", false
	}
	if at.IsZero() {
		t.Error("the crash has no time")
	}
	if _, again, err := c.Take(); again || err != nil {
		t.Errorf("it is told twice: %v %v", again, err)
	}
	names, err := c.names(told)
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(c.dir, names[len(names)-1]))
	if err != nil {
		t.Fatal(err)
	}
	return string(text), true
}

func TestTheNextStartTellsOfACrash(t *testing.T) {
	for _, how := range []string{"goroutine", "recovered"} {
		t.Run(how, func(t *testing.T) {
			dir := t.TempDir()
			report, found := crashed(t, how, dir)
			if !found {
				t.Fatal("no crash is known")
			}
			for _, part := range []string{"Trastienda 9.9, go1.", "panic: the call had", "crash_test.go:"} {
				if !strings.Contains(report, part) {
					t.Errorf("the report lacks %q:\n%s", part, report)
				}
			}
			wantNoLeak(t, "the report", report)
			files, err := filepath.Glob(filepath.Join(dir, "crash", "*"))
			if err != nil || len(files) != 1 {
				t.Errorf("files %v, %v: one crash is one report", files, err)
			}
		})
	}
}

func TestNoCrashIsNone(t *testing.T) {
	for _, how := range []string{"well", "killed"} {
		if report, found := crashed(t, how, t.TempDir()); found {
			t.Errorf("ended %s: %s", how, report)
		}
	}
}

func TestOldReportsGo(t *testing.T) {
	dir := t.TempDir()
	c, err := OpenCrashes(dir, "9.9")
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	for i := range crashesKept + 5 {
		if err := c.Record(i, []byte("stack")); err != nil {
			t.Fatal(err)
		}
	}
	if _, found, err := c.Take(); !found || err != nil {
		t.Fatal(found, err)
	}
	names, err := c.names(told)
	if err != nil || len(names) != crashesKept {
		t.Fatalf("%d reports, %v", len(names), err)
	}
	text, err := os.ReadFile(filepath.Join(c.dir, names[len(names)-1]))
	if err != nil || !strings.Contains(string(text), fmt.Sprintf("panic: %d\n", crashesKept+4)) {
		t.Errorf("the newest is gone: %s %v", text, err)
	}
}
