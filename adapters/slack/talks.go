package slack

import (
	"strings"
	"sync"
	"time"
)

// How long, and how many, threads are remembered in which somebody was answered.
const (
	talkAge  = time.Hour
	maxTalks = 4096
)

// talks are the threads of channels in which somebody was answered, and may go on without
// saying "@Readout" again. When somebody else speaks there, people talk to each other. Its
// zero value is ready; it is lost with the process, which costs one mention.
type talks struct {
	mu   sync.Mutex
	with map[string]talk // by channel and thread
}

type talk struct {
	user  string
	until time.Time
}

// begin notes that user was answered in a thread.
func (t *talks) begin(channel, thread, user string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.with == nil || len(t.with) >= maxTalks {
		t.with = map[string]talk{}
	}
	t.with[channel+"/"+thread] = talk{user, time.Now().Add(talkAge)}
}

// goesOn reports whether what user writes in a thread goes on with what was answered there.
func (t *talks) goesOn(channel, thread, user, text string) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	key := channel + "/" + thread
	known, ok := t.with[key]
	switch {
	case !ok:
		return false
	case known.user != user || time.Now().After(known.until):
		delete(t.with, key)
		return false
	}
	return !strings.Contains(text, "<@") // to somebody by name
}
