package main

import (
	"go/build"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/readout-bot/readout/"

// may says which folders of this module the code of a folder may import. A folder stands
// for all below it that have no line of their own. Tests may also import testOnly folders.
var may = map[string][]string{
	"config":         {},
	"digest/lexicon": {},
	"digest/text":    {"digest/lexicon", "digest/text"},
	"digest/when":    {"digest/text"},
	"digest/score":   {"digest", "digest/when"},
	"digest":         {"digest/text", "digest/when", "digest/lexicon"},
	"bot":            {"digest", "digest/text", "digest/when", "digest/lexicon"},
	"bot/bottest":    {"bot", "digest", "digest/when"},

	"adapters/calendar": {"bot", "digest", "digest/when"},
	"adapters/console":  {"bot", "digest", "digest/when"},
	"adapters/discord":  {"bot"},
	"adapters/feed":     {"bot", "digest"},
	"adapters/slack":    {"bot"},
	"adapters/store":    {"bot", "digest", "digest/when", "adapters/store"},
	"adapters/web":      {"bot", "digest"},

	"adapters/discord/discordtest": {"bot", "bot/bottest"},
	"adapters/slack/slacktest":     {"bot", "bot/bottest"},
	"adapters/store/pgtest":        {},
	"adapters/web/webtest":         {},

	"cmd/readout": {"bot", "config", "digest", "digest/score", "digest/when",
		"adapters/calendar", "adapters/console", "adapters/discord", "adapters/feed",
		"adapters/slack", "adapters/store", "adapters/web"},
}

// testOnly folders hold fakes and conformance suites: only tests import them.
var testOnly = []string{"bot/bottest", "adapters/slack/slacktest", "adapters/discord/discordtest", "adapters/store/pgtest", "adapters/web/webtest"}

// never says which of the standard library and of strangers' packages a folder stays away from.
var never = map[string][]string{
	"digest": {"net", "net/http", "os", "database/sql", "log", "log/slog", "context", "time/tzdata"},
	"bot":    {"net", "net/http", "os", "database/sql", "html/template", "github.com/slack-go/slack", "github.com/bwmarrin/discordgo"},
}

// TestArrows keeps the arrows of docs/architecture.md: which folder may import which.
func TestArrows(t *testing.T) {
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	err = filepath.WalkDir(root, func(p string, d fs.DirEntry, err error) error {
		if err != nil || !d.IsDir() {
			return err
		}
		if name := d.Name(); p != root && (name == "testdata" || strings.HasPrefix(name, ".") || name == "docs" || name == "bench") {
			return filepath.SkipDir
		}
		pkg, err := build.ImportDir(p, build.IgnoreVendor)
		if _, none := err.(*build.NoGoError); none {
			return nil
		}
		if err != nil {
			return err
		}
		dir, err := filepath.Rel(root, p)
		if err != nil {
			return err
		}
		seen++
		checkFolder(t, filepath.ToSlash(dir), pkg)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if seen < 10 {
		t.Errorf("only %d folders with code seen: the walk is wrong", seen)
	}
}

func checkFolder(t *testing.T, dir string, pkg *build.Package) {
	t.Helper()
	rule, ok := ruleOf(dir)
	if !ok {
		t.Errorf("%s: no rule says what it may import; add one to may", dir)
		return
	}
	for _, imp := range pkg.Imports {
		for folder, list := range never {
			if within(dir, folder) && !within(dir, "digest/text/train") && !slices.Contains(testOnly, dir) && slices.Contains(list, imp) {
				t.Errorf("%s imports %s; %s never does", dir, imp, folder)
			}
		}
		if to, ours := strings.CutPrefix(imp, module); ours && !allowed(rule, to) {
			t.Errorf("%s imports %s; it may import only %v", dir, to, rule)
		}
		if to, ours := strings.CutPrefix(imp, module); ours && slices.Contains(testOnly, to) && !slices.Contains(testOnly, dir) {
			t.Errorf("%s imports %s outside tests", dir, to)
		}
	}
	for _, imp := range append(pkg.TestImports, pkg.XTestImports...) {
		if to, ours := strings.CutPrefix(imp, module); ours && !within(to, dir) && !allowed(rule, to) && !slices.Contains(testOnly, to) {
			t.Errorf("tests of %s import %s; they may import %v and %v", dir, to, rule, testOnly)
		}
	}
}

// ruleOf returns the rule of the nearest folder upwards that has one.
func ruleOf(dir string) ([]string, bool) {
	for d := dir; d != "."; d = path.Dir(d) {
		if r, ok := may[d]; ok {
			return append([]string{d}, r...), true
		}
	}
	return nil, false
}

// allowed reports whether a rule covers a folder: one that is named, or below a named one
// and without a rule of its own.
func allowed(rule []string, to string) bool {
	for d := to; d != "."; d = path.Dir(d) {
		if slices.Contains(rule, d) {
			return true
		}
		if _, own := may[d]; own {
			return false
		}
	}
	return false
}

func within(dir, folder string) bool { return dir == folder || strings.HasPrefix(dir, folder+"/") }
