package main

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// A tree is a sentence of a treebank.
type tree struct {
	words, lemmas, universal, fine, rels []string
	heads                                []int // -1 for the root
}

// lines calls f for each line of the gzipped file.
func lines(path string, f func(string)) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	z, err := gzip.NewReader(file)
	if err != nil {
		return fmt.Errorf("corpus %s: %w", path, err)
	}
	in := bufio.NewReaderSize(z, 1<<20)
	for {
		l, err := in.ReadString('\n')
		if l != "" {
			f(strings.TrimRight(l, "\r\n"))
		}
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return fmt.Errorf("corpus %s: %w", path, err)
		}
	}
}

// treebank reads the CoNLL-U files of dir that are named, without ".conllu.gz".
func treebank(dir string, names ...string) ([]tree, error) {
	var out []tree
	for _, name := range names {
		var t tree
		err := lines(filepath.Join(dir, name+".conllu.gz"), func(l string) {
			if l == "" {
				if len(t.words) > 0 {
					out = append(out, t)
				}
				t = tree{}
				return
			}
			c := strings.Split(l, "\t")
			if len(c) < 8 || strings.ContainsAny(c[0], "-.") { // comment, multiword or empty node
				return
			}
			head, err := strconv.Atoi(c[6])
			if err != nil {
				return
			}
			t.words = append(t.words, c[1])
			t.lemmas = append(t.lemmas, c[2])
			t.universal = append(t.universal, c[3])
			t.fine = append(t.fine, c[4])
			t.heads = append(t.heads, head-1)
			t.rels = append(t.rels, c[7])
		})
		if err != nil {
			return nil, err
		}
		if len(t.words) > 0 {
			out = append(out, t)
		}
	}
	return out, nil
}

// A span is an annotated name: bytes of its article's text.
type span struct {
	Start int    `json:"start"`
	End   int    `json:"end"`
	Kind  string `json:"kind"`
}

// An article is a text, with its names where it is annotated.
type article struct {
	ID    string `json:"id"`
	Title string `json:"title"`
	Text  string `json:"text"`
	Names []span `json:"names"`
}

// articles reads a file of JSON Lines, gzipped or not.
func articles(path string) ([]article, error) {
	var out []article
	var bad error
	parse := func(l string) {
		if strings.TrimSpace(l) == "" {
			return
		}
		var a article
		if err := json.Unmarshal([]byte(l), &a); err != nil && bad == nil {
			bad = fmt.Errorf("corpus %s: %w", path, err)
		}
		out = append(out, a)
	}
	if strings.HasSuffix(path, ".gz") {
		if err := lines(path, parse); err != nil {
			return nil, err
		}
		return out, bad
	}
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	for l := range strings.Lines(string(b)) {
		parse(l)
	}
	return out, bad
}

// tagged reads a file of lines "word tag", sentences parted by blank lines, as articles of
// about size sentences. word and tag are the columns to read; the tags are I-KIND,
// B-KIND or O.
func tagged(path string, word, tag, size int) ([]article, error) {
	var out []article
	var b strings.Builder
	var names []span
	sentences, open := 0, false
	flush := func() {
		if b.Len() > 0 {
			out = append(out, article{ID: filepath.Base(path), Text: b.String(), Names: names})
		}
		b.Reset()
		names, sentences, open = nil, 0, false
	}
	err := lines(path, func(l string) {
		if strings.HasPrefix(l, "#") && strings.Contains(l, " = ") || strings.HasPrefix(l, "-DOCSTART-") {
			return
		}
		f := strings.Fields(l)
		if len(f) <= max(word, tag) {
			open = false
			if b.Len() > 0 {
				b.WriteByte('\n')
			}
			if sentences++; sentences >= size {
				flush()
			}
			return
		}
		if s := b.String(); s != "" && !strings.HasSuffix(s, "\n") {
			b.WriteByte(' ')
		}
		start := b.Len()
		b.WriteString(f[word])
		mark, kind, _ := strings.Cut(f[tag], "-")
		switch {
		case mark == "O":
			open = false
		case open && mark == "I" && names[len(names)-1].Kind == kind:
			names[len(names)-1].End = b.Len()
		default:
			names = append(names, span{start, b.Len(), kind})
			open = true
		}
	})
	flush()
	return out, err
}
