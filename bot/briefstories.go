package bot

import (
	"cmp"
	"math"
	"slices"
	"time"

	"github.com/readout-bot/readout/digest"
)

// The stories of a brief, ranked: what the channel follows first, then by what counts for a
// story. Articles count by their outlets, so that ten copies of one text are one voice.

// What a story gains, beside its age.
const (
	gainFollowed = 100.0 // above all else
	gainRated    = 2.0   // for each 👍 more than 👎
	gainOutlet   = 1.0   // for each outlet after the first, less and less
	gainNew      = 1.0   // no article before the window told it
	gainNear     = 1.5   // it tells of a meeting tomorrow; less for later ones
	gainOpen     = 0.5   // it tells of an open decision
	nearDays     = 14    // from when on a meeting adds nothing
)

// stories returns the stories of what is new, ranked.
func (b briefing) stories() []Story {
	all := Stories(b.entries, ActorsInText(b.entries, nil))
	old := b.olderThan()
	scores := make(map[string]float64, len(all))
	for _, s := range all {
		scores[storyID(s)] = b.score(s, old)
	}
	slices.SortStableFunc(all, func(x, y Story) int {
		return cmp.Or(cmp.Compare(scores[storyID(y)], scores[storyID(x)]), y.last().Compare(x.last()))
	})
	return all
}

// olderThan returns the known articles that are not of this brief.
func (b briefing) olderThan() []Entry {
	fresh := map[int64]bool{}
	for _, e := range b.entries {
		fresh[e.ID] = true
	}
	return slices.DeleteFunc(once(slices.Concat(b.known, b.debated)), func(e Entry) bool { return fresh[e.ID] })
}

// score is what a story counts.
func (b briefing) score(s Story, old []Entry) float64 {
	t := storyThing(s)
	sum := gainRated*float64(b.taste.weight(t)) + gainOutlet*math.Log2(float64(len(outlets(s))))
	if b.taste.followed(t) != "" {
		sum += gainFollowed
	}
	stems := contentStems(s.Title)
	if !slices.ContainsFunc(old, func(e Entry) bool { return overlap(stems, contentStems(e.Article.Title)) >= 0.6 }) {
		sum += gainNew
	}
	if days, ok := nearest14(s, b.now); ok {
		sum += gainNear * (1 - days/nearDays)
	}
	if slices.ContainsFunc(s.Articles, func(e Entry) bool { return len(e.Digest.Open(b.now)) > 0 }) {
		sum += gainOpen
	}
	return sum
}

// nearest14 returns in how many days the next meeting is that a story tells of; false for
// none within nearDays.
func nearest14(s Story, now time.Time) (float64, bool) {
	best, found := float64(nearDays), false
	for _, e := range s.Articles {
		for _, m := range e.Digest.Upcoming(now) {
			if m.When.Start.IsZero() || m.Status == digest.Cancelled {
				continue
			}
			if days := max(0, m.When.Start.Sub(now).Hours()/24); days < best {
				best, found = days, true
			}
		}
	}
	return best, found
}

// outlets are the sources that tell a story, the earliest first; never empty.
func outlets(s Story) []string {
	var names []string
	for _, e := range s.Articles {
		if n := sourceName(e.Article); !slices.Contains(names, n) {
			names = append(names, n)
		}
	}
	return names
}

// storyLines are the stories, each with its latest article and what moved it up.
func (b briefing) storyLines(all []Story) []Line {
	var lines []Line
	for _, s := range all {
		lines = append(lines, b.taste.mark(storyLine(s), storyThing(s)))
	}
	return lines
}

// storyLine is a story with the latest article that tells it.
func storyLine(s Story) Line {
	last := s.Articles[len(s.Articles)-1]
	l := sourced(Line{Text: cmp.Or(last.Article.Title, host(last.Article.URL), "Untitled article")}, last)
	if len(last.Digest.Summary) > 0 {
		l.Quote = firstQuote(last.Digest.Summary[0].Evidence)
	}
	if names := outlets(s); len(names) > 1 {
		others := slices.DeleteFunc(names, func(n string) bool { return n == l.Source })
		shown := others[:min(3, len(others))]
		if rest := len(others) - len(shown); rest > 0 {
			shown = append(slices.Clip(shown), count(rest, "more", "more"))
		}
		l.Note = "also in " + list(shown)
	} else if n := len(s.Articles); n > 1 {
		l.Note = count(n, "article", "articles")
	}
	id := storyID(s)
	l.Subject, l.Controls = id, storyControls(id)
	return l
}

// articleLines are the articles, copies of one text under one line.
func articleLines(entries []Entry) []Line {
	type story struct {
		Entry
		stems []string
		also  []string
	}
	var all []story
	for _, e := range latestFirst(entries) {
		stems := contentStems(e.Article.Title)
		source := sourceName(e.Article)
		i := slices.IndexFunc(all, func(s story) bool { return len(s.stems) > 3 && len(stems) > 3 && overlap(s.stems, stems) >= 0.8 })
		if i < 0 {
			all = append(all, story{Entry: e, stems: stems})
			continue
		}
		if source != sourceName(all[i].Article) && !slices.Contains(all[i].also, source) {
			all[i].also = append(all[i].also, source)
		}
	}
	var lines []Line
	for _, s := range all {
		l := sourced(Line{Text: cmp.Or(s.Article.Title, host(s.Article.URL), "Untitled article")}, s.Entry)
		if len(s.Digest.Summary) > 0 {
			l.Quote = firstQuote(s.Digest.Summary[0].Evidence)
		}
		if len(s.also) > 0 {
			l.Note = "also in " + list(s.also)
		}
		lines = append(lines, l)
	}
	return lines
}
