package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/readout-bot/readout/adapters/discord/discordtest"
	"github.com/readout-bot/readout/adapters/slack/slacktest"
	"github.com/readout-bot/readout/adapters/store/pgtest"
)

func TestMain(m *testing.M) {
	testscript.Main(tests{m}, map[string]func(){"readout": main})
}

// tests are all tests of this package; with them ends the PostgreSQL that they started.
type tests struct{ *testing.M }

func (t tests) Run() int { return pgtest.Run(t.M) }

// TestScript runs the real program as testdata/script/*.txtar say. Besides testscript's
// own commands there are those of world.
func TestScript(t *testing.T) {
	runScripts(t, "testdata/script", "")
}

// TestServeScript runs the real program against Slack, Discord and feeds that speak the
// wire, and waits for schedules in real time.
func TestServeScript(t *testing.T) {
	if testing.Short() {
		t.Skip("waits for schedules in real time; left out with -short")
	}
	t.Parallel()
	runScripts(t, "testdata/serve", "")
}

// TestReplicasScript does the same with several processes on one PostgreSQL.
func TestReplicasScript(t *testing.T) {
	if testing.Short() {
		t.Skip("waits for schedules in real time; left out with -short")
	}
	t.Parallel()
	runScripts(t, "testdata/replicas", pgtest.Start(t))
}

// runScripts runs the scripts of a folder, on a database or, for "", on the default one.
func runScripts(t *testing.T, dir, database string) {
	testscript.Run(t, testscript.Params{
		Dir: dir,
		Setup: func(env *testscript.Env) error {
			env.Vars = append(env.Vars,
				"HOME="+env.WorkDir, "XDG_DATA_HOME="+filepath.Join(env.WorkDir, "data"), "NO_COLOR=1",
				"READOUT_DATABASE="+database, "READOUT_ALLOW=127.0.0.1/32", "READOUT_POLL=1m", "READOUT_LOG=warn")
			free, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				return err
			}
			env.Vars = append(env.Vars, "READOUT_LISTEN="+free.Addr().String())
			if err := free.Close(); err != nil {
				return err
			}
			env.Values[worldKey{}] = &world{t: t}
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"world": worldCommand, "signed": signed, "publish": publish, "say": say, "sees": sees, "fault": fault,
			"eventually": eventually, "healthy": healthy, "metric": metric, "make": makeFile,
		},
	})
}

// A world is what the program meets outside: fakes that speak the wire.
type world struct {
	t       *testing.T // that the fakes end with
	slack   *slacktest.Server
	signed  bool // Slack calls the program over HTTP
	discord *discordtest.Server
	feed    *feedServer
}

type worldKey struct{}

func worldOf(ts *testscript.TestScript) *world { return ts.Value(worldKey{}).(*world) }

// patience is how long a script waits for what must come, schedules of a minute included.
const patience = 4 * time.Minute

// world starts the fakes and sets the settings by which the program finds them.
func worldCommand(ts *testscript.TestScript, _ bool, _ []string) {
	w := worldOf(ts)
	w.slack, w.discord, w.feed = slacktest.New(w.t), discordtest.New(w.t), newFeedServer(w.t)
	for k, v := range map[string]string{
		"SLACK_BOT_TOKEN": slacktest.BotToken, "SLACK_APP_TOKEN": slacktest.AppToken, "SLACK_API_URL": w.slack.URL(),
		"DISCORD_TOKEN": discordtest.Token, "DISCORD_API_URL": w.discord.URL(), "SITE": w.feed.url, "FEED": w.feed.url + "/feed.xml",
	} {
		ts.Setenv(k, v)
	}
}

// signed makes Slack call the program over signed HTTP, and Discord absent.
func signed(ts *testscript.TestScript, _ bool, _ []string) {
	w := worldOf(ts)
	w.signed = true
	w.slack.DeliverTo("http://" + ts.Getenv("READOUT_LISTEN") + slackPath)
	ts.Setenv("SLACK_APP_TOKEN", "")
	ts.Setenv("SLACK_SIGNING_SECRET", slacktest.SigningSecret)
	ts.Setenv("DISCORD_TOKEN", "")
}

