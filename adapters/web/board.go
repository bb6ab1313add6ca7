package web

import (
	"context"
	"fmt"
	"html/template"
	"strconv"
	"sync"
	"time"

	"github.com/readout-bot/readout/bot"
)

// kept is how many entries the page remembers; older ones are gone, since the page is a
// window and no archive.
const kept = 200

// An entry is a message as it looks in each view, or what somebody asked.
type entry struct {
	N       int             `json:"n"`
	Change  int             `json:"-"` // rises with every entry and every edit of one
	When    string          `json:"when"`
	Asked   string          `json:"asked,omitempty"`
	Private bool            `json:"private,omitempty"`
	Under   int             `json:"under,omitempty"` // the entry in whose thread it stands; 0 for none
	Shown   []template.HTML `json:"shown,omitempty"` // a fragment a view
	key     string
}

// A board holds the entries and wakes who waits for more.
type board struct {
	mu      sync.Mutex
	entries []entry
	last    int           // number of the last entry
	change  int           // number of the last change
	more    chan struct{} // closed and replaced when something changes
}

func newBoard() *board { return &board{more: make(chan struct{})} }

// add numbers e and appends it; an entry with the key of one that is there is not added
// again, and the number of the first is returned.
func (b *board) add(e entry) int {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, old := range b.entries {
		if e.key != "" && old.key == e.key {
			return old.N
		}
	}
	b.last++
	e.N, e.Change = b.last, b.changed()
	b.entries = append(b.entries, e)
	if len(b.entries) > kept {
		b.entries = b.entries[len(b.entries)-kept:]
	}
	return e.N
}

// replace shows another message in the place of entry n; false if it is gone.
func (b *board) replace(n int, shown []template.HTML) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	for i := range b.entries {
		if b.entries[i].N == n {
			b.entries[i].Shown, b.entries[i].Change = shown, b.changed()
			return true
		}
	}
	return false
}

// changed counts a change and wakes who waits for one; b.mu is held.
func (b *board) changed() int {
	close(b.more)
	b.more = make(chan struct{})
	b.change++
	return b.change
}

// after returns what came or was edited after a change, in order of their numbers, the
// last change, and a channel that closes at the next.
func (b *board) after(change int) ([]entry, int, <-chan struct{}) {
	b.mu.Lock()
	defer b.mu.Unlock()
	var fresh []entry
	for _, e := range b.entries {
		if e.Change > change {
			fresh = append(fresh, e)
		}
	}
	return fresh, b.change, b.more
}

var _ bot.Poster = (*Server)(nil)

// Post shows a message on the page, once per key.
func (s *Server) Post(ctx context.Context, p bot.Post) (string, error) {
	if err := ctx.Err(); err != nil {
		return "", fmt.Errorf("show message: %w", err)
	}
	shown, err := s.render(p.Message)
	if err != nil {
		return "", err
	}
	under, _ := strconv.Atoi(p.Under) // a ref of another kind is of no entry here
	n := s.board.add(entry{When: s.clock(), Shown: shown, Under: under, key: p.Key})
	return strconv.Itoa(n), nil
}

// Edit shows m in the place of an earlier message.
func (s *Server) Edit(_ context.Context, _ bot.Channel, ref string, m bot.Message) error {
	n, err := strconv.Atoi(ref)
	if err != nil {
		return fmt.Errorf("message %q: %w", ref, bot.ErrNotFound)
	}
	shown, err := s.render(m)
	if err != nil {
		return err
	}
	if !s.board.replace(n, shown) {
		return fmt.Errorf("message %q: %w", ref, bot.ErrNotFound)
	}
	return nil
}

// render makes of a message what each view shows.
func (s *Server) render(m bot.Message) ([]template.HTML, error) {
	shown := make([]template.HTML, len(s.o.Views))
	for i, v := range s.o.Views {
		payloads, err := v.Payloads(m)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", v.Name, err)
		}
		for part, p := range payloads {
			html, err := v.HTML(p, part, s.o.Zone)
			if err != nil {
				return nil, fmt.Errorf("%s: show payload: %w", v.Name, err)
			}
			shown[i] += html
		}
	}
	return shown, nil
}

func (s *Server) clock() string { return time.Now().In(s.o.Zone).Format("15:04:05") }
