package main

import (
	"github.com/readout-bot/readout/adapters/calendar"
	"github.com/readout-bot/readout/bot"
	"github.com/readout-bot/readout/config"
)

// calendarCommand writes the operator's calendar as a file.
type calendarCommand struct {
	At string `placeholder:"TIME" help:"The calendar as it stood then, as look-ups take it."`
}

// Run prints an iCalendar file.
func (c *calendarCommand) Run(a *app) error {
	return lookUp{At: c.At}.each(a, func(l *library) error {
		meetings, err := l.bot.CalendarMeetings(a.ctx, "")
		if err != nil {
			return err
		}
		return calendar.Write(a.out, "Readout: meetings", calendar.FromDiary(meetings))
	})
}

// calendarFeed makes the addresses of calendars.
func calendarFeed(c *config.Config) calendar.Feed {
	return calendar.Feed{Key: []byte(c.Calendar.Reveal())}
}

// calendarLink returns what makes links to calendars, or nil where the settings for it are
// missing.
func calendarLink(c *config.Config) func(bot.Channel) string {
	if c.Calendar == "" || c.Public == "" {
		return nil
	}
	return func(channel bot.Channel) string { return calendarFeed(c).Link(c.Public, channel) }
}
