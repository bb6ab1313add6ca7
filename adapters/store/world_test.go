package store

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/readout-bot/readout/bot"
	"github.com/readout-bot/readout/digest"
)

// A world makes up the articles of large libraries. The reader reads some thousand texts
// of it; each article is one of these with other names and on another day. That is cheap,
// since all surnames are of one length, and all first names, cities and things at stake:
// no span moves.
type world struct {
	r     *rand.Rand
	words *rand.Zipf // of vocabulary
	cast  *rand.Zipf // of surnames
	pool  []pooled
	now   time.Time // before which all is published
}

const (
	surnames   = 4000
	vocabulary = 20_000
	poolSize   = 2000
	// libraryDays is over how many days the articles are spread.
	libraryDays = 730
)

// poolWeek is the day on which all texts of the pool are published, a Monday.
var poolDay = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

// A pooled is an entry of the pool as JSON, with the names in it.
type pooled struct {
	json  string
	names []string
}

// cities, stakes and firsts are each of one length.
var (
	cities = strings.Fields("Geneva London Berlin Madrid Warsaw Vienna Prague Ankara Athens Dublin Lisbon Ottawa Riyadh Taipei Tehran Zagreb Zurich Muscat")
	stakes = strings.Fields("harbor bridge canals timber cotton copper cement petrol duties stocks grains school tunnel tariff budget patent strike mining")
	firsts = strings.Fields("James Peter David Maria Elena Laura Karen Henry Simon Oscar Frank Clara Julia Diana Bruno Pavel Jonas Lukas Irena Edwin")
	states = strings.Fields("France Poland Norway Japan Brazil Canada Kenya Turkey Egypt India Chile Ghana Italy Spain Greece Sweden")
	bodies = []string{"European Central Bank", "World Trade Organization", "Northern Rail Group", "National Bank", "Supreme Court", "Senate Budget Committee", "United Harbour Workers"}
)

// syllables make names and words that nobody has.
var syllables = strings.Fields("ba ko ri me su la to ne vi da pe lo ka mi ru se no ti ga he fo wa zu be ja")

// word returns the n-th made-up word of so many syllables.
func word(n uint64, long int) string {
	var b strings.Builder
	for range long {
		b.WriteString(syllables[n%uint64(len(syllables))])
		n /= uint64(len(syllables))
	}
	return b.String()
}

// surname returns the n-th surname. All have eight letters.
func surname(n uint64) string {
	w := word(n*2654435761%390_625, 4)
	return strings.ToUpper(w[:1]) + w[1:]
}

// first returns the first name that goes with the n-th surname.
func first(n uint64) string { return firsts[n%uint64(len(firsts))] }

// newWorld returns a world whose articles end at now.
func newWorld(seed uint64, now time.Time) *world {
	r := rand.New(rand.NewPCG(seed, 7))
	return &world{r: r, now: now, words: rand.NewZipf(r, 1.1, 30, vocabulary-1), cast: rand.NewZipf(r, 1.15, 12, surnames-1)}
}

// fill reads the pool.
func (w *world) fill() {
	for range poolSize {
		w.pool = append(w.pool, w.read())
	}
}

func pick[T any](r *rand.Rand, of []T) T { return of[r.IntN(len(of))] }

