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

// A whoCase is a case of testdata/actors.txtar.
type whoCase struct {
	entries []Entry
	rules   []Rule
	want    map[[2]string]bool // pairs of mentions that are one actor's
	all     []string           // mentions
}

func readWho(t *testing.T, data string) whoCase {
	t.Helper()
	c := whoCase{want: map[[2]string]bool{}}
	gold := false
	for line := range strings.Lines(data) {
		line = strings.TrimSpace(line)
		first, rest, _ := strings.Cut(line, " ")
		switch {
		case line == "":
		case line == "actors:":
			gold = true
		case gold:
			pairs(mentions(line), c.want)
		case first[0] == '@':
			day, err := time.Parse(time.DateOnly, first[1:])
			if err != nil {
				t.Fatal(err)
			}
			n := len(c.entries) + 1
			c.entries = append(c.entries, Entry{ID: int64(n), Article: digest.Article{URL: fmt.Sprint("https://a.example/", n), Published: day, Text: rest}})
		case first == "!":
			kind, names, _ := strings.Cut(rest, " ")
			name, other, _ := strings.Cut(names, " + ")
			c.rules = append(c.rules, Rule{Kind: RuleKind(kind), Name: name, Other: other})
		default:
			e := &c.entries[len(c.entries)-1]
			names, aliases, _ := strings.Cut(rest, " = ")
			name, role, _ := strings.Cut(names, ", ")
			a := digest.Actor{Name: name, Kind: digest.Kind(first), Role: role}
			if aliases != "" {
				a.Aliases = []string{aliases}
			}
			e.Digest.Actors = append(e.Digest.Actors, a)
			c.all = append(c.all, fmt.Sprintf("%d:%s", e.ID, name))
		}
	}
	return c
}

// mentions splits "1:A B 2:C" before each number.
func mentions(line string) []string {
	var all []string
	for _, w := range strings.Fields(line) {
		if w[0] >= '0' && w[0] <= '9' && strings.Contains(w, ":") {
			all = append(all, w)
		} else {
			all[len(all)-1] += " " + w
		}
	}
	return all
}

// pairs adds each two of one group to set.
func pairs(group []string, set map[[2]string]bool) {
	slices.Sort(group)
	for i, a := range group {
		for _, b := range group[i+1:] {
			set[[2]string{a, b}] = true
		}
	}
}

// got returns the pairs of mentions that r holds to be one actor's.
func (c whoCase) got(r *Registry) map[[2]string]bool {
	groups := map[string][]string{}
	for _, e := range c.entries {
		for _, a := range e.Digest.Actors {
			if i, ok := r.at(e, a.Name); ok {
				groups[fmt.Sprint(i)] = append(groups[fmt.Sprint(i)], fmt.Sprintf("%d:%s", e.ID, a.Name))
			}
		}
	}
	set := map[[2]string]bool{}
	for _, g := range groups {
		pairs(g, set)
	}
	return set
}

// TestActors runs the cases in order, backwards and shuffled.
func TestActors(t *testing.T) {
	ar, err := txtar.ParseFile("testdata/actors.txtar")
	if err != nil {
		t.Fatal(err)
	}
	var right, told, wanted int
	for _, f := range ar.Files {
		t.Run(f.Name, func(t *testing.T) {
			c := readWho(t, string(f.Data))
			got := c.got(Actors(c.entries, c.rules))
			for p := range got {
				if !c.want[p] {
					t.Errorf("%s and %s are one actor; want two", p[0], p[1])
				}
			}
			for p := range c.want {
				if !got[p] {
					t.Errorf("%s and %s are two actors; want one", p[0], p[1])
				} else {
					right++
				}
			}
			told, wanted = told+len(got), wanted+len(c.want)
			for range 5 {
				shuffled := slices.Clone(c.entries)
				rand.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
				if again := c.got(Actors(shuffled, c.rules)); len(again) != len(got) || fmt.Sprint(again) != fmt.Sprint(got) {
					t.Errorf("in another order: %v; want %v", again, got)
				}
			}
		})
	}
	t.Logf("pairs of mentions: precision %d/%d, recall %d/%d", right, told, right, wanted)
}

