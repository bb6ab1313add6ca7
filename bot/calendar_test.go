package bot_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/readout-bot/readout/bot"
	"github.com/readout-bot/readout/digest"
)

// TestCalendarKnowsAgain: a meeting that moves again and again keeps the article that told
// of it first, long after the days that were set then have passed.
func TestCalendarKnowsAgain(t *testing.T) {
	var articles []digest.Article
	add := func(date, text string) {
		articles = append(articles, digest.Article{ID: fmt.Sprint(len(articles)), URL: fmt.Sprint("https://news.example/", len(articles)), Source: "Nordic Wire",
			Published: instant(t, date+"T08:00:00Z"), Title: "Talks", Text: text})
	}
	add("2026-01-05", "Foreign Minister Maria Lindqvist will meet her counterpart Tomas Berg in Oslo on 20 January. They will discuss the strait treaty.")
	add("2026-01-15", "The talks between Maria Lindqvist and Tomas Berg in Oslo have been moved from 20 January to 25 February. Foreign Minister Lindqvist said the host needed more time.")
	add("2026-02-20", "The talks between Maria Lindqvist and Tomas Berg in Oslo have been moved from 25 February to 10 April. Foreign Minister Lindqvist said the host needed more time.")
	b := month(t, articles)
	for _, at := range []string{"2026-01-06", "2026-01-16", "2026-02-21", "2026-03-20", "2026-04-09"} {
		diary, err := b.At(instant(t, at+"T09:00:00Z")).CalendarMeetings(t.Context(), "")
		if err != nil {
			t.Fatal(err)
		}
		if len(diary) != 1 {
			t.Errorf("%s: %d meetings; want 1: %s", at, len(diary), outlineMeetings(diary))
			continue
		}
		if first := diary[0].Steps[0]; first.Entry.Article.ID != "0" || first.Kind != bot.StepAnnounced {
			t.Errorf("%s: it begins with %s by article %s; want the first", at, first.Kind, first.Entry.Article.ID)
		}
	}
}

// outlineMeetings writes meetings with their steps.
func outlineMeetings(all []bot.DiaryMeeting) string {
	var b strings.Builder
	for _, d := range all {
		fmt.Fprintf(&b, "%s %s %s", strings.Join(d.Participants, ", "), d.When.Start.Format(time.DateOnly), d.Status)
		for _, s := range d.Steps {
			fmt.Fprintf(&b, "; %s %s %s %q", s.Kind, s.When.Start.Format(time.DateOnly), s.Entry.Article.URL, s.Quote)
		}
		b.WriteString("\n")
	}
	return b.String()
}