// read makes up a text and reads it.
func (w *world) read() pooled {
	var names []string
	person := func() string {
		for {
			n := w.cast.Uint64()
			if s := surname(n); !strings.Contains(strings.Join(names, " "), s) {
				names = append(names, first(n), s)
				return first(n) + " " + s
			}
		}
	}
	thing := func() string { return word(w.words.Uint64(), 3) }
	a, b, c := person(), person(), person()
	state, other, body, city, stake := pick(w.r, states), pick(w.r, states), pick(w.r, bodies), pick(w.r, cities), pick(w.r, stakes)
	names = append(names, city, stake)
	day := poolDay.AddDate(0, 0, 2+w.r.IntN(20))
	when := pick(w.r, []string{"on " + day.Format("January 2"), "on Friday", "next week", "next Tuesday", "on " + day.Format("Monday, January 2")})
	meeting := []string{
		fmt.Sprintf("%s will meet %s in %s %s to discuss the %s.", a, b, city, when, stake),
		fmt.Sprintf("%s said the %s of %s would receive %s in %s %s.", state, "president", state, b, city, when),
		fmt.Sprintf("%s and %s are expected to hold talks in %s %s.", a, c, city, when),
		fmt.Sprintf("%s is to host %s in %s %s, officials said.", state, other, city, when),
	}
	decision := []string{
		fmt.Sprintf("%s is considering whether to raise the %s of %s.", body, stake, state),
		fmt.Sprintf("The %s will decide %s whether to approve the %s.", body, when, stake),
		fmt.Sprintf("%s has not decided whether to sell the %s to %s, %s said.", state, stake, other, a),
		fmt.Sprintf("Parliament in %s is debating a bill on the %s.", state, stake),
	}
	done := []string{
		fmt.Sprintf("The %s approved the %s on Monday.", body, stake),
		fmt.Sprintf("%s met %s in %s on Sunday.", a, b, city),
		fmt.Sprintf("%s rejected the plan for the %s.", state, stake),
	}
	said := func(who string) string {
		return pick(w.r, []string{
			fmt.Sprintf("“We will not give up the %s for the %s,” %s said.", thing(), stake, who),
			fmt.Sprintf("%s said the %s of the %s was a matter for %s.", who, thing(), thing(), state),
			fmt.Sprintf("%s told reporters that the %s had to be paid before the %s.", who, thing(), thing()),
			fmt.Sprintf("%s warned %s against the %s.", who, other, thing()),
		})
	}
	filler := func() string {
		return pick(w.r, []string{
			fmt.Sprintf("The %s of the %s fell for a third month, and the %s stayed where it was.", thing(), thing(), thing()),
			fmt.Sprintf("Shops near the %s sold less %s than a year before, a survey of the %s showed.", thing(), thing(), thing()),
			fmt.Sprintf("In the old town of %s the %s was closed for the %s.", city, thing(), thing()),
			fmt.Sprintf("Half of the %s comes from the %s, which has seen little %s since the spring.", thing(), thing(), thing()),
		})
	}
	lines := []string{fmt.Sprintf("%s, the trade minister of %s, spoke of the %s in %s on Monday.", a, state, stake, city)}
	kind := w.r.IntN(10)
	if kind < 5 {
		lines = append(lines, pick(w.r, meeting))
	}
	if kind > 3 && kind < 9 {
		lines = append(lines, pick(w.r, decision))
	}
	if w.r.IntN(4) == 0 {
		lines = append(lines, pick(w.r, done))
	}
	for range 4 + w.r.IntN(6) {
		lines = append(lines, said(pick(w.r, []string{a, b, c})))
	}
	for range 8 + w.r.IntN(16) {
		lines = append(lines, filler())
	}
	w.r.Shuffle(len(lines)-1, func(i, j int) { lines[i+1], lines[j+1] = lines[j+1], lines[i+1] })
	art := digest.Article{Title: fmt.Sprintf("%s and the %s of %s", a, stake, state), Source: "Example", Published: poolDay, Text: strings.Join(lines, "\n")}
	e := bot.Entry{Article: art, Digest: digest.Build(art)}
	raw, err := json.Marshal(e)
	if err != nil {
		panic(err) // unreachable: an entry is data
	}
	return pooled{string(raw), names}
}

// An event is what some articles tell of.
type event struct {
	entry bot.Entry
	at    time.Time
}

