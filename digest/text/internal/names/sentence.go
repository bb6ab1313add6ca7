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
	closed  []bool  // in no name for certain
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
	s.close()
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
	// Neither are the small halves of hyphenated names: "Jae-in", "al-Shabaab".
	for i := 1; i+1 < len(s.words); i++ {
		if s.words[i].Lower != hyphen {
			continue
		}
		switch {
		case s.words[i-1].Flags&feature.Capital != 0:
			s.cold[i+1] = false
		case s.words[i+1].Flags&feature.Capital != 0:
			s.cold[i-1] = false
		}
	}
}

// close marks the words that are in no name: common words in lower case, and marks, that no
// two words which may be in one stand around. Of 82,000 words that were found in names
// without this rule, one in two thousand is such a word.
func (s *sentence) close() {
	const apart = 3 // at most: two small words stand between
	s.closed = resize(s.closed, len(s.words))
	last := -apart // the last word that may be in a name
	for i := range s.words {
		if !s.namable(i) {
			s.closed[i] = true
			continue
		}
		if last >= 0 && i-last <= apart {
			clear(s.closed[last+1 : i])
		}
		last = i
	}
}

// namable reports whether word i is written as words of names are, is rare, or hangs on
// such a word: "al-Qaeda", "Wendy's", "Liberal party".
func (s *sentence) namable(i int) bool {
	w := &s.words[i]
	switch {
	case w.Flags&(feature.Capital|feature.HasDigit) != 0, w.Flags&feature.Letters != 0 && w.Cluster[1] == 0:
		return true
	case w.Lower == hyphen, s.word(i-1).Lower == hyphen, s.word(i+1).Lower == hyphen:
		return true
	}
	return endings[w.Lower] && s.word(i-1).Flags&feature.Capital != 0
}

// ordinary reports whether word i is a common word in lower case that no name has inside
// it: about ten of 17,000 annotated people, organisations and places have.
func (s *sentence) ordinary(i int) bool {
	w := &s.words[i]
	return lowerWord(w) && w.Runes > 3 && w.Cluster[1] != 0 && !inner[w.Lower]
}

// couples reports whether word i is an "and" between what are two names: "Straitline and
// Coastal Link". Of 250 annotated people, organisations and places with one inside, 220 have
// a word that says what they are, as "Ministry" does; most others an "of" or "for", or they
// are listed. Whether places are one, as Bosnia and Herzegovina is, the model has learnt.
func (s *sentence) couples(i int) bool {
	const kinds = OrgWord | LocWord | MiscWord | Country | City | Region | Place
	if s.words[i].Lower != and || s.phrase[i] != 0 || s.word(i-1).Flags&s.word(i+1).Flags&feature.Capital == 0 {
		return false
	}
	from, to := int(s.from[i-1]), int(s.to[i+1])
	if s.runMarks(from, to)&kinds != 0 || small[s.word(from-1).Lower] {
		return false
	}
	for k := from; k <= to; k++ {
		if k != i && small[s.words[k].Lower] {
			return false
		}
	}
	return true
}

