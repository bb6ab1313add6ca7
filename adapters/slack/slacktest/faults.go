package slacktest

import (
	"net/http"
	"slices"
	"strconv"
	"time"
)

// A Fault is how one call of the Web API, or of a response_url, goes wrong.
type Fault struct {
	Method  string // "chat.postMessage", "response_url"; empty for the next call of any
	Channel string // only calls about this channel; empty for any
	Skip    int    // how many calls that fit go well before
	kind    kind
	after   time.Duration
	code    string
}

type kind int

const (
	limited kind = iota
	broken
	replyLost
	refused
	hanging
	dropped
)

// Limited answers 429 with Retry-After, in whole seconds.
func Limited(method string, after time.Duration) Fault {
	return Fault{Method: method, kind: limited, after: after}
}

// Broken answers 500 and does nothing.
func Broken(method string) Fault { return Fault{Method: method, kind: broken} }

// ReplyLost does what was asked and then drops the connection.
func ReplyLost(method string) Fault { return Fault{Method: method, kind: replyLost} }

// Dropped drops the connection and does nothing.
func Dropped(method string) Fault { return Fault{Method: method, kind: dropped} }

// Refused answers {"ok":false,"error":code}.
func Refused(method, code string) Fault { return Fault{Method: method, kind: refused, code: code} }

// Hanging never answers, as long as the client waits.
func Hanging(method string) Fault { return Fault{Method: method, kind: hanging} }

// In narrows a fault to one channel.
func (f Fault) In(channel string) Fault {
	f.Channel = channel
	return f
}

// After lets n calls that fit go well first.
func (f Fault) After(n int) Fault {
	f.Skip = n
	return f
}

// Fail scripts what goes wrong: each fault meets the next call that it fits, once.
func (s *Server) Fail(faults ...Fault) {
	s.change(func() { s.faults = append(s.faults, faults...) })
}

// fault takes the first that fits.
func (s *Server) fault(method, channel string) (Fault, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i, f := range s.faults {
		if (f.Method == "" || f.Method == method) && (f.Channel == "" || f.Channel == channel) {
			if f.Skip > 0 {
				s.faults[i].Skip--
				return Fault{}, false
			}
			s.faults = slices.Delete(s.faults, i, i+1)
			return f, true
		}
	}
	return Fault{}, false
}

// play carries out a fault. do is the call itself.
func (f Fault) play(w http.ResponseWriter, r *http.Request, do func()) {
	switch f.kind {
	case limited:
		w.Header().Set("Retry-After", strconv.Itoa(int(f.after.Seconds())))
		w.WriteHeader(http.StatusTooManyRequests)
	case broken:
		w.Header().Set("Content-Type", "text/html")
		w.WriteHeader(http.StatusInternalServerError)
		_, _ = w.Write([]byte("<html>Server Error</html>"))
	case replyLost:
		do()
		panic(http.ErrAbortHandler)
	case dropped:
		panic(http.ErrAbortHandler)
	case refused:
		answer(w, reply{"ok": false, "error": f.code})
	case hanging:
		<-r.Context().Done()
	}
}
