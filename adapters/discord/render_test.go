package discord

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/readout-bot/readout/bot"
	"github.com/readout-bot/readout/bot/bottest"
)

// testdata/render/NAME.json is a message; NAME.golden.json is what it is posted as.
func TestPayloads(t *testing.T) {
	files, err := filepath.Glob("testdata/render/*.json")
	if err != nil || len(files) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	for _, file := range files {
		if strings.HasSuffix(file, ".golden.json") {
			continue
		}
		t.Run(strings.TrimSuffix(filepath.Base(file), ".json"), func(t *testing.T) {
			in, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			var m bot.Message
			d := json.NewDecoder(bytes.NewReader(in))
			d.DisallowUnknownFields()
			if err := d.Decode(&m); err != nil {
				t.Fatal(err)
			}
			list, err := Payloads(m)
			if err != nil {
				t.Fatal(err)
			}
			var got bytes.Buffer
			e := json.NewEncoder(&got)
			e.SetEscapeHTML(false)
			e.SetIndent("", "  ")
			if err := e.Encode(list); err != nil {
				t.Fatal(err)
			}
			golden := strings.TrimSuffix(file, ".json") + ".golden.json"
			if *update {
				if err := os.WriteFile(golden, got.Bytes(), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), got.String()); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// within fails the test if Discord would not take one of the messages.
func within(t *testing.T, what string, parts []payload) {
	t.Helper()
	if len(parts) == 0 || len(parts) > partsMax {
		t.Errorf("%s: %d messages; want 1 to %d", what, len(parts), partsMax)
	}
	for i, p := range parts {
		if err := bottest.DiscordMessage(body(t, p)); err != nil {
			t.Errorf("%s: message %d: %v", what, i, err)
		}
	}
}

func body(t *testing.T, v any) []byte {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestHostileWithinLimits(t *testing.T) {
	for _, h := range bottest.HostileMessages() {
		parts := render(h.Message, partsMax)
		sign(parts, h.Name, 0)
		within(t, h.Name, parts)
		if b := body(t, parts[0]); !bytes.Contains(b, []byte(`"allowed_mentions":{"parse":[]}`)) {
			t.Errorf("%s: mentions are not off in %.200s", h.Name, b)
		}
	}
}

// Nothing is lost at a border: each line is in exactly one part, whole.
func TestSplitAtItems(t *testing.T) {
	var m bot.Message
	m.Title, m.Footer = "Many", "the end"
	var want []string
	for s := range 7 {
		section := bot.Section{Heading: "Section " + string(rune('A'+s))}
		for i := range 23 {
			text := "item " + string(rune('A'+s)) + string(rune('a'+i)) + strings.Repeat(" word", i*3)
			section.Lines = append(section.Lines, bot.Line{Text: text})
			want = append(want, text)
		}
		m.Sections = append(m.Sections, section)
	}
	var got []string
	parts := render(m, partsMax)
	for _, p := range parts {
		for _, e := range p.Embeds {
			for line := range strings.Lines(e.Description) {
				got = append(got, strings.TrimSpace(line))
			}
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if len(parts) < 2 {
		t.Errorf("got %d message; want several", len(parts))
	}
	last := parts[len(parts)-1].Embeds
	if f := last[len(last)-1].Footer; f == nil || f.Text != "the end" {
		t.Errorf("got footer %+v; want it at the end", f)
	}
}

// What does not fit is counted, and as much as fits is shown.
func TestRestIsCounted(t *testing.T) {
	m := bot.Message{Title: "Many"}
	for range 2 {
		m.Sections = append(m.Sections, bot.Section{Heading: "All", Lines: long(100).Sections[0].Lines})
	}
	for parts := 1; parts <= partsMax; parts++ {
		list := render(m, parts)
		if len(list) != parts {
			t.Errorf("with room for %d messages there are %d", parts, len(list))
		}
		b, err := json.Marshal(list)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Contains(b, []byte("more")) {
			t.Errorf("in %d messages nothing counts the rest", parts)
		}
	}
}

func FuzzRender(f *testing.F) {
	for _, s := range bottest.Mentions() {
		f.Add(s, s, "https://news.example/a?b=(c)", 3)
	}
	f.Add("a\u202eb", strings.Repeat("*_~`", 2000), "https://x.example/[", 40)
	f.Add("", "\xff", "javascript:alert(1)", 0)
	f.Fuzz(func(t *testing.T, a, b, address string, n int) {
		n = max(0, min(n, 60))
		lines := make([]bot.Line, n)
		for i := range lines {
			lines[i] = bot.Line{Label: a, At: time.Unix(1760000000, 0), Text: b, Note: a, Quote: b, Source: a, URL: address, Published: time.Unix(1760000000, 0),
				Controls: []bot.Control{{Label: b, Command: a, Form: i%2 == 0}, {Label: a, Command: b}}}
		}
		controls := []bot.Control{{Label: a, Command: b}, {Label: b, Command: b}, {Label: a, Command: b, Form: true}, {Label: b, URL: address}, {Label: a, Command: a}, {Label: b, Command: a}}
		m := bot.Message{Title: a, URL: address, Lead: b, Footer: a + b, Controls: controls, Sections: []bot.Section{
			{Heading: b, Lines: lines, More: n}, {Heading: a, Lines: lines}}}
		parts := render(m, partsMax)
		sign(parts, a, 0)
		within(t, "fuzz", parts)
		form := bot.Form{Title: a, Command: b, Note: a, Fields: []bot.Field{
			{Name: "one", Label: b, Hint: a, Value: b, Problem: a, Long: true},
			{Name: "two", Label: a, Hint: b, Value: "v", Choices: []bot.Choice{{Label: a, Value: "v"}, {Label: b, Value: b}, {Label: b, Value: b}}}}}
		if m, ok := modal(form); ok {
			if err := bottest.DiscordResponse(body(t, response{Type: respondModal, Data: m})); err != nil {
				t.Errorf("form: %v", err)
			}
		}
	})
}
