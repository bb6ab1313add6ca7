package bot

import (
	"strings"
	"testing"
	"time"

	"github.com/readout-bot/readout/digest"
	"github.com/readout-bot/readout/digest/when"
)

var libraryNow = time.Date(2026, 11, 18, 9, 0, 0, 0, time.UTC)

// told on the nth day before libraryNow.
func entryOf(n int, d digest.Digest) Entry {
	published := libraryNow.AddDate(0, 0, -n)
	return Entry{ID: int64(1000 - n), Article: digest.Article{URL: published.String(), Published: published}, Digest: d}
}

func days(from, to string) digest.When {
	parse := func(s string) time.Time {
		t, err := time.Parse(time.DateOnly, s)
		if err != nil {
			panic(err) // a slip in the table
		}
		return t
	}
	p := when.OneDay
	if from != to {
		p = when.Week
	}
	return digest.When{Text: from, Start: parse(from), End: parse(to), Precision: p}
}

func meeting(parties, place string, w digest.When, s digest.MeetingStatus) digest.Meeting {
	return digest.Meeting{Title: parties, Participants: strings.Split(parties, ", "), Place: place, When: w, Status: s}
}

func TestSameMeeting(t *testing.T) {
	friday, week, later := days("2026-11-20", "2026-11-20"), days("2026-11-16", "2026-11-22"), days("2026-12-04", "2026-12-04")
	none := digest.When{Text: "soon"}
	base := meeting("Maria Lindqvist, Tomas Berg", "Oslo", friday, digest.Confirmed)
	for _, c := range []struct {
		name string
		m    digest.Meeting
		want bool
	}{
		{"last names", meeting("Lindqvist, Berg", "", friday, digest.Confirmed), true},
		{"a week that holds the day", meeting("Berg, Lindqvist", "", week, digest.Expected), true},
		{"no day", meeting("Berg, Lindqvist", "Oslo, Norway", none, digest.Expected), true},
		{"another day", meeting("Berg, Lindqvist", "Oslo", later, digest.Confirmed), false},
		{"another place", meeting("Berg, Lindqvist", "Bergen", friday, digest.Confirmed), false},
		{"one party in common", meeting("Tomas Berg, Carl Holm", "Oslo", friday, digest.Confirmed), false},
		{"one side named, the same day", meeting("Tomas Berg", "", friday, digest.Confirmed), true},
		{"one side named, no day, no place", meeting("Tomas Berg", "", none, digest.Confirmed), false},
		{"strangers", meeting("Ines Moreau, Carl Holm", "Oslo", friday, digest.Confirmed), false},
		{"namesakes", meeting("Anna Lindqvist, Jan Berg", "Oslo", friday, digest.Confirmed), false},
	} {
		if got := sameMeeting(base, c.m); got != c.want || sameMeeting(c.m, base) != c.want {
			t.Errorf("%s: same meeting %v; want %v, either way round", c.name, got, c.want)
		}
	}
}

func TestDiary(t *testing.T) {
	friday, week := days("2026-11-20", "2026-11-20"), days("2026-11-16", "2026-11-22")
	past, none := days("2026-11-10", "2026-11-10"), digest.When{Text: "soon"}
	of := func(m ...digest.Meeting) digest.Digest { return digest.Digest{Meetings: m} }
	diary := Diary([]Entry{
		entryOf(3, of(meeting("Maria Lindqvist, Tomas Berg", "Oslo, Norway", friday, digest.Confirmed))),
		entryOf(40, of(meeting("Old, Stale", "", none, digest.Expected))),
		entryOf(10, of(meeting("A, B", "", past, digest.Confirmed))),
		entryOf(9, of(meeting("A, B", "", none, digest.Confirmed))),
		entryOf(1, of(meeting("Berg, Lindqvist", "", week, digest.Cancelled), meeting("Holm, Moreau", "", none, digest.Proposed))),
	}, libraryNow)
	if len(diary) != 2 {
		t.Fatalf("%d meetings; want 2: %+v", len(diary), diary)
	}
	m := diary[0]
	if m.Status != digest.Cancelled || !m.When.Start.Equal(friday.Start) || m.Place != "Oslo, Norway" || len(m.Told) != 2 || len(m.Participants) != 2 {
		t.Errorf("got %+v; want the latest status with the finest day and place", m)
	}
	if diary[1].Participants[0] != "Holm" {
		t.Errorf("the second is %+v; want the one without a day", diary[1])
	}
}

