package main

import (
	"bufio"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"

	"github.com/readout-bot/readout/digest"
)

type importCommand struct {
	File string `arg:"" type:"existingfile" help:"JSON Lines: an article a line, as “readout digest” takes them."`
}

// importBatch is how many articles are read between two steps of the progress bar. A
// batch that is done stays done if the next is interrupted.
const importBatch = 64

// Run keeps the articles of the file that are not in the library yet, in publish order.
// A line that is no article is told, and the others are kept.
func (c *importCommand) Run(a *app) error {
	f, err := os.Open(c.File)
	if err != nil {
		return err
	}
	defer f.Close()
	lines, bad, err := articleLines(a, c.File, f)
	if err != nil {
		return err
	}
	h, err := a.house()
	if err != nil {
		return err
	}
	defer h.store.Close()
	added, bar := 0, a.progress(len(lines))
	for some := range slices.Chunk(lines, importBatch) {
		articles := make([]digest.Article, len(some))
		for i, l := range some {
			if articles[i], err = l.read(f); err != nil {
				return fmt.Errorf("%s: %w", c.File, err)
			}
		}
		n, err := h.bot.Import(a.ctx, articles)
		added += n
		if err != nil {
			return fmt.Errorf("%w (%d articles are in; run it again to go on)", err, added)
		}
		bar(len(some))
	}
	fmt.Fprintf(a.out, "%d articles added, %d were there, %d could not be read\n", added, len(lines)-added, bad)
	if bad > 0 {
		return errTold
	}
	return nil
}

// progress returns what moves a bar on the error stream; nothing is drawn if that is no
// terminal.
func (a *app) progress(total int) func(int) {
	f, ok := a.err.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return func(int) {}
	}
	bar := progressbar.NewOptions(total, progressbar.OptionSetWriter(f), progressbar.OptionShowCount(),
		progressbar.OptionSetDescription("reading"), progressbar.OptionClearOnFinish())
	return func(n int) { _ = bar.Add(n) } // a bar that cannot be drawn is no reason to stop
}

// An articleLine is where an article stands in a file, so that a file larger than memory
// can be read in another order than its own.
type articleLine struct {
	start     int64
	length    int
	published time.Time
}

// articleLines finds the articles of a file of JSON Lines, the earliest published first,
// and tells the lines that are none.
func articleLines(a *app, name string, f io.Reader) (lines []articleLine, bad int, err error) {
	r := bufio.NewReaderSize(f, 1<<20)
	var start int64
	for n := 1; ; n++ {
		raw, readErr := r.ReadBytes('\n')
		if readErr != nil && !errors.Is(readErr, io.EOF) {
			return nil, 0, fmt.Errorf("%s: %w", name, readErr)
		}
		if text := strings.TrimSpace(strings.TrimPrefix(string(raw), "\ufeff")); text != "" {
			art, err := parseArticle(raw)
			if err != nil {
				a.complain(fmt.Errorf("%s: line %d: %w", name, n, err))
				bad++
			} else {
				lines = append(lines, articleLine{start, len(raw), art.Published})
			}
		}
		if readErr != nil {
			break
		}
		start += int64(len(raw))
	}
	slices.SortStableFunc(lines, func(x, y articleLine) int {
		return cmp.Or(x.published.Compare(y.published), cmp.Compare(x.start, y.start))
	})
	return lines, bad, nil
}

// read reads the article again.
func (l articleLine) read(f io.ReaderAt) (digest.Article, error) {
	raw := make([]byte, l.length)
	if _, err := f.ReadAt(raw, l.start); err != nil && !errors.Is(err, io.EOF) {
		return digest.Article{}, err
	}
	return parseArticle(raw)
}

// parseArticle reads one line.
func parseArticle(raw []byte) (art digest.Article, err error) {
	if len(raw) > maxArticle {
		return art, fmt.Errorf("has more than %d MB: an article is shorter", maxArticle>>20)
	}
	raw = []byte(strings.TrimPrefix(string(raw), "\ufeff"))
	if err := json.Unmarshal(raw, &art); err != nil {
		return art, errors.New(jsonFault(err))
	}
	if art.Text, err = utf8Text("text", []byte(art.Text)); err != nil {
		return art, err
	}
	switch {
	case strings.TrimSpace(art.Text) == "":
		return art, errors.New(`has no text: want {"title", "published", "text"}`)
	case art.Published.IsZero():
		return art, errors.New("has no publish date: it says when the article was news")
	}
	return art, nil
}
