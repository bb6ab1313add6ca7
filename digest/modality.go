package digest

import (
	"strings"

	"github.com/readout-bot/readout/digest/lexicon"
)

// A tense says when what a verb tells happens, seen from the article.
type tense int

const (
	timeless tense = iota // no auxiliary and no ending that tells
	past
	present
	future
)

// A verb is a full verb with all that its auxiliaries say.
type verb struct {
	at      int // the token of the full verb
	first   int // the first token of its group: "is also set to host"
	tense   tense
	plan    MeetingStatus // how firmly it is planned; empty where it is not
	negated bool
	passive bool
	would   bool
	due     bool // was to happen: "was due to meet"
	bare    bool // takes its tense from the verb before it: "will go and see"
	gerund  bool
}

// findVerbs finds the full verbs of the sentence, from left to right.
func (s *sentence) findVerbs() {
	for i := range s.Tokens {
		if s.fullVerb(i) {
			s.verbs = append(s.verbs, s.verbAt(i))
		}
	}
}

// fullVerb reports whether the token is a verb that is no auxiliary of a later one.
func (s *sentence) fullVerb(i int) bool {
	f := s.fine(i)
	if !strings.HasPrefix(f, "VB") || !isWord(s.word(i)) {
		return false
	}
	if l := s.lemma(i); l == "be" || l == "have" || l == "do" {
		return !s.auxiliary(i)
	}
	if cue := s.cueTo(i); cue != "" && s.word(i+1) == "to" {
		return true // "agreed to meet": both count
	}
	return true
}

func isWord(w string) bool { return w != "" && (w[0] >= 'a' && w[0] <= 'z' || w[0] >= 0x80) }

// auxiliary reports whether a form of be, have or do helps a later verb.
func (s *sentence) auxiliary(i int) bool {
	for k := i + 1; k < len(s.Tokens); k++ {
		switch w := s.word(k); {
		case w == "up":
			return false // "is up to the council"
		case s.fine(k) == "RB" || w == "not" || w == "n't" || w == "been" || w == "being" || w == "be":
		case w == "to" || strings.HasPrefix(s.fine(k), "VBN") || strings.HasPrefix(s.fine(k), "VBG") || s.fine(k) == "VB":
			return true
		case s.lemma(i) == "be" && s.word(k+1) == "to" && s.cueTo(k) != "":
			return true // "is due to"
		default:
			return false
		}
	}
	return false
}

// cueTo returns what the word at i makes of an infinitive behind it, or "".
func (s *sentence) cueTo(i int) string {
	m := lexicon.Modality()
	for _, w := range [...]string{s.word(i), s.lemma(i), s.lemma(i) + "e", strings.TrimSuffix(s.word(i), "s")} {
		if c, ok := m[w+" to"]; ok && w != "" {
			return c
		}
	}
	return ""
}

// verbAt reads the auxiliaries before the full verb at i.
func (s *sentence) verbAt(i int) verb {
	v := verb{at: i, first: i}
	switch s.fine(i) {
	case "VBD":
		v.tense = past
	case "VBZ", "VBP":
		v.tense = present
	case "VBG":
		v.gerund = true
	}
	s.readAuxiliaries(&v, i)
	if v.tense == timeless {
		s.inherit(&v)
	}
	return v
}

// readAuxiliaries walks left from token i over what helps the verb.
func (s *sentence) readAuxiliaries(v *verb, i int) {
	j := s.skipAdverbs(v, i-1)
	w := s.word(j)
	switch {
	case s.fine(j) == "MD" || w == "will" || w == "'ll":
		v.first = j
		s.modal(v, w)
	case w == "to" && s.fine(i) == "VB", w == "to" && s.fine(i) == "VBP":
		v.first = j
		s.infinitive(v, j)
	case w == "to" && s.fine(i) == "VBG" && s.word(j-1) == "forward":
		v.first, v.tense, v.plan, v.gerund = j, future, Confirmed, false
	case s.lemma(j) == "be" && s.tag(j) != "NOUN":
		if s.fine(i) == "VBN" || s.fine(i) == "VBD" {
			v.passive = true
		}
		s.help(v, j)
	case s.lemma(j) == "have" && (s.fine(i) == "VBN" || s.fine(i) == "VBD" || v.passive):
		v.first, v.tense = j, past
		s.helpLeft(v, j)
	case s.lemma(j) == "do" && s.fine(i) == "VB":
		s.help(v, j)
	case s.fine(i) == "VBN" && s.tag(i+1) == "DET" && i > 0:
		v.tense = past // the tagger's slip: "the Senate scheduled a vote"
	case s.fine(i) == "VBN" && s.lemma(i) == "call" && (s.word(i+1) == "on" || s.word(i+1) == "for") && (s.word(i-1) == "," || s.tag(i-1) == "PROPN"):
		v.tense = past
	case s.fine(i) == "VBN":
		v.passive = true
	}
}

