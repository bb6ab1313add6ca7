package bot_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/readout-bot/readout/bot"
	"github.com/readout-bot/readout/digest"
)

// What feeds and archives bring that no outlet means to publish: nothing is lost, nothing is
// mixed up and the rest of the month stays as it is.

// TestStrangeDates: an article of 1970 and one of next year change nothing about the others.
func TestStrangeDates(t *testing.T) {
	articles := monthArticles(t)
	old := digest.Article{ID: "old", URL: "https://news.example/old", Title: "Rates", Published: time.Date(1970, 1, 1, 0, 0, 0, 0, time.UTC),
		Text: "The European Central Bank will decide on Friday whether to cut its deposit rate. Margit Aalto will meet Rafael Quiroga in Madrid on Monday."}
	late := digest.Article{ID: "late", URL: "https://news.example/late", Title: "Grain", Published: time.Date(2027, 3, 10, 0, 0, 0, 0, time.UTC),
		Text: "Prime Minister Agata Wilkowska will meet President Oleksandr Hryhorenko in Warsaw on Friday. Poland is considering whether to close two border crossings."}
	at := instant(t, "2026-03-12T09:00:00Z")
	plain, strange := imported(t, articles).At(at), imported(t, articles, []digest.Article{old, late}).At(at)
	for _, asked := range []string{"When will Hryhorenko meet Wilkowska?", "What is the ECB deciding?", "what is coming up next week?"} {
		want, err := plain.Ask(t.Context(), "", asked, at)
		if err != nil {
			t.Fatal(err)
		}
		got, err := strange.Ask(t.Context(), "", asked, at)
		if err != nil {
			t.Fatal(err)
		}
		if len(got.Facts) == 0 || got.Facts[0].Sentence() != want.Facts[0].Sentence() {
			t.Errorf("%s: %swant %s", asked, factLines(got), factLines(want))
		}
	}
	found, err := strange.At(instant(t, "2027-06-01T09:00:00Z")).Ask(t.Context(), "", "who will Aalto meet in Madrid", instant(t, "2027-06-01T09:00:00Z"))
	if err != nil {
		t.Fatal(err)
	}
	if len(found.Facts) == 0 || found.Facts[0].Entry.Article.ID != "old" {
		t.Errorf("the article of 1970 is not found: %s", factLines(found))
	}
}

// TestCrowdedArticle: an article with ten thousand actors is one article more.
func TestCrowdedArticle(t *testing.T) {
	crowded := digest.Article{URL: "https://news.example/crowd", Title: "A list", Published: instant(t, "2026-03-10T08:00:00Z"), Text: "Margit Aalto met them all."}
	d := digest.Digest{Schema: digest.SchemaID, Article: crowded}
	for i := range 10_000 {
		name := fmt.Sprintf("Given%s Family%s", letters(i/100), letters(i%1000))
		d.Actors = append(d.Actors, digest.Actor{Name: name, Kind: digest.Person, Aliases: []string{"Family" + letters(i%1000)}, Evidence: []digest.Span{{End: 12, Text: "Margit Aalto"}}})
	}
	entries := []bot.Entry{{ID: 1, Article: crowded, Digest: d}}
	for i, a := range monthArticles(t) {
		entries = append(entries, bot.Entry{ID: int64(i + 2), Article: a, Digest: digest.Build(a)})
	}
	r := bot.ActorsInText(entries, nil)
	if n := len(r.All()); n < 1000 {
		t.Errorf("%d actors; want at least a thousand", n)
	}
	if told := r.Find("Margit Aalto"); len(told) != 1 || len(told[0].Told) < 3 {
		t.Errorf("Margit Aalto is %+v; want the one of three articles", told)
	}
	articles := 0
	for _, s := range bot.Stories(entries, r) {
		articles += len(s.Articles)
	}
	if articles != len(entries) {
		t.Errorf("%d articles in the stories of %d", articles, len(entries))
	}
}

// letters writes a number in letters.
func letters(n int) string {
	return strings.Map(func(r rune) rune { return r - '0' + 'a' }, fmt.Sprint(n))
}

// TestSameAddressOtherText: two articles at one address with different texts are two, and
// both are found.
func TestSameAddressOtherText(t *testing.T) {
	first := digest.Article{ID: "morning", URL: "https://news.example/live", Title: "Live", Published: instant(t, "2026-03-10T08:00:00Z"),
		Text: "Prime Minister Kari Holm will meet President Ana Costa in Bergen on Friday."}
	second := digest.Article{ID: "evening", URL: "https://news.example/live", Title: "Live", Published: instant(t, "2026-03-10T20:00:00Z"),
		Text: "President Ana Costa called off her meeting with Prime Minister Kari Holm. Costa said there was nothing to talk about."}
	b := imported(t, []digest.Article{first, second})
	diary, err := b.At(instant(t, "2026-03-11T08:00:00Z")).Meetings(t.Context(), bot.Command{Text: "meetings"})
	if err != nil {
		t.Fatal(err)
	}
	if len(diary) != 1 || diary[0].Status != digest.Cancelled {
		t.Errorf("%s; want the one meeting, called off", outlineMeetings(diary))
	}
	stories, err := b.Stories(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, s := range stories {
		n += len(s.Articles)
	}
	if n != 2 {
		t.Errorf("%d articles in the stories; want 2", n)
	}
}

// TestMergeCycle: rules that join in a circle, and a person with a state, end as one set of
// names and no endless loop.
func TestMergeCycle(t *testing.T) {
	var entries []bot.Entry
	for i, a := range monthArticles(t) {
		entries = append(entries, bot.Entry{ID: int64(i + 1), Article: a, Digest: digest.Build(a)})
	}
	rule := func(name, other string) bot.Rule { return bot.Rule{Kind: bot.Merge, Name: name, Other: other} }
	rules := []bot.Rule{rule("Margit Aalto", "Rafael Quiroga"), rule("Rafael Quiroga", "Lena Hartwig"), rule("Lena Hartwig", "Margit Aalto"), rule("Margit Aalto", "Margit Aalto")}
	r := bot.Actors(entries, rules)
	for _, name := range []string{"Margit Aalto", "Rafael Quiroga", "Lena Hartwig"} {
		if found := r.Find(name); len(found) != 1 || len(found[0].Told) != 5 {
			t.Errorf("%s: %+v; want one actor of five articles", name, found)
		}
	}
	if found := r.Find("European Central Bank"); len(found) != 1 {
		t.Errorf("the bank is %d actors; want it untouched", len(found))
	}
}