func lowerWord(w *feature.Word) bool {
	return w.Flags&(feature.Letters|feature.Capital|feature.HasDigit) == feature.Letters
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
	hyphen     = feature.Lower("-")
	inner      = hashes("from", "with")
	and        = feature.Lower("and")
	small      = hashes("of", "for", "to", "&")
	endings    = hashes("'s", "'", "party")
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

// The features of a word fall into groups. Each but the last hangs on so little that it
// comes up again and again: key says on what.
const (
	own     = iota // the word and style
	left           // the word before
	left2          // the one before that
	right          // the word after
	right2         // the one after that
	tagged         // the tags of the three
	shaped         // their shapes
	listed         // their marks
	others         // what the document says about the word
	several        // more than any of these
	groups
)

// Extract appends the features of word i.
func (s *sentence) Extract(dst []feature.Hash, i int, d *Document) []feature.Hash {
	if s.cold[i] {
		return append(dst, cold)
	}
	for g := range groups {
		dst = s.group(dst, g, i, d)
	}
	return dst
}

// cold is the only feature of a word that is far from any capital letter.
var cold = feature.One(tSentence, 0)

// key returns what stands for all that the features of group g of word i hang on; ok is
// false for a group without any.
func (s *sentence) key(g, i int, d *Document) (key feature.Hash, ok bool) {
	switch w := &s.words[i]; g {
	case own:
		return feature.Two(g, w.Form, s.style(i)), true
	case left:
		return feature.One(g, s.word(i-1).Form), true
	case left2:
		return feature.One(g, s.word(i-2).Form), true
	case right:
		return feature.One(g, s.word(i+1).Form), true
	case right2:
		return feature.One(g, s.word(i+2).Form), true
	case tagged:
		return feature.One(g, s.tag(i-1)<<16|s.tag(i)<<8|s.tag(i+1)), true
	case shaped:
		return feature.Three(g, s.word(i-1).Shape, w.Shape, s.word(i+1).Shape), true
	case listed:
		marks := feature.Hash(s.marks(i-1))<<32 | feature.Hash(s.alone[i])<<16 | feature.Hash(s.marks(i+1))
		return feature.Two(g, marks, w.Shape), marks != 0
	case others:
		return feature.Two(g, feature.Hash(d.elsewhere(s, i)), d.topic()<<24|s.length(i)<<16|feature.Hash(s.alone[i])), w.Flags&feature.Capital != 0
	}
	return 0, false
}

// group appends the features of group g of word i, which is not cold.
func (s *sentence) group(dst []feature.Hash, g, i int, d *Document) []feature.Hash {
	switch g {
	case own:
		return s.own(dst, i)
	case left:
		x := s.word(i - 1)
		return append(dst, feature.One(tForm+1, x.Form), feature.One(tLower+1, x.Lower), feature.One(tShape+1, x.Shape),
			feature.One(tAffix+8, x.Suffix[2]), feature.One(tCluster+1, feature.Hash(x.Cluster[1])))
	case left2:
		x := s.word(i - 2)
		return append(dst, feature.One(tForm+3, x.Lower), feature.One(tCluster+3, feature.Hash(x.Cluster[1])))
	case right:
		x := s.word(i + 1)
		return append(dst, feature.One(tForm+2, x.Form), feature.One(tLower+2, x.Lower), feature.One(tShape+2, x.Shape),
			feature.One(tAffix+7, x.Suffix[2]), feature.One(tCluster+2, feature.Hash(x.Cluster[1])))
	case right2:
		x := s.word(i + 2)
		return append(dst, feature.One(tForm+4, x.Lower), feature.One(tCluster+4, feature.Hash(x.Cluster[1])))
	case tagged:
		t0, tl1, tr1 := s.tag(i), s.tag(i-1), s.tag(i+1)
		return append(dst, feature.One(tTag, t0), feature.One(tTag+1, tl1), feature.One(tTag+2, tr1),
			feature.Two(tTag+3, tl1, t0), feature.Two(tTag+4, t0, tr1), feature.Three(tTag+5, tl1, t0, tr1))
	case shaped:
		l1, w, r1 := s.word(i-1).Shape, s.words[i].Shape, s.word(i+1).Shape
		return append(dst, feature.Two(tShape+3, l1, w), feature.Two(tShape+4, w, r1), feature.Three(tShape+5, l1, w, r1))
	case listed:
		return s.listed(dst, i)
	case others:
		if s.words[i].Flags&feature.Capital == 0 {
			return dst
		}
		return s.document(dst, i, d)
	}
	return s.several(dst, i)
}

// style returns 0 where a capital says most.
func (s *sentence) style(i int) feature.Hash {
	switch {
	case s.shouted:
		return 1
	case s.titled:
		return 2
	case s.opening(i):
		return 3
	}
	return 0
}

// own appends what word i shows by itself: its letters, its class, the lists it is in.
func (s *sentence) own(dst []feature.Hash, i int) []feature.Hash {
	w, style, flags := &s.words[i], s.style(i), feature.Hash(s.words[i].Flags)
	dst = append(dst,
		feature.One(tForm, w.Form), feature.One(tForm+5, w.Key), feature.One(tLower, w.Lower), feature.Two(tShape, w.Shape, style),
		feature.One(tAffix, w.Suffix[1]), feature.One(tAffix+1, w.Suffix[2]), feature.One(tAffix+2, w.Suffix[3]),
		feature.One(tAffix+3, w.Prefix[1]), feature.One(tAffix+4, w.Prefix[2]), feature.One(tAffix+5, w.Prefix[3]),
		feature.Two(tAffix+6, w.Suffix[2], flags),
		feature.One(tCluster, feature.Hash(w.Cluster[1])), feature.Two(tCluster+7, feature.Hash(w.Cluster[0]), flags),
	)
	m := feature.Hash(s.alone[i])
	if m == 0 {
		return dst
	}
	dst = append(dst, feature.One(tLexicon, m), feature.Two(tLexicon+1, m, style))
	for b := feature.Hash(1); b <= m; b <<= 1 {
		if m&b != 0 {
			dst = append(dst, feature.One(tLexicon+4, b))
		}
	}
	return dst
}

// listed appends what the marks of word i and those beside it show together.
func (s *sentence) listed(dst []feature.Hash, i int) []feature.Hash {
	m, l1, r1 := feature.Hash(s.alone[i]), feature.Hash(s.marks(i-1)), feature.Hash(s.marks(i+1))
	if m != 0 {
		dst = append(dst, feature.Two(tLexicon+2, l1, m), feature.Two(tLexicon+3, m, r1))
	}
	if l1 != 0 {
		dst = append(dst, feature.Two(tLexicon+5, l1, s.words[i].Shape))
	}
	if r1 != 0 {
		dst = append(dst, feature.Two(tLexicon+6, r1, s.words[i].Shape))
	}
	return dst
}

// several appends what word i and its neighbours show together.
func (s *sentence) several(dst []feature.Hash, i int) []feature.Hash {
	w, l1, l2, r1, r2 := &s.words[i], s.word(i-1), s.word(i-2), s.word(i+1), s.word(i+2)
	c0, cl1, cr1 := feature.Hash(w.Cluster[1]), feature.Hash(l1.Cluster[1]), feature.Hash(r1.Cluster[1])
	dst = append(dst,
		feature.Two(tShape+6, l2.Shape, l1.Shape),
		feature.Two(tTag+6, s.tag(i+1), s.tag(i+2)), feature.Two(tTag+7, s.tag(i-2), s.tag(i-1)),
		feature.Two(tCluster+5, cl1, c0), feature.Two(tCluster+6, c0, cr1),
		feature.Two(tCluster+8, feature.Hash(l1.Cluster[0]), w.Shape), feature.Two(tCluster+9, feature.Hash(r1.Cluster[0]), w.Shape),
		feature.Two(tPair, l1.Lower, w.Lower), feature.Two(tPair+1, w.Lower, r1.Lower),
		feature.Two(tPair+2, l1.Lower, w.Shape), feature.Two(tPair+3, r1.Lower, w.Shape),
		feature.Two(tPair+4, l2.Lower, l1.Lower), feature.Two(tPair+5, r1.Lower, r2.Lower),
		feature.Three(tPair+6, l1.Lower, feature.Hash(w.Flags), r1.Lower),
	)
	if p := feature.Hash(s.phrase[i]); p != 0 {
		place := feature.Hash(s.place[i])
		dst = append(dst, feature.Two(tPhrase, p, place), feature.Three(tPhrase+1, p, place, feature.Hash(s.alone[i])))
	}
	if w.Flags&feature.Capital == 0 {
		return dst
	}
	return s.run(dst, i)
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
	e, length := feature.Hash(d.elsewhere(s, i)), s.length(i)
	for b := feature.Hash(1); b <= e; b <<= 1 {
		if e&b != 0 {
			dst = append(dst, feature.One(tDocument, b), feature.Two(tDocument+1, b, length))
		}
	}
	topic, marks := d.topic(), feature.Hash(s.alone[i])
	return append(dst, feature.One(tDocument+2, e), feature.Two(tDocument+3, e&(1<<afterTitle|1<<withOrg|1<<withLoc|1<<afterIn|1<<speaks), marks),
		feature.Two(tDocument+4, topic, length), feature.Three(tDocument+5, topic, length, marks))
}

// length returns the number of words beside i in its run of capitals, counted up to 2.
func (s *sentence) length(i int) feature.Hash {
	return feature.Hash(min(s.to[i]-s.from[i], 2))
}
