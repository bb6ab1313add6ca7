package bot

import (
	"context"
	"fmt"
)

// Form implements Handler.
func (b *Bot) Form(ctx context.Context, c Command) (Form, error) {
	return Form{}, fmt.Errorf("form of %q: %w", clip(c.Text, 40), ErrNotFound)
}
