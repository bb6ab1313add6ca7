package web

import (
	"encoding/json"
	"html"
	"html/template"
	"regexp"
	"testing"
	"time"

	"github.com/readout-bot/readout/bot"
	"github.com/readout-bot/readout/bot/bottest"
)

var tags = regexp.MustCompile(`<[^>]*>`)

// The page is a Poster like any other; nothing can get lost on the way to it.
func TestPoster(t *testing.T) {
	bottest.TestPoster(t, func(t *testing.T) bottest.PosterRig {
		s, _ := start(t, Options{Views: []View{all()}})
		return bottest.PosterRig{Poster: s, To: Channel, Seen: func() []string {
			var seen []string
			entries, _, _ := s.board.after(0)
			for _, e := range entries {
				seen = append(seen, html.UnescapeString(tags.ReplaceAllString(string(e.Shown[0]), "")))
			}
			return seen
		}}
	})
}

// all is a view that shows every word of a message.
func all() View {
	return View{
		Name: "All",
		Payloads: func(m bot.Message) ([]json.RawMessage, error) {
			b, err := json.Marshal(m)
			return []json.RawMessage{b}, err
		},
		HTML: func(p json.RawMessage, _ int, _ *time.Location) (template.HTML, error) {
			var m bot.Message
			if err := json.Unmarshal(p, &m); err != nil {
				return "", err
			}
			var f fragment
			f.text(m.Title + "\n" + m.Lead + "\n" + m.Footer)
			for _, s := range m.Sections {
				f.text("\n" + s.Heading)
				for _, l := range s.Lines {
					f.text("\n" + l.Label + " " + l.Text + " " + l.Note + " " + l.Quote + " " + l.Source)
				}
			}
			return f.html(), nil
		},
	}
}
