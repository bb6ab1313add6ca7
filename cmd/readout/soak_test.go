package main

import (
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/readout-bot/readout/adapters/discord/discordtest"
	"github.com/readout-bot/readout/adapters/store/pgtest"
)

// A served is a process of "readout serve".
type served struct {
	t      *testing.T
	cmd    *exec.Cmd
	listen string

	mu  sync.Mutex
	log bytes.Buffer
}

func (s *served) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.log.Write(p)
}

// serving starts the real program against Discord on a database, the default one for "". It is
// killed with the test, if it lives so long.
func serving(t *testing.T, d *discordtest.Server, database string) *served {
	t.Helper()
	return process(t, database, "DISCORD_TOKEN="+discordtest.Token, "DISCORD_API_URL="+d.URL())
}

// process starts the real program on a database, with further settings.
func process(t *testing.T, database string, settings ...string) *served {
	t.Helper()
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &served{t: t, listen: free.Addr().String()}
	if err := free.Close(); err != nil {
		t.Fatal(err)
	}
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	home := t.TempDir()
	s.cmd = &exec.Cmd{Path: program, Args: []string{"readout", "serve"}, Dir: home, Stdout: s, Stderr: s, Env: append([]string{
		"HOME=" + home, "XDG_DATA_HOME=" + filepath.Join(home, "data"), "NO_COLOR=1", "READOUT_DATABASE=" + database,
		"READOUT_ALLOW=127.0.0.1/32", "READOUT_POLL=1m", "READOUT_LOG=warn", "READOUT_LISTEN=" + s.listen,
	}, settings...)}
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		s.end(syscall.SIGKILL)
		if t.Failed() {
			t.Logf("the program said:\n%s", s.said())
		}
	})
	return s
}

func (s *served) said() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	text := s.log.String()
	return text[max(0, len(text)-20000):]
}

// end sends a signal and waits for the process to end, the first time that it is called.
func (s *served) end(by syscall.Signal) {
	if s.cmd.ProcessState != nil {
		return
	}
	if err := s.cmd.Process.Signal(by); err != nil {
		s.t.Errorf("signal: %v", err)
	}
	_ = s.cmd.Wait() // how it ended is what the signal says
}

// metric returns a number that the program tells of itself.
func (s *served) metric(name string) float64 {
	resp, err := http.Get("http://" + s.listen + "/metrics")
	if err != nil {
		return 0
	}
	defer resp.Body.Close()
	page, err := io.ReadAll(resp.Body)
	if err != nil {
		return 0
	}
	m := regexp.MustCompile(`(?m)^` + name + ` (\S+)$`).FindSubmatch(page)
	if m == nil {
		return 0
	}
	f, err := strconv.ParseFloat(string(m[1]), 64)
	if err != nil {
		s.t.Errorf("metric %s: %v", name, err)
	}
	return f
}

// TestDiscordSoak lets the real program work while Discord goes wrong at random: every command
// is answered, every slot is posted once, memory and goroutines stay. READOUT_SOAK sets for how
// long, such as 10m.
func TestDiscordSoak(t *testing.T) {
	if testing.Short() {
		t.Skip("takes 20 seconds; left out with -short")
	}
	length := 20 * time.Second
	if v := os.Getenv("READOUT_SOAK"); v != "" {
		var err error
		if length, err = time.ParseDuration(v); err != nil {
			t.Fatal(err)
		}
	}
	t.Parallel()
	d := discordtest.New(t)
	feed := newFeedServer(t)
	s := &soak{t: t, d: d, feed: feed, p: serving(t, d, ""), faults: map[string]int{}}
	d.Wait(t, "the gateway", d.Connected)
	s.subscribe(3)
	s.run(length)
	s.settle()
	s.report()
	s.p.end(syscall.SIGTERM)
	if !strings.Contains(s.p.said(), "everything under way is settled") {
		t.Error("the program did not stop in order")
	}
}

// A soak is a run of the program with what was done to it and what came of it.
type soak struct {
	t    *testing.T
	d    *discordtest.Server
	feed *feedServer
	p    *served

	channels []string             // with a brief each minute
	since    map[string]time.Time // their schedules were made
	mentions []string
	commands int
	articles int
	rss      []float64 // bytes, one each second
	routines []float64

	mu     sync.Mutex
	faults map[string]int // by name, how often
}

