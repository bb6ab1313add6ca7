package split

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// What a full stop after an abbreviation says about the end of the sentence.
type abbreviation uint8

const (
	noAbbreviation abbreviation = iota
	leading                     // something always follows: "Mr.", "Gen.", "vs."
	numbering                   // abbreviates only before a number: "No.", "Art."
	trailing                    // may end a sentence: "U.S.", "p.m.", "Inc.", "Jan."
)

// abbreviations, lower-case and without the last full stop.
var abbreviations = table(map[abbreviation]string{
	leading: `mr mrs ms mx dr prof gen lt col sgt capt cmdr maj brig adm cpl pvt sen rep gov pres
		hon rev fr msgr mssrs messrs st ste mt ft supt insp det atty sec amb vs v cf e.g i.e viz al
		approx dept est ave blvd rd hwy eds vol pt dist assn assoc univ bros ret spc pfc
		mme mlle mgr dra sra sr. lic ing`,
	numbering: `no nos art arts p pp para ch sec fig figs op cl reg sub`,
	trailing: `jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed thu thur thurs fri
		inc corp co ltd plc llc llp bhd pty jr sr esq etc ph.d m.d b.a m.a d.phil
		a.m p.m u.s u.k u.n e.u d.c u.s.a u.s.s.r u.a.e l.a n.y
		ariz ark calif colo conn del fla ga ill ind kan ky la md mass mich minn miss mont neb nev
		okla ore pa penn tenn tex va vt wash wis wyo minn ont que alta man sask
		govt intl natl elec tel ext min max avg`,
})

// words that, before a full stop, are far more often whole words than abbreviations;
// they abbreviate only when a capital or number follows in the way given for them.
var alsoWords = set(`no man la ill del wash mass miss ind sub art may mar sun sat fig reg co in max min pa
	col gen est ext ch mon fri wed pres dist fr rep sec det ave ing ret`)

// lowerCase are the abbreviations that are written without a capital.
var lowerCase = set(`etc vs v e.g i.e a.m p.m cf viz al approx no nos p pp fig figs ph.d inc ltd est dept jr sr`)

var months = set(`jan feb mar apr jun jul aug sep sept oct nov dec`)

// prefixes stay one word with what follows their hyphen, as in the treebanks.
var prefixes = set(`non e re anti pre co pro mid post sub semi pan multi ex counter mini socio neo inter
	intra un micro bi de tri ultra trans quasi bio geo psycho proto over under vice-`)

func set(words string) map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq(words) {
		m[w] = true
	}
	return m
}

func table(lists map[abbreviation]string) map[string]abbreviation {
	m := map[string]abbreviation{}
	for kind, words := range lists {
		for w := range strings.FieldsSeq(words) {
			if _, twice := m[w]; !twice || kind == leading {
				m[w] = kind
			}
		}
	}
	return m
}

// stopJoins reports whether the full stop at s[n] belongs to the word s[i:n]: inside
// numbers, hosts and "U.S", and after abbreviations and initials.
func stopJoins(s string, i, n, end int) bool {
	m := n + 1
	r, w := utf8.DecodeRuneInString(s[m:end])
	if isWord(r) {
		before, _ := utf8.DecodeLastRuneInString(s[i:n])
		switch {
		case unicode.IsDigit(before) || unicode.IsDigit(r):
			return unicode.IsDigit(before) && unicode.IsDigit(r) || n-i == 1 && unicode.IsUpper(before)
		case dotted(s[i:n]): // U.S, a.m, J.R
			q, _ := utf8.DecodeRuneInString(s[m+w : end])
			return m+w >= end || !isWord(q) || s[i] > 'Z' // "J.Smith" is two words, "www.x" one
		case unicode.IsUpper(r) && unicode.IsLower(before): // "end.The": a space was lost
			return false
		}
		return abbreviationOf(s[i:n]) != leading
	}
	if m < end && s[m] == '.' {
		return false // an ellipsis
	}
	word := s[i:n]
	switch abbreviationOf(word) {
	case leading, trailing:
		return true
	case numbering:
		return digitFollows(s, m)
	}
	if utf8.RuneCountInString(word) == 1 {
		r, _ := utf8.DecodeRuneInString(word)
		return unicode.IsUpper(r) && initial(s, i, m)
	}
	return dotted(word) && strings.IndexByte(word, '.') > 0
}

// dotted reports whether w is single letters parted by full stops: "U", "U.S", "a.m".
func dotted(w string) bool {
	letter := false
	for _, r := range w {
		if r == '.' {
			if !letter {
				return false
			}
			letter = false
			continue
		}
		if letter || !unicode.IsLetter(r) {
			return false
		}
		letter = true
	}
	return letter
}

// abbreviationOf looks w up; a capitalised "Gen" abbreviates, the word "gen" does not.
func abbreviationOf(w string) abbreviation {
	if len(w) > 6 || len(w) == 0 {
		return noAbbreviation
	}
	kind, ok := abbreviations[w]
	if !ok {
		kind = abbreviations[strings.ToLower(w)]
	}
	if w[0] >= 'a' && w[0] <= 'z' && !lowerCase[w] {
		return noAbbreviation
	}
	if kind == noAbbreviation || !alsoWords[strings.ToLower(w)] {
		return kind
	}
	switch {
	case kind == numbering:
		return kind
	case w[0] >= 'A' && w[0] <= 'Z' && !(len(w) > 1 && w[1] >= 'A' && w[1] <= 'Z'):
		return kind
	}
	return noAbbreviation
}

// digitFollows reports whether a number stands after s[n:] and at most one space.
func digitFollows(s string, n int) bool {
	if n < len(s) {
		n += spaceWidth(s, n)
	}
	return n < len(s) && isDigit(s[n])
}

// initial reports whether the capital letter at s[i] with its full stop, which ends at m,
// is an initial: a capital follows on the line, and the letter is not the pronoun at the
// end of a clause.
func initial(s string, i, m int) bool {
	if m < len(s) && spaceWidth(s, m) == 0 { // "J.," or "J.)"
		return s[i] != 'I'
	}
	end := lineEnd(s, m)
	for m < end && spaceWidth(s, m) > 0 {
		m += spaceWidth(s, m)
	}
	if m >= end {
		return false
	}
	r, _ := utf8.DecodeRuneInString(s[m:end])
	if s[i] == 'I' && !capitalBefore(s, i) {
		return false
	}
	return unicode.IsUpper(r) || r == ',' || unicode.IsLower(r) && capitalBefore(s, i)
}

// capitalBefore reports whether the word before offset i starts with a capital.
func capitalBefore(s string, i int) bool {
	k := i
	for k > 0 && s[k-1] == ' ' {
		k--
	}
	for k > 0 && s[k-1] != ' ' && s[k-1] != '\n' {
		k--
	}
	return k < i && s[k] >= 'A' && s[k] <= 'Z'
}