// help takes the tense of the auxiliary at j, which may have helpers of its own.
func (s *sentence) help(v *verb, j int) {
	v.first = j
	switch s.fine(j) {
	case "VBD":
		v.tense = past
	case "VBZ", "VBP":
		v.tense = present
	default:
		gerund := v.gerund
		s.readAuxiliaries(v, j)
		v.gerund = gerund && v.tense == timeless
		return
	}
	v.gerund = false
}

// helpLeft reads what stands before "have" in "will have met".
func (s *sentence) helpLeft(v *verb, j int) {
	k := s.skipAdverbs(v, j-1)
	if s.fine(k) == "MD" {
		v.first = k
		if w := s.word(k); w == "would" || w == "could" || w == "might" || w == "should" {
			v.plan = "" // would have met: did not
		}
	}
}

// skipAdverbs returns the token left of adverbs and commas round them, noting negation.
func (s *sentence) skipAdverbs(v *verb, j int) int {
	for j >= 0 {
		switch w := s.word(j); {
		case w == "not" || w == "n't" || w == "never":
			v.negated = true
		case s.fine(j) == "RB" || s.fine(j) == "RBR" || w == "also" || w == "then" || w == "soon" || w == "either" || w == "both":
		default:
			return j
		}
		j--
	}
	return j
}

// modal reads a modal auxiliary.
func (s *sentence) modal(v *verb, w string) {
	v.tense = future
	switch c := lexicon.Modality()[w]; c {
	case "future-past":
		v.would, v.plan = true, Expected
	case "no", "":
		v.plan = ""
	default:
		v.plan = MeetingStatus(c)
	}
}

// infinitive reads what governs "to meet": "is set to", "agreed to", "plans to", "is to",
// a purpose ("travels to Rome to meet"), an invitation.
func (s *sentence) infinitive(v *verb, to int) {
	j := s.skipAdverbs(v, to-1)
	if c := s.cueTo(j); c != "" {
		s.governed(v, j, c)
		return
	}
	if s.lemma(j) == "be" {
		if s.fine(j) == "VBD" {
			v.tense, v.plan = future, Expected
			return
		}
		v.tense, v.plan, v.first = future, Confirmed, j
		return
	}
	if s.word(j-1) == "look" || s.word(j-1) == "looking" {
		v.tense, v.plan = future, Confirmed
		return
	}
	for k := len(s.verbs) - 1; k >= 0; k-- {
		g := s.verbs[k]
		if to-g.at > 12 {
			break
		}
		switch l := s.lemma(g.at); {
		case l == "invite" || l == "invit" || l == "ask" || l == "urge":
			v.tense, v.plan = future, Proposed
			return
		case l == "expect":
			v.tense, v.plan = future, Expected
			return
		case g.tense == future:
			v.tense, v.plan, v.would = future, g.plan, g.would
			return
		case g.tense == past:
			v.tense = past
			return
		case g.tense == present:
			v.tense, v.plan = present, g.plan
			return
		}
	}
}

// governed reads the verb or adjective at j that governs the infinitive.
func (s *sentence) governed(v *verb, j int, cue string) {
	g := verb{at: j, first: j}
	s.readAuxiliaries(&g, j)
	if g.tense == timeless {
		switch s.fine(j) {
		case "VBD":
			g.tense = past
		case "VBZ", "VBP":
			g.tense = present
		}
	}
	v.first = min(v.first, g.first)
	v.negated = v.negated || g.negated
	if cue == "no" {
		return
	}
	v.tense, v.plan = future, MeetingStatus(cue)
	v.due = g.tense == past && v.plan != ""
	commits := cue == string(Confirmed) && (s.fine(j) == "VBD" || s.fine(j) == "VBN")
	if g.tense == past && !commits {
		v.tense, v.plan = past, "" // was expected to, had hoped to
	}
	if g.tense == past && g.passive && s.word(g.first) == "was" {
		v.tense, v.plan = past, ""
	}
}

// inherit gives a verb without helpers the tense of the one it is joined to.
func (s *sentence) inherit(v *verb) {
	v.bare = true
	if v.gerund {
		for k := len(s.verbs) - 1; k >= 0; k-- {
			if g := s.verbs[k]; g.tense != timeless {
				v.tense, v.plan, v.would = g.tense, g.plan, g.would
				return
			}
		}
		return
	}
	if s.fine(v.at) != "VB" {
		return
	}
	for k := len(s.verbs) - 1; k >= 0; k-- {
		if g := s.verbs[k]; s.fine(g.at) == "VB" || g.tense == future {
			v.tense, v.plan, v.would, v.negated = g.tense, g.plan, g.would, g.negated
			return
		}
	}
}
