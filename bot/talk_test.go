package bot_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/readout-bot/readout/bot"
	"github.com/readout-bot/readout/bot/bottest"
)

// TestTalk plays testdata/talk.txtar; the state lasts from one command to the next. Controls
// are shown in brackets, with what they say.
func TestTalk(t *testing.T) {
	script := readTranscript(t, "testdata/talk.txtar")
	synctest.Test(t, func(t *testing.T) {
		r := known(t)
		ids := strings.NewReplacer("MEETING", idOf(t, r, "meetings with Berg"), "DECISION", idOf(t, r, "decisions by Central Bank of Norland"))
		names := strings.NewReplacer(idOf(t, r, "meetings with Berg"), "MEETING", idOf(t, r, "decisions by Central Bank of Norland"), "DECISION")
		for i, line := range script.said() {
			time.Sleep(time.Second)
			who, text, _ := strings.Cut(line, ": ")
			who, channel, _ := strings.Cut(who, "@")
			text, thread, _ := strings.Cut(text, " #")
			c := bot.Command{From: r.here, User: "U1", Groups: []string{who}, Role: roleNamed(who),
				Text: ids.Replace(text), Thread: thread}
			if channel != "" {
				c.From.ID = channel
			}
			m := r.tell(t, c)
			got := names.Replace(bottest.Text(m))
			for _, x := range m.Controls {
				got += names.Replace(fmt.Sprintf("[%s: %s%s]\n", x.Label, x.Command, x.URL))
			}
			subs, err := r.store.Subscriptions(t.Context(), r.here.Tenant())
			if err != nil {
				t.Fatal(err)
			}
			for _, s := range subs { // random names
				got = strings.ReplaceAll(got, s.ID, "ID")
			}
			script.check(t, i, got)
		}
	})
	script.save(t)
}
