package discord

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode"

	"github.com/bwmarrin/discordgo"

	"github.com/readout-bot/readout/bot"
	"github.com/readout-bot/readout/bot/bottest"
)

// languages are those that every text has besides English.
var languages = []discordgo.Locale{discordgo.German, discordgo.French, discordgo.SpanishES, discordgo.Ukrainian}

// Every command and option of the catalogue says what it is for in every language, within
// Discord's limits, and nothing else is said.
func TestWords(t *testing.T) {
	w := readWords()
	used := map[string]bool{readThis: true, commands()[0].Description: true}
	for _, u := range bot.Catalogue() {
		used[u.Summary] = true
		if group, _, two := strings.Cut(u.Name, " "); two {
			used[what(group)] = true
		}
		for _, o := range u.Options {
			used[o.Summary] = true
		}
	}
	for english := range used {
		for _, l := range languages {
			text := w[english][l]
			if n := units(text); n == 0 || n > commandDescriptionMax || text != plain(text, commandDescriptionMax) || text == english {
				t.Errorf("%s of %q is %q, of %d characters; want its own, of 1 to %d", l, english, text, n, commandDescriptionMax)
			}
			if cyrillic := strings.ContainsFunc(text, func(r rune) bool { return unicode.Is(unicode.Cyrillic, r) }); cyrillic != (l == discordgo.Ukrainian) {
				t.Errorf("%s of %q is %q, which is another language", l, english, text)
			}
		}
		if n := len(w[english]); n != len(languages) {
			t.Errorf("%q has %d languages; want %d", english, n, len(languages))
		}
	}
	for english := range w {
		if !used[english] {
			t.Errorf("words.json has %q, which nothing says", english)
		}
	}
	b, err := json.Marshal(commands())
	if err != nil {
		t.Fatal(err)
	}
	if err := bottest.DiscordCommands(b); err != nil {
		t.Error(err)
	}
}
