package digest_test

import (
	"reflect"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/readout-bot/readout/digest"
)

// published is a Wednesday.
var published = time.Date(2024, 5, 15, 9, 0, 0, 0, time.UTC)

// FuzzBuild holds what is true of every text: no panic, the same digest twice, spans that
// are the text's own bytes on rune borders, parties that are named in it.
func FuzzBuild(f *testing.F) {
	for _, s := range stories(f) {
		f.Add(s.article.Title, s.article.Text)
	}
	f.Add("", "THE PRESIDENT WILL MEET THE PRESIDENT IN THE PRESIDENT ON FRIDAY")
	f.Add("“", "“‘’”. \u200b\u00a0Mr. \xff\xfe will meet\r\n\r\n\"the\" U.S.'s 's 's, and, , of")
	f.Add("a", "He will. She urged to. They has yet to. Will meet with with with")
	f.Add("", strings.Repeat("Anna Bell, president of ", 40))
	f.Fuzz(func(t *testing.T, title, text string) {
		a := digest.Article{Title: title, Text: text, Published: published}
		d := digest.Build(a)
		if !reflect.DeepEqual(d, digest.Build(a)) {
			t.Fatal("two readings of one article differ")
		}
		check(t, a, d)
	})
}

// check fails for an item that its article does not prove.
func check(t *testing.T, a digest.Article, d digest.Digest) {
	t.Helper()
	proved := func(what string, spans []digest.Span) {
		if len(spans) == 0 {
			t.Fatalf("%s has no evidence", what)
		}
		for _, s := range spans {
			if s.Start < 0 || s.End > len(a.Text) || s.Start >= s.End || a.Text[s.Start:s.End] != s.Text {
				t.Fatalf("%s: span %d:%d is not %q", what, s.Start, s.End, s.Text)
			}
			if !border(a.Text, s.Start) || !border(a.Text, s.End) {
				t.Fatalf("%s: span %d:%d cuts a rune", what, s.Start, s.End)
			}
		}
	}
	names := map[string]bool{}
	for _, x := range d.Actors {
		proved("actor "+x.Name, x.Evidence)
		names[x.Name] = true
		for _, s := range x.Statements {
			proved("statement of "+x.Name, s.Evidence)
			if !strings.Contains(s.Evidence[0].Text, s.Quote) {
				t.Fatalf("quote %q is not literal", s.Quote)
			}
		}
	}
	for _, m := range d.Meetings {
		proved("meeting "+m.Title, m.Evidence)
		for _, p := range m.Participants {
			if !names[p] {
				t.Fatalf("participant %q of %q is no actor", p, m.Title)
			}
		}
		if m.When.End.Before(m.When.Start) {
			t.Fatalf("meeting %q ends before it begins", m.Title)
		}
	}
	for _, c := range d.Decisions {
		proved("decision "+c.Question, c.Evidence)
		for _, p := range c.Deciders {
			if !names[p] {
				t.Fatalf("decider %q of %q is no actor", p, c.Question)
			}
		}
		for _, p := range c.Positions {
			proved("position of "+p.Actor, p.Evidence)
		}
	}
	for _, s := range d.Summary {
		proved("summary", s.Evidence)
	}
}

func border(s string, i int) bool {
	return i == 0 || i == len(s) || utf8.RuneStart(s[i]) || !utf8.ValidString(s)
}

// TestWeekLater moves the day of publishing by a week: every relative date moves along,
// every absolute one that stays ahead does not.
func TestWeekLater(t *testing.T) {
	text := "Anna Bell, the president of Norway, will meet Marc Duval in Oslo on Friday. She will visit Paris on 3 August 2024."
	now := digest.Build(digest.Article{Published: published, Text: text})
	later := digest.Build(digest.Article{Published: published.AddDate(0, 0, 7), Text: text})
	if len(now.Meetings) != 2 || len(later.Meetings) != 2 {
		t.Fatalf("%d and %d meetings, want 2 and 2", len(now.Meetings), len(later.Meetings))
	}
	if got, want := later.Meetings[0].When.Start, now.Meetings[0].When.Start.AddDate(0, 0, 7); !got.Equal(want) {
		t.Errorf("a week later Friday is %v, want %v", got, want)
	}
	if got, want := later.Meetings[1].When.Start, now.Meetings[1].When.Start; !got.Equal(want) {
		t.Errorf("a week later 3 August is %v, want %v", got, want)
	}
}

// TestTypography writes the same text with other line ends, spaces and quotation marks:
// what is found stays.
func TestTypography(t *testing.T) {
	for _, s := range stories(t) {
		want := found(digest.Build(s.article))
		for name, write := range map[string]func(string) string{
			"CRLF":     func(x string) string { return strings.ReplaceAll(x, "\n", "\r\n") },
			"NBSP":     func(x string) string { return strings.ReplaceAll(x, " of ", "\u00a0of ") },
			"straight": strings.NewReplacer("“", "\"", "”", "\"", "’", "'").Replace,
		} {
			a := s.article
			a.Text = write(a.Text)
			if diff := cmp.Diff(want, found(digest.Build(a))); diff != "" {
				t.Errorf("%s with %s differs (-want +got):\n%s", s.path, name, diff)
			}
		}
	}
}

// found is the sheet of a digest in plain typography.
func found(d digest.Digest) string {
	return strings.NewReplacer("“", "\"", "”", "\"", "’", "'", "\u00a0", " ", "\r\n", "\n", `\"`, `"`, `\r\n`, `\n`, `\u00a0`, " ").Replace(sheet(d))
}
