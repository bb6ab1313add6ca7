package digest_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/readout-bot/readout/digest"
)

var update = flag.Bool("update", false, "rewrite the expected digests in testdata")

// A story is an article of testdata with the digest that is expected of it.
type story struct {
	path    string
	archive *txtar.Archive
	article digest.Article
	want    string
	gold    string // what a careful person would list; empty where nobody has
}

func stories(t testing.TB) []story {
	t.Helper()
	paths, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no stories in testdata: %v", err)
	}
	var all []story
	for _, path := range paths {
		archive, err := txtar.ParseFile(path)
		if err != nil {
			t.Fatal(err)
		}
		s := story{path: path, archive: archive}
		for _, f := range archive.Files {
			body := strings.TrimSpace(string(f.Data))
			switch f.Name {
			case "title":
				s.article.Title = body
			case "published":
				if s.article.Published, err = time.Parse(time.RFC3339, body); err != nil {
					t.Fatal(path, err)
				}
			case "text":
				s.article.Text = body
			case "digest":
				s.want = string(f.Data)
			case "gold":
				s.gold = body
			}
		}
		all = append(all, s)
	}
	return all
}

// TestStories reads the articles of testdata. Run with -update to accept what it finds.
func TestStories(t *testing.T) {
	for _, s := range stories(t) {
		t.Run(filepath.Base(s.path), func(t *testing.T) {
			got := sheet(digest.Build(s.article))
			if *update {
				rewrite(t, s, got)
				return
			}
			if diff := cmp.Diff(s.want, got); diff != "" {
				t.Errorf("digest differs (-want +got):\n%s", diff)
			}
		})
	}
}

func rewrite(t *testing.T, s story, got string) {
	t.Helper()
	var files []txtar.File
	for _, f := range s.archive.Files {
		if f.Name != "digest" {
			files = append(files, f)
		}
	}
	s.archive.Files = append(files, txtar.File{Name: "digest", Data: []byte(got)})
	if err := os.WriteFile(s.path, txtar.Format(s.archive), 0o644); err != nil {
		t.Fatal(err)
	}
}

// sheet writes a digest as lines that a person can check.
func sheet(d digest.Digest) string {
	var b strings.Builder
	for _, a := range d.Actors {
		fmt.Fprintf(&b, "actor    %s: %s", a.Kind, a.Name)
		if a.Role != "" {
			fmt.Fprintf(&b, " (%s)", a.Role)
		}
		if len(a.Aliases) > 0 {
			fmt.Fprintf(&b, " = %s", strings.Join(a.Aliases, " = "))
		}
		b.WriteByte('\n')
		for _, s := range a.Statements {
			if s.Quote != "" {
				fmt.Fprintf(&b, "         says %q\n", s.Quote)
			}
		}
	}
	for _, m := range d.Meetings {
		fmt.Fprintf(&b, "meeting  %s: %s\n         %s [%s] at %q, host %q, for %q\n", m.Status, m.Title, strings.Join(m.Participants, ", "), moment(m.When), m.Place, m.Host, m.Purpose)
	}
	for _, c := range d.Decisions {
		fmt.Fprintf(&b, "decision %s: %s\n         by %s", c.Status, c.Question, strings.Join(c.Deciders, ", "))
		if c.Deadline != nil {
			fmt.Fprintf(&b, " [%s]", moment(*c.Deadline))
		}
		b.WriteByte('\n')
		for _, p := range c.Positions {
			fmt.Fprintf(&b, "         %s: %s\n", p.Stance, p.Actor)
		}
	}
	for _, s := range d.Summary {
		fmt.Fprintf(&b, "summary  %s\n", s.Text)
	}
	if d.Note != "" {
		fmt.Fprintf(&b, "note     %s\n", d.Note)
	}
	return b.String()
}

func moment(w digest.When) string {
	if w.Start.IsZero() {
		return w.Text
	}
	return fmt.Sprintf("%s = %s..%s", w.Text, w.Start.Format(time.DateOnly), w.End.Format(time.DateOnly))
}

func TestUnreadable(t *testing.T) {
	for name, tt := range map[string]struct{ text, note string }{
		"empty":   {" \n\t", "the text is empty"},
		"numbers": {"12 34 — 56 %", "the text has no words"},
		"russian": {"Президент встретится с министром в пятницу. Переговоры начнутся утром.", "the text is not in English"},
		"german": {"Der Bundeskanzler reist am Freitag nach Paris, um dort mit dem Präsidenten über den Haushalt zu sprechen. " +
			"Die beiden wollen sich vor allem mit der Frage befassen, wie die gemeinsamen Ausgaben bezahlt werden sollen.", "the text is not in English"},
	} {
		d := digest.Build(digest.Article{Text: tt.text})
		if d.Note != tt.note || len(d.Actors)+len(d.Meetings)+len(d.Decisions)+len(d.Summary) != 0 {
			t.Errorf("%s: note %q with %d actors, want note %q and an empty digest", name, d.Note, len(d.Actors), tt.note)
		}
		b, err := json.Marshal(d)
		if err != nil || strings.Contains(string(b), "null") {
			t.Errorf("%s: JSON %s (%v), want lists that are empty, not null", name, b, err)
		}
	}
}

func BenchmarkBuild(b *testing.B) {
	var articles []digest.Article
	bytes := 0
	for _, s := range stories(b) {
		articles = append(articles, s.article)
		bytes += len(s.article.Text)
	}
	b.SetBytes(int64(bytes))
	b.ReportAllocs()
	for b.Loop() {
		for _, a := range articles {
			digest.Build(a)
		}
	}
}