// publish NAME TITLE TEXT adds an article to the feed.
func publish(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) != 3 {
		ts.Fatalf("usage: publish NAME TITLE TEXT")
	}
	worldOf(ts).feed.publish(args[0], args[1], args[2])
}

// say slack|discord command|mention|dm TEXT has an editor say something to the bot.
func say(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) != 3 {
		ts.Fatalf("usage: say PLATFORM WAY TEXT")
	}
	w, text := worldOf(ts), args[2]
	w.awaitBot(ts, args[0])
	switch args[0] + " " + args[1] {
	case "slack command":
		w.slack.SendCommand(slacktest.Admin, slacktest.Channel, text)
	case "slack mention":
		w.slack.SendMention(slacktest.Admin, slacktest.Channel, text)
	case "slack dm":
		w.slack.SendDM(slacktest.Admin, text)
	case "discord command":
		name, values := discordOptions(ts, text)
		w.discord.SendCommand(discordtest.Boris, discordtest.Channel, name, values)
	case "discord mention":
		w.discord.SendMention(discordtest.Boris, discordtest.Channel, text)
	case "discord dm":
		w.discord.SendDM(discordtest.Boris, text)
	default:
		ts.Fatalf("say %s %s: unknown", args[0], args[1])
	}
}

// awaitBot waits until the program is connected.
func (w *world) awaitBot(ts *testscript.TestScript, platform string) {
	for deadline := time.Now().Add(patience); ; time.Sleep(20 * time.Millisecond) {
		if platform == "slack" && (w.signed || w.slack.Sockets() > 0) || platform == "discord" && w.discord.Connected() {
			return
		}
		if time.Now().After(deadline) {
			ts.Fatalf("the program never connected to %s", platform)
		}
	}
}

// discordOptions reads "schedule add; spec=every minute; zone=UTC", since Discord hands
// options over one by one.
func discordOptions(ts *testscript.TestScript, text string) (name string, values map[string]string) {
	parts := strings.Split(text, ";")
	values = map[string]string{}
	for _, p := range parts[1:] {
		k, v, ok := strings.Cut(strings.TrimSpace(p), "=")
		if !ok {
			ts.Fatalf("option %q: want NAME=VALUE", p)
		}
		values[k] = v
	}
	return strings.TrimSpace(parts[0]), values
}

// sees slack|discord COUNT PATTERN waits until COUNT messages that match PATTERN stand in
// the channel (or in the direct messages, for slack-dm and discord-dm), and fails if there
// are ever more.
func sees(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) != 3 {
		ts.Fatalf("usage: sees PLACE COUNT PATTERN")
	}
	want, err := strconv.Atoi(args[1])
	ts.Check(err)
	pattern, err := regexp.Compile("(?s)" + args[2])
	ts.Check(err)
	deadline := time.Now().Add(patience)
	for {
		shown := worldOf(ts).shown(ts, args[0])
		got := 0
		for _, m := range shown {
			if pattern.MatchString(m) {
				got++
			}
		}
		switch {
		case got == want:
			return
		case got > want || time.Now().After(deadline):
			ts.Fatalf("%s: %d messages match %q, want %d; there are:\n%s", args[0], got, args[2], want, strings.Join(shown, "\n---\n"))
		}
		time.Sleep(50 * time.Millisecond)
	}
}

// shown returns what readers see of the bot in a place.
func (w *world) shown(ts *testscript.TestScript, place string) []string {
	var shown []string
	switch place {
	case "slack", "slack-dm":
		channel := slacktest.Channel
		if place == "slack-dm" {
			channel = w.slack.DM(slacktest.Admin)
		}
		for _, m := range w.slack.Messages(channel) {
			if m.User == slacktest.BotUser {
				shown = append(shown, m.Shown())
			}
		}
	case "discord", "discord-dm":
		channel := discordtest.Channel
		if place == "discord-dm" {
			channel = w.discord.Direct(discordtest.Boris.ID)
		}
		for _, m := range w.discord.Messages(channel) {
			if m.Author.Bot {
				shown = append(shown, m.Text())
			}
		}
	default:
		ts.Fatalf("place %q: want slack, slack-dm, discord or discord-dm", place)
	}
	return shown
}

