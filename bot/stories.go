package bot

import (
	"cmp"
	"fmt"
	"math"
	"math/bits"
	"slices"
	"time"
)

// Which articles tell one story. Structure goes first: the same meeting or decision, or
// the same actors in words alike, within days. Copies and updates of one text are told by
// the text. Precision goes first here too: a story that is told as two is a smaller evil
// than two that are told as one.

// A Story is what several articles tell of one matter.
type Story struct {
	Title    string
	Articles []Entry   // in order of time; never empty
	Events   [][]Entry // the same articles, those on one event together, in order of time
	Links    []Link    // what holds them together: one less than there are articles
}

// A Link says why two articles are in one story.
type Link struct {
	Earlier, Later Entry
	Reason         string // for people
}

const (
	// storyGap is how many days may lie between two articles on one story; threadGap, where
	// both tell of one meeting or decision.
	storyGap, threadGap = 45, 120
	// sameMatter is how alike two articles of one day must be; for each day between them
	// a little more is asked.
	sameMatter, perDay = 0.13, 0.001
	// contradicted is the share of what two articles have in common that counts for nothing
	// where their titles name different things.
	contradicted = 0.85
	// structured is what a shared meeting or decision counts for.
	structured = 0.10
	// coherent is the share of sameMatter that two groups must have on average to be one;
	// less is enough where a meeting or decision holds them together. Measured on a scripted
	// month and on two years of Wikinews, and looked at on readouts, which are alike by custom.
	coherent, coherentThread = 0.85, 0.2
	// sameEvent is how alike two articles of neighbouring days must be to tell of one event.
	sameEvent, eventGap = 0.42, 3
	// copied is in how many of 64 bits the fingerprints of copies and updates differ at most.
	// Manku, Jain and Das Sarma, Detecting near-duplicates for web crawling (WWW 2007), take 3
	// for whole pages; updates of an article change more.
	copied = 8
	// copyGap is how many days later a copy or an update comes at most.
	copyGap = 10
	// crowd is how large a group may be whose members are compared with each other.
	crowd = 40
)

// Stories returns the stories of entries, the one with the latest article first. Every
// entry is in exactly one, and the order of entries does not matter. Who is who says r,
// which was made of these entries.
func Stories(entries []Entry, r *Registry) []Story {
	s := newSorting(entries, r)
	s.link()
	return s.stories()
}

// A sorting is Stories at work.
type sorting struct {
	entries []Entry // in order of time
	marks   []marks
	threads []string // the meetings and decisions that several articles tell of, for people
	links   []pair
}

// A pair is two articles, by number, the earlier first, with how much they have in common.
type pair struct {
	a, b   int
	share  float64
	copy   bool
	thread bool // of one meeting or decision
	reason string
}

// link finds the pairs of articles that tell one story.
func (s *sorting) link() {
	seen := map[[2]int]bool{}
	for _, group := range s.groups() {
		for i, a := range group {
			for _, b := range group[i+1 : min(len(group), i+1+crowd)] {
				if k := [2]int{a, b}; !seen[k] {
					seen[k] = true
					if p, ok := s.compare(a, b); ok {
						s.links = append(s.links, p)
					}
				}
			}
		}
	}
	slices.SortFunc(s.links, func(x, y pair) int {
		return cmp.Or(cmp.Compare(y.share, x.share), cmp.Compare(x.a, y.a), cmp.Compare(x.b, y.b))
	})
}

// daysApart is how many days lie between two articles.
func (s *sorting) daysApart(a, b int) float64 {
	return s.entries[b].Article.Published.Sub(s.entries[a].Article.Published).Abs().Hours() / 24
}

// alike is how much two articles have in common, from 0 to 1: what they tell in words, and
// whom and what they name. Names alone say little: the same two ministers speak every week.
func (s *sorting) alike(a, b int) float64 {
	x, y := &s.marks[a], &s.marks[b]
	who := (x.actors.cosine(y.actors) + x.names.cosine(y.names)) / 2
	what := x.words.cosine(y.words)/2 + (x.subjectIn(y)+y.subjectIn(x))/4
	return (math.Sqrt(who*what) + what) / 2
}

// share is alike less what speaks against one story: that the titles name different things,
// unless a meeting or decision holds the two together.
func (s *sorting) share(a, b int) float64 {
	x, y := &s.marks[a], &s.marks[b]
	if _, ok := commonThread(x.threads, y.threads); ok {
		return s.alike(a, b)
	}
	return s.alike(a, b) * (1 - contradicted*x.contradiction(y))
}