func (s *soak) count(fault string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults[fault]++
}

// subscribe has n channels get a brief each minute.
func (s *soak) subscribe(n int) {
	s.t.Helper()
	s.publish()
	s.since = map[string]time.Time{}
	s.d.SendCommand(discordtest.Boris, discordtest.Channel, "feed add", map[string]string{"url": s.feed.url + "/feed.xml"})
	for range n {
		id := s.d.AddChannel()
		s.d.SendCommand(discordtest.Boris, id, "schedule add", map[string]string{"spec": "every minute", "zone": "UTC"})
		s.d.Wait(s.t, "a schedule", func() bool { return s.d.Unanswered() == 0 })
		s.channels, s.since[id] = append(s.channels, id), time.Now()
	}
	if got := s.p.metric("readout_subscriptions"); got != float64(n) {
		s.t.Fatalf("%g schedules were made; want %d", got, n)
	}
}

func (s *soak) publish() {
	s.articles++
	s.feed.publish(fmt.Sprintf("soak-%d", s.articles), fmt.Sprintf("Ministers plan talks number %d", s.articles),
		fmt.Sprintf("Foreign Minister Ada Moreau of Lumen will meet Chancellor Viktor Hale in Port Lumen on Friday, officials said in report %d. The council has not decided whether to reopen the strait.", s.articles))
}

// run does something ten times a second and lets something go wrong now and then.
func (s *soak) run(length time.Duration) {
	s.answersGoWrong()
	defer s.d.Spoil(nil)
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	end := time.Now().Add(length)
	for n := 1; time.Now().Before(end); n++ {
		<-tick.C
		s.command()
		if n%10 == 0 {
			s.rss = append(s.rss, s.p.metric("process_resident_memory_bytes"))
			s.routines = append(s.routines, s.p.metric("go_goroutines"))
		}
		switch {
		case rand.N(150) == 0 && s.d.Connected(): // what is down already is not broken once more
			s.gatewayGoesWrong()
		case rand.N(600) == 0 && s.d.Connected():
			s.sessionEnds()
		case n%50 == 0:
			s.publish()
		case rand.N(100) == 0:
			s.d.ForgetNonces()
		}
	}
}

// command has somebody ask for something.
func (s *soak) command() {
	asks := []struct {
		name   string
		values map[string]string
	}{
		{"today", nil}, {"meetings", map[string]string{"next": "14d"}}, {"decisions", nil}, {"status", nil}, {"help", nil},
		{"who", map[string]string{"name": "Ada Moreau"}}, {"ask", map[string]string{"question": "when does Moreau meet Hale?"}},
		{"schedule list", nil}, {"home", nil}, {"stories", nil},
	}
	s.commands++
	switch ask := asks[rand.N(len(asks))]; rand.N(8) {
	case 0:
		s.mentions = append(s.mentions, s.d.SendMention(discordtest.Anna, discordtest.Channel, "meetings next 14d"))
	case 1:
		s.d.Type(discordtest.Anna, discordtest.Channel, "who", "name", "Mor")
	default:
		s.d.SendCommand(discordtest.Boris, discordtest.Channel, ask.name, ask.values)
	}
}

// answersGoWrong spoils one of twenty requests, whichever they are, but none more than twice in
// a row: three that cost a second each leave nobody time to acknowledge a command.
func (s *soak) answersGoWrong() {
	short := func() time.Duration { return time.Duration(50+rand.N(400)) * time.Millisecond }
	faults := []struct {
		name string
		how  func() discordtest.Fault
	}{
		{"429", func() discordtest.Fault { return discordtest.Fault{Status: 429, RetryAfter: short()} }},
		{"429 for all", func() discordtest.Fault { return discordtest.Fault{Status: 429, RetryAfter: short(), Global: true} }},
		{"429 of Cloudflare's", func() discordtest.Fault { return discordtest.Fault{Status: 429, HTML: true, RetryAfter: time.Second} }},
		{"500", func() discordtest.Fault { return discordtest.Fault{Status: 500} }},
		{"502 as a page", func() discordtest.Fault { return discordtest.Fault{Status: 502, HTML: true} }},
		{"503", func() discordtest.Fault { return discordtest.Fault{Status: 503} }},
		{"504", func() discordtest.Fault { return discordtest.Fault{Status: 504} }},
		{"reply lost", func() discordtest.Fault { return discordtest.Fault{Lose: true} }},
		{"no answer at all", func() discordtest.Fault { return discordtest.Fault{Hang: true} }},
	}
	row := map[string]int{}
	s.d.Spoil(func(call string) discordtest.Fault {
		if row[call] == 2 || rand.N(20) > 0 {
			delete(row, call)
			return discordtest.Fault{}
		}
		row[call]++
		f := faults[rand.N(len(faults))]
		s.count(f.name)
		return f.how()
	})
}

