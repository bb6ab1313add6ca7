package bot

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// shown writes a request as tests compare it: "who name=Rubio".
func (r request) shown() string {
	s := r.name
	for _, k := range slices.Sorted(maps.Keys(r.values)) {
		s += fmt.Sprintf(" %s=%s", k, r.values[k])
	}
	if r.tried != "" {
		s += "tried=" + r.tried
	}
	return s
}

func TestParse(t *testing.T) {
	for text, want := range map[string]string{
		"":                                   "help",
		"today":                              "today",
		"  TODAY. ":                          "today",
		"/readout today":                     "today",
		"@Readout: today about Ukraine":      "today about=Ukraine",
		"“who Rubio”":                        "who name=Rubio",
		"Who is Marco Rubio?":                "who name=Marco Rubio",
		"who's Rubio":                        "who name=Rubio",
		"whois Rubio":                        "who name=Rubio",
		"who":                                "who name=",
		"who will Rubio meet?":               "ask question=who will Rubio meet?",
		"who is meeting Putin":               "ask question=who is meeting Putin",
		"meetings":                           "meetings",
		"meetings next 14d with Marco Rubio": "meetings next=14d with=Marco Rubio",
		"Meetings with Lavrov next 2 weeks":  "meetings next=2 weeks with=Lavrov",
		"decisions open":                     "decisions state=open",
		"decisions open by EU about tariffs": "decisions about=tariffs by=EU state=open",
		"decision on tariffs":                "decisions about=tariffs",
		"ask what did Rubio say":             "ask question=what did Rubio say",
		"what did Rubio say?":                "ask question=what did Rubio say?",
		"Is the treaty signed?":              "ask question=Is the treaty signed?",
		"Rubio?":                             "ask question=Rubio?",
		"read https://a.example/x":           "read url=https://a.example/x",
		"https://a.example/x":                "read url=https://a.example/x",
		"<https://a.example/x>":              "read url=https://a.example/x",
		"have a look: https://a.example/x.":  "read url=https://a.example/x",
		"what about (https://a.example/x)?":  "read url=https://a.example/x",
		"feed":                               "feed list",
		"feeds":                              "feed list",
		"feed add <https://a.example/rss>":   "feed add url=https://a.example/rss",
		"feed https://a.example/rss":         "feed add url=https://a.example/rss",
		"feed delete https://a.example/rss":  "feed remove url=https://a.example/rss",
		"feed frobnicate":                    "tried=feed frobnicate",
		"schedule":                           "schedule list",
		"schedule every weekday at 9:00 Europe/Berlin":                  "schedule add spec=every weekday at 9:00 zone=Europe/Berlin",
		"schedule add 0 9 * * 1-5 in Europe/Berlin about Ukraine, NATO": "schedule add about=Ukraine, NATO spec=0 9 * * 1-5 zone=Europe/Berlin",
		"schedule \"every weekday at 9:00\" in New York":                "schedule add spec=every weekday at 9:00 zone=New York",
		"schedule add every day at 8am and 5pm":                         "schedule add spec=every day at 8am and 5pm",
		"schedule every day at 5 pm":                                    "schedule add spec=every day at 5 pm",
		"schedule every day at noon":                                    "schedule add spec=every day at noon",
		"schedule every monday":                                         "schedule add spec=every monday",
		"schedule daily at 9 UTC":                                       "schedule add spec=daily at 9 zone=UTC",
		"schedule every weekday at 9 CET about meetings in Berlin":      "schedule add about=meetings in Berlin spec=every weekday at 9 zone=CET",
		"schedule pause abc":                                            "schedule pause id=abc",
		"schedule delete":                                               "schedule remove",
		"follow Marco Rubio":                                            "follow add name=Marco Rubio",
		"follow New York":                                               "follow add name=New York",
		"follow":                                                        "follow list",
		"follow https://a.example":                                      "feed add url=https://a.example",
		"unfollow Rubio":                                                "follow remove name=Rubio",
		"👍 0a1b2c":                                                      "more item=0a1b2c",
		"doctor":                                                        "status",
		"meetings with Rubio page 3":                                    "meetings with=Rubio",
		"wrong 0a1b2c because date day 19 May note it moved on Friday":                                                                  "wrong because=date day=19 May item=0a1b2c note=it moved on Friday",
		"setup every day at 9 cron 0 7 * * 1 in UTC about A, B from https://a.example/x, <https://b.example/y> only changes ping <@&9>": "setup about=A, B cron=0 7 * * 1 feeds=https://a.example/x, <https://b.example/y> only=changes ping=<@&9> spec=every day at 9 zone=UTC",
		"editor add <@U1>":                "editor add who=<@U1>",
		"brief abc due 1763456400 page 2": "brief due=1763456400 id=abc",
		"news":                            "today",
		"meetins":                         "tried=meetins",
		"sing a song":                     "tried=sing a song",
		"what's new since Monday":         "ask question=what's new since Monday",
		"\u200bwho\u00a0Rubio\n":          "who name=Rubio",
		"today what did he say?":          "ask question=today what did he say?",
		"schedule remove \u201cabc\u201d": "schedule remove id=abc",
		"who is the President of France?": "who name=the President of France",
		"decisions by European Central Bank about “interest rates” ":         "decisions about=interest rates by=European Central Bank",
		"schedule add every weekday at 9:00 in Europe/Berlin about A and B.": "schedule add about=A and B spec=every weekday at 9:00 zone=Europe/Berlin",
	} {
		if got := strings.TrimSuffix(parse(text).shown(), " name="); got != strings.TrimSuffix(want, " name=") {
			t.Errorf("parse(%q) = %s; want %s", text, got, want)
		}
	}
}

