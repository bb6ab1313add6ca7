package web

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"html/template"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/readout-bot/readout/bot"
)

// echo answers every command with its own text.
type echo struct{ err error }

// Form opens one for "schedule", which complains about a schedule called never.
func (echo) Form(_ context.Context, c bot.Command) (bot.Form, error) {
	spec, ok := strings.CutPrefix(c.Text, "schedule")
	if !ok {
		return bot.Form{}, bot.ErrNotFound
	}
	spec = strings.TrimSpace(strings.TrimPrefix(spec, " add"))
	f := bot.Form{Title: "Brief <here>", Command: "schedule add", Submit: "Save", Fields: []bot.Field{
		{Name: "spec", Label: "When", Value: spec, Required: true, Live: true},
		{Name: "about", Label: "About", Suggest: bot.SuggestActors},
	}}
	if spec == "never" {
		f.Fields[0].Problem = "Never is not a time."
	} else if spec != "" {
		f.Note = "Next: " + spec
	}
	return f, nil
}

func (echo) Suggest(_ context.Context, _ bot.Channel, what bot.Suggestion, typed string, _ int) []bot.Choice {
	return []bot.Choice{{Label: string(what) + " " + typed, Value: "<" + typed + ">"}}
}

func (echo) Private(text string) bool { return strings.HasPrefix(text, "help") }

func (e echo) Handle(ctx context.Context, c bot.Command, reply func(context.Context, bot.Message) error) error {
	if e.err != nil {
		return e.err
	}
	return reply(ctx, bot.Message{Title: "You said: " + c.Text})
}

// plain is a view that shows the title.
func plain(name string) View {
	return View{
		Name: name,
		Payloads: func(m bot.Message) ([]json.RawMessage, error) {
			b, err := json.Marshal(m.Title)
			return []json.RawMessage{b}, err
		},
		HTML: func(p json.RawMessage, _ int, _ *time.Location) (template.HTML, error) {
			f := fragment{platform: name}
			f.text(name + " shows " + string(p))
			f.button("Again", "say", "who Arnadottir")
			f.menu("More", []menuItem{{"Set up", "form", "schedule"}, {"No form", "form", "help"}})
			return f.html(), nil
		},
		Control: func(id, value string) (bot.Control, bool) {
			return bot.Control{Command: value, Form: id == "form"}, id == "say" || id == "form"
		},
	}
}

func start(t *testing.T, o Options) (*Server, *httptest.Server) {
	t.Helper()
	o.Log = slog.New(slog.NewTextHandler(io.Discard, nil))
	if o.Handler == nil {
		o.Handler = echo{}
	}
	if o.Views == nil {
		o.Views = []View{plain("Slack"), plain("Discord")}
	}
	s := New(o)
	server := httptest.NewServer(s)
	t.Cleanup(func() { server.Close(); s.Close() })
	return s, server
}

func get(t *testing.T, req *http.Request) (int, string) {
	t.Helper()
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(b)
}

func TestSayAndSee(t *testing.T) {
	_, server := start(t, Options{})
	resp, err := http.PostForm(server.URL+"/say", url.Values{"text": {"who <b>Solheim</b>"}})
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"Slack shows", "Discord shows", "You said: who \\u003cb"} {
		if !strings.Contains(string(b), want) {
			t.Errorf("page lacks %q:\n%s", want, b)
		}
	}
	if strings.Contains(string(b), "<b>Solheim") {
		t.Error("what was typed reached the page as markup")
	}
}

