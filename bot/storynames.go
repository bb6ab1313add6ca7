package bot

import "github.com/readout-bot/readout/digest/lexicon"

// By which proper names stories are told apart: people, places, storms, products, whatever
// is written with a capital, whether it acts or not. Two articles that have names in common
// are near each other; two whose titles name what the other never mentions are not, however
// alike their words: Hurricane Dorian is not Hurricane Humberto.

// properOver is how many times as often a word must stand with a capital as without, in all
// texts together, to be a name.
const properOver = 4

// A nameCount is how often a word stands within a sentence with a capital and without.
type nameCount struct{ capital, small int }

// markNames weighs the proper names by which the articles are compared, and returns those of
// each.
func (s *sorting) markNames() []map[string]int {
	counts := map[string]*nameCount{}
	texts, titles := make([]map[string]int, len(s.entries)), make([]map[string]int, len(s.entries))
	var words []textWord
	for i, e := range s.entries {
		words = wordsOf(e.Article.Text, words[:0])
		countNames(counts, words)
		texts[i] = capitals(words)
		words = wordsOf(e.Article.Title, words[:0])
		titles[i] = capitals(words)
	}
	number, in := map[string]int{}, map[int]int{}
	for i := range s.entries {
		keepNames(texts[i], counts)
		keepNames(titles[i], counts)
		for name := range titles[i] {
			texts[i][name] += titles[i][name]
		}
		for name := range texts[i] {
			n, ok := number[name]
			if !ok {
				n = len(number)
				number[name] = n
			}
			in[n]++
		}
	}
	for i := range s.entries {
		weights, titled := map[int]float64{}, map[int]float64{}
		for name, times := range texts[i] {
			weights[number[name]] = rarity(in[number[name]], len(s.entries)) * (1 + float64(min(times, 5))/5)
		}
		for name := range titles[i] {
			titled[number[name]] = rarity(in[number[name]], len(s.entries))
		}
		s.marks[i].events = eventsNamed(s.entries[i].Article.Title)
		s.marks[i].names, s.marks[i].titled = newVector(weights, leastNames), newWeights(titled)
	}
	return texts
}

// leastNames is the least length of the vector of an article that names little.
const leastNames = 6

// countNames adds to counts how the words of a text are written within its sentences.
func countNames(counts map[string]*nameCount, words []textWord) {
	for _, w := range words {
		if !w.joined {
			continue // the first of a sentence has a capital always
		}
		f := w.fold()
		c := counts[f]
		if c == nil {
			c = &nameCount{}
			counts[f] = c
		}
		if w.capital {
			c.capital++
		} else {
			c.small++
		}
	}
}

// capitals counts the words with a capital that may be names.
func capitals(words []textWord) map[string]int {
	found := map[string]int{}
	for _, w := range words {
		if w.capital && len(w.text) > 1 {
			if f := w.fold(); !functionWords[f] && !calendarWords[f] && !lexicon.Titles().Has(f) {
				found[f]++
			}
		}
	}
	return found
}

// keepNames drops the words that are names in the beginning of a sentence only.
func keepNames(found map[string]int, counts map[string]*nameCount) {
	for name := range found {
		if c := counts[name]; c == nil || c.capital == 0 || c.small*properOver > c.capital {
			delete(found, name)
		}
	}
}

// calendarWords have a capital and name nothing.
var calendarWords = wordSet(`monday tuesday wednesday thursday friday saturday sunday
	january february march april may june july august september october november december`)

// contradiction is how surely the titles of two articles name different things, from 0 to
// 1: what each names that the other never mentions, against what they have in common.
func (m *marks) contradiction(other *marks) float64 {
	if len(m.events) > 0 && len(other.events) > 0 && shared(m.events, other.events) == 0 {
		return 1
	}
	mine, common := m.titled.without(other.names)
	theirs, again := other.titled.without(m.names)
	apart := min(mine, theirs)
	if apart == 0 {
		return 0
	}
	return apart / (apart + (common+again)/2)
}

// eventClasses are words after which an event has its name, or its number.
var eventClasses = wordSet("hurricane storm typhoon cyclone depression flight operation")

// eventsNamed returns the events that a title names: of "Tropical Storm Humberto" humberto.
func eventsNamed(title string) []string {
	var events []string
	words := wordsOf(title, nil)
	for i := 1; i < len(words); i++ {
		class, name := words[i-1].fold(), words[i]
		if eventClasses[class] && name.joined && name.capital && !eventClasses[name.fold()] && !functionWords[name.fold()] {
			events = append(events, name.fold())
		}
	}
	return events
}
