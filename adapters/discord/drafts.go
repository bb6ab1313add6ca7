package discord

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"hash/maphash"
	"strings"
	"sync"
	"time"

	"github.com/readout-bot/readout/bot"
)

// draftAge is how long a form may be left half filled in.
const draftAge = time.Hour

// Drafts keep forms that are being filled in, across restarts and replicas: what comes back of
// a menu is its ID, of 100 characters, and no more. Every bot.Journal is one.
type Drafts interface {
	// SaveAsked keeps text under a tenant's thread, for at least an hour.
	SaveAsked(ctx context.Context, tenant, thread, text string, now time.Time) error
	// Asked returns it, or nothing if it was kept before since.
	Asked(ctx context.Context, tenant, thread string, since time.Time) (string, error)
}

var _ Drafts = bot.Journal(nil)

// A draft is a form that is being filled in.
type draft struct {
	id      string
	Command string            `json:"command"` // of the form
	Values  map[string]string `json:"values"`  // by field
	Channel string            `json:"channel"` // in which the command is to be said
	Unfit   string            `json:"unfit"`   // why that channel is not; empty if it is
	Tries   int               `json:"tries"`   // to save it, in vain
	Done    bool              `json:"done"`    // it was saved, or cancelled
}

// draftIDLen is short enough for every ID of a component, and long enough that nobody meets
// another's.
const draftIDLen = 12

// newDraft returns a draft with what stands in a form that was opened in a channel.
func newDraft(f bot.Form, channel string) *draft {
	d := &draft{id: rand.Text()[:draftIDLen], Command: f.Command, Channel: channel, Values: map[string]string{}}
	for _, x := range f.Fields {
		d.Values[x.Name] = x.Value
	}
	return d
}

// set gives a field of f a value, and takes it from those that it stands in the place of, or
// that stand in its own.
func (d *draft) set(f bot.Form, name, value string) {
	for _, x := range f.Fields {
		if x.Instead == name {
			delete(d.Values, x.Name)
		}
	}
	d.Values[name] = strings.TrimSpace(value)
}

// asked returns what the draft says, as a command of whoever fills it in.
func (d *draft) asked(by bot.Command) bot.Command {
	by.Text = bot.Fill(d.Command, d.Values)
	by.Elsewhere = d.Channel != by.From.ID
	by.From.ID = d.Channel
	return by
}

// A drawer is where the drafts are.
type drawer struct {
	in    Drafts
	seed  maphash.Seed
	locks [32]sync.Mutex
}

func newDrawer(in Drafts) *drawer {
	if in == nil {
		in = &sheets{kept: map[string]sheet{}}
	}
	return &drawer{in: in, seed: maphash.MakeSeed()}
}

// lock lets one choice after the other change a draft; call what it returns.
func (w *drawer) lock(id string) (unlock func()) {
	l := &w.locks[maphash.String(w.seed, id)%uint64(len(w.locks))]
	l.Lock()
	return l.Unlock
}

// get returns a draft of a tenant's, or bot.ErrNotFound.
func (w *drawer) get(ctx context.Context, tenant, id string) (*draft, error) {
	text, err := w.in.Asked(ctx, tenant, "draft "+id, time.Now().Add(-draftAge))
	if err != nil {
		return nil, fmt.Errorf("draft %s: %w", id, err)
	}
	d := draft{id: id}
	if text == "" || json.Unmarshal([]byte(text), &d) != nil || d.Command == "" {
		return nil, fmt.Errorf("draft %s: %w", id, bot.ErrNotFound)
	}
	if d.Values == nil {
		d.Values = map[string]string{}
	}
	return &d, nil
}

// put keeps a draft.
func (w *drawer) put(ctx context.Context, tenant string, d *draft) error {
	b, err := json.Marshal(d)
	if err != nil {
		return err
	}
	if err := w.in.SaveAsked(ctx, tenant, "draft "+d.id, string(b), time.Now()); err != nil {
		return fmt.Errorf("keep draft %s: %w", d.id, err)
	}
	return nil
}

// sheets are the Drafts of a process without a store.
type sheets struct {
	mu   sync.Mutex
	kept map[string]sheet // by tenant and thread
}

type sheet struct {
	text string
	at   time.Time
}

// sheetsMax bounds the drafts in memory; at more, those that nobody finished are thrown away.
const sheetsMax = 1000

func (s *sheets) SaveAsked(_ context.Context, tenant, thread, text string, now time.Time) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.kept) >= sheetsMax {
		clear(s.kept)
	}
	s.kept[tenant+"\x00"+thread] = sheet{text, now}
	return nil
}

func (s *sheets) Asked(_ context.Context, tenant, thread string, since time.Time) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if k := s.kept[tenant+"\x00"+thread]; !k.at.Before(since) {
		return k.text, nil
	}
	return "", nil
}
