package discord

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/readout-bot/readout/adapters/discord/discordtest"
	"github.com/readout-bot/readout/bot"
)

// behind returns a client whose interactions come by HTTP, and where.
func behind(t *testing.T, s *discordtest.Server, h bot.Handler) (*Client, *httptest.Server) {
	t.Helper()
	c, _ := client(t, s, h)
	key, err := publicKey(s.PublicKey())
	if err != nil {
		t.Fatal(err)
	}
	c.key = key
	web := httptest.NewServer(c.HTTP())
	t.Cleanup(web.Close)
	return c, web
}

// post sends a body with headers and returns what comes back.
func post(t *testing.T, to string, body []byte, h http.Header) (status int, answer string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, to, bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header = h
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, strings.TrimSpace(string(b))
}

func TestSignatures(t *testing.T) {
	s := discordtest.New(t)
	c, web := behind(t, s, &script{})
	ping := []byte(`{"type":1}`)
	now := time.Now()
	if status, answer := post(t, web.URL, ping, s.Sign(ping, now)); status != http.StatusOK || answer != `{"type":1}` {
		t.Errorf("PING: got %d %s; want 200 and a pong", status, answer)
	}
	with := func(h http.Header, name, value string) http.Header {
		h.Set(name, value)
		return h
	}
	other := discordtest.Start()
	defer other.Close()
	for name, h := range map[string]http.Header{
		"no headers":          {},
		"of another body":     s.Sign([]byte(`{"type":2}`), now),
		"of another time":     with(s.Sign(ping, now), "X-Signature-Timestamp", "1"),
		"no hexadecimal":      with(s.Sign(ping, now), "X-Signature-Ed25519", "zz"),
		"too short":           with(s.Sign(ping, now), "X-Signature-Ed25519", "00"),
		"an hour old":         s.Sign(ping, now.Add(-time.Hour)),
		"an hour ahead":       s.Sign(ping, now.Add(time.Hour)),
		"a time that is none": with(s.Sign(ping, now), "X-Signature-Timestamp", "soon"),
	} {
		if status, _ := post(t, web.URL, ping, h); status != http.StatusUnauthorized {
			t.Errorf("%s: got %d; want 401", name, status)
		}
	}
	c.key = nil
	if status, _ := post(t, web.URL, ping, s.Sign(ping, now)); status != http.StatusUnauthorized {
		t.Errorf("without a key: got %d; want 401", status)
	}
}

func TestHTTPRefusals(t *testing.T) {
	s := discordtest.New(t)
	_, web := behind(t, s, &script{})
	now := time.Now()
	for name, tt := range map[string]struct {
		body   string
		status int
	}{
		"no JSON":      {"hello", http.StatusBadRequest},
		"null":         {"null", http.StatusBadRequest},
		"no user":      {`{"type":2,"id":"1","token":"t"}`, http.StatusBadRequest},
		"too long":     {strings.Repeat(" ", requestMax+1), http.StatusRequestEntityTooLarge},
		"nobody is in": {`{"type":2,"id":"1","token":"t","user":{"id":"2"},"data":{"name":"readout"}}`, http.StatusServiceUnavailable},
	} {
		if status, _ := post(t, web.URL, []byte(tt.body), s.Sign([]byte(tt.body), now)); status != tt.status {
			t.Errorf("%s: got %d; want %d", name, status, tt.status)
		}
	}
	resp, err := http.Get(web.URL)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if resp.StatusCode != http.StatusMethodNotAllowed {
		t.Errorf("GET: got %d; want 405", resp.StatusCode)
	}
	for _, key := range []string{"zz", "00", strings.Repeat("0", 63)} {
		if _, err := New(Options{Token: discordtest.Token, PublicKey: key}); err == nil || !strings.Contains(err.Error(), "public key") {
			t.Errorf("public key %q: got error %v; want one that says what it is", key, err)
		}
	}
}

