package store

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/readout-bot/readout/bot"
)

// The environment by which this test binary, run again, becomes a replica that may die.
const (
	crashURL  = "READOUT_TEST_CRASH_URL"  // the database
	crashFile = "READOUT_TEST_CRASH_FILE" // where posts go
	crashAt   = "READOUT_TEST_CRASH_AT"   // after which step the process kills itself; empty for never
)

// steps are those of a delivery. A process may die after each.
var steps = []string{"plan", "claim", "begin", "post", "settle"}

// TestCrash kills the real process after each step of a delivery, on both engines, and
// lets another take over: every slot is posted once. All run at once, since they mostly
// wait for the leases of the dead.
func TestCrash(t *testing.T) {
	if testing.Short() {
		t.Skip("waits for the leases of the dead")
	}
	for _, e := range engines {
		t.Run(e.name, func(t *testing.T) {
			t.Parallel()
			var all sync.WaitGroup
			for _, step := range steps {
				url, posts := e.url(t), filepath.Join(t.TempDir(), "posts")
				all.Go(func() {
					if err := crash(t.Context(), url, posts, step); err != nil {
						t.Errorf("died after %s: %v", step, err)
					}
				})
			}
			all.Wait()
		})
	}
}

// crash lets one replica die after step and another take over.
func crash(ctx context.Context, url, posts, step string) error {
	const ref = "sub-1790000000"
	s, err := Open(ctx, url, Options{})
	if err != nil {
		return err
	}
	defer s.Close()
	if err := s.Subscribe(ctx, bot.Subscription{ID: "sub", Channel: bot.Channel{Platform: "x", Workspace: "1", ID: "1"}, Next: time.Unix(1790000000, 0)}); err != nil {
		return err
	}
	first := replica(ctx, url, posts, step)
	if _, err := first.StdinPipe(); err != nil { // stays open, or it would stop in peace
		return err
	}
	if out, err := first.CombinedOutput(); err == nil || !strings.Contains(err.Error(), "killed") {
		return fmt.Errorf("the first replica ended with %v, want it killed:\n%s", err, out)
	}
	if err := surviveWith(replica(ctx, url, posts, "")); err != nil {
		return err
	}
	got, err := os.ReadFile(posts)
	if err != nil || string(got) != ref+"\n" {
		return fmt.Errorf("posted %q (%v), want %q", got, err, ref+"\n")
	}
	delivered, err := s.Delivered(ctx, "sub", 9)
	if err != nil || len(delivered) != 1 || delivered[0].Ref != ref || delivered[0].Fault != "" {
		return fmt.Errorf("settled as %+v (%v), want once with its ref", delivered, err)
	}
	return nil
}

// replica returns the command of a replica.
func replica(ctx context.Context, url, posts, at string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, os.Args[0])
	cmd.Env = append(os.Environ(), crashURL+"="+url, crashFile+"="+posts, crashAt+"="+at)
	return cmd
}

// surviveWith runs a replica until it says that the delivery is done.
func surviveWith(cmd *exec.Cmd) error {
	stop, err := cmd.StdinPipe()
	if err != nil {
		return err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	var faults bytes.Buffer
	cmd.Stderr = &faults
	if err := cmd.Start(); err != nil {
		return err
	}
	late := time.AfterFunc(3*time.Minute, func() { cmd.Process.Kill() })
	defer late.Stop()
	line, err := bufio.NewReader(out).ReadString('\n')
	stop.Close()
	_, _ = io.Copy(io.Discard, out)
	if wait := cmd.Wait(); wait != nil || line != "delivered\n" {
		return fmt.Errorf("the survivor said %q (%v) and ended with %v:\n%s", line, err, wait, faults.String())
	}
	return nil
}

// crashable is what the replica does: it works until its standard input ends.
func crashable() {
	ctx, cancel := context.WithCancel(context.Background())
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		cancel()
	}()
	s, err := Open(ctx, os.Getenv(crashURL), Options{deliverTimeout: 2 * time.Second})
	if err == nil {
		err = s.Work(ctx, &mortal{Store: s, posts: os.Getenv(crashFile), dieAt: os.Getenv(crashAt)})
	}
	if err == nil {
		err = s.Close()
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// A mortal is a worker that posts into a file and dies after a step.
type mortal struct {
	*Store
	posts, dieAt string
}

// after ends the process, as kill -9 does, if this is its step.
func (m *mortal) after(step string) {
	if step == m.dieAt {
		self, _ := os.FindProcess(os.Getpid())
		_ = self.Kill()
		select {}
	}
}

// Plan implements bot.Worker.
func (m *mortal) Plan(ctx context.Context, now time.Time) error {
	_, err := m.PlanSlots(ctx, now, func(n bot.Subscription) ([]bot.Slot, time.Time) {
		return []bot.Slot{{Subscription: n.ID, Due: n.Next}}, now.Add(time.Hour)
	})
	m.after("plan")
	return err
}

// Poll implements bot.Worker.
func (m *mortal) Poll(context.Context, string) error { return nil }

// Deliver implements bot.Worker: claim, begin, post, settle.
func (m *mortal) Amend(context.Context, string) error { return nil }

func (m *mortal) Deliver(ctx context.Context, slot bot.Slot) error {
	now := time.Now()
	d, mine, err := m.Claim(ctx, slot, now, now.Add(2*time.Second))
	if err != nil {
		return err
	}
	m.after("claim")
	if !mine && d.Settled.IsZero() {
		return &bot.RetryError{After: time.Second, Err: fmt.Errorf("slot is claimed")}
	}
	if mine {
		if err := m.Begin(ctx, slot, bot.Message{Title: "brief"}, nil, now); err != nil {
			return err
		}
		m.after("begin")
		key := fmt.Sprintf("%s-%d", slot.Subscription, slot.Due.Unix())
		if err := m.post(key, d.Tried); err != nil {
			return err
		}
		m.after("post")
		if err := m.Settle(ctx, slot, key, "", time.Now()); err != nil {
			return err
		}
		m.after("settle")
	}
	fmt.Println("delivered")
	return nil
}

// post appends key to the file; if that was tried before, only if it is not there.
func (m *mortal) post(key string, tried time.Time) error {
	if !tried.IsZero() {
		if there, err := os.ReadFile(m.posts); err == nil && strings.Contains(string(there), key+"\n") {
			return nil
		}
	}
	f, err := os.OpenFile(m.posts, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
	if err != nil {
		return err
	}
	defer f.Close()
	_, err = f.WriteString(key + "\n")
	return err
}
