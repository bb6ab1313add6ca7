package discord

import (
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/readout-bot/readout/bot/bottest"
)

func TestEscape(t *testing.T) {
	for in, want := range map[string]string{
		"plain text, 10 o'clock":       "plain text, 10 o'clock",
		"*b* _i_ ~~s~~ `c` ||s||":      `\*b\* \_i\_ \~\~s\~\~ \` + "`c\\`" + ` \|\|s\|\|`,
		"back\\slash":                  `back\\slash`,
		"# head":                       `\# head`,
		"-# small":                     `\-\# small`,
		"- item":                       `\- item`,
		"+ item":                       `\+ item`,
		"a - b + c":                    "a - b + c",
		"12. item":                     `12\. item`,
		"1) item":                      `1\) item`,
		"v1.2":                         "v1.2",
		"> quote":                      `\> quote`,
		"[bank](https://evil.example)": `\[bank\](https\://evil.example)`,
		"<https://evil.example>":       `\<https\://evil.example\>`,
		"at 10:30: talks":              `at 10\:30: talks`,
		":smile:":                      `\:smile:`,
		"<:custom:41771983429993937>":  `\<\:custom\:41771983429993937\>`,
		"<t:1618953630:R>":             `\<t\:1618953630\:R\>`,
		"</readout who:8164373227>":    `\</readout who\:8164373227\>`,
		"<@80351110224678912>":         `\<@80351110224678912\>`,
		"<@&165511591545143296>":       `\<@&165511591545143296\>`,
		"<#165511591545143296>":        `\<\#165511591545143296\>`,
		"@everyone and @here":          "@\u200beveryone and @\u200bhere",
		"@Everyone @HERE":              "@\u200bEveryone @\u200bHERE",
		"@\u200beveryone":              "@\u200beveryone",
		"mail@example.org":             "mail@example.org",
		"two\nlines\tand\u00a0tabs":    "two lines and tabs",
		"\u202eevil\u202c \x00\x1b[1m": `evil \[1m`,
		"👩‍👩‍👧":                        "👩‍👩‍👧",
		"bad \xff byte":                "bad \uFFFD byte",
	} {
		if got := escape(in, 1000); got != want {
			t.Errorf("escape(%q) = %q; want %q", in, got, want)
		}
	}
}

func TestEscapeCuts(t *testing.T) {
	for _, tt := range []struct {
		in   string
		max  int
		want string
	}{
		{"abcdef", 6, "abcdef"},
		{"abcdefg", 6, "abcde…"},
		{"*****", 6, `\*\*…`},
		{"abcd efg", 6, "abcd…"},
		{"👍👍👍👍", 6, "👍👍…"},
		{"@everyone", 1, "…"},
	} {
		if got := escape(tt.in, tt.max); got != tt.want || units(got) > tt.max {
			t.Errorf("escape(%q, %d) = %q; want %q", tt.in, tt.max, got, tt.want)
		}
	}
}

func TestLink(t *testing.T) {
	for in, want := range map[string]string{
		"https://news.example/a?b=c&d=e#f":               "https://news.example/a?b=c&d=e#f",
		"http://news.example/":                           "http://news.example/",
		"https://news.example/a_(b)":                     "https://news.example/a_%28b%29",
		"https://x.example/)[z](https://evil.example":    "https://x.example/%29%5Bz%5D%28https://evil.example",
		"https://x.example/|y>":                          "https://x.example/%7Cy%3E",
		"javascript:alert(1)":                            "",
		"ftp://x.example/":                               "",
		"https://":                                       "",
		"//x.example/":                                   "",
		"https://user:secret@x.example/":                 "",
		"https://x.example/" + strings.Repeat("a", 1000): "",
		"https://x.example/\n":                           "",
		"not a url":                                      "",
		"":                                               "",
	} {
		if got := link(in); got != want {
			t.Errorf("link(%q) = %q; want %q", in, got, want)
		}
	}
}

// live finds what Discord would still read as markup: any of its marks without a backslash.
var live = regexp.MustCompile("(^|[^\\\\])(\\\\\\\\)*([`*_~|<>\\[\\]#]|://|@everyone|@here)|^[-+]|^\\d+[.)]")

func FuzzEscape(f *testing.F) {
	for _, s := range bottest.Mentions() {
		f.Add(s, 20)
	}
	f.Add("\\\\*\\_ http://x.example @EVERYONE 1. - + # >", 100)
	f.Fuzz(func(t *testing.T, s string, limit int) {
		limit = max(1, min(limit, 4096))
		got := escape(s, limit)
		if units(got) > limit || !utf8.ValidString(got) || strings.ContainsAny(got, "\n\r\x00") {
			t.Errorf("escape(%q, %d) = %q: too long, invalid or more than a line", s, limit, got)
		}
		if m := live.FindString(got); m != "" {
			t.Errorf("escape(%q, %d) = %q: %q is markup", s, limit, got, m)
		}
		if limit == 4096 && units(got) < limit {
			if again := escape(unescaped(got), limit); again != got {
				t.Errorf("escape(%q): undone and done again it is %q; want %q", s, again, got)
			}
		}
	})
}

// unescaped takes the backslashes off.
func unescaped(s string) string {
	return regexp.MustCompile(`\\([^0-9A-Za-z\s])`).ReplaceAllString(s, "$1")
}
