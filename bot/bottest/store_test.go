package bottest_test

import (
	"testing"

	"github.com/readout-bot/readout/bot"
	"github.com/readout-bot/readout/bot/bottest"
)

func TestStore(t *testing.T) {
	bottest.TestStore(t, func(*testing.T) bot.Store { return bottest.NewStore() })
}