func TestPostOnceAndEdit(t *testing.T) {
	s, _ := start(t, Options{})
	ctx := t.Context()
	post := bot.Post{To: Channel, Key: "k", Message: bot.Message{Title: "one"}}
	first, err := s.Post(ctx, post)
	if err != nil {
		t.Fatal(err)
	}
	again, err := s.Post(ctx, post)
	if err != nil || again != first {
		t.Errorf("the same key again: got %q, %v; want %q", again, err, first)
	}
	entries, last, more := s.board.after(0)
	if len(entries) != 1 {
		t.Fatalf("got %d entries, want 1", len(entries))
	}
	if err := s.Edit(ctx, Channel, first, bot.Message{Title: "two"}); err != nil {
		t.Fatal(err)
	}
	select {
	case <-more:
	default:
		t.Error("an edit wakes nobody")
	}
	entries, _, _ = s.board.after(last)
	if len(entries) != 1 || !strings.Contains(string(entries[0].Shown[0]), "two") {
		t.Errorf("got %+v, want the edited entry", entries)
	}
	for _, ref := range []string{"99", "x"} {
		if err := s.Edit(ctx, Channel, ref, bot.Message{}); !errors.Is(err, bot.ErrNotFound) {
			t.Errorf("edit of %q: got %v, want ErrNotFound", ref, err)
		}
	}
}

func TestBoardForgets(t *testing.T) {
	b := newBoard()
	for range kept + 50 {
		b.add(entry{})
	}
	if entries, last, _ := b.after(0); len(entries) != kept || last != kept+50 || entries[0].N != 51 {
		t.Errorf("got %d entries from %d, last change %d", len(entries), entries[0].N, last)
	}
}

func TestEvents(t *testing.T) {
	s, server := start(t, Options{})
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	if _, err := s.Post(ctx, bot.Post{Message: bot.Message{Title: "before"}}); err != nil {
		t.Fatal(err)
	}
	req, _ := http.NewRequestWithContext(ctx, "GET", server.URL+"/events?after=0", nil)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	lines := bufio.NewScanner(resp.Body)
	next := func() (id string, e entry) {
		for lines.Scan() {
			if v, ok := strings.CutPrefix(lines.Text(), "id: "); ok {
				id = v
			}
			if v, ok := strings.CutPrefix(lines.Text(), "data: "); ok {
				if err := json.Unmarshal([]byte(v), &e); err != nil {
					t.Fatal(err)
				}
				return id, e
			}
		}
		t.Fatal("the stream ended:", lines.Err())
		return
	}
	if id, e := next(); id != "1" || !strings.Contains(string(e.Shown[1]), "before") {
		t.Errorf("got id %s, %+v", id, e)
	}
	if _, err := s.Post(ctx, bot.Post{Message: bot.Message{Title: "after"}}); err != nil {
		t.Fatal(err)
	}
	if id, e := next(); id != "2" || !strings.Contains(string(e.Shown[0]), "after") {
		t.Errorf("got id %s, %+v", id, e)
	}
}

func TestOnlyThisMachine(t *testing.T) {
	s, server := start(t, Options{Metrics: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "up 1") })})
	for _, c := range []struct {
		name, method, path, host, peer, origin, site string
		want                                         int
	}{
		{"here", "GET", "/", "localhost:8080", "127.0.0.1:5", "", "", 200},
		{"here, IPv6", "GET", "/", "[::1]:8080", "[::1]:5", "", "", 200},
		{"rebound name", "GET", "/", "evil.example", "127.0.0.1:5", "", "", 403},
		{"other machine", "GET", "/", "localhost", "10.0.0.9:5", "", "", 403},
		{"stranger's form", "POST", "/say", "localhost", "127.0.0.1:5", "https://evil.example", "cross-site", 403},
		{"own form", "POST", "/say", "localhost:8080", "127.0.0.1:5", "http://localhost:8080", "same-origin", 303},
		{"health from outside", "GET", "/healthz", "readout.internal", "10.0.0.9:5", "", "", 200},
		{"metrics from outside", "GET", "/metrics", "readout.internal", "10.0.0.9:5", "", "", 200},
		{"nothing there", "GET", "/admin", "localhost", "127.0.0.1:5", "", "", 404},
	} {
		r := httptest.NewRequest(c.method, c.path, strings.NewReader("text=help"))
		r.Host, r.RemoteAddr = c.host, c.peer
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		if c.origin != "" {
			r.Header.Set("Origin", c.origin)
			r.Header.Set("Sec-Fetch-Site", c.site)
		}
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		if w.Code != c.want {
			t.Errorf("%s: got %d, want %d", c.name, w.Code, c.want)
		}
	}
	req, _ := http.NewRequest("POST", server.URL+"/say", strings.NewReader("text="+strings.Repeat("x", maxForm)))
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if code, _ := get(t, req); code != http.StatusRequestEntityTooLarge {
		t.Errorf("long form: got %d", code)
	}
}