// gatewayGoesWrong breaks connections that may be resumed.
func (s *soak) gatewayGoesWrong() {
	what := map[string]func(){
		"socket dropped": s.d.DropSockets, "opcode 7": s.d.AskToReconnect, "close 4000": func() { s.d.CloseSockets(4000) },
		"not an event": func() { s.d.SendRaw("null") }, "opcode 7 before READY": func() {
			s.d.Greet(discordtest.Greeting{Reconnect: true})
			s.d.DropSockets()
		},
	}
	for name, f := range what { // in no order
		s.count(name)
		f()
		return
	}
}

// sessionEnds closes the session for good, when nothing is under way: what happens until the
// next one begins, Discord tells nobody.
func (s *soak) sessionEnds() {
	s.answered()
	s.count("close 4009")
	before, _ := s.d.Sessions()
	s.d.CloseSockets(4009)
	s.await("a new session", func() bool { n, _ := s.d.Sessions(); return n > before && s.d.Connected() })
}

// answered waits until everything has its answer.
func (s *soak) answered() {
	s.t.Helper()
	s.await("all answers", func() bool { return s.d.Connected() && s.d.Unanswered() == 0 })
	s.await("all replies", func() bool {
		replies := map[string]bool{}
		for _, m := range s.d.Messages(discordtest.Channel) {
			if m.Author.Bot && len(m.Reference) > 0 {
				replies[reference.FindString(string(m.Reference))] = true
			}
		}
		return !slices.ContainsFunc(s.mentions, func(id string) bool { return !replies[id] })
	})
}

// await waits until ready returns true: patiently, as after many failures in a row the program
// lets minutes pass before it tries again.
func (s *soak) await(what string, ready func() bool) {
	s.t.Helper()
	for deadline := time.Now().Add(patience); !ready(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			s.t.Fatalf("waited in vain for %s", what)
		}
	}
}

// reference finds the ID of the message that another replies to.
var reference = regexp.MustCompile(`\d+`)

// settle waits until everything is answered and every slot that was planned is settled and
// posted. A program that cannot plan for a minute, as on a machine with too much to do, makes up
// for the latest slot only; so fewer may be posted than were due, and never more.
func (s *soak) settle() {
	s.t.Helper()
	s.answered()
	for deadline := time.Now().Add(patience); ; time.Sleep(200 * time.Millisecond) {
		failed, pending := s.p.metric("readout_deliveries_failed"), s.p.metric("readout_deliveries_pending")
		settled := s.p.metric("readout_deliveries_posted")
		posts, twice := s.posts()
		due := 0
		for _, since := range s.since {
			due += int(time.Now().Truncate(time.Minute).Sub(since.Truncate(time.Minute)) / time.Minute)
		}
		state := fmt.Sprintf("%d slots were due, %d posted, %g settled, %g failed, %g pending", due, posts, settled, failed, pending)
		if twice > 0 || failed > 0 || posts > due {
			s.t.Fatalf("%s, %d of them twice; want each once", state, twice)
		}
		if pending == 0 && posts == int(settled) && (posts > 0 || due < len(s.since)) {
			s.t.Logf("slots: %s", state)
			return
		}
		if time.Now().After(deadline) {
			s.t.Fatalf("%s; want each once", state)
		}
	}
}

