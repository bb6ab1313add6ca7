package bot

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/readout-bot/readout/digest"
)

// storyLibrary reads testdata/stories.txtar; the Feed of an entry is its STORY/EVENT.
func storyLibrary(t *testing.T) []Entry {
	t.Helper()
	ar, err := txtar.ParseFile("testdata/stories.txtar")
	if err != nil {
		t.Fatal(err)
	}
	var entries []Entry
	for i, f := range ar.Files {
		head, text, _ := strings.Cut(string(f.Data), "\n")
		date, title, _ := strings.Cut(head, " ")
		day, err := time.Parse(time.DateOnly, date)
		if err != nil {
			t.Fatal(err)
		}
		parts := strings.Split(f.Name, "/")
		a := digest.Article{URL: "https://" + parts[2] + ".example/" + parts[0] + parts[1], Title: title, Source: parts[2], Published: day.Add(9 * time.Hour), Text: text}
		entries = append(entries, Entry{ID: int64(i + 1), Feed: parts[0] + "/" + parts[1], Article: a, Digest: digest.Build(a)})
	}
	return entries
}

// together returns the pairs of articles, by number, that groups hold together.
func together(groups [][]Entry) map[[2]string]bool {
	set := map[[2]string]bool{}
	for _, g := range groups {
		var ids []string
		for _, e := range g {
			ids = append(ids, fmt.Sprintf("%02d", e.ID))
		}
		pairs(ids, set)
	}
	return set
}

// goldTogether returns the pairs that key holds together; articles of no story are alone.
func goldTogether(entries []Entry, key func(feed string) string) map[[2]string]bool {
	by := map[string][]Entry{}
	for _, e := range entries {
		k := key(e.Feed)
		if strings.HasPrefix(k, "none") {
			k = e.Feed
		}
		by[k] = append(by[k], e)
	}
	var groups [][]Entry
	for _, g := range by {
		groups = append(groups, g)
	}
	return together(groups)
}

func f1(got, want map[[2]string]bool) (precision, recall float64) {
	right := 0
	for p := range got {
		if want[p] {
			right++
		}
	}
	return float64(right) / float64(max(1, len(got))), float64(right) / float64(max(1, len(want)))
}

func TestStories(t *testing.T) {
	entries := storyLibrary(t)
	stories := Stories(entries, Actors(entries, nil))
	var articles, events [][]Entry
	n := 0
	for _, s := range stories {
		articles, events = append(articles, s.Articles), append(events, s.Events...)
		n += len(s.Articles)
		if s.Title == "" || len(s.Links) != len(s.Articles)-1 || slices.ContainsFunc(s.Links, func(l Link) bool { return l.Reason == "" }) {
			t.Errorf("story %q of %d articles has links %+v", s.Title, len(s.Articles), s.Links)
		}
	}
	if n != len(entries) {
		t.Errorf("%d articles in all stories; want each of %d once", n, len(entries))
	}
	story := func(feed string) string { s, _, _ := strings.Cut(feed, "/"); return s }
	for _, c := range []struct {
		name              string
		got               [][]Entry
		key               func(string) string
		precision, recall float64
	}{
		{"stories", articles, story, 1, 0.8},
		{"events", events, func(feed string) string { return feed }, 0.8, 0.6},
	} {
		got, want := together(c.got), goldTogether(entries, c.key)
		precision, recall := f1(got, want)
		t.Logf("%s: precision %.2f, recall %.2f of %d pairs", c.name, precision, recall, len(want))
		if precision < c.precision || recall < c.recall {
			t.Errorf("%s: precision %.2f, recall %.2f; want %.2f, %.2f\ngot  %v\nwant %v", c.name, precision, recall, c.precision, c.recall, got, want)
		}
	}
	for range 3 {
		shuffled := slices.Clone(entries)
		rand.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		again := Stories(shuffled, Actors(shuffled, nil))
		if a, b := outline(again), outline(stories); a != b {
			t.Errorf("in another order:\n%s\nwant\n%s", a, b)
		}
	}
}

// outline writes the stories with their articles and reasons.
func outline(stories []Story) string {
	var b strings.Builder
	for _, s := range stories {
		fmt.Fprintf(&b, "%s\n", s.Title)
		for _, e := range s.Events {
			for _, a := range e {
				fmt.Fprintf(&b, " %d", a.ID)
			}
			b.WriteString(";")
		}
		for _, l := range s.Links {
			fmt.Fprintf(&b, "\n %d-%d %s", l.Earlier.ID, l.Later.ID, l.Reason)
		}
		b.WriteString("\n")
	}
	return b.String()
}

func TestStoriesOfFew(t *testing.T) {
	for _, entries := range [][]Entry{nil, {{}}, {{}, {}}, {{ID: 1}, {ID: 2, Article: digest.Article{Published: libraryNow}}}} {
		n := 0
		for _, s := range Stories(entries, Actors(entries, nil)) {
			n += len(s.Articles)
		}
		if n != len(entries) {
			t.Errorf("%d articles in the stories of %d", n, len(entries))
		}
	}
}

// A text that comes again is a copy within days, and weeks later a form filled in anew.
func TestStoryOfForms(t *testing.T) {
	statement := func(id int64, day int, rate string) Entry {
		a := digest.Article{
			URL:       fmt.Sprintf("https://bank.example/%d", id),
			Title:     "The Bank of Eastland's statement on rates",
			Published: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC).AddDate(0, 0, day),
			Text: "The Monetary Board of the Bank of Eastland decided to keep its key rate at " + rate + " per cent. Growth has been steady, " +
				"jobs have grown, and prices rise faster than the Board would like. The Board will watch what comes in and is ready to act " +
				"if risks stand in the way of stable prices. Governor Ada Moreau and all seven members voted for the decision.",
		}
		return Entry{ID: id, Article: a, Digest: digest.Build(a)}
	}
	for _, c := range []struct{ day, want int }{{1, 1}, {42, 2}} {
		entries := []Entry{statement(1, 0, "3.50"), statement(2, c.day, "3.25")}
		if got := Stories(entries, Actors(entries, nil)); len(got) != c.want {
			t.Errorf("%d days later: got %d stories, want %d", c.day, len(got), c.want)
		}
	}
}

func TestSimHash(t *testing.T) {
	text := strings.Repeat("the council of the harbour town met on monday to weigh a new bridge over the river and ", 1) +
		"sent the plan back to the engineers who had asked for more time and more money than the mayor was ready to give before the vote in the spring of next year"
	words := foldedWords(text)
	update := append(slices.Clone(words), foldedWords("the mayor said")...)
	if d := simHash(words) ^ simHash(update); d == 0 || ones(d) > copied+4 {
		t.Errorf("an update differs in %d bits", ones(d))
	}
	other := foldedWords(strings.Repeat("striking dockers went home after the company raised its offer to six percent ", 4))
	if d := ones(simHash(words) ^ simHash(other)); d < 16 {
		t.Errorf("another text differs in %d bits only", d)
	}
	if simHash(words[:20]) != 0 {
		t.Error("a text of 20 words has a fingerprint")
	}
}

func ones(x uint64) (n int) {
	for ; x != 0; x &= x - 1 {
		n++
	}
	return n
}
