package bottest_test

import (
	"errors"
	"testing"
	"time"

	"github.com/readout-bot/readout/bot"
	"github.com/readout-bot/readout/bot/bottest"
)

func TestFakePoster(t *testing.T) {
	bottest.TestPoster(t, func(t *testing.T) bottest.PosterRig {
		p := &bottest.Poster{}
		return bottest.PosterRig{
			Poster: p,
			To:     bot.Channel{Platform: "fake", Workspace: "w", ID: "c"},
			Seen: func() []string {
				var seen []string
				for _, m := range p.Posts() {
					seen = append(seen, bottest.Text(m.Message))
				}
				return seen
			},
			LoseReply: func() { p.Fail(bottest.ReplyLost) },
			Limit: func(after time.Duration) {
				p.Fail(bottest.Fault{Err: &bot.RetryError{After: after, Err: errors.New("429")}})
			},
			Break: func() { p.Fail(bottest.Fault{Err: &bot.RetryError{Err: errors.New("500")}}) },
			Gone:  func() { p.Fail(bottest.Gone) },
		}
	})
}
