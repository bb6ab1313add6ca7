package bottest_test

import (
	"errors"
	"testing"

	"github.com/readout-bot/readout/bot"
	"github.com/readout-bot/readout/bot/bottest"
	"github.com/readout-bot/readout/digest"
)

func TestFakeSource(t *testing.T) {
	bottest.TestSource(t, func(t *testing.T) bottest.SourceRig {
		const site, private = "https://harbour.example", "http://10.0.0.1/"
		s := &bottest.Source{}
		fail := func(url string, feed, page error) {
			s.SetFeed(url, bot.Polled{}, feed)
			s.SetPage(url, digest.Article{}, page)
		}
		fail(private, bot.ErrPrivateAddress, bot.ErrPrivateAddress)
		faults := map[bottest.SiteFault]error{
			bottest.SiteMissing:   bot.ErrNotFound,
			bottest.SiteRefused:   bot.ErrRefused,
			bottest.SiteMalformed: bot.ErrMalformed,
			bottest.SiteNoFeed:    bot.ErrNotFeed,
			bottest.SiteNamesFeed: &bot.NotFeedError{Alternate: site + "/named", Err: bot.ErrNotFeed},
			bottest.SiteEndless:   bot.ErrTooLarge,
			bottest.SiteLimited:   &bot.RetryError{After: bottest.SiteLimitedFor, Err: bot.ErrTooOften},
			bottest.SiteFaulty:    &bot.RetryError{Err: bot.ErrSiteFault},
			bottest.SiteDropped:   &bot.RetryError{Err: errors.New("connection reset")},
			bottest.SiteElsewhere: bot.ErrPrivateAddress,
		}
		return bottest.SourceRig{
			Source: s,
			Site:   site,
			Feed:   func(url string, f bot.Polled) { s.SetFeed(url, f, nil) },
			Page:   func(url string, a digest.Article) { s.SetPage(url, a, nil) },
			Fail: func(url string, f bottest.SiteFault) {
				page := faults[f]
				if f == bottest.SiteNoFeed {
					page = bot.ErrNoText
				}
				fail(url, faults[f], page)
			},
			Requests: func(url string) int { return s.Polls(url) + s.Reads(url) },
			Private:  private,
		}
	})
}
