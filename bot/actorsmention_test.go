package bot

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/readout-bot/readout/digest"
)

// TestActorsInText: who is told of by an article whose digest does not list them.
func TestActorsInText(t *testing.T) {
	person := func(name string) digest.Actor { return digest.Actor{Name: name, Kind: digest.Person} }
	body := func(name string) digest.Actor { return digest.Actor{Name: name, Kind: digest.Organization} }
	known := []digest.Actor{person("Maria Lindqvist"), person("Tomas Berg"), body("Halden Shipping"), body("Supreme Court"), person("George Halden")}
	for _, c := range []struct {
		name, text string
		days       int
		actors     []digest.Actor
		want       string
	}{
		{"full names", "Halden Shipping thanked Maria Lindqvist’s office.", 300, nil, "Halden Shipping, Maria Lindqvist"},
		{"a name goes on", "The Maria Lindqvist Bridge was closed.", 1, nil, ""},
		{"a name ends an office", "The Department of Maria Lindqvist was closed.", 1, nil, ""},
		{"a body that every state has", "The Supreme Court met.", 1, nil, ""},
		{"a surname, with somebody in common", "It ended after Berg had phoned.", 5, []digest.Actor{person("Maria Lindqvist")}, "Maria Lindqvist, Tomas Berg"},
		{"a surname and nobody in common", "It ended after Berg had phoned.", 5, []digest.Actor{person("Ines Moreau")}, "Ines Moreau"},
		{"a surname long after", "It ended after Berg had phoned.", 90, []digest.Actor{person("Maria Lindqvist")}, "Maria Lindqvist"},
		{"the surname of another", "It ended after Jan Berg had phoned.", 5, []digest.Actor{person("Maria Lindqvist")}, "Maria Lindqvist"},
		{"a surname that is another here", "It ended after Berg had phoned.", 5, []digest.Actor{person("Maria Lindqvist"), person("Jan Berg")}, "Jan Berg, Maria Lindqvist"},
		{"a word", "the berg of ice, maria lindqvist", 5, []digest.Actor{person("Maria Lindqvist")}, "Maria Lindqvist"},
	} {
		first := Entry{ID: 1, Article: digest.Article{URL: "1", Published: libraryNow}, Digest: digest.Digest{Actors: known}}
		second := Entry{ID: 2, Article: digest.Article{URL: "2", Published: libraryNow.AddDate(0, 0, c.days), Text: c.text}, Digest: digest.Digest{Actors: c.actors}}
		var got []string
		for _, a := range ActorsInText([]Entry{first, second}, nil).All() {
			if slices.ContainsFunc(a.Told, func(e *Entry) bool { return e.ID == 2 }) {
				got = append(got, a.Name)
			}
		}
		slices.Sort(got)
		if list := strings.Join(got, ", "); list != c.want {
			t.Errorf("%s: %q; want %q", c.name, list, c.want)
		}
	}
}

func TestWordsOf(t *testing.T) {
	var got []string
	for _, w := range wordsOf("George W. Bush’s aide, O'Brien: “Šef Tae-rin.” U.S. end. New", nil) {
		mark := " "
		if w.joined {
			mark = "+"
		}
		got = append(got, mark+w.fold())
	}
	const want = " george +w +bush  s +aide  obrien  sef +tae +rin  u  s +end  new"
	if list := strings.Join(got, " "); list != want {
		t.Errorf("got  %q\nwant %q", list, want)
	}
}

// BenchmarkActorsInText reads texts of five hundred words, each with ten actors of a thousand.
func BenchmarkActorsInText(b *testing.B) {
	var entries []Entry
	for i := range 1000 {
		e := Entry{ID: int64(i), Article: digest.Article{URL: fmt.Sprint(i), Published: libraryNow.Add(time.Duration(i) * time.Hour)}}
		e.Article.Text = strings.Repeat("The council heard Given4 Family4 and others about the harbour of the town. ", 40)
		for k := range 10 {
			n := (i*7 + k*13) % 1000
			e.Digest.Actors = append(e.Digest.Actors, digest.Actor{Name: fmt.Sprintf("Given%d Family%d", n, n), Kind: digest.Person})
		}
		entries = append(entries, e)
	}
	for b.Loop() {
		ActorsInText(entries, nil)
	}
}