func TestHealth(t *testing.T) {
	sick := errors.New("database postgres://u:hush@db: gone")
	_, server := start(t, Options{Health: func(context.Context) error { return sick }})
	req, _ := http.NewRequest("GET", server.URL+"/healthz", nil)
	if code, body := get(t, req); code != 503 || strings.Contains(body, "hush") {
		t.Errorf("got %d %q", code, body)
	}
}

// Buttons, menus and forms do their work in a browser without scripts too.
func TestPressWithoutScripts(t *testing.T) {
	_, server := start(t, Options{})
	for _, c := range []struct {
		name, path string
		values     url.Values
		code       int
		want, lack []string
	}{
		{"button", "/press", url.Values{"Discord": {"id=say&value=who+Arnadottir"}}, 200, []string{"You said: who Arnadottir"}, []string{"class=\"sheet\""}},
		{"form", "/press", url.Values{"Slack": {"id=form&value=schedule"}}, 200, []string{"Brief &lt;here&gt;", "<html", `name="field-spec"`}, nil},
		{"no form", "/press", url.Values{"Slack": {"id=form&value=help"}}, 200, []string{"You said: help"}, []string{"class=\"sheet\""}},
		{"unknown button", "/press", url.Values{"Slack": {"id=old&value=x"}}, 400, []string{"load it again"}, nil},
		{"no button", "/press", nil, 400, nil, nil},
		{"check", "/submit", url.Values{"command": {"schedule add"}, "field-spec": {"daily"}, "check": {"1"}}, 200, []string{"Next: daily", `value="daily"`}, nil},
		{"problem", "/submit", url.Values{"command": {"schedule add"}, "field-spec": {"never"}}, 200, []string{"Never is not a time.", "sheet"}, nil},
		{"submit", "/submit", url.Values{"command": {"schedule add"}, "field-spec": {"every day at 9"}, "field-about": {"Oslo"}}, 200, []string{"You said: schedule add every day at 9 about Oslo"}, []string{"class=\"sheet\""}},
	} {
		t.Run(c.name, func(t *testing.T) {
			resp, err := http.PostForm(server.URL+c.path, c.values)
			if err != nil {
				t.Fatal(err)
			}
			defer resp.Body.Close()
			b, err := io.ReadAll(resp.Body)
			if err != nil {
				t.Fatal(err)
			}
			if resp.StatusCode != c.code {
				t.Errorf("got %d, want %d", resp.StatusCode, c.code)
			}
			for _, want := range c.want {
				if !strings.Contains(string(b), want) {
					t.Errorf("lacks %q:\n%s", want, b)
				}
			}
			for _, lack := range c.lack {
				if strings.Contains(string(b), lack) {
					t.Errorf("has %q:\n%s", lack, b)
				}
			}
		})
	}
	req, _ := http.NewRequest("GET", server.URL+"/suggest?what=actors&typed=Sol", nil)
	if code, body := get(t, req); code != 200 || body != "actors Sol\t<Sol>\n" {
		t.Errorf("suggestions: got %d %q", code, body)
	}
}

func TestThread(t *testing.T) {
	s, server := start(t, Options{})
	ref, err := s.Post(t.Context(), bot.Post{Message: bot.Message{Title: "brief"}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Post(t.Context(), bot.Post{Message: bot.Message{Title: "moved"}, Under: ref}); err != nil {
		t.Fatal(err)
	}
	req, _ := http.NewRequest("GET", server.URL+"/", nil)
	if _, body := get(t, req); !strings.Contains(body, `data-n="2" class=" under"`) {
		t.Errorf("the second post is not under the first:\n%s", body)
	}
}
