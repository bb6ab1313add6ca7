package bot_test

import (
	"os"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/readout-bot/readout/bot"
)

// TestRules gives the commands of testdata/rules.txtar one after another to a bot whose
// library is that of testdata/library.txtar.
func TestRules(t *testing.T) {
	const file = "testdata/rules.txtar"
	ar, err := txtar.ParseFile(file)
	if err != nil {
		t.Fatal(err)
	}
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		until(wednesday)
		r.follow(t, "https://feeds.example/all", "All the news", library(t)...)
		r.poll(t, "https://feeds.example/all")
		for i, f := range ar.Files {
			input, want, _ := strings.Cut(string(f.Data), "\n")
			time.Sleep(time.Second)
			who, text, _ := strings.Cut(input, ": ")
			got := r.say(t, map[string]bot.Role{"editor": bot.Editor, "admin": bot.Admin}[who], text)
			if *update {
				ar.Files[i].Data = []byte(input + "\n" + got)
			} else if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s: %q (-want +got):\n%s", f.Name, input, diff)
			}
		}
	})
	if *update {
		if err := os.WriteFile(file, txtar.Format(ar), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
