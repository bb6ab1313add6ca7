package bot

import (
	"context"
	"fmt"
)

// A Mux is the posters by platform. It is itself a Poster.
type Mux map[string]Poster

var _ Poster = Mux(nil)

// Post posts through the poster of the channel's platform; ErrGone if there is none,
// since nothing can be posted there until somebody adds it.
func (m Mux) Post(ctx context.Context, p Post) (string, error) {
	to, ok := m[p.To.Platform]
	if !ok {
		return "", fmt.Errorf("post to %s: no %s connection: %w", p.To, p.To.Platform, ErrGone)
	}
	return to.Post(ctx, p)
}

// Edit edits through the poster of the channel's platform.
func (m Mux) Edit(ctx context.Context, to Channel, ref string, msg Message) error {
	p, ok := m[to.Platform]
	if !ok {
		return fmt.Errorf("edit in %s: no %s connection: %w", to, to.Platform, ErrGone)
	}
	return p.Edit(ctx, to, ref, msg)
}
