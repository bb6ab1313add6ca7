package feed

import (
	"bytes"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
)

// seeds returns the inputs of the archives in testdata/dir.
func seeds(f testing.TB, dir string) [][]byte {
	f.Helper()
	paths, _ := filepath.Glob(filepath.Join("testdata", dir, "*.txtar"))
	var all [][]byte
	for _, path := range paths {
		archive, err := txtar.ParseFile(path)
		if err != nil {
			f.Fatal(err)
		}
		all = append(all, archive.Files[0].Data)
	}
	return all
}

// checkLine fails unless s is one line of what can be seen.
func checkLine(t *testing.T, what, s string) {
	t.Helper()
	if !utf8.ValidString(s) || strings.ContainsFunc(s, unicode.IsControl) || s != strings.TrimSpace(s) {
		t.Errorf("%s %q is no clean line", what, s)
	}
}

func checkAddress(t *testing.T, address string) {
	t.Helper()
	if u, err := url.Parse(address); address != "" && (err != nil || !web(u)) {
		t.Errorf("%q is no web address", address)
	}
}

func FuzzParse(f *testing.F) {
	for _, in := range seeds(f, "feeds") {
		f.Add(in, "")
	}
	f.Add([]byte(smallFeed), "application/rss+xml; charset=utf-16")
	at, _ := url.Parse("https://feeds.example/feed.xml")
	f.Fuzz(func(t *testing.T, in []byte, contentType string) {
		p, _, err := parse(in, contentType, at.String(), at)
		if err != nil {
			if strings.ContainsAny(err.Error(), "\n\r") {
				t.Errorf("error %q is not one line", err)
			}
			return
		}
		checkLine(t, "title", p.Title)
		for _, item := range p.Items {
			checkLine(t, "title", item.Title)
			checkAddress(t, item.URL)
		}
	})
}

func FuzzExtract(f *testing.F) {
	for _, in := range seeds(f, "pages") {
		f.Add(in)
	}
	f.Add([]byte(storyPage))
	f.Fuzz(func(t *testing.T, in []byte) {
		const address = "https://paper.example/story"
		got, err := Extract(in, address)
		if err != nil {
			return
		}
		checkLine(t, "title", got.Title)
		checkLine(t, "source", got.Source)
		checkAddress(t, got.URL)
		for line := range strings.SplitSeq(got.Text, "\n") {
			checkLine(t, "paragraph", line)
			if line == "" {
				t.Errorf("text %q has an empty line", got.Text)
			}
		}
		again, err := Extract(bytes.Clone(in), address)
		if diff := cmp.Diff(got, again); err != nil || diff != "" {
			t.Errorf("the second time it is different (%v):\n%s", err, diff)
		}
	})
}

func FuzzReadOPML(f *testing.F) {
	f.Add([]byte(`<opml version="2.0"><body><outline text="a"><outline xmlUrl="https://a.example/?a=1&amp;b" title="A"/></outline></body></opml>`))
	f.Fuzz(func(t *testing.T, in []byte) {
		feeds, err := ReadOPML(bytes.NewReader(in))
		if err != nil {
			return
		}
		var b bytes.Buffer
		if err := WriteOPML(&b, feeds); err != nil {
			t.Fatal(err)
		}
		back, err := ReadOPML(&b)
		if err != nil || len(back) != len(feeds) {
			t.Fatalf("read %d feeds, wrote and read %d again: %v", len(feeds), len(back), err)
		}
		for i := range feeds {
			checkLine(t, "title", feeds[i].Title)
			if feeds[i].URL != back[i].URL {
				t.Errorf("url %q came back as %q", feeds[i].URL, back[i].URL)
			}
		}
	})
}

func FuzzParseDate(f *testing.F) {
	for _, in := range []string{"Thu, 05 Nov 2026 18:40:00 EST", "2026-11-05T18:40:00.1Z", "Thu Nov 5 18:40:00 EST 2026"} {
		f.Add(in)
	}
	f.Fuzz(func(t *testing.T, in string) {
		if got, exact := parseDate(in); got.IsZero() && exact || !got.IsZero() && !plausible(got) {
			t.Errorf("parseDate(%q) = %v, %v", in, got, exact)
		}
	})
}
