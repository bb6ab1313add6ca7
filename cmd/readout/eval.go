package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/readout-bot/readout/digest"
	"github.com/readout-bot/readout/digest/score"
)

// evalCommand measures the reader against articles that careful readers annotated.
type evalCommand struct {
	Dir   string `arg:"" type:"existingdir" help:"Folder with NAME.json (an article) and NAME.gold.json (its annotation)."`
	Brief bool   `help:"Leave out what was missed and what was extra."`
}

// goldSuffix marks annotations.
const goldSuffix = ".gold.json"

// Run prints precision, recall, F1 and details for each list, then every miss.
func (e *evalCommand) Run(a *app) error {
	cases, err := readCases(e.Dir)
	if err != nil {
		return err
	}
	out := bufio.NewWriter(a.out)
	defer out.Flush()
	r := score.Score(cases)
	fmt.Fprint(out, r)
	fmt.Fprintf(out, "claimed where there is none: meetings in %d of %d articles, decisions in %d of %d\n",
		r.LoudMeetings, r.QuietMeetings, r.LoudDecision, r.QuietDecisions)
	if !e.Brief {
		writeMisses(out, r.Misses)
	}
	return nil
}

// readCases reads the annotated articles of a folder and builds their digests.
func readCases(dir string) ([]score.Case, error) {
	golds, err := filepath.Glob(filepath.Join(dir, "*"+goldSuffix))
	if err != nil {
		return nil, err
	}
	if len(golds) == 0 {
		return nil, fmt.Errorf("%s: holds no NAME%s: want annotated articles", dir, goldSuffix)
	}
	var cases []score.Case
	for _, path := range golds {
		name := strings.TrimSuffix(filepath.Base(path), goldSuffix)
		gold, err := os.ReadFile(path)
		if err != nil {
			return nil, err
		}
		article, err := os.ReadFile(filepath.Join(dir, name+".json"))
		if errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("%s: its article %s.json is missing", path, name)
		}
		if err != nil {
			return nil, err
		}
		c, err := score.ParseCase(name, article, gold)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		d := digest.Build(c.Article)
		c.Digest = &d
		cases = append(cases, c)
	}
	return cases, nil
}

// writeMisses prints, an article at a time, what was missed (-) and what was extra (+).
func writeMisses(out io.Writer, misses []score.Miss) {
	article := ""
	for _, m := range misses {
		if m.Article != article {
			article = m.Article
			fmt.Fprintf(out, "\n%s\n", article)
		}
		sign := "-"
		if m.Extra {
			sign = "+"
		}
		fmt.Fprintf(out, "  %s %-9s %s\n", sign, m.List, m.Item)
	}
}
