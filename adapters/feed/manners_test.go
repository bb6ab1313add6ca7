package feed

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/readout-bot/readout/bot"
)

func newManners(interval time.Duration) *manners {
	return &manners{interval: interval, hosts: make(map[string]*host)}
}

func TestMannersPace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, start := newManners(time.Second), time.Now()
		var mu sync.Mutex
		running, most := 0, 0
		var starts []time.Duration
		var wg sync.WaitGroup
		for range 6 {
			wg.Go(func() {
				leave, err := m.enter(t.Context(), "a.example")
				if err != nil {
					t.Error(err)
					return
				}
				defer leave()
				mu.Lock()
				running++
				most = max(most, running)
				starts = append(starts, time.Since(start))
				mu.Unlock()
				time.Sleep(10 * time.Second)
				mu.Lock()
				running--
				mu.Unlock()
			})
		}
		wg.Wait()
		if most != hostConcurrency {
			t.Errorf("%d requests at once, want %d", most, hostConcurrency)
		}
		want := []time.Duration{0, 1, 10, 11, 20, 21}
		for i := range want {
			if want[i] *= time.Second; starts[i] != want[i] {
				t.Errorf("starts %v, want %v seconds", starts, want)
				break
			}
		}
		// Another host does not wait.
		leave, err := m.enter(t.Context(), "b.example")
		if err != nil {
			t.Fatal(err)
		}
		leave()
	})
}

func TestMannersContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newManners(time.Hour)
		leave, _ := m.enter(t.Context(), "a.example")
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		for range 3 { // one waits for its time, the others for a slot; none keeps anything
			if _, err := m.enter(ctx, "a.example"); !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("error %v, want the deadline", err)
			}
		}
		leave()
		if h := m.hosts["a.example"]; h.users != 0 || len(h.slots) != 0 {
			t.Errorf("%d users and %d slots are left over", h.users, len(h.slots))
		}
	})
}

func TestMannersHush(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newManners(0)
		leave, _ := m.enter(t.Context(), "a.example")
		m.hush("a.example", time.Minute)
		leave()
		var retry *bot.RetryError
		if _, err := m.enter(t.Context(), "a.example"); !errors.As(err, &retry) || retry.After != time.Minute {
			t.Errorf("error %v, want a retry after a minute", err)
		}
		time.Sleep(time.Minute)
		if leave, err := m.enter(t.Context(), "a.example"); err != nil {
			t.Errorf("error %v after the time was over", err)
		} else {
			leave()
		}
	})
}

func TestMannersForget(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newManners(time.Second)
		for i := range 3 * manyHosts {
			leave, err := m.enter(t.Context(), fmt.Sprint(i))
			if err != nil {
				t.Fatal(err)
			}
			leave()
			time.Sleep(time.Millisecond * 10)
		}
		if len(m.hosts) > manyHosts+100 {
			t.Errorf("%d hosts are remembered, want about %d", len(m.hosts), manyHosts)
		}
	})
}