// compare returns how two articles belong together, if they do.
func (s *sorting) compare(a, b int) (pair, bool) {
	p := pair{a: a, b: b, share: s.share(a, b)}
	gap := s.daysApart(a, b)
	x, y := &s.marks[a], &s.marks[b]
	if gap > threadGap {
		return p, false
	}
	if x.print != 0 && y.print != 0 && bits.OnesCount64(x.print^y.print) <= copied && x.words.cosine(y.words) > 0.6 {
		// The same text weeks later is a form that is filled in anew, as by a central bank.
		p.share, p.copy, p.reason = 1, true, "the same text, or an update of it"
		return p, gap <= copyGap
	}
	need := sameMatter + perDay*gap
	if t, ok := commonThread(x.threads, y.threads); ok {
		p.share, p.thread, p.reason = p.share+structured, true, s.threads[t]
		return p, p.share > need
	}
	who := s.inCommon(a, b)
	switch {
	case gap > storyGap:
		return p, false
	case who == "":
		p.reason = "told in the same words"
		return p, p.share > need+0.02
	}
	p.reason = "both tell of " + who
	return p, p.share > need
}

// commonThread returns the first meeting or decision that is in both lists, which are in order.
func commonThread(a, b []int) (int, bool) {
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i] < b[j]:
			i++
		case a[i] > b[j]:
			j++
		default:
			return a[i], true
		}
	}
	return 0, false
}

// inCommon names the rarest actors that two articles share.
func (s *sorting) inCommon(a, b int) string {
	var names []string
	for _, k := range s.marks[a].actors.common(s.marks[b].actors, 2) {
		names = append(names, s.marks[a].named[k])
	}
	return list(names)
}

// stories joins the linked articles, the surest links first. A link joins two groups only
// if their members have enough in common on the whole, so that no chain of neighbours
// grows into a heap.
func (s *sorting) stories() []Story {
	of := make([]int, len(s.entries))
	groups := make([][]int, len(s.entries))
	for i := range of {
		of[i], groups[i] = i, []int{i}
	}
	var held []pair
	for _, p := range s.links {
		a, b := of[p.a], of[p.b]
		if a == b || !p.copy && !s.cohere(groups[a], groups[b], p) {
			continue
		}
		held = append(held, p)
		for _, i := range groups[b] {
			of[i] = a
		}
		groups[a], groups[b] = append(groups[a], groups[b]...), nil
	}
	var all []Story
	why := make([][]pair, len(groups))
	for _, p := range held {
		why[of[p.a]] = append(why[of[p.a]], p)
	}
	for i, g := range groups {
		if len(g) > 0 {
			slices.Sort(g)
			all = append(all, s.story(g, why[i]))
		}
	}
	slices.SortStableFunc(all, func(x, y Story) int {
		return y.last().Compare(x.last())
	})
	return all
}

func (s Story) last() time.Time { return s.Articles[len(s.Articles)-1].Article.Published }

// cohere reports whether two groups that p links have enough in common on average. Those
// far apart in time have less.
func (s *sorting) cohere(a, b []int, p pair) bool {
	sum, n := 0.0, 0
	for _, i := range a[:min(len(a), crowd)] {
		for _, j := range b[:min(len(b), crowd)] {
			sum += (s.alike(i, j)+s.share(i, j))/2 - perDay/2*s.daysApart(i, j)
			n++
		}
	}
	least := coherent * sameMatter
	if p.thread {
		least = coherentThread * sameMatter
	}
	return n == 1 || sum/float64(n) >= least
}

// story writes a group, in order of time, as a story.
func (s *sorting) story(group []int, why []pair) Story {
	var t Story
	var events [][]int
	for _, i := range group {
		t.Articles = append(t.Articles, s.entries[i])
		at := -1
		for k := len(events) - 1; k >= 0 && at < 0; k-- {
			if slices.ContainsFunc(events[k], func(j int) bool { return s.oneEvent(j, i) }) {
				at = k
			}
		}
		if at < 0 {
			events = append(events, []int{i})
		} else {
			events[at] = append(events[at], i)
		}
	}
	for _, p := range why {
		t.Links = append(t.Links, Link{s.entries[p.a], s.entries[p.b], p.reason})
	}
	for _, e := range events {
		var told []Entry
		for _, i := range e {
			told = append(told, s.entries[i])
		}
		t.Events = append(t.Events, told)
	}
	t.Title = s.title(group)
	return t
}

// oneEvent reports whether two articles of a story tell of the same event of it.
func (s *sorting) oneEvent(a, b int) bool {
	p, ok := s.compare(min(a, b), max(a, b))
	return ok && (p.copy || s.daysApart(a, b) <= eventGap && p.share >= sameEvent)
}

// title is that of the article that has most in common with the others.
func (s *sorting) title(group []int) string {
	best, most := group[0], -1.0
	for _, i := range group[:min(len(group), crowd)] {
		sum := 0.0
		for _, j := range group[:min(len(group), crowd)] {
			sum += s.share(i, j)
		}
		if s.entries[i].Article.Title != "" && sum > most {
			best, most = i, sum
		}
	}
	e := s.entries[best]
	return cmp.Or(e.Article.Title, host(e.Article.URL), fmt.Sprint("Article ", e.ID))
}
