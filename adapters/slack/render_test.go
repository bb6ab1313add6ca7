package slack

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/readout-bot/readout/adapters/slack/slacktest"
	"github.com/readout-bot/readout/bot"
	"github.com/readout-bot/readout/bot/bottest"
)

var rewrite = flag.Bool("update", false, "rewrite the golden files in testdata")

// TestPayloads renders each testdata/render/*.txtar: a bot.Message as JSON, and the payloads
// it becomes.
func TestPayloads(t *testing.T) {
	files, err := filepath.Glob("testdata/render/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			a, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			var m bot.Message
			if err := json.Unmarshal(a.Files[0].Data, &m); err != nil {
				t.Fatal(err)
			}
			got := printed(t, m)
			if *rewrite {
				a.Files = append(a.Files[:1], txtar.File{Name: "payloads", Data: got})
				if err := os.WriteFile(file, txtar.Format(a), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if diff := cmp.Diff(string(a.Files[1].Data), string(got)); diff != "" {
				t.Errorf("payloads (-want +got):\n%s", diff)
			}
		})
	}
}

// printed is the payloads of m, indented, each held to Slack's limits.
func printed(t *testing.T, m bot.Message) []byte {
	t.Helper()
	payloads, err := Payloads(m)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	for i, p := range payloads {
		if err := bottest.SlackMessage(p); err != nil {
			t.Errorf("payload %d: %v", i, err)
		}
		if err := json.Indent(&b, p, "", "  "); err != nil {
			t.Fatal(err)
		}
		b.WriteByte('\n')
	}
	return b.Bytes()
}

// shown is what readers see of m, all pages.
func shown(t *testing.T, m bot.Message) string {
	t.Helper()
	payloads, err := Payloads(m)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, p := range payloads {
		var got slacktest.Message
		if err := json.Unmarshal(p, &got); err != nil {
			t.Fatal(err)
		}
		all = append(all, got.Shown())
	}
	return strings.Join(all, "\n")
}

// ours is a line as beside marks it: the label bold, an instant, the words, the note in
// italics, with nothing else that means anything in mrkdwn.
var ours = regexp.MustCompile("^(\\*[^" + marks + "]+\\*)?( · )?(<!date\\^[0-9]+\\^\\{date_short_pretty\\} \\{time\\}\\|[A-Za-z0-9: ]+>)?[^" + marks + "]*(_[^" + marks + "]+_)?$")

const marks = "*_~`<>@#|"

// checkMarks holds every mrkdwn object of a payload to what we write ourselves.
func checkMarks(t *testing.T, name string, payload []byte) {
	t.Helper()
	var top any
	if err := json.Unmarshal(payload, &top); err != nil {
		t.Fatal(err)
	}
	var walk func(v any)
	walk = func(v any) {
		switch v := v.(type) {
		case []any:
			for _, e := range v {
				walk(e)
			}
		case map[string]any:
			if s, _ := v["text"].(string); v["type"] == "mrkdwn" {
				withoutDate := regexp.MustCompile(`<!date[^>]*>`).ReplaceAllString(s, "")
				if !ours.MatchString(s) || v["verbatim"] != true || regexp.MustCompile(`:[^\s:]+:`).MatchString(withoutDate) ||
					strings.Contains(strings.ReplaceAll(s, "&amp;", ""), "&") {
					t.Errorf("%s: markup that is not ours in %q, verbatim %v", name, s, v["verbatim"])
				}
			}
			for _, e := range v {
				walk(e)
			}
		}
	}
	walk(top)
}