// fault slack|discord lets the next post be accepted and its reply get lost.
func fault(ts *testscript.TestScript, _ bool, args []string) {
	w := worldOf(ts)
	switch strings.Join(args, " ") {
	case "slack lost":
		w.slack.Fail(slacktest.ReplyLost("chat.postMessage"))
	case "discord lost":
		w.discord.Fail("POST /channels/"+discordtest.Channel+"/messages", discordtest.Fault{Lose: true})
	default:
		ts.Fatalf("usage: fault slack|discord lost")
	}
}

// eventually PROGRAM ARGS... PATTERN runs a program until its output matches.
func eventually(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) < 2 {
		ts.Fatalf("usage: eventually PROGRAM ARGS... PATTERN")
	}
	last := len(args) - 1
	pattern, err := regexp.Compile(args[last])
	ts.Check(err)
	for deadline := time.Now().Add(patience); ; time.Sleep(100 * time.Millisecond) {
		out := output(ts, args[:last])
		if pattern.MatchString(out) {
			return
		}
		if time.Now().After(deadline) {
			ts.Fatalf("%s never printed %q; last:\n%s", strings.Join(args[:last], " "), args[last], out)
		}
	}
}

// healthy waits until the program that serves at READOUT_LISTEN says that it is well.
func healthy(ts *testscript.TestScript, _ bool, _ []string) {
	awaitPage(ts, "/healthz", regexp.MustCompile("^ok"))
}

// metric NAME VALUE waits until the program's metric has the value.
func metric(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) != 2 {
		ts.Fatalf("usage: metric NAME VALUE")
	}
	awaitPage(ts, "/metrics", regexp.MustCompile("(?m)^"+args[0]+" "+args[1]+"$"))
}

// awaitPage waits until a page of the program shows a pattern.
func awaitPage(ts *testscript.TestScript, path string, pattern *regexp.Regexp) {
	var page []byte
	for deadline := time.Now().Add(patience); ; time.Sleep(50 * time.Millisecond) {
		resp, err := http.Get("http://" + ts.Getenv("READOUT_LISTEN") + path)
		if err == nil {
			page, err = io.ReadAll(resp.Body)
			resp.Body.Close()
		}
		if err == nil && pattern.Match(page) {
			return
		}
		if time.Now().After(deadline) {
			ts.Fatalf("%s never showed %s: %v\n%s", path, pattern, err, page)
		}
	}
}

// output runs a program in the script's folder and environment and returns all it printed,
// without a word in the script's log.
func output(ts *testscript.TestScript, args []string) string {
	c := exec.Command(args[0], args[1:]...)
	if path, err := exec.LookPath(args[0]); err == nil {
		c.Path, c.Err = path, nil
	}
	c.Dir, c.Env = ts.MkAbs("."), environ(ts)
	out, err := c.CombinedOutput()
	if err != nil {
		return string(out) + err.Error()
	}
	return string(out)
}

// environ is what of the script's environment the program reads.
func environ(ts *testscript.TestScript) []string {
	var env []string
	for _, name := range []string{"PATH", "HOME", "XDG_DATA_HOME", "NO_COLOR", "READOUT_DATABASE", "READOUT_ALLOW", "READOUT_LOG", "READOUT_POLL"} {
		if v := ts.Getenv(name); v != "" {
			env = append(env, name+"="+v)
		}
	}
	return env
}

// makeFile FILE KIND makes a file that is too large or too odd to stand in a script.
func makeFile(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) != 2 {
		ts.Fatalf("usage: make FILE KIND")
	}
	content := map[string]func() string{
		"50mb":    func() string { return strings.Repeat("Ministers will meet in Paris on Friday. ", 50<<20/40) },
		"binary":  func() string { return "\x7fELF\x00\x01\x02\x03" },
		"latin1":  func() string { return "Viktor Orb\xe1n said no." },
		"control": func() string { return "A \x1b[31mred\x1b[0m minister will meet another on Friday.\n" },
	}[args[1]]
	if content == nil {
		ts.Fatalf("make: unknown kind %q", args[1])
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(content()), 0o644))
}

