package names

import "github.com/readout-bot/readout/digest/text/internal/feature"

// A sentence is one sentence, prepared for the features.
type sentence struct {
	words   []feature.Word
	tags    []uint8
	alone   []Mark  // marks of each word
	phrase  []Mark  // marks of the phrase that it is part of
	place   []uint8 // where in that phrase: 1 first, 2 inside, 3 last
	from    []int32 // first word of the run of capitals around each word
	to      []int32 // last word of it
	shouted bool    // mostly capitals, as in headlines; capitals say little
	titled  bool    // most words start with a capital
	cold    []bool  // far from any capital letter: no name is looked for there
}

var noWord = func() (w feature.Word) {
	w.Set("<edge>")
	return w
}()

func (s *sentence) word(i int) *feature.Word {
	if i < 0 || i >= len(s.words) {
		return &noWord
	}
	return &s.words[i]
}

func (s *sentence) marks(i int) Mark {
	if i < 0 || i >= len(s.words) {
		return 0
	}
	return s.alone[i]
}

func (s *sentence) tag(i int) feature.Hash {
	if i < 0 || i >= len(s.tags) {
		return 255
	}
	return feature.Hash(s.tags[i])
}

func (s *sentence) runMarks(from, to int) Mark {
	var m Mark
	for i := from; i <= to; i++ {
		m |= s.alone[i]
	}
	return m
}

// Prepare readies the scratch for the features of a sentence.
func (s *sentence) Prepare(words []feature.Word, tags []uint8, l *Lexicon) {
	s.words, s.tags = words, tags
	l.mark(s)
	n := len(words)
	s.from, s.to = resize(s.from, n), resize(s.to, n)
	letters, capitals, caps := 0, 0, 0
	for i := range words {
		f := words[i].Flags
		if f&feature.Letters != 0 {
			letters++
			if f&feature.Capital != 0 {
				capitals++
			}
			if f&feature.AllCaps != 0 && words[i].Runes > 1 {
				caps++
			}
		}
		s.from[i], s.to[i] = int32(i), int32(i)
	}
	s.shouted = letters > 2 && caps*3 > letters*2
	s.titled = letters > 3 && capitals*4 > letters*3
	s.runs()
	s.cool()
}

// cool marks the words that have no capital letter within reach. They are most of a text,
// and one feature tells the model all there is to know of them.
func (s *sentence) cool() {
	const reach = 1
	s.cold = resize(s.cold, len(s.words))
	warm := -reach - 1 // the last word with a capital
	for i := range s.words {
		if s.words[i].Flags&feature.Capital != 0 || s.words[i].Flags&feature.HasDigit != 0 && s.words[i].Flags&feature.Letters != 0 {
			for k := max(i-reach, warm+1, 0); k < i; k++ {
				s.cold[k] = false
			}
			warm = i
		}
		s.cold[i] = i-warm > reach
	}
}

// runs finds the runs of capitalised words, which small words such as "of" may join.
func (s *sentence) runs() {
	capital := func(i int) bool {
		return i < len(s.words) && s.words[i].Flags&feature.Capital != 0 && s.alone[i]&Calendar == 0
	}
	for i := 0; i < len(s.words); i++ {
		if !capital(i) {
			continue
		}
		end := i
		for {
			switch {
			case capital(end + 1):
				end++
				continue
			case capital(end+2) && end+1 < len(s.words) && runJoiners[s.words[end+1].Lower]:
				end += 2
				continue
			}
			break
		}
		for k := i; k <= end; k++ {
			s.from[k], s.to[k] = int32(i), int32(end)
		}
		i = end
	}
}

// opening reports whether word i opens the sentence or a quotation in it, where a capital
// says nothing.
func (s *sentence) opening(i int) bool {
	return i == 0 || s.words[i-1].Flags&(feature.Letters|feature.HasDigit) == 0 && openers[s.words[i-1].Lower]
}

var (
	openers    = hashes(`"`, "“", "‘", ":", "``", "*", "•", "(")
	runJoiners = hashes("of", "&", "-", "de", "du", "al", "el", "bin", "von", "van", "der", "da", "dos")
)

// Templates, in blocks of ten so that none shares a number.
const (
	tForm = 10 * iota
	tLower
	tShape
	tAffix
	tTag
	tCluster
	tPair
	tRun
	tLexicon
	tPhrase
	tDocument
	tSentence // 0: cold
)