// TestMarked: a line beside a menu has its label in bold, unless something in it could be
// markup; nothing in it ever is.
func TestMarked(t *testing.T) {
	menu := []bot.Control{{Label: "Details", Command: "why m1"}}
	at := time.Date(2025, 10, 24, 13, 30, 0, 0, time.UTC)
	for _, c := range []struct {
		line bot.Line
		want string // the section's text, with its type before it
	}{
		{bot.Line{Label: "Fri 24 Oct", At: at, Text: "Lind & Weil meet", Note: "Vienna"},
			"mrkdwn *Fri 24 Oct* · <!date^1761312600^{date_short_pretty} {time}|Fri 24 Oct 2025 13:30 UTC> · Lind &amp; Weil meet · _Vienna_"},
		{bot.Line{Text: "only words"}, "mrkdwn only words"},
		{bot.Line{Label: "6:30", Text: "at 6:30 or 7:30"}, "mrkdwn *6:30* · at 6:30 or 7:30"},
		{bot.Line{Label: "a*b", Text: "x"}, "plain_text a*b · x"},
		{bot.Line{Label: "open", Text: "_x_"}, "plain_text open · _x_"},
		{bot.Line{Label: "open", Text: "say :smile: now"}, "plain_text open · say :smile: now"},
		{bot.Line{Label: "open", Text: "@here <!channel>"}, "plain_text open · @here <!channel>"},
		{bot.Line{Label: "open", Text: "x", Note: "`code`"}, "plain_text open · x · `code`"},
		{bot.Line{Label: "old", At: time.Date(1700, 1, 1, 0, 0, 0, 0, time.UTC)}, "mrkdwn *old* · Fri 1 Jan 1700 00:00 UTC"},
	} {
		c.line.Controls = menu
		s := line(c.line).section
		if got := s.Text.Type + " " + s.Text.Text; got != c.want {
			t.Errorf("%+v is shown as %q, want %q", c.line, got, c.want)
		}
		checkSafe(t, c.want, bot.Message{Sections: []bot.Section{{Lines: []bot.Line{c.line}}}})
	}
}

func TestRenderKeepsEveryLine(t *testing.T) {
	all := shown(t, long())
	for _, s := range long().Sections {
		if got, want := strings.Count(all, s.Heading+"\n"), 1; got < want {
			t.Errorf("heading %q is shown %d times, want at least once", s.Heading, got)
		}
		for _, l := range s.Lines {
			if got := strings.Count(all, l.Label+separator); got != 1 {
				t.Errorf("line %q is shown %d times, want once", l.Label, got)
			}
		}
	}
}

// TestRenderStopsInTime: beyond the last page, the lines that are missing are counted.
func TestRenderStopsInTime(t *testing.T) {
	m := bot.Message{Title: "Flood"}
	s := bot.Section{Heading: "All", More: 7}
	for range 5000 {
		s.Lines = append(s.Lines, bot.Line{Text: "one more thing happened today"})
	}
	m.Sections = []bot.Section{s, {Heading: "Further", Lines: []bot.Line{{Text: "one more thing happened today"}}}}
	pages := render(m)
	if len(pages) != maxPages {
		t.Fatalf("%d pages, want %d", len(pages), maxPages)
	}
	all := shown(t, m)
	missing := 5001 - strings.Count(all, "one more thing") + 7
	if want := (bot.Section{More: missing}).Rest(); !strings.HasSuffix(all, want) {
		t.Errorf("the last page ends in %q, want %q", all[max(0, len(all)-40):], want)
	}
}

// TestRenderIsSafe: hostile text is shown and does nothing.
func TestRenderIsSafe(t *testing.T) {
	for _, h := range bottest.HostileMessages() {
		checkSafe(t, h.Name, h.Message)
	}
}

// checkSafe holds the pages of m to Slack's limits and to being inert: no mrkdwn object, no
// element that mentions, no link to what is not http, no bare < in the text.
func checkSafe(t *testing.T, name string, m bot.Message) {
	t.Helper()
	payloads, err := Payloads(m)
	if err != nil || len(payloads) == 0 || len(payloads) > maxPages {
		t.Fatalf("%s: %d payloads, error %v", name, len(payloads), err)
	}
	for _, p := range payloads {
		if err := bottest.SlackMessage(p); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		var top struct{ Text string }
		if err := json.Unmarshal(p, &top); err != nil || !utf8.Valid(p) {
			t.Fatalf("%s: %v", name, err)
		}
		if strings.ContainsAny(top.Text, "<>") || len(top.Text) > maxTextBytes {
			t.Errorf("%s: text of %d bytes: %q", name, len(top.Text), top.Text)
		}
		checkMarks(t, name, p)
		for _, never := range []string{`"type":"user"`, `"type":"broadcast"`, `"type":"usergroup"`, `"type":"channel"`, `"type":"emoji"`, `"mrkdwn":true`, "\u202e"} {
			if bytes.Contains(p, []byte(never)) {
				t.Errorf("%s: the payload holds %s", name, never)
			}
		}
	}
}