// event makes up what happened at t.
func (w *world) event(t time.Time) event {
	p := w.pool[w.r.IntN(len(w.pool))]
	var swap []string
	for i, n := range p.names {
		as := ""
		switch {
		case i < len(p.names)-2 && i%2 == 0:
			who := w.cast.Uint64()
			swap = append(swap, p.names[i]+" "+p.names[i+1], first(who)+" "+surname(who), p.names[i+1], surname(who))
			continue
		case i < len(p.names)-2:
			continue
		case i == len(p.names)-2:
			as = pick(w.r, cities)
		default:
			as = pick(w.r, stakes)
		}
		swap = append(swap, n, as)
	}
	var ev event
	if err := json.Unmarshal([]byte(strings.NewReplacer(swap...).Replace(p.json)), &ev.entry); err != nil {
		panic(err) // unreachable: names need no escape
	}
	// Whole weeks, so that a Friday stays one.
	weeks := 7 * int(t.Sub(poolDay).Hours()/24/7)
	d := &ev.entry.Digest
	for i := range d.Meetings {
		shift(&d.Meetings[i].When, weeks)
	}
	for i := range d.Decisions {
		shift(d.Decisions[i].Deadline, weeks)
	}
	for i := range d.Outcomes {
		shift(&d.Outcomes[i].When, weeks)
	}
	ev.at = t
	return ev
}

func shift(w *digest.When, days int) {
	if w != nil && !w.Start.IsZero() {
		w.Start, w.End = w.Start.AddDate(0, 0, days), w.End.AddDate(0, 0, days)
	}
}

// article returns what the i-th of n articles tells, in the order of their publishing.
// Every event is told by some outlets within two days.
func (w *world) article(i, n int, events *[]event) bot.Entry {
	at := w.now.Add(-time.Duration(n-i) * (libraryDays * 24 * time.Hour / time.Duration(n)))
	if len(*events) < 8 || w.r.IntN(3) == 0 {
		*events = append(*events, w.event(at))
	}
	if len(*events) > 60 {
		*events = (*events)[1:]
	}
	// The latest are told of most.
	k := len(*events) - 1 - min(w.r.IntN(len(*events)), w.r.IntN(len(*events)))
	e := (*events)[k].entry
	e.Article.Published = at.UTC().Truncate(time.Second)
	e.Article.URL = fmt.Sprint("https://example.org/", i)
	e.Digest.Article = e.Article
	e.Digest.Article.Text = ""
	e.Keys = []string{e.Article.URL, fmt.Sprint("guid-", i), fmt.Sprint("print-", i)}
	e.Feed, e.Collected, e.Silent = feedURL(int(min(w.r.IntN(feedCount), w.r.IntN(feedCount)))), at.Add(time.Minute), false
	return e
}

// TestWorld checks that the reader makes of the made-up texts what look-ups need.
func TestWorld(t *testing.T) {
	w := newWorld(1, poolDay.AddDate(0, 6, 0))
	for range 50 {
		w.pool = append(w.pool, w.read())
	}
	var events []event
	var actors, meetings, decisions, outcomes, size int
	for i := range 200 {
		e := w.article(i, 200, &events)
		raw, err := json.Marshal(e.Digest)
		check(t, err)
		size += len(raw)
		actors, meetings = actors+len(e.Digest.Actors), meetings+len(e.Digest.Meetings)
		decisions, outcomes = decisions+len(e.Digest.Decisions), outcomes+len(e.Digest.Outcomes)
		for _, a := range e.Digest.Actors {
			for _, s := range a.Evidence {
				if e.Article.Text[s.Start:s.End] != s.Text {
					t.Fatalf("span %v of %s is %q in the text", s, a.Name, e.Article.Text[s.Start:s.End])
				}
			}
		}
	}
	t.Logf("200 articles: %d actors, %d meetings, %d decisions, %d outcomes, %d bytes of JSON", actors, meetings, decisions, outcomes, size)
	if actors < 600 || meetings < 60 || decisions < 60 || outcomes == 0 {
		t.Errorf("200 articles have %d actors, %d meetings, %d decisions and %d outcomes: too few to measure with", actors, meetings, decisions, outcomes)
	}
}
