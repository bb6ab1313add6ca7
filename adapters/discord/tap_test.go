package discord

import (
	"context"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

// speaker is a gateway behind TLS that says one thing after the other, in frames of a few
// bytes, and then closes with 4009.
func speaker(t *testing.T, messages ...string) *httptest.Server {
	u := websocket.Upgrader{WriteBufferSize: 64} // a frame for each
	s := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		conn, err := u.Upgrade(w, r, nil)
		if err != nil {
			return
		}
		defer conn.Close()
		for _, m := range messages {
			out, err := conn.NextWriter(websocket.TextMessage)
			if err != nil {
				return
			}
			for part := range strings.SplitSeq(m, " ") {
				_, _ = io.WriteString(out, part+" ")
			}
			out.Close()
			_ = conn.WriteControl(websocket.PingMessage, []byte("still there?"), time.Now().Add(time.Minute))
		}
		_ = conn.WriteMessage(websocket.CloseMessage, websocket.FormatCloseMessage(4009, "bye"))
		_, _, _ = conn.ReadMessage()
	}))
	t.Cleanup(s.Close)
	return s
}

// hear reads all messages through a tap over TLS, on connections that connect makes.
func hear(t *testing.T, s *httptest.Server, connect func(ctx context.Context, addr string, roots *x509.CertPool) (net.Conn, error)) (heard []string, cause error) {
	t.Helper()
	roots := x509.NewCertPool()
	roots.AddCert(s.Certificate())
	var tapped *tap
	d := websocket.Dialer{HandshakeTimeout: time.Minute, NetDialTLSContext: func(ctx context.Context, _, addr string) (net.Conn, error) {
		conn, err := connect(ctx, addr, roots)
		if err != nil {
			return nil, err
		}
		tapped = newTap(conn, time.Minute)
		return tapped, nil
	}}
	conn, _, err := d.DialContext(t.Context(), "wss"+strings.TrimPrefix(s.URL, "https"), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	for {
		_, m, err := conn.ReadMessage()
		if err != nil {
			return heard, tapped.cause()
		}
		heard = append(heard, strings.TrimSpace(string(m)))
	}
}

func direct(ctx context.Context, addr string, roots *x509.CertPool) (net.Conn, error) {
	return dial(ctx, "https", addr, roots)
}

// Events that are asked for pass whole, in however many frames they come; others do not.
func TestTap(t *testing.T) {
	hello := `{"op":10, "d":{"heartbeat_interval":41250}}`
	long := `{"op":0,"s":2,"t":"MESSAGE_CREATE", "d":{"content":"` + strings.Repeat("word ", 20_000) + `"}}`
	heard, cause := hear(t, speaker(t, hello, long, `{"op":0,"s":3,"t":"GUILD_CREATE", "d":5}`, `{"op":11}`), direct)
	if len(heard) != 3 || heard[0] != hello || !sameWords(heard[1], long) || heard[2] != `{"op":11}` {
		t.Errorf("heard %d messages, %.60q; want HELLO, the long message and the acknowledgement", len(heard), heard)
	}
	if !errors.Is(cause, closeTimeout) {
		t.Errorf("got cause %v; want close code 4009", cause)
	}
}

// sameWords reports whether a and b differ in no more than spaces.
func sameWords(a, b string) bool {
	return strings.Join(strings.Fields(a), " ") == strings.Join(strings.Fields(b), " ")
}

// Through a proxy it is the same.
func TestTapThroughProxy(t *testing.T) {
	s := speaker(t, `{"op":11}`)
	var asked http.Header
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked = r.Header
		if r.Method != http.MethodConnect || r.Host != s.Listener.Addr().String() {
			http.Error(w, "no", http.StatusForbidden)
			return
		}
		there, err := net.Dial("tcp", r.Host)
		if err != nil {
			return
		}
		here, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			return
		}
		_, _ = io.WriteString(here, "HTTP/1.1 200 Connection established\r\n\r\n")
		go func() {
			_, _ = io.Copy(there, here)
			there.Close()
		}()
		_, _ = io.Copy(here, there)
		here.Close()
	}))
	defer proxy.Close()
	way, err := url.Parse(strings.Replace(proxy.URL, "http://", "http://user:pass@", 1))
	if err != nil {
		t.Fatal(err)
	}
	heard, _ := hear(t, s, func(ctx context.Context, addr string, roots *x509.CertPool) (net.Conn, error) {
		conn, err := tunnel(ctx, way, addr, roots)
		if err != nil {
			return nil, err
		}
		return secure(ctx, conn, addr, roots)
	})
	if len(heard) != 1 {
		t.Errorf("heard %q; want one message", heard)
	}
	if got := asked.Get("Proxy-Authorization"); got != "Basic dXNlcjpwYXNz" {
		t.Errorf("the proxy got authorization %q", got)
	}
	if _, err := tunnel(t.Context(), way, "127.0.0.1:1", nil); err == nil || !strings.Contains(err.Error(), "403") {
		t.Errorf("a proxy that refuses: got error %v; want its 403", err)
	}
}

// A certificate of nobody we trust ends it.
func TestTapUntrusted(t *testing.T) {
	s := speaker(t)
	conn, err := dial(t.Context(), "https", s.Listener.Addr().String(), x509.NewCertPool())
	if err == nil {
		conn.Close()
		t.Error("got a connection to an untrusted server")
	}
}
