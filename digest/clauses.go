package digest

import "github.com/readout-bot/readout/digest/lexicon"

// purposeAfter returns what a meeting is for: what stands behind "to discuss", "on" or
// "about", up to the end of the phrase.
func (r *reading) purposeAfter(s *sentence, i, limit int) string {
	for k := i + 1; k < limit-1; k++ {
		w := s.word(k)
		switch {
		case w == "to" && s.fine(k+1) == "VB" && !s.is(k+1, movers):
			first := k + 1
			if l := s.lemma(first); l == "discuss" || l == "talk" {
				first++
				if s.word(first) == "about" || s.word(first) == "how" {
					first++
				}
			}
			return r.clause(s, first)
		case (w == "about" || w == "regarding" || w == "concerning" || w == "over" || w == "on") && k+1 < len(s.Tokens) && !s.isTimeToken(k+1) && !s.capital(k+1) && s.tag(k+1) != "NUM":
			return r.clause(s, k+1)
		}
	}
	return ""
}

var movers = lexicon.Set{"meet": {}, "attend": {}, "visit": {}, "hold": {}, "travel": {}, "take": {}, "be": {}, "participate": {}}

// clause returns the own words from token i to where the phrase ends, at most thirty.
func (r *reading) clause(s *sentence, i int) string { return r.clauseUntil(s, i, len(s.Tokens)) }

// clauseUntil is clause that ends before the limit.
func (r *reading) clauseUntil(s *sentence, i, limit int) string {
	last := i - 1
	for k := i; k < limit && k < i+30; k++ {
		w := s.word(k)
		if s.opensShort(k) {
			for k++; !closing[s.word(k)]; k++ {
			}
			last = k
			continue
		}
		if w == "." || w == ";" || w == ":" || w == "—" || w == "\"" || w == "”" || w == "“" || w == "," && !s.listComma(k) || w == "where" || w == "while" || w == "although" || w == "but" || s.predicates(k) {
			break
		}
		last = k
	}
	for last >= i && (s.isTimeToken(last) || s.tag(last) == "ADP" && s.fine(last) != "RP" || s.word(last) == "and" || s.word(last) == "," || s.word(last) == "or") {
		last--
	}
	if last < i {
		return ""
	}
	return r.words(s, i, last)
}

// predicates reports whether the word at k begins another predicate of the same subject:
// "is weighing whether to restrict imports and will decide by June".
func (s *sentence) predicates(k int) bool {
	if w := s.word(k); w != "and" && w != "or" {
		return false
	}
	switch s.fine(k + 1) {
	case "MD", "VBZ", "VBD":
		return true
	}
	return false
}

// opensShort reports whether a quotation of a few words opens at k: the "foreign agents"
// bill.
func (s *sentence) opensShort(k int) bool {
	if w := s.word(k); w != "“" && w != "\"" || s.quoted[k] || k == 0 || s.word(k-1) == "," {
		return false
	}
	for j := k + 1; j < k+6; j++ {
		if closing[s.word(j)] {
			return j > k+1
		}
	}
	return false
}

var closing = map[string]bool{"”": true, "\"": true}

// listComma reports whether the comma at k parts the items of a list that goes on.
func (s *sentence) listComma(k int) bool {
	for j := k + 1; j < len(s.Tokens) && j < k+9; j++ {
		switch w := s.word(j); {
		case w == "and" || w == "or":
			return s.tag(j+1) == s.tag(k+1) || s.tag(j+1) == "NOUN" || s.tag(j+1) == "ADJ" || s.tag(j+1) == "DET"
		case s.tag(j) == "VERB" || s.tag(j) == "AUX" || s.tag(j) == "PRON":
			return false
		}
	}
	return false
}
