package web

import (
	"context"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"html/template"
	"log/slog"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/readout-bot/readout/bot"
)

//go:embed page.html sheet.html page.css page.js
var files embed.FS

var page = template.Must(template.ParseFS(files, "page.html", "sheet.html"))

// Limits of what the page takes and how long it waits.
const (
	maxForm      = 64 << 10         // a command is a line; the bot has its own, lower limit
	answerWithin = 30 * time.Second // the longest command reads a page from elsewhere
	heartbeat    = 20 * time.Second // keeps an idle stream from being taken for dead
)

// A View is a platform as the page shows it.
type View struct {
	Name     string
	Payloads func(bot.Message) ([]json.RawMessage, error) // what the platform would be sent
	// HTML shows how a payload looks there; part counts the payloads of one message.
	HTML func(payload json.RawMessage, part int, zone *time.Location) (template.HTML, error)
	// Control returns the control that a payload's button or menu item stands for, by the id
	// and value that the platform sends back; nil for a view without any.
	Control func(id, value string) (bot.Control, bool)
}

// Options say what the page is for.
type Options struct {
	Handler  bot.Handler
	Views    []View
	Note     string   // a line at the head of the page
	Examples []string // commands to try
	Zone     *time.Location
	// Health is asked by /healthz; nil means healthy.
	Health  func(context.Context) error
	Metrics http.Handler // of /metrics; nil for none
	Log     *slog.Logger
}

// A Server is the page. It is an http.Handler, and the bot.Poster of platform "web".
type Server struct {
	o     Options
	board *board
	mux   *http.ServeMux
	work  sync.WaitGroup // answers under way
	asked atomic.Int64
}

// Channel is the one channel of the page.
var Channel = bot.Channel{Platform: "web", ID: "page"}

// New returns a page.
func New(o Options) *Server {
	if o.Zone == nil {
		o.Zone = time.UTC
	}
	s := &Server{o: o, board: newBoard(), mux: http.NewServeMux()}
	s.mux.HandleFunc("GET /healthz", s.healthz)
	if o.Metrics != nil {
		s.mux.Handle("GET /metrics", o.Metrics)
	}
	for path, h := range map[string]http.HandlerFunc{
		"GET /{$}": s.index, "GET /events": s.events,
		"POST /say": s.sayBox, "POST /press": s.press, "POST /submit": s.submit, "GET /suggest": s.suggest,
		"GET /page.css": s.file("text/css"), "GET /page.js": s.file("text/javascript"),
	} {
		s.mux.Handle(path, local(h))
	}
	return s
}

// Close waits for the answers that are under way.
func (s *Server) Close() { s.work.Wait() }

func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.mux.ServeHTTP(w, r) }

// local lets only this machine in: the peer must be a loopback address, the Host must name
// one, so that a stranger's page cannot reach ours by a name that it resolves to 127.0.0.1,
// and the form must come from the page itself.
func local(next http.Handler) http.Handler {
	same := http.NewCrossOriginProtection().Handler(next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		host, _, err := net.SplitHostPort(r.Host)
		if err != nil {
			host = r.Host
		}
		peer, _, err := net.SplitHostPort(r.RemoteAddr)
		if err != nil || !loopback(peer) || host != "localhost" && !loopback(host) {
			http.Error(w, "this page is for the machine that Readout runs on: open it there, on localhost", http.StatusForbidden)
			return
		}
		w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'")
		w.Header().Set("X-Content-Type-Options", "nosniff")
		w.Header().Set("Referrer-Policy", "no-referrer")
		same.ServeHTTP(w, r)
	})
}

func loopback(host string) bool {
	ip := net.ParseIP(strings.Trim(host, "[]"))
	return ip != nil && ip.IsLoopback()
}

func (s *Server) healthz(w http.ResponseWriter, r *http.Request) {
	if s.o.Health != nil {
		if err := s.o.Health(r.Context()); err != nil {
			s.o.Log.Warn("not healthy", "err", err)
			http.Error(w, "not healthy; the log says why", http.StatusServiceUnavailable)
			return
		}
	}
	fmt.Fprintln(w, "ok")
}

func (s *Server) file(kind string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", kind+"; charset=utf-8")
		http.ServeFileFS(w, r, files, strings.TrimPrefix(r.URL.Path, "/"))
	}
}

func (s *Server) index(w http.ResponseWriter, r *http.Request) {
	entries, last, _ := s.board.after(0)
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	if err := page.Execute(w, struct {
		Options
		Entries []entry
		Last    int
	}{s.o, entries, last}); err != nil {
		s.o.Log.Warn("page not written", "err", err)
	}
}

// events streams entries as they come, as server-sent events
// (https://html.spec.whatwg.org/multipage/server-sent-events.html).
func (s *Server) events(w http.ResponseWriter, r *http.Request) {
	after, _ := strconv.Atoi(r.URL.Query().Get("after"))
	if id, err := strconv.Atoi(r.Header.Get("Last-Event-ID")); err == nil {
		after = max(after, id) // the browser came back
	}
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("Cache-Control", "no-store")
	out := http.NewResponseController(w)
	tick := time.NewTicker(heartbeat)
	defer tick.Stop()
	for {
		entries, last, more := s.board.after(after)
		for _, e := range entries {
			b, err := json.Marshal(e)
			if err != nil {
				s.o.Log.Warn("entry not written", "err", err)
				return
			}
			fmt.Fprintf(w, "id: %d\ndata: %s\n\n", e.Change, b)
		}
		after = last
		if err := out.Flush(); err != nil {
			return // the browser left
		}
		select {
		case <-r.Context().Done():
			return
		case <-more:
		case <-tick.C:
			fmt.Fprint(w, ": still here\n\n")
		}
	}
}

// sayBox takes a command from the box.
func (s *Server) sayBox(w http.ResponseWriter, r *http.Request) {
	if s.parse(w, r) {
		s.say(w, r, r.PostForm.Get("text"))
	}
}

// say has a command answered. The answer comes over the stream; a browser without scripts
// is sent back to the page, which shows it.
func (s *Server) say(w http.ResponseWriter, r *http.Request, text string) {
	if text = strings.TrimSpace(text); text != "" {
		s.work.Add(1)
		defer s.work.Done()
		s.answer(r.Context(), text)
	}
	http.Redirect(w, r, "/", http.StatusSeeOther)
}

// command is a command of whoever sees the page.
func (s *Server) command(text string) bot.Command {
	return bot.Command{From: Channel, Thread: Channel.ID, User: "operator", Role: bot.Admin, Text: text, Zone: s.o.Zone.String()}
}

// answer asks the bot as the operator and shows question and answer.
func (s *Server) answer(ctx context.Context, text string) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), answerWithin)
	defer cancel()
	command := s.command(text)
	command.ID = fmt.Sprintf("web:%d:%d", time.Now().UnixNano(), s.asked.Add(1))
	s.board.add(entry{When: s.clock(), Asked: text})
	err := s.o.Handler.Handle(ctx, command, func(_ context.Context, m bot.Message) error {
		shown, err := s.render(m)
		if err != nil {
			return err
		}
		s.board.add(entry{When: s.clock(), Private: s.o.Handler.Private(text), Shown: shown})
		return nil
	})
	if err != nil && !errors.Is(err, bot.ErrDuplicate) {
		s.o.Log.Warn("command not answered", "channel", Channel, "err", err)
	}
}
