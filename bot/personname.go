package bot

import (
	"slices"
	"strings"
	"sync"

	"github.com/readout-bot/readout/digest/lexicon"
)

// A personName is the full name of a person in parts, folded.
type personName struct {
	given, middle, surname string
	suffix                 string // "jr", "iii": father and son are two
}

// generations are the words after a surname that tell father from son.
var generations = wordSet("jr sr ii iii iv junior senior")

// familyFirst are family names that stand before the given name.
var familyFirst = wordSet("xi kim moon li lee park yoon tsai lai mao deng hu wen wang zhang chen liu zhao nguyen ho hun")

// parsePerson reads a name; false for one that is a single word.
func parsePerson(name string) (personName, bool) {
	if !strings.Contains(strings.TrimSpace(name), " ") {
		return personName{}, false // "Biden-Harris" is no first and last name
	}
	words := foldedWords(withoutOffice(name))
	for len(words) > 1 && (honorific(words[0]) || lexicon.Titles().Has(words[0])) {
		words = words[1:]
	}
	if len(words) < 2 || len(words) == 2 && particles[words[0]] {
		return personName{}, false // "FM Hayashi"; "De Wit" is a surname
	}
	var p personName
	if n := len(words); n > 2 && generations[words[n-1]] {
		p.suffix, words = words[n-1], words[:n-1]
	}
	n := len(words)
	if n < 2 {
		return p, false
	}
	p.given, p.surname = givenName(words[0]), words[n-1]
	p.middle = strings.Join(words[1:n-1], " ")
	return p, true
}

// officeLetters shorten offices before a name: "FM Le Drian".
var officeLetters = map[string]bool{"PM": true, "DPM": true, "FM": true, "DFM": true, "VFM": true, "VP": true, "HRVP": true, "SG": true, "DSG": true, "AG": true}

// withoutOffice returns a name without the letters of an office before it.
func withoutOffice(name string) string {
	if first, rest, ok := strings.Cut(name, " "); ok && officeLetters[first] {
		return rest
	}
	return name
}

// particles begin surnames and are no given names.
var particles = wordSet("de van von der den ter ten la le du da di del della dos das al el bin ibn ben mac st")

func honorific(w string) bool {
	return lexicon.Honorifics().Has(w) || lexicon.Honorifics().Has(w+".")
}

// soundKey is what spellings of one surname have in common.
func (p personName) soundKey() string { return sound(p.surname, 6) }

// sameMiddle reports whether two middle names do not contradict each other: either is
// missing, or one abbreviates the other.
func sameMiddle(a, b string) bool {
	x, y := strings.Fields(a), strings.Fields(b)
	if len(x) == 0 || len(y) == 0 {
		return true
	}
	if len(x) != len(y) {
		return false
	}
	for i := range x {
		short, long := x[i], y[i]
		if len(short) > len(long) {
			short, long = long, short
		}
		if len(short) == 1 && !strings.HasPrefix(long, short) || len(short) > 1 && sound(short, 5) != sound(long, 5) {
			return false
		}
	}
	return true
}

// respellings are the letters that transcriptions into English vary in. What they turn a
// name into is no name; it is only compared.
var respellings = strings.NewReplacer("sch", "sh", "tch", "ch", "kh", "h", "ph", "f", "ck", "k", "cz", "ch", "tz", "ts", "ou", "u", "oo", "u",
	"w", "v", "q", "k", "y", "i", "j", "i", "z", "s")

// sound returns what the transcriptions of a name have in common, or the word itself if it
// is shorter than least: short names differ by a letter.
func sound(word string, least int) string {
	if len(word) < least {
		return word
	}
	word = respellings.Replace(word)
	b := make([]byte, 0, len(word))
	for i := range len(word) {
		if n := len(b); n == 0 || b[n-1] != word[i] {
			b = append(b, word[i])
		}
	}
	return string(b)
}