// TestCatalogue: what platforms register is what the parser reads and the bot answers.
func TestCatalogue(t *testing.T) {
	actions := New(Options{}).actions()
	first := map[string]bool{}
	for i, u := range slices.Concat(Catalogue(), pressed()) {
		if word, _ := cutWord(u.Name); i < len(Catalogue()) {
			first[word] = true
		}
		if actions[u.Name] == nil {
			t.Errorf("%s: nothing answers it", u.Name)
		}
		delete(actions, u.Name)
		values := map[string]string{}
		for _, o := range u.Options {
			values[o.Name] = map[string]string{"url": "https://a.example/", "next": "14d", "zone": "Europe/Berlin", "spec": "daily at 9:00",
				"feeds": "https://a.example/", "only": "changes", "cron": "0 9 * * 1-5"}[o.Name]
			if values[o.Name] == "" {
				values[o.Name] = "Rubio"
			}
			if utf8.RuneCountInString(o.Summary) > 100 {
				t.Errorf("%s: the summary of %s is longer than 100 characters", u.Name, o.Name)
			}
		}
		got := parse(u.Text(values))
		if got.name != u.Name || !maps.Equal(got.values, values) {
			t.Errorf("%q reads as %s; want %s with %v", u.Text(values), got.shown(), u.Name, values)
		}
		if utf8.RuneCountInString(u.Summary) > 100 {
			t.Errorf("%s: the summary is longer than 100 characters", u.Name)
		}
	}
	if len(first) > 25 {
		t.Errorf("%d first words; Discord takes 25", len(first))
	}
	for name := range actions {
		t.Errorf("%s is answered but not in the catalogue", name)
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"who Rubio", "schedule add 0 9 * * 1-5 in X about Y", "meetings next 14d with", "\"", "/ readout", "https://", "who is", "İ in x about y", "feed \xff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		r := parse(text)
		if r.name == "" && r.tried == "" {
			t.Errorf("parse(%q) is neither a command nor something that was tried", text)
		}
		u, ok := usage(r.name)
		if r.name != "" && !ok {
			t.Errorf("parse(%q) names %q, which is no command", text, r.name)
		}
		for name, v := range r.values {
			if !slices.ContainsFunc(u.Options, func(o Option) bool { return o.Name == name }) {
				t.Errorf("parse(%q) sets %q, which %q does not take", text, name, u.Name)
			}
			if !utf8.ValidString(v) || strings.ContainsAny(v, "\n\x00") {
				t.Errorf("parse(%q): value %q", text, v)
			}
		}
		New(Options{}).Private(text)
	})
}
