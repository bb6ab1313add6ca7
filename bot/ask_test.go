package bot_test

import (
	"strings"
	"testing"

	"github.com/readout-bot/readout/bot"
	"github.com/readout-bot/readout/bot/bottest"
)

// TestAskUnreadable: what is no question in English gets a clear sentence and no fact.
func TestAskUnreadable(t *testing.T) {
	b := month(t, monthArticles(t))
	at := instant(t, "2026-03-31T09:00:00Z")
	for _, c := range []struct{ name, asked, want string }{
		{"a pasted text", strings.Repeat("what did Aalto say about inflation and ", 100), "too long"},
		{"one word without end", strings.Repeat("inflation", 450), "too long"},
		{"chinese", "会议什么时候举行", "English"},
		{"cyrillic", "Когда встреча?", "English"},
		{"emoji", "🙂🙂🙂", "could not make out"},
		{"empty", "", "could not make out"},
		{"marks", "?!?!", "could not make out"},
		{"a name that nobody has", "When will Aalto meet Zanetti?", "no article has the name “Zanetti”"},
		{"a state that nobody tells of", "how many ships will peru send", "no article has the name “peru”"},
	} {
		a, err := b.At(at).Ask(t.Context(), "", c.asked, at)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if a.Answered || len(a.Facts) > 0 || !strings.Contains(a.Coverage, c.want) {
			t.Errorf("%s: answered %v with %d facts: %q; want none, and %q", c.name, a.Answered, len(a.Facts), a.Coverage, c.want)
		}
		if text := bottest.Text(a.Message()); len(text) > 1000 {
			t.Errorf("%s: the answer has %d bytes", c.name, len(text))
		}
	}
}

// TestAskSpellings: whoever is spelled in two ways is found under either.
func TestAskSpellings(t *testing.T) {
	b := month(t, monthArticles(t))
	at := instant(t, "2026-03-12T09:00:00Z")
	for _, asked := range []string{"When will Hryhorenko meet Wilkowska?", "When will Grigorenko meet Wilkowska?", "when does grigorenko meet wilkowska", "When will Hryhorenka meet Wilkowska?"} {
		a, err := b.At(at).Ask(t.Context(), "", asked, at)
		if err != nil {
			t.Fatal(err)
		}
		if len(a.Facts) == 0 || !strings.Contains(a.Facts[0].Sentence(), "17 Mar") {
			t.Errorf("%s\n%s", asked, factLines(a))
		}
	}
}

// TestLookUpSpellings: the diary and the ledger of a name have what articles tell under
// another spelling of it.
func TestLookUpSpellings(t *testing.T) {
	b := month(t, monthArticles(t)).At(instant(t, "2026-03-12T09:00:00Z"))
	for _, name := range []string{"Hryhorenko", "Grigorenko", "Oleksandr Grigorenko"} {
		diary, err := b.Meetings(t.Context(), bot.Command{Text: "meetings with " + name})
		if err != nil {
			t.Fatal(err)
		}
		if len(diary) != 1 || diary[0].When.Start.Day() != 17 {
			t.Errorf("with %s: %s; want the one on the 17th", name, outlineMeetings(diary))
		}
	}
}
