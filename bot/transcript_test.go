package bot_test

import (
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/readout-bot/readout/bot"
)

// A transcript is a file of testdata: each part is a line that is said and, below it, what
// is answered.
type transcript struct {
	file string
	ar   *txtar.Archive
}

func readTranscript(t *testing.T, file string) transcript {
	t.Helper()
	ar, err := txtar.ParseFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return transcript{file, ar}
}

// said returns the first line of each part.
func (s transcript) said() []string {
	var lines []string
	for _, f := range s.ar.Files {
		line, _, _ := strings.Cut(string(f.Data), "\n")
		lines = append(lines, line)
	}
	return lines
}

// check compares the answer to the i-th line with the one on file; with -update it is kept.
func (s transcript) check(t *testing.T, i int, got string) {
	t.Helper()
	f := &s.ar.Files[i]
	line, want, _ := strings.Cut(string(f.Data), "\n")
	if *update {
		f.Data = []byte(line + "\n" + got)
	} else if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s: %q (-want +got):\n%s", f.Name, line, diff)
	}
}

// save writes what -update kept.
func (s transcript) save(t *testing.T) {
	t.Helper()
	if !*update {
		return
	}
	if err := os.WriteFile(s.file, txtar.Format(s.ar), 0o644); err != nil {
		t.Fatal(err)
	}
}

// golden runs each part of a transcript on its own.
func golden(t *testing.T, file string, run func(t *testing.T, line string) string) {
	s := readTranscript(t, file)
	for i, line := range s.said() {
		t.Run(s.ar.Files[i].Name, func(t *testing.T) { s.check(t, i, run(t, line)) })
	}
	s.save(t)
}

// roleNamed reads the role before a line that somebody says; nobody named is a reader.
func roleNamed(name string) bot.Role {
	return map[string]bot.Role{"editor": bot.Editor, "admin": bot.Admin}[name]
}
