package calendar_test

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/readout-bot/readout/adapters/calendar"
	"github.com/readout-bot/readout/bot"
	"github.com/readout-bot/readout/digest"
	"github.com/readout-bot/readout/digest/when"
)

func onDay(n int) digest.When {
	d := time.Date(2026, 11, n, 0, 0, 0, 0, time.UTC)
	return digest.When{Start: d, End: d, Precision: when.OneDay}
}

// entry is an article published on the day n that tells of meetings or outcomes.
func entry(n int, meetings []digest.Meeting, outcomes ...digest.Outcome) bot.Entry {
	published := time.Date(2026, 11, n, 8, 0, 0, 0, time.UTC)
	return bot.Entry{ID: int64(n), Article: digest.Article{URL: "https://news.example/" + published.Format(time.DateOnly), Published: published},
		Digest: digest.Digest{Meetings: meetings, Outcomes: outcomes}}
}

func field(file, name string) string {
	for line := range strings.Lines(file) {
		if v, ok := strings.CutPrefix(line, name+":"); ok {
			return strings.TrimSpace(v)
		}
	}
	return ""
}

func TestFeedFollowsTheDiary(t *testing.T) {
	parties := []string{"Maria Lindqvist", "Tomas Berg"}
	said := []digest.Span{{Text: "They will meet."}}
	announced := entry(2, []digest.Meeting{{Title: "Lindqvist – Berg: talks", Participants: parties, When: onDay(20), Status: digest.Confirmed, Evidence: said}})
	moved := entry(4, nil, digest.Outcome{Kind: digest.OutcomeMoved, Meeting: true, Actors: parties, About: "talks", When: onDay(24), Evidence: []digest.Span{{Text: "The talks moved."}}})
	off := entry(6, nil, digest.Outcome{Kind: digest.OutcomeCancelled, Meeting: true, Actors: parties, About: "talks", Evidence: []digest.Span{{Text: "The talks are off."}}})

	var told []bot.Entry
	feed := calendar.Feed{Key: []byte("a key of the test"), Log: slog.New(slog.DiscardHandler),
		Meetings: func(_ context.Context, tenant string) ([]bot.DiaryMeeting, error) {
			if tenant != "slack:T1" {
				t.Errorf("asked for tenant %q; want slack:T1", tenant)
			}
			return bot.AllMeetings(told), nil
		}}
	channel := bot.Channel{Platform: "slack", Workspace: "T1", ID: "C1"}
	link := feed.Link("https://readout.example/", channel)
	get := func(path string) *httptest.ResponseRecorder {
		w := httptest.NewRecorder()
		feed.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
		return w
	}
	uid := ""
	for i, step := range []struct {
		entry         bot.Entry
		status, start string
	}{{announced, "CONFIRMED", "20261120"}, {moved, "CONFIRMED", "20261124"}, {off, "CANCELLED", "20261124"}} {
		told = append(told, step.entry)
		w := get(strings.TrimPrefix(link, "https://readout.example"))
		file := w.Body.String()
		if w.Code != http.StatusOK || !strings.HasPrefix(w.Header().Get("Content-Type"), "text/calendar") {
			t.Fatalf("status %d, type %q", w.Code, w.Header().Get("Content-Type"))
		}
		if got := field(file, "STATUS"); got != step.status {
			t.Errorf("step %d: status %q; want %q", i, got, step.status)
		}
		if !strings.Contains(file, "DTSTART;VALUE=DATE:"+step.start) {
			t.Errorf("step %d: want the day %s in\n%s", i, step.start, file)
		}
		if got, want := field(file, "SEQUENCE"), string(rune('0'+i)); got != want {
			t.Errorf("step %d: sequence %s; want %s", i, got, want)
		}
		if got := field(file, "UID"); got == "" || uid != "" && got != uid {
			t.Errorf("step %d: UID %q; want that of before, %q", i, got, uid)
		} else {
			uid = got
		}
	}
}

func TestFeedEmptyAndStrange(t *testing.T) {
	feed := calendar.Feed{Key: []byte("a key of the test"), Log: slog.New(slog.DiscardHandler),
		Meetings: func(context.Context, string) ([]bot.DiaryMeeting, error) { return nil, nil }}
	channel := bot.Channel{Platform: "slack", Workspace: "T1", ID: "C1"}
	link := strings.TrimPrefix(feed.Link("https://x.example", channel), "https://x.example")
	other := calendar.Feed{Key: []byte("another key")}
	for path, want := range map[string]int{
		link: http.StatusOK,
		strings.TrimPrefix(other.Link("", channel), "https://x.example"): http.StatusNotFound,
		strings.TrimSuffix(link, ".ics"):                                 http.StatusNotFound,
		"/calendar/.ics":                                                 http.StatusNotFound,
		"/calendar/AAAA.ics":                                             http.StatusNotFound,
	} {
		w := httptest.NewRecorder()
		feed.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
		if w.Code != want {
			t.Errorf("%s: status %d; want %d", path, w.Code, want)
		}
		if want == http.StatusOK && !strings.Contains(w.Body.String(), "END:VCALENDAR") {
			t.Errorf("empty calendar: %q; want one without events", w.Body.String())
		}
	}
}