// posts counts the briefs that stand in the channels, and those that stand there twice.
func (s *soak) posts() (n, twice int) {
	seen := map[string]bool{}
	for _, c := range s.channels {
		for _, m := range s.d.Messages(c) {
			if m.Interaction != "" || !m.Author.Bot || m.Nonce == "" {
				continue
			}
			n++
			if seen[m.Nonce] {
				twice++
			}
			seen[m.Nonce] = true
		}
	}
	return n, twice
}

// report says what was done, and demands that memory and goroutines stay.
func (s *soak) report() {
	acted, told := s.d.Acknowledged()
	s.t.Logf("%d commands, all answered", s.commands)
	for from, waits := range map[string][]time.Duration{"the press": acted, "the event's way to the program": told} {
		s.t.Logf("first response since %s: %s", from, spread(waits))
	}
	identified, resumed := s.d.Sessions()
	s.t.Logf("faults: %v; identified %d times, resumed %d times", s.faults, identified, resumed)
	fifth := max(1, len(s.rss)/5)
	early, late := mean(s.rss[fifth:2*fifth]), mean(s.rss[len(s.rss)-fifth:])
	s.t.Logf("resident: %.0f MB in the second fifth, %.0f MB in the last", early/1e6, late/1e6)
	if late > 1.25*early+30e6 {
		s.t.Errorf("memory grew from %.0f MB to %.0f MB", early/1e6, late/1e6)
	}
	few, many := mean(s.routines[fifth:2*fifth]), mean(s.routines[len(s.routines)-fifth:])
	s.t.Logf("goroutines: %.0f in the second fifth, %.0f in the last", few, many)
	if many > 1.25*few+30 {
		s.t.Errorf("goroutines grew from %.0f to %.0f", few, many)
	}
}

// spread says how long waits were, the shortest first.
func spread(waits []time.Duration) string {
	if len(waits) == 0 {
		return "none"
	}
	late := 0
	for _, w := range waits {
		if w > 3*time.Second {
			late++
		}
	}
	return fmt.Sprintf("%s in half, %s in 99 of 100, %s at most; %d of %d above three seconds",
		waits[len(waits)/2], waits[len(waits)*99/100], waits[len(waits)-1], late, len(waits))
}

func mean(list []float64) float64 {
	sum := 0.0
	for _, x := range list {
		sum += x
	}
	return sum / float64(max(1, len(list)))
}

// TestDiscordTakeOver kills the process that holds the gateway; another on the same database
// takes every shard over, each held once. One that joins gets its part, and whoever is left gets
// the part of one that stops.
func TestDiscordTakeOver(t *testing.T) {
	if testing.Short() {
		t.Skip("waits for leases in real time; left out with -short")
	}
	t.Parallel()
	d := discordtest.New(t)
	d.SetShards(2, 1)
	d.SetConcurrency(2, 5*time.Second)
	database := pgtest.Start(t)
	begun := 0
	both := func(what string, since time.Time, sessions int) {
		t.Helper()
		begun += sessions
		d.Wait(t, what, func() bool {
			h := d.Held()
			n, _ := d.Sessions()
			return h[0] == 1 && h[1] == 1 && n >= begun
		})
		t.Logf("%s after %s", what, time.Since(since).Round(100*time.Millisecond))
		if n, _ := d.Sessions(); n != begun {
			t.Errorf("%s: %d sessions were begun; want %d", what, n, begun)
		}
	}
	started := func() *served {
		p := serving(t, d, database)
		for p.metric("go_goroutines") == 0 {
			time.Sleep(50 * time.Millisecond)
		}
		return p
	}
	since := time.Now()
	first := started()
	both("both shards are held", since, 2)
	second := started()
	first.end(syscall.SIGKILL)
	since = time.Now()
	d.Wait(t, "the loss", func() bool { return len(d.Held()) == 0 })
	both("both are taken over from who was killed", since, 2)
	id := d.SendCommand(discordtest.Anna, discordtest.Channel, "status", nil)
	d.Wait(t, "an answer", func() bool { return d.Unanswered() == 0 && len(d.Answers(id)) == 1 })
	since = time.Now()
	started()
	both("one is left to who joined", since, 1)
	second.end(syscall.SIGTERM)
	since = time.Now()
	both("the other is handed over by who stopped", since, 1)
	if n := d.Overlaps(); n != 0 {
		t.Errorf("a shard was held twice, %d times", n)
	}
}
