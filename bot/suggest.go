package bot

import (
	"context"
	"errors"
)

// Suggest implements Handler.
func (b *Bot) Suggest(ctx context.Context, from Channel, what Suggestion, typed string, limit int) []Choice {
	if what != SuggestActors {
		return nil
	}
	names, err := b.store.Names(ctx, from.Tenant(), clip(typed, 100), limit)
	if err != nil && !errors.Is(err, context.Canceled) {
		b.log.Error("names not found", "channel", from.String(), "err", err)
	}
	choices := make([]Choice, len(names))
	for i, n := range names {
		choices[i] = Choice{Label: clip(n, 75), Value: clip(n, 100)}
	}
	return choices
}
