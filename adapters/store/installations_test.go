package store

import (
	"testing"

	"github.com/readout-bot/readout/bot/bottest"
)

func TestInstallations(t *testing.T) {
	for _, e := range engines {
		t.Run(e.name, func(t *testing.T) {
			bottest.TestInstallations(t, func(t *testing.T) bottest.Installations { return opened(t, e.url(t), Options{}) })
		})
	}
}
