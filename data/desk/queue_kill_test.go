package desk_test

import (
	"bufio"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"trastienda/app/clock"
	"trastienda/data/desk"
	"trastienda/data/desk/internal/fakehub"
)

// childEnv makes the test's program a desktop that marks purchases until it is
// killed: "folder|hub|first number".
const childEnv = "TRASTIENDA_TEST_DESK"

func runChild(args string) error {
	part := strings.SplitN(args, "|", 3)
	ctx := context.Background()
	d, err := desk.Open(desk.Options{Dir: part[0], HubURL: part[1], Clock: clock.System{}, QueuePause: time.Millisecond, QueuePauseCap: 5 * time.Millisecond})
	if err != nil {
		return err
	}
	if _, err := d.SignIn(ctx, fakehub.Email, fakehub.Password, "child"); err != nil {
		return err
	}
	var from int
	fmt.Sscan(part[2], &from)
	for i := from; ; i++ {
		if _, err := d.SetMark(ctx, fmt.Sprint("q", i), fmt.Sprint("note ", i), false, 0); err != nil {
			return err
		}
		fmt.Println(i)
	}
}

// The program is killed at any point, again and again, and the hub loses answers
// all the time: what was accepted is at the hub, each act once.
func TestKilledAtAnyPoint(t *testing.T) {
	b := newBench(t)
	var puts, lost atomic.Int64
	b.hub.Before = func(w http.ResponseWriter, r *http.Request) bool {
		if r.Method == http.MethodPut && puts.Add(1)%3 == 0 {
			b.hub.Answer(httptest.NewRecorder(), r)
			lost.Add(1)
			panic(http.ErrAbortHandler)
		}
		return false
	}
	b.join() // what another process asks for is answered after this
	var accepted []int
	for round := range 5 {
		// An act may be written down and not be told any more: each round has
		// numbers of its own.
		accepted = append(accepted, killAfter(t, b, round*1000, 7+5*round)...)
	}
	b.signIn()
	b.allSent()
	for _, i := range accepted {
		if m := b.hub.Mark(fmt.Sprint("q", i)); m.Version != 1 || m.Note != fmt.Sprint("note ", i) {
			t.Errorf("act %d: %+v", i, m)
		}
	}
	// The control: without lost answers this would have shown nothing.
	if lost.Load() == 0 || puts.Load() <= int64(len(accepted)) {
		t.Errorf("%d of %d answers were lost for %d acts", lost.Load(), puts.Load(), len(accepted))
	}
}

// killAfter runs a desktop from act number from on and kills it once it has
// accepted n. It returns the numbers it accepted.
func killAfter(t *testing.T, b *bench, from, n int) (accepted []int) {
	t.Helper()
	child := exec.Command(os.Args[0])
	child.Env = append(os.Environ(), fmt.Sprintf("%s=%s|%s|%d", childEnv, b.dir, b.server.URL, from))
	child.Stderr = os.Stderr
	out, err := child.StdoutPipe()
	if err == nil {
		err = child.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	for lines := bufio.NewScanner(out); lines.Scan(); {
		i, err := strconv.Atoi(lines.Text())
		if err != nil {
			t.Fatal(err)
		}
		if accepted = append(accepted, i); len(accepted) == n {
			child.Process.Kill()
		}
	}
	child.Wait() // it was killed
	if len(accepted) < n {
		t.Fatalf("the desktop ended by itself after %d acts", len(accepted))
	}
	return accepted
}
