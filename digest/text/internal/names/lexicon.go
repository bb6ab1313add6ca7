package names

import (
	"github.com/readout-bot/readout/digest/text/internal/feature"
	"github.com/readout-bot/readout/digest/text/internal/table"
)

// A Mark is a set of word lists that a word or phrase is in.
type Mark uint16

// The word lists.
const (
	First    Mark = 1 << iota // first names
	Last                      // last names
	Country                   // states
	City                      // cities
	Region                    // regions, seas, parts of states
	Org                       // organisations
	OrgWord                   // words that end or begin the name of one: "Ministry"
	LocWord                   // "River"
	MiscWord                  // "Treaty"
	NORP                      // "Russian"
	Title                     // "President"
	Calendar                  // "Monday"
	Say                       // "said"
	Place                     // towns and provinces that are less known
	Sport                     // "goalkeeper"
	OrgKind                   // words that say what the organisation named after them is: "lender"
)

// ListNames gives the names of the lists in the trainer's file, in the order of the bits.
var ListNames = []string{"first", "last", "country", "city", "region", "org", "orgword", "locword", "miscword",
	"norp", "title", "calendar", "say", "place", "sport", "orgkind"}

// maxPhrase is the number of tokens of the longest phrase that is looked up.
const maxPhrase = 6

// A Lexicon marks words and phrases.
type Lexicon struct {
	table table.Table
}

// OpenLexicon reads what the trainer wrote.
func OpenLexicon(data string) (*Lexicon, error) {
	t, _, err := table.Open(data, 2)
	return &Lexicon{t}, err
}

// Phrase extends the key of a phrase, 0 for none, by the Key of a word.
func Phrase(key, word feature.Hash) feature.Hash { return feature.Two(1000, key, word) }

func (l *Lexicon) lookup(key feature.Hash) Mark {
	v := l.table.Lookup(key)
	if len(v) < 2 {
		return 0
	}
	return Mark(v[0]) | Mark(v[1])<<8
}

// mark sets the marks of the words of s: those of each word alone, and those of the
// longest phrase of several words that it is part of.
func (l *Lexicon) mark(s *sentence) {
	n := len(s.words)
	s.alone, s.phrase, s.place = resize(s.alone, n), resize(s.phrase, n), resize(s.place, n)
	for i := range s.words {
		if s.words[i].Flags&feature.Letters == 0 {
			continue
		}
		key := Phrase(0, s.words[i].Key)
		s.alone[i] = l.lookup(key)
		if s.phrase[i] != 0 || s.words[i].Flags&feature.Capital == 0 {
			continue
		}
		var found Mark
		length := 0
		for k := i + 1; k < min(n, i+maxPhrase); k++ {
			key = Phrase(key, s.words[k].Key)
			if m := l.lookup(key); m != 0 {
				found, length = m, k-i+1
			}
		}
		for k := range length {
			s.phrase[i+k] = found
			s.place[i+k] = 2
		}
		if length > 0 {
			s.place[i], s.place[i+length-1] = 1, 3
		}
	}
}

// resize returns a zeroed slice of n, in the room of s where it is large enough.
func resize[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n, n+n/2)
	}
	s = s[:n]
	clear(s)
	return s
}
