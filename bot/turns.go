package bot

import (
	"context"
	"fmt"
	"runtime"
)

// Where many ask at once, what weighs hundreds of articles would hold up what is told from a
// few. So no more of the former run at once than there are processors, and the others in
// between; each in the order in which it was asked.

// weighty are the commands that take their turn.
var weighty = wordSet("ask today stories why")

// A line is where weighty commands wait for their turn.
type line chan struct{}

func newLine() line { return make(line, runtime.GOMAXPROCS(0)) }

// turn waits until it is the caller's turn, who calls done at its end.
func (l line) turn(ctx context.Context) (done func(), err error) {
	select {
	case l <- struct{}{}:
		return func() { <-l }, nil
	case <-ctx.Done():
		return nil, fmt.Errorf("wait for a turn: %w", ctx.Err())
	}
}
