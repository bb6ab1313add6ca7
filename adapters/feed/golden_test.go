package feed

import (
	"flag"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/readout-bot/readout/bot"
	"github.com/readout-bot/readout/digest"
)

var update = flag.Bool("update", false, "rewrite the wanted parts of testdata")

// golden runs each archive in testdata/dir: print is given its first file and returns
// what its second one, want, should hold.
func golden(t *testing.T, dir string, print func(in []byte) string) {
	t.Helper()
	cases, err := filepath.Glob(filepath.Join("testdata", dir, "*.txtar"))
	if err != nil || len(cases) == 0 {
		t.Fatalf("no cases in testdata/%s: %v", dir, err)
	}
	for _, path := range cases {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(path)
			if err != nil {
				t.Fatal(err)
			}
			got := print(archive.Files[0].Data)
			if *update {
				archive.Files = append(archive.Files[:1], txtar.File{Name: "want", Data: []byte(got)})
				if err := os.WriteFile(path, txtar.Format(archive), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if len(archive.Files) != 2 {
				t.Fatalf("%s wants nothing; run with -update", path)
			}
			if diff := cmp.Diff(string(archive.Files[1].Data), got); diff != "" {
				t.Errorf("%s (-want +got):\n%s", path, diff)
			}
		})
	}
}

func TestParse(t *testing.T) {
	at, _ := url.Parse("https://feeds.example/all/feed.xml")
	golden(t, "feeds", func(in []byte) string {
		p, ttl, err := parse(in, "", at.String(), at)
		if err != nil {
			return fmt.Sprintln("error:", err)
		}
		var b strings.Builder
		fmt.Fprintf(&b, "feed: %s\nttl: %v\n", p.Title, ttl)
		for _, item := range p.Items {
			writeItem(&b, item)
		}
		return b.String()
	})
}

func writeItem(b *strings.Builder, item bot.Item) {
	fmt.Fprintf(b, "\nitem: %s\nguid: %s\nurl: %s\n", item.Title, item.GUID, item.URL)
	if !item.Published.IsZero() {
		fmt.Fprintf(b, "published: %s\n", item.Published.Format(time.RFC3339))
	}
	if item.Language != "" {
		fmt.Fprintf(b, "language: %s\n", item.Language)
	}
	if item.Content == "" {
		return
	}
	if a, err := fromItem(item); err == nil {
		fmt.Fprintf(b, "text:\n%s\n", a.Text)
	}
}

func TestExtract(t *testing.T) {
	golden(t, "pages", func(in []byte) string {
		a, err := Extract(in, "https://m.northernledger.example/page?utm_source=x")
		if err != nil {
			return fmt.Sprintln("error:", err)
		}
		return writeArticle(a)
	})
}

func writeArticle(a digest.Article) string {
	return fmt.Sprintf("url: %s\ntitle: %s\nsource: %s\npublished: %s\nlanguage: %s\n\n%s\n",
		a.URL, a.Title, a.Source, a.Published.Format(time.RFC3339), a.Language, a.Text)
}
