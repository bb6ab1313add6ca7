package console

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/readout-bot/readout/bot"
	"github.com/readout-bot/readout/bot/bottest"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// sample has one of everything that a message may hold.
func sample() bot.Message {
	published := time.Date(2026, 11, 20, 8, 40, 0, 0, time.UTC)
	quote := "Norwegian Prime Minister Ingrid Solheim will meet Icelandic Foreign Minister Hekla Arnadottir in Bergen on Thursday, her office said on Monday."
	return bot.Message{
		Title: "Norway and Iceland to hold talks in Bergen", URL: "https://wire.example/a_(1)", Lead: "1 meeting ahead, 1 open decision.",
		Sections: []bot.Section{
			{Heading: "Coming up", More: 3, Lines: []bot.Line{
				{Label: "Thu 26 Nov", Text: "Solheim and Arnadottir in Bergen", Note: "confirmed", Quote: quote, Source: "Northern Wire", URL: "https://wire.example/a", Published: published},
				{At: published.Add(50 * time.Hour), Text: "Vote in the Althing"},
				{Label: "a label that is much longer than any column should be", Text: "is put on a line of its own"},
			}},
			{Heading: "Open decisions", Lines: []bot.Line{
				{Label: "considering", Text: "whether to reopen the ports before the winter season to Icelandic pelagic trawlers of every size", Note: "Ingrid Solheim"},
				{Text: "日本 and 한국 take two columns a letter"},
			}},
		},
		Footer: "2 articles from 1 of 3 feeds",
	}
}

func TestGolden(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	for name, write := range map[string]func(*strings.Builder) error{
		"page.txt":   func(b *strings.Builder) error { return Text(b, sample(), Options{Zone: berlin}) },
		"narrow.txt": func(b *strings.Builder) error { return Text(b, sample(), Options{Width: 44}) },
		"colour.txt": func(b *strings.Builder) error { return Text(b, sample(), Options{Width: 300, Colour: true}) },
		"page.md":    func(b *strings.Builder) error { return Markdown(b, sample()) },
	} {
		t.Run(name, func(t *testing.T) {
			var b strings.Builder
			if err := write(&b); err != nil {
				t.Fatal(err)
			}
			path := filepath.Join("testdata", name)
			if *update {
				if err := os.WriteFile(path, []byte(b.String()), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if b.String() != string(want) {
				t.Errorf("got\n%s\nwant\n%s", &b, want)
			}
		})
	}
}

// Whatever a stranger writes, the terminal gets printable text and line ends alone.
func TestHostile(t *testing.T) {
	for _, h := range bottest.HostileMessages() {
		for form, write := range map[string]func(*strings.Builder) error{
			"text":     func(b *strings.Builder) error { return Text(b, h.Message, Options{}) },
			"markdown": func(b *strings.Builder) error { return Markdown(b, h.Message) },
		} {
			var b strings.Builder
			if err := write(&b); err != nil {
				t.Fatalf("%s as %s: %v", h.Name, form, err)
			}
			if !utf8.ValidString(b.String()) {
				t.Errorf("%s as %s: not UTF-8", h.Name, form)
			}
			for _, r := range b.String() {
				if r != '\n' && unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) {
					t.Errorf("%s as %s: %U reaches the terminal", h.Name, form, r)
					break
				}
			}
		}
	}
}

func TestMarkdownEscapes(t *testing.T) {
	for _, c := range [][2]string{
		{"*a* _b_ `c`", `\*a\* \_b\_ \` + "`c" + `\` + "`"},
		{"<script>", `\<script\>`},
		{"[a](b)", `\[a\](b)`},
		{"# not a heading", `\# not a heading`},
		{"1. not a list", `1\. not a list`},
		{"in 2026. Then", "in 2026. Then"},
		{"- not a list", `\- not a list`},
		{"a-b", "a-b"},
	} {
		if got := escape(c[0]); got != c[1] {
			t.Errorf("escape(%q) = %q, want %q", c[0], got, c[1])
		}
	}
	if got := linked("x", "javascript:alert(1)"); got != "x" {
		t.Errorf("a link that is none: got %q", got)
	}
}

func FuzzText(f *testing.F) {
	f.Add("a \x1b[31mred\x1b[0m b", "label", 50)
	f.Fuzz(func(t *testing.T, text, name string, width int) {
		m := bot.Message{Title: text, Sections: []bot.Section{{Lines: []bot.Line{{Label: name, Text: text, Quote: text}}}}}
		var b strings.Builder
		if err := Text(&b, m, Options{Width: width}); err != nil {
			t.Fatal(err)
		}
		if strings.ContainsRune(b.String(), 0x1b) {
			t.Errorf("an escape reaches the terminal: %q", b.String())
		}
	})
}