func TestLedger(t *testing.T) {
	due, passed := days("2026-12-03", "2026-12-03"), days("2026-11-10", "2026-11-10")
	of := func(decider, question string, s digest.DecisionStatus, w *digest.When) digest.Digest {
		return digest.Digest{Decisions: []digest.Decision{{Question: question, Deciders: []string{decider}, Status: s, Deadline: w}}}
	}
	ledger := Ledger([]Entry{
		entryOf(5, of("Central Bank of Norland", "whether to cut interest rates", digest.Considering, &due)),
		entryOf(1, of("Central Bank of Norland", "whether to cut its rates of interest", digest.Scheduled, nil)),
		entryOf(2, of("Central Bank of Norland", "whether to open an office in Bergen", digest.Considering, nil)),
		entryOf(2, of("Parliament", "whether to cut interest rates", digest.Debating, nil)),
		entryOf(9, of("Parliament", "whether to pay for the summit", digest.Scheduled, &passed)),
		entryOf(200, of("Holm", "whether to resign", digest.Considering, nil)),
	}, libraryNow)
	var got []string
	for _, d := range ledger {
		got = append(got, d.State()+": "+d.Deciders[0]+" "+d.Question)
	}
	want := "scheduled: Central Bank of Norland whether to cut its rates of interest; considering: Central Bank of Norland whether to open an office in Bergen; debating: Parliament whether to cut interest rates; overdue: Parliament whether to pay for the summit"
	if strings.Join(got, "; ") != want {
		t.Errorf("got  %s\nwant %s", strings.Join(got, "; "), want)
	}
	if d := ledger[0]; d.Deadline == nil || len(d.Told) != 2 {
		t.Errorf("got deadline %v, told by %d; want the deadline of the earlier article and both", d.Deadline, len(d.Told))
	}
}

// TestLedgerNameless: an outcome closes a question though either does not say who decides,
// if the words tell; another question stays open.
func TestLedgerNameless(t *testing.T) {
	asked := func(deciders []string, question string) digest.Digest {
		return digest.Digest{Decisions: []digest.Decision{{Question: question, Deciders: deciders, Status: digest.Undecided}}}
	}
	ended := func(actors []string, about string) digest.Digest {
		return digest.Digest{Outcomes: []digest.Outcome{{Kind: digest.OutcomeTaken, About: about, Actors: actors,
			Evidence: []digest.Span{{Text: about + "."}}}}}
	}
	parliament := []string{"Parliament"}
	for _, c := range []struct {
		name          string
		before, after digest.Digest
		closed        bool
	}{
		{"no decider before", asked(nil, "whether to build the harbour tunnel in Bergen"), ended(parliament, "approved the harbour tunnel in Bergen"), true},
		{"no decider after", asked(parliament, "whether to build the harbour tunnel in Bergen"), ended(nil, "the harbour tunnel in Bergen was approved"), true},
		{"another decider", asked([]string{"Senate"}, "whether to build the harbour tunnel in Bergen"), ended(parliament, "approved the harbour tunnel in Bergen"), false},
		{"another matter", asked(nil, "whether to build the harbour tunnel in Bergen"), ended(parliament, "approved a harbour tax in Oslo"), false},
		{"one word in common", asked(nil, "whether to stay"), ended(parliament, "decided to stay"), false},
	} {
		all := AllDecisions([]Entry{entryOf(9, c.before), entryOf(2, c.after)}, libraryNow)
		if len(all) != 1 || all[0].Closed() != c.closed {
			t.Errorf("%s: %+v; want one decision, closed %v", c.name, all, c.closed)
		}
	}
}

func TestNearest(t *testing.T) {
	names := []string{"Marco Rubio", "Maria Lindqvist", "European Central Bank", "Viktor Orbán", "Kim Jong Un"}
	for name, want := range map[string]string{
		"Rubbio": "Marco Rubio", "rubio": "Marco Rubio", "Lindkvist": "Maria Lindqvist", "orbn": "Viktor Orbán",
		"Marko Rubio": "Marco Rubio", "Churchill": "", "x": "", "": "",
	} {
		if got := strings.Join(Nearest(names, name), ", "); got != want {
			t.Errorf("nearest to %q: %q; want %q", name, got, want)
		}
	}
}

func TestClipAndLists(t *testing.T) {
	for _, c := range []struct{ got, want string }{
		{clip("a short text", 40), "a short text"},
		{clip("a text that is longer than it may be", 20), "a text that is…"},
		{clip("ééééééééééé", 5), "éééé…"},
		{list([]string{"A"}), "A"}, {list([]string{"A", "B"}), "A and B"}, {choice([]string{"A", "B", "C"}), "A, B or C"}, {list(nil), ""},
		{count(0, "meeting", "meetings"), "no meetings"}, {count(1, "meeting", "meetings"), "1 meeting"}, {count(12, "meeting", "meetings"), "12 meetings"},
		{sentenceCase("élan"), "Élan"}, {sentenceCase(""), ""},
	} {
		if c.got != c.want {
			t.Errorf("got %q; want %q", c.got, c.want)
		}
	}
}

// BenchmarkDiary merges the meetings of as many articles as one look-up reads.
func BenchmarkDiary(b *testing.B) {
	var entries []Entry
	for i := range mostFound {
		d := libraryNow.AddDate(0, 0, i%40).Format(time.DateOnly)
		w := days(d, d)
		if i%3 == 0 {
			w = digest.When{Text: "soon"}
		}
		entries = append(entries, entryOf(i%20, digest.Digest{Meetings: []digest.Meeting{
			meeting("Maria Lindqvist, Minister of "+string(rune('a'+i%26))+"land, Tomas Berg", "Oslo", w, digest.Confirmed),
			meeting("Ines Moreau, Council "+string(rune('a'+i%26)), "", w, digest.Expected),
		}}))
	}
	for b.Loop() {
		Diary(entries, libraryNow)
	}
}