// TestRenderControls: a page with as many controls as there may be keeps to the limits, and
// every line keeps its own.
func TestRenderControls(t *testing.T) {
	m := long()
	var want int
	for i := range m.Sections {
		for j := range m.Sections[i].Lines {
			m.Sections[i].Lines[j].Controls = pressable().Sections[0].Lines[0].Controls
			want++
		}
	}
	m.Controls = pressable().Controls
	checkSafe(t, "controls", m)
	got := 0
	for _, p := range render(m) {
		b, err := plainJSON(p.Blocks)
		if err != nil {
			t.Fatal(err)
		}
		got += bytes.Count(b, []byte(`"value":"say:why m1"`))
	}
	if got != want {
		t.Errorf("%d lines with a menu, want %d", got, want)
	}
}

func FuzzRender(f *testing.F) {
	for i, text := range bottest.HostileTexts() {
		f.Add(text, "https://news.example/a", 3*i, int64(1_700_000_000))
	}
	f.Add("*b* _i_ `c` &amp; \u202e \x00 \xff", "javascript:alert(1)", 400, int64(0))
	f.Add(strings.Repeat("👩‍👩‍👧‍👦", 900), "https://x.example/|y>", 60, int64(-1))
	f.Fuzz(func(t *testing.T, text, u string, lines int, at int64) {
		controls := []bot.Control{{Label: text, Command: text}, {Label: "x", Command: text, Form: true}, {Label: text, URL: u}, {Label: "y", Command: "y"}}
		l := bot.Line{Controls: controls[:len(text)%5], Label: text, Text: text + " more", Note: text, Quote: text, Source: text, URL: u, At: time.Unix(at, 0), Published: time.Unix(at, 0)}
		s := bot.Section{Heading: text, More: lines}
		for range lines & 0x1ff {
			s.Lines = append(s.Lines, l)
		}
		m := bot.Message{Title: text, URL: u, Lead: text, Sections: []bot.Section{s, {Heading: text}, {Heading: "aside", Aside: true, Lines: s.Lines}}, Footer: text, Controls: controls}
		checkSafe(t, "fuzz", m)
		checkView(t, map[string]any{"type": "home", "blocks": renderView(m)})
	})
}

func FuzzEscape(f *testing.F) {
	for _, m := range bottest.Mentions() {
		f.Add(m, 20)
	}
	f.Add("a & b < c > d &amp; \xff👩‍👩‍👧‍👦", 7)
	f.Fuzz(func(t *testing.T, s string, n int) {
		n = 4 + n&0xfff
		one := clean(s)
		if !utf8.ValidString(one) || clean(one) != one {
			t.Errorf("clean(%q) = %q, which is not clean", s, one)
		}
		if short := cut(one, n); units(short) > n || !utf8.ValidString(short) {
			t.Errorf("cut(%q, %d) = %q of %d units", one, n, short, units(short))
		}
		safe := cutBytes(escape(one), n)
		if strings.ContainsAny(safe, "<>") || len(safe) > n || !utf8.ValidString(safe) {
			t.Errorf("escaped %q to %q of %d bytes, most %d", one, safe, len(safe), n)
		}
		if whole := unescape(escape(one)); whole != one {
			t.Errorf("unescape(escape(%q)) = %q", one, whole)
		}
	})
}

func TestUnescape(t *testing.T) {
	for in, want := range map[string]string{
		"who Rubio":                              "who Rubio",
		"read <https://a.example/x?b=1&amp;c=2>": "read https://a.example/x?b=1&c=2",
		"read <https://a.example|a.example>":     "read https://a.example",
		"ask <@U12|ann> about <#C1|news>":        "ask @U12 about #news",
		"ask <@U12>":                             "ask @U12",
		"tell <!here>":                           "tell @here",
		"<!subteam^S1|@desk> 2 &lt; 3":           "@S1 2 < 3",
		"an open < stays":                        "an open < stays",
	} {
		if got := unescape(in); got != want {
			t.Errorf("unescape(%q) = %q, want %q", in, got, want)
		}
	}
}
