package names

import "github.com/readout-bot/readout/digest/text/internal/feature"

// What an occurrence of a capitalised word shows about it.
const (
	midCapital = iota // capitalised within a sentence
	lowerCase         // written in lower case
	afterTitle        // after a title or first name
	withOrg           // in a run of capitals with a word of organisations
	withLoc           // in one with a word of places
	afterIn           // a run that starts here stands after "in", "at", "near"
	speaks            // before or after a word of saying
	owns              // before a possessive
	runEnd            // ends a run of several capitals
	runStart          // starts one
	alone             // is a run by itself
	afterThe          // a run that starts here stands after "the"
	bracket           // alone in brackets
	clues
)

// A Document remembers, over all its sentences, how each capitalised word is used.
type Document struct {
	seen  map[feature.Hash]*[clues]uint8
	free  [][clues]uint8
	words int // that have letters
	sport int // of them, those of sports
}

// NewDocument returns an empty document.
func NewDocument() *Document {
	return &Document{seen: map[feature.Hash]*[clues]uint8{}}
}

// maxKnown caps the words of a document that are remembered.
const maxKnown = 1 << 16

// Note adds what the prepared sentence shows to d.
func (s *sentence) Note(d *Document) {
	if s.shouted {
		return
	}
	for i := range s.words {
		w := &s.words[i]
		if w.Flags&feature.Letters == 0 {
			continue
		}
		d.words++
		if s.alone[i]&Sport != 0 {
			d.sport++
		}
		if w.Flags&feature.Capital == 0 {
			if c := d.seen[w.Lower]; c != nil {
				bump(&c[lowerCase])
			}
			continue
		}
		c := d.seen[w.Lower]
		if c == nil {
			if len(d.seen) >= maxKnown {
				continue
			}
			if len(d.free) == 0 {
				d.free = make([][clues]uint8, 64)
			}
			c = &d.free[0]
			d.free = d.free[1:]
			d.seen[w.Lower] = c
		}
		own := s.clues(i)
		for k := range clues {
			if own&(1<<k) != 0 {
				bump(&c[k])
			}
		}
	}
}

func bump(n *uint8) {
	if *n < 255 {
		*n++
	}
}

// topic returns how much of d is about sports, where a city is a team: 0 for nothing to 3.
func (d *Document) topic() feature.Hash {
	switch {
	case d.sport == 0:
		return 0
	case d.sport*40 < d.words:
		return 1
	case d.sport*20 < d.words:
		return 2
	}
	return 3
}

// elsewhere returns the clues that other occurrences of word i give.
func (d *Document) elsewhere(s *sentence, i int) uint16 {
	c := d.seen[s.words[i].Lower]
	if c == nil {
		return 0
	}
	var own uint16
	if !s.shouted && s.words[i].Flags&feature.Capital != 0 {
		own = s.clues(i)
	}
	var out uint16
	for k, n := range c {
		if n > uint8(own>>k&1) {
			out |= 1 << k
		}
	}
	return out
}

// clues returns what the capitalised word i shows here.
func (s *sentence) clues(i int) uint16 {
	var out uint16
	set := func(k int, yes bool) {
		if yes {
			out |= 1 << k
		}
	}
	from, to := int(s.from[i]), int(s.to[i])
	before, after := s.word(from-1), s.word(to+1)
	set(midCapital, i > 0 && !s.opening(i))
	set(afterTitle, i > 0 && s.alone[i-1]&(Title|First) != 0)
	set(withOrg, s.runMarks(from, to)&OrgWord != 0 && to > from)
	set(withLoc, s.runMarks(from, to)&LocWord != 0 && to > from)
	set(afterIn, i == from && locative[before.Lower])
	set(speaks, s.marks(to+1)&Say != 0 && i == to || s.marks(from-1)&Say != 0 && i == to)
	set(owns, possessive[after.Lower])
	set(runEnd, i == to && to > from)
	set(runStart, i == from && to > from)
	set(alone, from == to)
	set(afterThe, i == from && before.Lower == the)
	set(bracket, from == to && before.Lower == bracketOpen && after.Lower == bracketClose)
	return out
}

func hashes(words ...string) map[feature.Hash]bool {
	m := map[feature.Hash]bool{}
	for _, w := range words {
		m[feature.Lower(w)] = true
	}
	return m
}

var (
	locative                  = hashes("in", "at", "near", "from", "outside", "across")
	possessive                = hashes("'s", "'")
	the                       = feature.Lower("the")
	bracketOpen, bracketClose = feature.Lower("("), feature.Lower(")")
)
