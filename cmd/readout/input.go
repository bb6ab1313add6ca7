package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/readout-bot/readout/adapters/feed"
	"github.com/readout-bot/readout/digest"
)

// maxArticle is the most bytes that one article may have. The longest news texts have a few
// hundred kilobytes; what is larger is a book, a log or a mistake.
const maxArticle = 16 << 20

// An inputs names articles on the command line.
type inputs struct {
	Input     []string `arg:"" help:"Text, HTML or JSON file, JSON Lines of articles, URL, or - for the standard input."`
	Published string   `placeholder:"TIME" help:"When the text was published: 2026-11-20 or 2026-11-20T08:30:00+01:00. Relative dates count from it."`
	Title     string   `help:"Title of a text that has none."`
}

// each reads every input and hands its articles on, in order. An input that cannot be read
// is told at once and the next is taken; the error then is errTold.
func (i *inputs) each(a *app, do func(digest.Article) error) error {
	published, err := parsePublished(i.Published)
	if err != nil {
		return err
	}
	bad := false
	for _, name := range i.Input {
		err := i.read(a, name, func(art digest.Article) error {
			if !published.IsZero() {
				art.Published = published
			}
			if art.Title == "" {
				art.Title = i.Title
			}
			if art.Published.IsZero() {
				art.Published = time.Now()
				fmt.Fprintf(a.err, "readout: %s: no publish date; relative dates count from today (--published sets it)\n", name)
			}
			return do(art)
		})
		if err != nil {
			a.complain(err)
			bad = true
		}
	}
	if bad {
		return errTold
	}
	return nil
}

// parsePublished reads a day (midnight UTC) or an instant with its zone; zero for "".
func parsePublished(s string) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04:05", "2006-01-02 15:04", time.DateOnly} {
		if t, err := time.Parse(layout, s); err == nil {
			return t, nil
		}
	}
	return time.Time{}, fmt.Errorf("--published %q: no date: want 2026-11-20 or 2026-11-20T08:30:00+01:00", s)
}

// read opens one input and finds out what it is.
func (i *inputs) read(a *app, name string, do func(digest.Article) error) error {
	if strings.HasPrefix(name, "http://") || strings.HasPrefix(name, "https://") {
		source, err := a.source()
		if err != nil {
			return err
		}
		art, err := source.Page(a.ctx, name)
		if err != nil {
			return err
		}
		return do(art)
	}
	r := a.in
	if name != "-" {
		f, err := os.Open(name)
		if err != nil {
			return fmt.Errorf("%s: %w", name, errors.Unwrap(err))
		}
		defer f.Close()
		if info, err := f.Stat(); err == nil && info.IsDir() {
			return fmt.Errorf("%s: is a folder: name the files in it", name)
		}
		r = f
	}
	return readArticles(name, r, do)
}

// readArticles tells JSON from HTML from plain text by the first byte that is no space,
// which holds for files whatever they are called.
func readArticles(name string, r io.Reader, do func(digest.Article) error) error {
	b := bufio.NewReaderSize(r, 64<<10)
	head, err := b.Peek(4096)
	if err != nil && !errors.Is(err, io.EOF) {
		return fmt.Errorf("%s: %w", name, err)
	}
	trimmed := bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\ufeff")), " \t\r\n")
	switch {
	case len(trimmed) == 0 && len(head) < 4096:
		return fmt.Errorf("%s: is empty: there is nothing to read", name)
	case bytes.IndexByte(head, 0) >= 0:
		return fmt.Errorf("%s: is not text: want plain text, HTML or JSON in UTF-8", name)
	case len(trimmed) > 0 && trimmed[0] == '{':
		return readJSON(name, b, do)
	}
	all, err := readCapped(name, b)
	if err != nil {
		return err
	}
	if isHTML(name, trimmed) {
		art, err := feed.Extract(all, "")
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		return do(art)
	}
	text, err := utf8Text(name, all)
	if err != nil {
		return err
	}
	return do(digest.Article{Text: text})
}

func isHTML(name string, head []byte) bool {
	switch strings.ToLower(filepath.Ext(name)) {
	case ".html", ".htm", ".xhtml":
		return true
	}
	return len(head) > 0 && head[0] == '<'
}

// readJSON reads JSON articles until the end: one for a .json file, many for JSON Lines.
func readJSON(name string, r io.Reader, do func(digest.Article) error) error {
	dec := json.NewDecoder(r)
	for n := 1; ; n++ {
		var art digest.Article
		err := dec.Decode(&art)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("%s: article %d: %s", name, n, jsonFault(err))
		}
		if len(art.Text) > maxArticle {
			return tooLong(name)
		}
		if art.Text, err = utf8Text(name, []byte(art.Text)); err != nil {
			return err
		}
		if strings.TrimSpace(art.Text) == "" {
			return fmt.Errorf("%s: article %d: has no text: want {\"title\", \"published\", \"text\"}", name, n)
		}
		if err := do(art); err != nil {
			return err
		}
	}
}

// jsonFault says in plain words what is wrong with an article in JSON.
func jsonFault(err error) string {
	var kind *json.UnmarshalTypeError
	var syntax *json.SyntaxError
	var date *time.ParseError
	switch {
	case errors.As(err, &date):
		return fmt.Sprintf("published %s is no date: want RFC 3339, such as 2026-11-20T08:30:00Z", date.Value)
	case errors.As(err, &kind):
		return fmt.Sprintf("%q is a %s: want a %s", kind.Field, kind.Value, kind.Type)
	case errors.As(err, &syntax):
		return fmt.Sprintf("is not JSON at byte %d: %v", syntax.Offset, err)
	case errors.Is(err, io.ErrUnexpectedEOF):
		return "ends in the middle: the file is cut off"
	}
	return err.Error()
}

func readCapped(name string, r io.Reader) ([]byte, error) {
	all, err := io.ReadAll(io.LimitReader(r, maxArticle+1))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if len(all) > maxArticle {
		return nil, tooLong(name)
	}
	return all, nil
}

func tooLong(name string) error {
	return fmt.Errorf("%s: has more than %d MB: an article is shorter; split the file", name, maxArticle>>20)
}

// utf8Text returns b as text if it is valid UTF-8, without the mark that some editors put first.
func utf8Text(name string, b []byte) (string, error) {
	b = bytes.TrimPrefix(b, []byte("\ufeff"))
	for at := 0; at < len(b); {
		r, n := utf8.DecodeRune(b[at:])
		if r == utf8.RuneError && n == 1 {
			return "", fmt.Errorf("%s: is not UTF-8 at byte %d: convert it first, for example with iconv", name, at)
		}
		at += n
	}
	return string(b), nil
}
