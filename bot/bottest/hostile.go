package bottest

import (
	"fmt"
	"strings"
	"time"

	"github.com/readout-bot/readout/bot"
)

// A Hostile is a message with something in it that has broken a bot before.
type Hostile struct {
	Name    string
	Message bot.Message
	// Shown are pieces that a reader of the channel must be able to see, as they are
	// after the platform has unescaped its markup. Some messages have none.
	Shown []string
}

// Mentions are texts that must never ping anybody, wherever they stand in a message.
func Mentions() []string {
	return []string{
		"<!channel>", "<!here>", "<!everyone>", "@everyone", "@here", "@channel",
		"<@U024BE7LH>", "<@!80351110224678912>", "<@80351110224678912>", "<@&165511591545143296>",
		"<!subteam^SAZ94GDB8>", "<#C024BE7LR>", "<#165511591545143296>",
	}
}

// HostileTexts returns texts that have broken bots before, Mentions among them, to stand
// wherever strangers' words do: in messages, forms and suggestions.
func HostileTexts() []string {
	all := append(Mentions(), "", strings.Repeat("ten thousand characters ", 417), strings.Repeat("`", 10_000), strings.Repeat("👩‍👩‍👧‍👦", 1_000))
	for _, t := range hostileTexts() {
		all = append(all, t.text)
	}
	return all
}

func hostileTexts() []struct{ name, text string } {
	return []struct{ name, text string }{
		{"mrkdwn", "*bold* _italic_ ~strike~ `code` > quote & <b>html</b>"},
		{"links", "<https://evil.example|bank.example> [bank.example](https://evil.example)"},
		{"fence", "```\nrm -rf\n``` and a lone ` and ``` again"},
		{"entities", "&lt;!channel&gt; &amp;lt;!here&amp;gt; &#64;everyone"},
		{"headings", "# big\n## less\n-# small\n> quote\n>>> rest\n- item\n1. item"},
		{"spoiler", "||hidden|| and \\*escaped\\* \\\\ backslashes \\"},
		{"right to left", "\u202eevil\u202c שלום مرحبا \u2066inside\u2069"},
		{"zero width", "a\u200bb\u200dc\ufeffd @\u200beveryone"},
		{"emoji", ":smile: <:custom:41771983429993937> 👩‍👩‍👧‍👦 🇪🇺"},
		{"timestamps", "<t:1618953630:R> <!date^1392734382^{date}|x>"},
		{"commands", "</readout who:816437322781949972> <id:customize>"},
		{"other scripts", "中文 日本語 한국어 हिन्दी Ελληνικά"},
		{"combining", "Z" + strings.Repeat("\u0301", 500)},
		{"control", "nul\x00 bell\x07 escape\x1b[31m vertical\v tab\t"},
		{"invalid utf-8", "before \xff\xfe\xc0\xaf after"},
		{"only spaces", " \n\t\u00a0 "},
	}
}

// HostileMessages returns messages that every Poster must post without error, without
// pinging anybody and without showing markup of the message's own making.
func HostileMessages() []Hostile {
	list := []Hostile{
		{Name: "empty"},
		{Name: "title only", Message: bot.Message{Title: "A quiet day"}, Shown: []string{"A quiet day"}},
		{Name: "lead only", Message: bot.Message{Lead: "Nothing new"}, Shown: []string{"Nothing new"}},
		{Name: "empty sections", Message: bot.Message{Sections: []bot.Section{{}, {Heading: "Empty"}, {Lines: []bot.Line{{}}}}}},
		{Name: "40,000 characters", Message: everywhere(strings.Repeat("long ", 8_000)), Shown: []string{"long long"}},
		{Name: "40,000 characters without a break", Message: everywhere(strings.Repeat("x", 40_000)), Shown: []string{"xxx"}},
		{Name: "40,000 characters to escape", Message: everywhere(strings.Repeat("<&>*_~`", 5_715))},
		{Name: "40,000 wide characters", Message: everywhere(strings.Repeat("👩‍👩‍👧‍👦", 5_715))},
		{Name: "bad addresses", Message: badAddresses(), Shown: []string{"a line"}},
	}
	for _, m := range Mentions() {
		list = append(list, Hostile{Name: "mention " + m, Message: everywhere("before " + m + " after"), Shown: []string{"before", "after"}})
	}
	for _, t := range hostileTexts() {
		list = append(list, Hostile{Name: t.name, Message: everywhere(t.text)})
	}
	return append(list, Hostile{Name: "10,000 lines", Message: manyLines(10_000), Shown: []string{"line 0 of many"}})
}

// everywhere returns a message with text in each of its fields.
func everywhere(text string) bot.Message {
	line := bot.Line{Label: text, Text: text, Note: text, Quote: text, Source: text,
		URL: "https://news.example/a", Published: time.Date(2025, 10, 16, 20, 0, 0, 0, time.UTC)}
	return bot.Message{Title: text, URL: "https://news.example/", Lead: text, Footer: text,
		Sections: []bot.Section{{Heading: text, Lines: []bot.Line{line, {Text: text}}, More: 3}}}
}

func manyLines(n int) bot.Message {
	lines := make([]bot.Line, n)
	for i := range lines {
		lines[i] = bot.Line{Text: fmt.Sprintf("line %d of many", i), Quote: "Somebody said so."}
	}
	return bot.Message{Title: "Many", Sections: []bot.Section{{Heading: "All", Lines: lines}}}
}

// badAddresses holds addresses that no platform accepts as a link; the message must
// arrive all the same.
func badAddresses() bot.Message {
	var lines []bot.Line
	for _, u := range []string{"javascript:alert(1)", "not a url", "https://", "http://a b/", "https://x.example/|y>", "https://x.example/)[z](https://evil.example",
		"https://x.example/" + strings.Repeat("a", 5_000), "ftp://x.example/", "\x00"} {
		lines = append(lines, bot.Line{Text: "a line", URL: u, Source: "Source", Quote: "Quote."})
	}
	return bot.Message{Title: "Addresses", URL: "javascript:alert(1)", Sections: []bot.Section{{Heading: "Links", Lines: lines}}}
}