// The same handlers answer by HTTP: commands, forms, completion, presses.
func TestHTTPInteractions(t *testing.T) {
	t.Parallel()
	s := discordtest.New(t)
	h := &script{form: setup, suggest: func(context.Context, bot.Suggestion, string, int) []bot.Choice {
		return []bot.Choice{{Label: "Rubio", Value: "Marco Rubio"}}
	}}
	c, web := behind(t, s, h)
	s.SetEndpoint(web.URL)
	run(t, s, c)
	id := s.SendCommand(discordtest.Anna, discordtest.Channel, "who", map[string]string{"name": "Rubio"})
	s.Wait(t, "an answer", func() bool { return answered(s, id) })
	form := s.SendCommand(discordtest.Boris, discordtest.Channel, "setup", nil)
	s.Wait(t, "the form", func() bool { _, ok := s.Modal(form); return ok })
	m, _ := s.Modal(form)
	sent := s.Submit(discordtest.Boris, discordtest.Channel, m, map[string]string{"zone": "UTC"})
	s.Wait(t, "an answer to the form", func() bool { return answered(s, sent) })
	typed := s.Type(discordtest.Anna, discordtest.Channel, "who", "name", "Rub")
	s.Wait(t, "suggestions", func() bool { list, ok := s.Choices(typed); return ok && len(list) == 1 })
	press := s.Press(t, discordtest.Anna, posted(t, s, c, board()), "Next page")
	s.Wait(t, "an answer to the press", func() bool { return answered(s, press) })
	if n := s.Calls("/callback"); n != 0 {
		t.Errorf("%d responses went by the callback; want all in answer to the request", n)
	}
	if got := len(h.commands()); got != 3 {
		t.Errorf("%d commands were handled; want 3", got)
	}
}

// Discord may get the answer before it has read the acknowledgement.
func TestHTTPAnswerBeforeAcknowledgement(t *testing.T) {
	t.Parallel()
	s := discordtest.New(t)
	c, web := behind(t, s, &script{})
	s.SetEndpoint(web.URL)
	run(t, s, c)
	unknown := discordtest.Fault{Status: http.StatusNotFound, Code: 10015}
	s.Fail("PATCH /webhooks/", unknown, unknown)
	works(t, s)
}

func FuzzInteraction(f *testing.F) {
	f.Add([]byte(`{"type":2,"id":"1","token":"t","guild_id":"3","member":{"user":{"id":"2"},"permissions":"8","roles":["4"]},"data":{"name":"readout","options":[{"name":"feed","type":2,"options":[{"name":"add","type":1,"options":[{"name":"url","type":3,"value":"x"}]}]}]}}`))
	f.Add([]byte(`{"type":5,"id":"1","token":"t","user":{"id":"2"},"data":{"custom_id":"m0:schedule add","components":[null,{"type":18,"component":{"type":3,"custom_id":"zone","values":["UTC"]}},{"components":[{"custom_id":"spec","value":"daily"}]}]}}`))
	f.Add([]byte(`{"type":3,"id":"1","token":"t","user":{"id":"2"},"message":{},"data":{"custom_id":"p0:menu","values":["f1:wrong d1"]}}`))
	f.Add([]byte(`{"type":4,"id":"1","token":"t","user":{"id":"2"},"data":{"options":[{"name":"who","type":1,"options":[null,{"name":"name","focused":true,"value":7}]}]}}`))
	f.Add([]byte(`{"type":2,"id":"1","token":"t","user":{"id":"2"},"data":{"name":"Read this","target_id":"5","resolved":{"messages":{"5":{"content":"http://x.example/a.","embeds":[null]}}}}}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		i, err := read(raw)
		if err != nil {
			return
		}
		d := &desk{}
		text, _, _, _ := d.meant(i)
		cmd := i.command(text, []string{"4"})
		i.focused()
		if i.Type != kindPing && (cmd.ID == "" || cmd.User == "" || cmd.From.Workspace == "") {
			t.Errorf("%s made %+v", raw, cmd)
		}
	})
}

// Without a gateway nobody identifies, and HTTP answers all the same.
func TestDeaf(t *testing.T) {
	t.Parallel()
	s := discordtest.New(t)
	c, web := behind(t, s, &script{})
	c.o.Deaf = true
	s.SetEndpoint(web.URL)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- c.Run(ctx) }()
	s.Wait(t, "the commands", func() bool { _, n := s.Registered(""); return n == 1 })
	id := s.SendCommand(discordtest.Anna, discordtest.Channel, "today", nil)
	s.Wait(t, "an answer", func() bool { return answered(s, id) })
	cancel()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	if identified, _ := s.Sessions(); identified != 0 {
		t.Errorf("identified %d times; want never", identified)
	}
}
