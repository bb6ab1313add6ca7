package bot_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/readout-bot/readout/bot"
)

// A pairing compares two ways of putting things together, pair by pair.
type pairing struct{ both, got, want int }

func (p *pairing) count(got, want bool) {
	if got {
		p.got++
	}
	if want {
		p.want++
	}
	if got && want {
		p.both++
	}
}

// precision and recall, as shares of pairs.
func (p pairing) precision() ratio { return ratio{p.both, p.got} }
func (p pairing) recall() ratio    { return ratio{p.both, p.want} }

// TestMonthStories compares the stories of the month with those of gold-stories.txt, by
// pairs of articles.
func TestMonthStories(t *testing.T) {
	articles := monthArticles(t)
	want, got := map[string]int{}, map[string]int{}
	for i, line := range goldLines(t, "gold-stories.txt") {
		for id := range strings.FieldsSeq(line[0]) {
			want[id] = i + 1
		}
	}
	stories, err := month(t, articles).Stories(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	for i, s := range stories {
		for _, e := range s.Articles {
			got[e.Article.ID] = i + 1
		}
	}
	var pairs pairing
	for i, a := range articles {
		for _, b := range articles[:i] {
			pairs.count(got[a.ID] == got[b.ID], want[a.ID] == want[b.ID] && want[a.ID] > 0)
		}
	}
	pairs.precision().atLeast(t, "pairs of one story, precision", 1)
	pairs.recall().atLeast(t, "pairs of one story, recall", 0.90)
}

// TestMonthActors compares who is who with gold-actors.txt, by pairs of articles that name
// the same actor. An actor stands for that of the gold whose form is among its own.
func TestMonthActors(t *testing.T) {
	found, err := month(t, monthArticles(t)).Actors(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	type mention struct{ actor, article string } // the actor is that of the gold
	placed := map[mention]map[int]bool{}
	var all []mention
	for _, line := range goldLines(t, "gold-actors.txt") {
		var forms []string
		for f := range strings.SplitSeq(line[0], ";") {
			forms = append(forms, bot.Fold(f))
		}
		for article := range strings.FieldsSeq(line[1]) {
			m := mention{forms[0], article}
			all = append(all, m)
			placed[m] = map[int]bool{}
			for i, a := range found {
				here := slices.ContainsFunc(a.Told, func(e *bot.Entry) bool { return e.Article.ID == article })
				named := slices.ContainsFunc(a.Forms, func(f string) bool { return slices.Contains(forms, bot.Fold(f)) })
				if here && named {
					placed[m][i] = true
				}
			}
		}
	}
	var pairs pairing
	for i, a := range all {
		for _, b := range all[:i] {
			together := false
			for k := range placed[a] {
				together = together || placed[b][k]
			}
			pairs.count(together, a.actor == b.actor)
		}
	}
	pairs.precision().atLeast(t, "pairs of one actor, precision", 1)
	pairs.recall().atLeast(t, "pairs of one actor, recall", 0.97)
}

// TestMonthLedger looks for each step of gold-ledger.txt in the ledger at the end of the
// month. No step stands without its sentence.
func TestMonthLedger(t *testing.T) {
	end := time.Date(2026, 3, 31, 9, 0, 0, 0, time.UTC)
	all, err := month(t, monthArticles(t)).At(end).Decisions(t.Context(), bot.Command{Text: "decisions all"})
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range all {
		for _, s := range d.Steps {
			if s.Quote == "" || !strings.Contains(s.Entry.Article.Text, s.Quote) {
				t.Errorf("%s: step %s has no sentence: %q", d.Question, s.Kind, s.Quote)
			}
		}
	}
	var steps ratio
	for _, line := range goldLines(t, "gold-ledger.txt") {
		for want := range strings.SplitSeq(line[2], ";") {
			words := strings.Fields(want)
			has := slices.ContainsFunc(all, func(d bot.LedgerDecision) bool {
				return slices.ContainsFunc(d.Steps, func(s bot.Step) bool {
					return string(s.Kind) == words[0] && slices.Contains(words[1:], s.Entry.Article.ID)
				})
			})
			if !has {
				t.Logf("%s, %s: no step %s", line[0], line[1], want)
			}
			steps.count(has)
		}
	}
	steps.atLeast(t, "steps of the ledger", 0.90)
}

// TestMonthDiary looks for each step of gold-diary.txt in the diary at the end of the month,
// and for the day on which each meeting ended up.
func TestMonthDiary(t *testing.T) {
	entries, err := monthStore(t, monthArticles(t)).Find(t.Context(), bot.Query{Limit: 1000})
	if err != nil {
		t.Fatal(err)
	}
	all := bot.AllMeetings(entries)
	var steps, days ratio
	for _, line := range goldLines(t, "gold-diary.txt") {
		meeting := func(d bot.DiaryMeeting) bool {
			parties := bot.Fold(strings.Join(d.Participants, "; "))
			for who := range strings.SplitSeq(line[0], ", ") {
				if !strings.Contains(parties, bot.Fold(who)) {
					return false
				}
			}
			return d.When.Start.Format(time.DateOnly) == line[1]
		}
		i := slices.IndexFunc(all, meeting)
		if days.count(i >= 0); i < 0 {
			t.Logf("%s: no such meeting on %s", line[0], line[1])
		}
		for want := range strings.SplitSeq(line[2], ";") {
			words := strings.Fields(want)
			has := i >= 0 && slices.ContainsFunc(all[i].Steps, func(s bot.Step) bool {
				return string(s.Kind) == words[0] && slices.Contains(words[1:], s.Entry.Article.ID)
			})
			if !has {
				t.Logf("%s, %s: no step %s", line[0], line[1], want)
			}
			steps.count(has)
		}
	}
	for _, d := range all {
		for _, s := range d.Steps {
			if s.Quote == "" || !strings.Contains(s.Entry.Article.Text, s.Quote) {
				t.Errorf("%s: step %s has no sentence: %q", d.Title, s.Kind, s.Quote)
			}
		}
	}
	days.atLeast(t, "meetings on their day", 1)
	steps.atLeast(t, "steps of the diary", 0.88)
}