// Extract appends the features of word i.
func (s *sentence) Extract(dst []feature.Hash, i int, d *Document) []feature.Hash {
	if s.cold[i] {
		return append(dst, feature.One(tSentence, 0))
	}
	w, l1, l2, r1, r2 := &s.words[i], s.word(i-1), s.word(i-2), s.word(i+1), s.word(i+2)
	style := feature.Hash(0)
	switch {
	case s.shouted:
		style = 1
	case s.titled:
		style = 2
	case s.opening(i):
		style = 3
	}
	flags := feature.Hash(w.Flags)
	t0, tl1, tr1 := s.tag(i), s.tag(i-1), s.tag(i+1)
	c0, cl1, cr1 := feature.Hash(w.Cluster[1]), feature.Hash(l1.Cluster[1]), feature.Hash(r1.Cluster[1])
	dst = append(dst,
		feature.One(tForm, w.Form), feature.One(tForm+1, l1.Form), feature.One(tForm+2, r1.Form),
		feature.One(tForm+3, l2.Lower), feature.One(tForm+4, r2.Lower),
		feature.One(tForm+5, w.Key),
		feature.One(tLower, w.Lower), feature.One(tLower+1, l1.Lower), feature.One(tLower+2, r1.Lower),
		feature.Two(tShape, w.Shape, style), feature.One(tShape+1, l1.Shape), feature.One(tShape+2, r1.Shape),
		feature.Two(tShape+3, l1.Shape, w.Shape), feature.Two(tShape+4, w.Shape, r1.Shape),
		feature.Three(tShape+5, l1.Shape, w.Shape, r1.Shape), feature.Two(tShape+6, l2.Shape, l1.Shape),
		feature.One(tAffix, w.Suffix[1]), feature.One(tAffix+1, w.Suffix[2]), feature.One(tAffix+2, w.Suffix[3]),
		feature.One(tAffix+3, w.Prefix[1]), feature.One(tAffix+4, w.Prefix[2]), feature.One(tAffix+5, w.Prefix[3]),
		feature.Two(tAffix+6, w.Suffix[2], flags), feature.One(tAffix+7, r1.Suffix[2]), feature.One(tAffix+8, l1.Suffix[2]),
		feature.One(tTag, t0), feature.One(tTag+1, tl1), feature.One(tTag+2, tr1), feature.Two(tTag+3, tl1, t0),
		feature.Two(tTag+4, t0, tr1), feature.Three(tTag+5, tl1, t0, tr1), feature.Two(tTag+6, tr1, s.tag(i+2)),
		feature.Two(tTag+7, s.tag(i-2), tl1),
		feature.One(tCluster, c0), feature.One(tCluster+1, cl1), feature.One(tCluster+2, cr1),
		feature.One(tCluster+3, feature.Hash(l2.Cluster[1])), feature.One(tCluster+4, feature.Hash(r2.Cluster[1])),
		feature.Two(tCluster+5, cl1, c0), feature.Two(tCluster+6, c0, cr1),
		feature.Two(tCluster+7, feature.Hash(w.Cluster[0]), flags), feature.Two(tCluster+8, feature.Hash(l1.Cluster[0]), w.Shape),
		feature.Two(tCluster+9, feature.Hash(r1.Cluster[0]), w.Shape),
		feature.Two(tPair, l1.Lower, w.Lower), feature.Two(tPair+1, w.Lower, r1.Lower),
		feature.Two(tPair+2, l1.Lower, w.Shape), feature.Two(tPair+3, r1.Lower, w.Shape),
		feature.Two(tPair+4, l2.Lower, l1.Lower), feature.Two(tPair+5, r1.Lower, r2.Lower),
		feature.Three(tPair+6, l1.Lower, flags, r1.Lower),
	)
	dst = s.lexical(dst, i, style)
	if w.Flags&feature.Capital == 0 {
		return dst
	}
	dst = s.run(dst, i)
	return s.document(dst, i, d)
}

// lexical appends what the word lists say around word i.
func (s *sentence) lexical(dst []feature.Hash, i int, style feature.Hash) []feature.Hash {
	m := feature.Hash(s.alone[i])
	l1, r1 := feature.Hash(s.marks(i-1)), feature.Hash(s.marks(i+1))
	if m != 0 {
		dst = append(dst, feature.One(tLexicon, m), feature.Two(tLexicon+1, m, style), feature.Two(tLexicon+2, l1, m), feature.Two(tLexicon+3, m, r1))
		for b := feature.Hash(1); b <= m; b <<= 1 {
			if m&b != 0 {
				dst = append(dst, feature.One(tLexicon+4, b))
			}
		}
	}
	if l1 != 0 {
		dst = append(dst, feature.Two(tLexicon+5, l1, s.words[i].Shape))
	}
	if r1 != 0 {
		dst = append(dst, feature.Two(tLexicon+6, r1, s.words[i].Shape))
	}
	if p := feature.Hash(s.phrase[i]); p != 0 {
		place := feature.Hash(s.place[i])
		dst = append(dst, feature.Two(tPhrase, p, place), feature.Three(tPhrase+1, p, place, m))
	}
	return dst
}

// run appends what the run of capitals around word i shows: its words, its length, what
// stands on both sides.
func (s *sentence) run(dst []feature.Hash, i int) []feature.Hash {
	from, to := int(s.from[i]), int(s.to[i])
	before, after := s.word(from-1), s.word(to+1)
	where := feature.Hash(min(i-from, 3))<<4 | feature.Hash(min(to-i, 3))
	marks := feature.Hash(s.runMarks(from, to))
	return append(dst,
		feature.Two(tRun, where, feature.Hash(s.words[i].Shape)),
		feature.Two(tRun+1, before.Lower, where), feature.Two(tRun+2, after.Lower, where),
		feature.Two(tRun+3, s.words[to].Lower, where), feature.Two(tRun+4, s.words[from].Lower, where),
		feature.Two(tRun+5, marks, where),
		feature.Three(tRun+6, feature.Hash(before.Cluster[1]), feature.Hash(after.Cluster[1]), where),
		feature.Two(tRun+7, feature.Hash(before.Cluster[1]), feature.Hash(s.alone[i])),
		feature.Two(tRun+8, feature.Hash(after.Cluster[1]), feature.Hash(s.alone[i])),
		feature.Two(tRun+9, feature.Hash(s.words[to].Cluster[1]), where),
	)
}

// document appends what the other occurrences of word i in the document show.
func (s *sentence) document(dst []feature.Hash, i int, d *Document) []feature.Hash {
	e := feature.Hash(d.elsewhere(s, i))
	length := feature.Hash(min(s.to[i]-s.from[i], 2))
	for b := feature.Hash(1); b <= e; b <<= 1 {
		if e&b != 0 {
			dst = append(dst, feature.One(tDocument, b), feature.Two(tDocument+1, b, length))
		}
	}
	return append(dst, feature.One(tDocument+2, e), feature.Two(tDocument+3, e&(1<<afterTitle|1<<withOrg|1<<withLoc|1<<afterIn|1<<speaks), feature.Hash(s.alone[i])))
}
