package discord

import (
	"bytes"
	"context"
	"flag"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"
	"golang.org/x/time/rate"

	"github.com/readout-bot/readout/adapters/discord/discordtest"
	"github.com/readout-bot/readout/bot"
	"github.com/readout-bot/readout/bot/bottest"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// quick is a pace for tests: it hurries where waiting proves nothing, and is patient where
// a busy machine may be slow.
var quick = pace{acknowledge: time.Minute, ready: 2 * time.Second, silence: time.Minute, closing: 10 * time.Second,
	again: 10 * time.Millisecond, slowest: 50 * time.Millisecond, lost: 50 * time.Millisecond, steady: time.Minute,
	identify: time.Millisecond, lease: 3 * time.Second, renew: time.Second}

// A notebook is a log that can be read back.
type notebook struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (n *notebook) Write(p []byte) (int, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.b.Write(p)
}

func (n *notebook) String() string {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.b.String()
}

// client returns a client of s at a quick pace.
func client(t *testing.T, s *discordtest.Server, h bot.Handler) (*Client, *notebook) {
	t.Helper()
	log := &notebook{}
	c, err := New(Options{Token: discordtest.Token, APIURL: s.URL(), Handler: h,
		Log: slog.New(slog.NewTextHandler(log, &slog.HandlerOptions{Level: slog.LevelDebug}))})
	if err != nil {
		t.Fatal(err)
	}
	c.pace = quick
	c.gate.global.SetLimit(rate.Inf) // TestGate has it
	t.Cleanup(func() {
		c.http.CloseIdleConnections()
		if strings.Contains(log.String(), discordtest.Token) {
			t.Errorf("the token is in the log:\n%s", log)
		}
	})
	return c, log
}

// run runs c until the test ends, and waits until it is connected. The returned function
// ends it earlier and returns what Run did.
func run(t *testing.T, s *discordtest.Server, c *Client) (stop func() error) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- c.Run(ctx) }()
	stop = sync.OnceValue(func() error {
		cancel()
		return <-ended
	})
	t.Cleanup(func() {
		if err := stop(); err != nil {
			t.Errorf("run: %v", err)
		}
	})
	s.Wait(t, "the gateway", s.Connected)
	return stop
}

// A script is a handler that does what the test says.
type script struct {
	private func(string) bool
	form    func(context.Context, bot.Command) (bot.Form, error)
	suggest func(ctx context.Context, what bot.Suggestion, typed string, limit int) []bot.Choice
	handle  func(context.Context, bot.Command, func(context.Context, bot.Message) error) error

	mu   sync.Mutex
	took []bot.Command
}

func (s *script) Private(text string) bool { return s.private != nil && s.private(text) }

func (s *script) Handle(ctx context.Context, c bot.Command, reply func(context.Context, bot.Message) error) error {
	s.mu.Lock()
	s.took = append(s.took, c)
	s.mu.Unlock()
	if s.handle == nil {
		return reply(ctx, bot.Message{Title: "You said", Lead: c.Text})
	}
	return s.handle(ctx, c, reply)
}

func (s *script) commands() []bot.Command {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]bot.Command(nil), s.took...)
}

func (s *script) Form(ctx context.Context, c bot.Command) (bot.Form, error) {
	if s.form == nil {
		return bottest.NoForms{}.Form(ctx, c)
	}
	return s.form(ctx, c)
}

func (s *script) Suggest(ctx context.Context, _ bot.Channel, what bot.Suggestion, typed string, limit int) []bot.Choice {
	if s.suggest == nil {
		return nil
	}
	return s.suggest(ctx, what, typed, limit)
}
