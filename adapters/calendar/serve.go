package calendar

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/readout-bot/readout/bot"
	"github.com/readout-bot/readout/digest"
)

// Path is where the calendars of channels are served.
const Path = "/calendar/"

// serveWithin is the patience for one reading of a calendar.
const serveWithin = 20 * time.Second

// FromDiary returns an event for each meeting that can be put on days. One that was put
// off without a new day is called off on its old one. The UID stays as the meeting moves,
// and the sequence rises with every article that tells of it.
func FromDiary(diary []bot.DiaryMeeting) []Event {
	var events []Event
	taken := make(map[string]bool)
	for _, d := range diary {
		first, last := d.Steps[0], d.Steps[len(d.Steps)-1]
		m := d.Meeting
		if !placeable(m.When) && last.Kind == bot.StepMoved {
			m.When, m.Status = last.From, digest.Cancelled
		}
		if !placeable(m.When) {
			continue
		}
		uid := hashed(first.Entry.Article.URL + "\n" + first.Quote + "\n" + first.When.Start.Format(time.DateOnly))
		for taken[uid] { // one sentence tells of two
			uid = hashed(uid)
		}
		taken[uid] = true
		told := d.Told[0].Article
		events = append(events, Event{UID: uid, Sequence: len(d.Told) - 1, Stamp: told.Published, Meeting: m, URL: told.URL, Source: told.Source})
	}
	return events
}

// A Feed serves the calendar of each channel under an address that cannot be guessed.
type Feed struct {
	// Key signs the addresses; whoever has it can make them.
	Key []byte
	// Meetings returns what is in the calendar of a tenant.
	Meetings func(ctx context.Context, tenant string) ([]bot.DiaryMeeting, error)
	Log      *slog.Logger
}

// Link returns the address of a channel's calendar below base, the public address of the
// server.
func (f Feed) Link(base string, c bot.Channel) string {
	return strings.TrimRight(base, "/") + Path + url.PathEscape(f.token(c)) + ".ics"
}

// token names a channel and proves that the address was given out by Link.
func (f Feed) token(c bot.Channel) string {
	return base64.RawURLEncoding.EncodeToString(append(f.mac(c.String()), c.String()...))
}

// macSize is how many bytes of the signature are in an address: 128 bits.
const macSize = 16

func (f Feed) mac(channel string) []byte {
	h := hmac.New(sha256.New, f.Key)
	h.Write([]byte("calendar\n" + channel))
	return slices.Clip(h.Sum(nil)[:macSize])
}

// channel returns whose calendar the token is of.
func (f Feed) channel(token string) (bot.Channel, bool) {
	raw, err := base64.RawURLEncoding.DecodeString(token)
	if err != nil || len(raw) < macSize || !hmac.Equal(raw[:macSize], f.mac(string(raw[macSize:]))) {
		return bot.Channel{}, false
	}
	c, err := bot.ParseChannel(string(raw[macSize:]))
	return c, err == nil
}

// ServeHTTP writes the calendar that the path names. A path that Link did not make is not
// found, whatever is wrong with it.
func (f Feed) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	token, isFile := strings.CutSuffix(strings.TrimPrefix(r.URL.Path, Path), ".ics")
	channel, known := f.channel(token)
	if !isFile || !known {
		http.NotFound(w, r)
		return
	}
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, "method not allowed", http.StatusMethodNotAllowed)
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), serveWithin)
	defer cancel()
	diary, err := f.Meetings(ctx, channel.Tenant())
	var file bytes.Buffer
	if err == nil {
		err = Write(&file, "Readout: meetings", FromDiary(diary))
	}
	if err != nil {
		f.Log.Error("calendar not served", "channel", channel.String(), "err", err)
		http.Error(w, "the calendar cannot be read right now", http.StatusServiceUnavailable)
		return
	}
	w.Header().Set("Content-Type", "text/calendar; charset=utf-8")
	w.Header().Set("Cache-Control", "private, max-age=300")
	http.ServeContent(w, r, "readout.ics", time.Time{}, bytes.NewReader(file.Bytes()))
}
