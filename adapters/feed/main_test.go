package feed

import (
	"net/http"
	"net/http/httptest"
	"net/netip"
	"testing"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// loopback is where the servers of the tests live.
var loopback = netip.MustParsePrefix("127.0.0.0/8")

// serve starts a server and returns a client that may read it, and its address.
func serve(t testing.TB, h http.HandlerFunc) (*Client, string) {
	t.Helper()
	server := httptest.NewServer(h)
	c := New(Options{Version: "1.2.3", Allow: []netip.Prefix{loopback}, Interval: -1})
	t.Cleanup(func() {
		c.Close()
		server.Close()
	})
	return c, server.URL
}