// TestResolved checks that look-ups see one name for each actor, and nobody who is muted.
func TestResolved(t *testing.T) {
	minister := digest.Actor{Name: "Maria Lindqvist", Kind: digest.Person, Role: "Norland Prime Minister", Aliases: []string{"Lindqvist"}}
	told := []Entry{
		entryOf(3, digest.Digest{Actors: []digest.Actor{minister, {Name: "Tomas Berg", Kind: digest.Person}}}),
		entryOf(1, digest.Digest{
			Actors:    []digest.Actor{{Name: "Lindqvist", Kind: digest.Person, Statements: []digest.Statement{{Text: "a"}}}, {Name: "Tomas Berg", Kind: digest.Person}, {Name: "Chronicle", Kind: digest.Organization}},
			Meetings:  []digest.Meeting{{Title: "talks", Participants: []string{"Lindqvist", "Tomas Berg", "Chronicle"}}, {Title: "interview", Participants: []string{"Chronicle"}}},
			Decisions: []digest.Decision{{Question: "whether", Deciders: []string{"Lindqvist"}, Positions: []digest.Position{{Actor: "Chronicle"}, {Actor: "Tomas Berg"}}}},
		}),
	}
	r := Actors(told, []Rule{{Kind: Mute, Name: "Chronicle"}, {Kind: Alias, Name: "Tomas Berg", Other: "T.B."}})
	d := r.Resolved(told)[1].Digest
	if len(d.Actors) != 2 || d.Actors[0].Name != "Maria Lindqvist" || len(d.Meetings) != 1 || d.Meetings[0].Participants[0] != "Maria Lindqvist" ||
		len(d.Meetings[0].Participants) != 2 || d.Decisions[0].Deciders[0] != "Maria Lindqvist" || len(d.Decisions[0].Positions) != 1 {
		t.Errorf("got %+v", d)
	}
	if told[1].Digest.Actors[0].Name != "Lindqvist" || len(told[1].Digest.Meetings[0].Participants) != 3 {
		t.Error("what is stored was changed")
	}
	if found := r.Find("T.B."); len(found) != 1 || found[0].Name != "Tomas Berg" {
		t.Errorf("by an alias that stands nowhere: %+v", found)
	}
	if a, ok := r.In(told[0], "the Hungarian Prime Minister"); ok {
		t.Errorf("another state's office is held by %s", a.Name)
	}
}

// TestOffice checks that "the Ukrainian President" is whoever was it at that time.
func TestOffice(t *testing.T) {
	held := func(n int, name string) Entry {
		return entryOf(n, digest.Digest{Actors: []digest.Actor{{Name: name, Kind: digest.Person, Role: "Ukrainian President"}}})
	}
	told := []Entry{held(900, "Petro Poroshenko"), held(10, "Volodymyr Zelensky")}
	r := Actors(told, nil)
	for n, want := range map[int]string{895: "Petro Poroshenko", 5: "Volodymyr Zelensky", 3000: ""} {
		if a, _ := r.In(entryOf(n, digest.Digest{}), "the Ukrainian President"); a.Name != want {
			t.Errorf("%d days ago: %q; want %q", n, a.Name, want)
		}
	}
}

// TestManyActors: ten thousand names in one article, all alike, are told apart in the
// time that a look-up may take.
func TestManyActors(t *testing.T) {
	var d digest.Digest
	for i := range 10_000 {
		name := fmt.Sprintf("%c%c%c Smith", 'A'+i%26, 'a'+i/26%26, 'a'+i/676)
		d.Actors = append(d.Actors, digest.Actor{Name: name, Kind: digest.Person, Role: "minister"}, digest.Actor{Name: "Smith", Kind: digest.Person})
	}
	begun := time.Now()
	r := Actors([]Entry{entryOf(1, d)}, nil)
	t.Logf("took %v", time.Since(begun))
	if n := len(r.All()); n < 10_000 {
		t.Errorf("%d actors; want at least 10000", n)
	}
}