// A feedServer serves an RSS feed and its pages.
type feedServer struct {
	url   string
	mu    sync.Mutex
	items []feedItem
}

type feedItem struct {
	name, title, text string
	published         time.Time
}

func newFeedServer(t *testing.T) *feedServer {
	f := &feedServer{}
	s := httptest.NewServer(f)
	t.Cleanup(s.Close)
	f.url = s.URL
	return f
}

func (f *feedServer) publish(name, title, text string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.items = append(f.items, feedItem{name, title, text, time.Now()})
}

func (f *feedServer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	f.mu.Lock()
	items := slices.Clone(f.items)
	f.mu.Unlock()
	if r.URL.Path == "/feed.xml" {
		w.Header().Set("Content-Type", "application/rss+xml")
		w.Header().Set("Cache-Control", "max-age=1")
		fmt.Fprint(w, `<rss version="2.0"><channel><title>Coast Gazette</title>`)
		for _, i := range items {
			fmt.Fprintf(w, `<item><title>%s</title><link>%s/%s</link><guid>%[3]s</guid><pubDate>%s</pubDate></item>`,
				i.title, f.url, i.name, i.published.Format(time.RFC1123Z))
		}
		fmt.Fprint(w, `</channel></rss>`)
		return
	}
	if odd, ok := oddFeeds[r.URL.Path]; ok {
		odd(w)
		return
	}
	for _, i := range items {
		if r.URL.Path == "/"+i.name {
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			fmt.Fprintf(w, `<html lang="en"><head><title>%s</title><meta property="article:published_time" content="%s"></head><body><nav>Home</nav><article><h1>%[1]s</h1><p>%[3]s</p></article></body></html>`,
				i.title, i.published.Format(time.RFC3339), strings.ReplaceAll(i.text, "|", "</p><p>"))
			return
		}
	}
	http.NotFound(w, r)
}

// oddFeeds are what a feed's address may answer with on a bad day.
var oddFeeds = map[string]func(http.ResponseWriter){
	"/broken.xml": func(w http.ResponseWriter) { io.WriteString(w, `<rss><channel><title>Cut off</title><item><tit`) },
	"/bomb.xml": func(w http.ResponseWriter) {
		io.WriteString(w, `<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa">`)
		for i := 'b'; i < 'k'; i++ {
			fmt.Fprintf(w, `<!ENTITY %c "%s">`, i, strings.Repeat(fmt.Sprintf("&%c;", i-1), 10))
		}
		io.WriteString(w, `]><rss version="2.0"><channel><title>&j;</title></channel></rss>`)
	},
	"/bomb.gz": func(w http.ResponseWriter) {
		w.Header().Set("Content-Encoding", "gzip")
		z := gzip.NewWriter(w)
		defer z.Close()
		io.WriteString(z, `<rss version="2.0"><channel><title>`)
		block := bytes.Repeat([]byte("a"), 1<<20)
		for range 256 {
			if _, err := z.Write(block); err != nil {
				return // the client has seen enough
			}
		}
	},
	"/many.xml": func(w http.ResponseWriter) {
		io.WriteString(w, `<rss version="2.0"><channel><title>Ten thousand</title>`)
		for i := range 10000 {
			fmt.Fprintf(w, `<item><title>Item %d</title><link>http://news.example/%[1]d</link><guid>%[1]d</guid></item>`, i)
		}
		io.WriteString(w, `</channel></rss>`)
	},
	"/captcha": func(w http.ResponseWriter) {
		io.WriteString(w, `<!doctype html><html><head><title>Are you human?</title></head><body>Tick the box.</body></html>`)
	},
	"/failing":   func(w http.ResponseWriter) { http.Error(w, "out of order", http.StatusBadGateway) },
	"/forbidden": func(w http.ResponseWriter) { http.Error(w, "no", http.StatusForbidden) },
}

// run must be fit for a context that is done before it starts.
func TestRunCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var out, errs strings.Builder
	if code := run(ctx, []string{"nonsense"}, strings.NewReader(""), &out, &errs); code != 2 || !strings.Contains(errs.String(), "nonsense") {
		t.Errorf("got %d, %q", code, &errs)
	}
}
