package bottest

import (
	"context"
	"fmt"

	"github.com/readout-bot/readout/bot"
)

// NoForms is embedded in a fake bot.Handler that opens no forms and suggests nothing.
type NoForms struct{}

// Form opens none.
func (NoForms) Form(_ context.Context, c bot.Command) (bot.Form, error) {
	return bot.Form{}, fmt.Errorf("form of %q: %w", c.Text, bot.ErrNotFound)
}

// Suggest suggests nothing.
func (NoForms) Suggest(context.Context, bot.Channel, bot.Suggestion, string, int) []bot.Choice {
	return nil
}
