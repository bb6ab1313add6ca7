package bot_test

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// TestRules gives the commands of testdata/rules.txtar one after another to a bot whose
// library is that of testdata/library.txtar.
func TestRules(t *testing.T) {
	script := readTranscript(t, "testdata/rules.txtar")
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		until(wednesday)
		r.follow(t, "https://feeds.example/all", "All the news", library(t)...)
		r.poll(t, "https://feeds.example/all")
		for i, line := range script.said() {
			time.Sleep(time.Second)
			who, text, _ := strings.Cut(line, ": ")
			script.check(t, i, r.say(t, roleNamed(who), text))
		}
	})
	script.save(t)
}
