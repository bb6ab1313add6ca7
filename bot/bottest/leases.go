package bottest

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"
)

// Leases hand out names to one holder at a time. Adapters that need them define them for
// themselves; this is the contract.
type Leases interface {
	// Lease makes name holder's until that time, or for longer if it is holder's already,
	// unless somebody else's lease on it still runs at now. It returns who has it then.
	Lease(ctx context.Context, name, holder string, now, until time.Time) (by string, err error)
	// Unlease gives a name up, if it is holder's.
	Unlease(ctx context.Context, name, holder string) error
}

// TestLeases checks that what open returns, fresh for each call, keeps the contract.
func TestLeases(t *testing.T, open func(t *testing.T) Leases) {
	t.Run("one holder", func(t *testing.T) {
		l := open(t)
		lease := func(name, holder string, now, until time.Duration, want string) {
			t.Helper()
			by, err := l.Lease(t.Context(), name, holder, noon.Add(now), noon.Add(until))
			if err != nil || by != want {
				t.Errorf("lease of %s for %s at %s: by %q, error %v; want %q", name, holder, now, by, err, want)
			}
		}
		const s = time.Second
		lease("a", "anna", 0, 10*s, "anna")
		lease("a", "boris", 5*s, 15*s, "anna")
		lease("b", "boris", 5*s, 15*s, "boris") // another name
		lease("a", "anna", 6*s, 16*s, "anna")   // renewed
		lease("a", "boris", 11*s, 21*s, "anna")
		lease("a", "boris", 16*s, 26*s, "boris") // it has run out
		lease("a", "anna", 17*s, 27*s, "boris")
		unlease := func(name, holder string) {
			t.Helper()
			if err := l.Unlease(t.Context(), name, holder); err != nil {
				t.Errorf("unlease of %s by %s: %v", name, holder, err)
			}
		}
		unlease("a", "anna") // not hers
		lease("a", "anna", 17*s, 27*s, "boris")
		unlease("a", "boris")
		unlease("a", "boris") // no longer his
		unlease("c", "boris") // nobody's
		lease("a", "anna", 17*s, 27*s, "anna")
	})
	t.Run("race", func(t *testing.T) {
		l := open(t)
		by := make([]string, 8)
		var group sync.WaitGroup
		for i := range by {
			group.Go(func() {
				var err error
				if by[i], err = l.Lease(t.Context(), "race", fmt.Sprint("holder ", i), noon, noon.Add(time.Minute)); err != nil {
					t.Error(err)
				}
			})
		}
		group.Wait()
		for i := range by {
			if by[i] != by[0] {
				t.Errorf("both %q and %q hold it", by[0], by[i])
			}
		}
	})
}
