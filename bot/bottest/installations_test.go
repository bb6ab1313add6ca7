package bottest_test

import (
	"testing"

	"github.com/readout-bot/readout/bot/bottest"
)

func TestMemoryInstallations(t *testing.T) {
	bottest.TestInstallations(t, func(*testing.T) bottest.Installations { return &bottest.MemoryInstallations{} })
}
