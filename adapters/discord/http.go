package discord

import (
	"context"
	"crypto/ed25519"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"
)

// requestMax bounds a request of Discord's, in bytes. The largest carries a message of 6,000
// characters of embeds with its components.
const requestMax = 1 << 20

// respondWithin is the patience for a first response by HTTP: a little less than Discord's.
const respondWithin = ackWithin - 300*time.Millisecond

// errLate: Discord has given up waiting for the first response.
var errLate = errors.New("the first response came too late")

// A door is open while Run runs: interactions that come by HTTP go through it.
type door struct {
	desk *desk
	ctx  context.Context // of answers; ends a while after Run's
}

// HTTP is the way in for interactions that Discord posts, to be mounted at the address under
// Interactions Endpoint URL. Requests without Discord's signature are refused with 401 before
// anything in them is parsed, others before Run and after its end with 503
// (https://discord.com/developers/docs/interactions/overview#configuring-an-interactions-endpoint-url).
func (c *Client) HTTP() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodPost {
			w.Header().Set("Allow", http.MethodPost)
			w.WriteHeader(http.StatusMethodNotAllowed)
			return
		}
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, requestMax))
		if err != nil {
			status := http.StatusBadRequest
			if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
				status = http.StatusRequestEntityTooLarge
			}
			w.WriteHeader(status)
			return
		}
		if err := c.verify(r.Header, body, time.Now()); err != nil {
			c.o.Log.Warn("discord request refused", "err", err)
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		i, err := read(body)
		if err != nil {
			c.o.Log.Warn("discord interaction not understood", "err", err)
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		if i.Type == kindPing {
			write(w, response{Type: respondPong})
			return
		}
		c.serveHTTP(w, i)
	})
}

// verify holds a request against Discord's signature over its time and its body
// (https://discord.com/developers/docs/interactions/overview#setting-up-an-endpoint-validating-security-request-headers).
// A request older than the life of the token in it cannot be answered: it is a replay.
func (c *Client) verify(h http.Header, body []byte, now time.Time) error {
	if c.key == nil {
		return errors.New("no public key to verify it with")
	}
	stamp := h.Get("X-Signature-Timestamp")
	signature, err := hex.DecodeString(h.Get("X-Signature-Ed25519"))
	if err != nil || stamp == "" || !ed25519.Verify(c.key, append([]byte(stamp), body...), signature) {
		return errors.New("not signed by discord")
	}
	seconds, err := strconv.ParseInt(stamp, 10, 64)
	if err != nil {
		return fmt.Errorf("signed at %.20q, which is no time", stamp)
	}
	if off := now.Sub(time.Unix(seconds, 0)).Abs(); off > tokenLife {
		return fmt.Errorf("signed %s from now", off.Round(time.Second))
	}
	return nil
}

// publicKey reads the key that requests are verified with, in hexadecimal digits.
func publicKey(s string) (ed25519.PublicKey, error) {
	b, err := hex.DecodeString(s)
	if err != nil || len(b) != ed25519.PublicKeySize {
		return nil, errors.New("discord: the public key is not 64 hexadecimal digits: copy it from General Information at https://discord.com/developers/applications")
	}
	return b, nil
}

// serveHTTP answers with the first response; the answer itself follows as an edit.
func (c *Client) serveHTTP(w http.ResponseWriter, i *interaction) {
	c.mu.Lock()
	d := c.door
	c.mu.Unlock()
	if d == nil {
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	}
	responses, late, ended := make(chan response), make(chan struct{}), make(chan struct{})
	defer close(late)
	taken := d.desk.take(func() {
		defer close(ended)
		d.desk.serve(d.ctx, i, func(ctx context.Context, r response) error {
			select {
			case responses <- r:
				return nil
			case <-late:
				return errLate
			case <-ctx.Done():
				return ctx.Err()
			}
		})
	})
	if !taken {
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	}
	patience := time.NewTimer(respondWithin)
	defer patience.Stop()
	select {
	case r := <-responses:
		write(w, r)
	case <-ended: // nothing of ours
		w.WriteHeader(http.StatusNotFound)
	case <-patience.C:
		w.WriteHeader(http.StatusServiceUnavailable)
	}
}

// write sends a response at once.
func write(w http.ResponseWriter, r response) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	_ = json.NewEncoder(w).Encode(r) // who has left has left
	if f, ok := w.(http.Flusher); ok {
		f.Flush()
	}
}