// frame is what is left of a surname without its vowels and without the letter that is g in
// Russian and h in Ukrainian: of "lukashenko" and "lukashenka" the same, and of
// "grigorenko" and "hryhorenko". Empty where too little is left to tell names apart.
func frame(surname string) string {
	if len(surname) < 7 {
		return ""
	}
	f := strings.Map(func(r rune) rune {
		if strings.ContainsRune("aeiouhg", r) {
			return -1
		}
		return r
	}, sound(surname, 1))
	if len(f) < 4 {
		return ""
	}
	return f
}

// givenName returns the form under which a given name and its short or foreign forms are
// compared.
func givenName(w string) string {
	if full, ok := givenNames()[w]; ok {
		return full
	}
	return sound(w, 5)
}

// givenNames maps short and foreign forms to one form of a name.
var givenNames = onceMap(`joseph joe|william bill will|robert bob rob bobby|thomas tom|anthony antony tony|michael mike|james jim jimmy|
elizabeth liz|daniel dan danny|christopher chris|steven steve stephen|benjamin ben|charles chuck charlie|ronald ron|donald don|
timothy tim|peter pete|richard rick dick|andrew andy|edward ed|kenneth ken|gregory greg|jeffrey jeff|matthew matt|nicholas nick|
samuel sam|jacob jake|david dave|volodymyr vladimir wolodymyr volodimir|alexander aleksandr alexandr oleksandr aliaksandr aleksander alyaksandr|
sergei sergey serhiy sergiy serhii siarhei|dmitry dmitri dmitriy dmytro|mikhail mykhailo|nikolai nikolay mykola|yevgeny evgeny yevgeniy yevhen evgeniy|
andrei andrey andriy andrii|alexei alexey aleksei aleksey oleksiy oleksii|sviatlana svetlana svitlana|mohammed mohammad muhammad mohamed muhammed mohamad|
hussein husain hussain|yusuf youssef yousef|ahmed ahmad|abdullah abdallah|benyamin binyamin|dmytro dmitro|yoav|mahmoud mahmud|recep`)

// onceMap reads "full short short|full short" into a look-up.
func onceMap(table string) func() map[string]string {
	return sync.OnceValue(func() map[string]string {
		m := map[string]string{}
		for row := range strings.SplitSeq(table, "|") {
			words := strings.Fields(row)
			for _, w := range words {
				m[w] = words[0]
			}
		}
		return m
	})
}

// An office is what a role says, in the parts by which roles are compared.
type office struct {
	head  string // "president"
	state string // of the lexicon; empty if the role names none
}

// parseOffice reads a role, or a name that is one ("the Ukrainian President"). Without a
// known office the head is empty.
func parseOffice(role string) office {
	words := foldedWords(role)
	var o office
	for n := min(4, len(words)); n > 0 && o.head == ""; n-- {
		for i := len(words) - n; i >= 0; i-- { // the last: "deputy chief of staff to the president" is rare
			if p := strings.Join(words[i:i+n], " "); lexicon.Titles().Has(p) {
				o.head = p
				if i > 0 && lowerRank[words[i-1]] {
					o.head = words[i-1] + " " + p
				}
				break
			}
		}
	}
	if o.head == "premier" {
		o.head = "prime minister"
	}
	for n := min(3, len(words)); n > 0 && o.state == ""; n-- {
		for i := 0; i+n <= len(words); i++ {
			if s, ok := lexicon.LookupState(strings.Join(words[i:i+n], " ")); ok {
				o.state = s.Name
				break
			}
		}
	}
	return o
}

// lowerRank are the words that make another office of a title.
var lowerRank = wordSet("vice deputy assistant under former acting shadow associate ex")

// agrees reports whether two roles may be of one person at one time: the same head, one
// with more words than the other, and not of two states.
func (o office) agrees(p office) bool {
	if o.head == "" || p.head == "" || o.state != "" && p.state != "" && o.state != p.state {
		return false
	}
	if o.head == p.head {
		return true
	}
	short, long := o.head, p.head
	if len(short) > len(long) {
		short, long = long, short
	}
	if strings.HasPrefix(long, short+" ") { // "secretary", "secretary of state"
		return true
	}
	rest, ok := strings.CutSuffix(long, " "+short)
	return ok && !slices.ContainsFunc(strings.Fields(rest), func(w string) bool { return lowerRank[w] })
}
