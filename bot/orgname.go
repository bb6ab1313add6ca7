package bot

import (
	"slices"
	"strings"
	"unicode"

	"github.com/readout-bot/readout/digest/lexicon"
)

// An orgName is the name of an organisation in parts, folded.
type orgName struct {
	key   string // without article, legal form and owner; "state department" is "department of state"
	owner string // the state or league that the name itself names, if any
}

// legalForms end the names of companies and are left out where people speak of them.
var legalForms = wordSet("inc incorporated corp corporation ltd limited llc plc gmbh ag sa nv spa co company companies group holdings holding")

// tradeWords follow the one word by which a company is called: Ford Motor.
var tradeWords = wordSet("motor motors airlines airways aircraft industries technologies international entertainment pharmaceuticals platforms")

// commonWords are those of which names such as "Supreme Court" or "Ministry of Defence"
// are made, that stand for another body in every state.
var commonWords = wordSet(`parliament supreme high higher constitutional court courts senate congress house of the and for representatives commons lords
	national assembly federal central reserve bank ministry department state foreign external affairs defence defense interior home justice finance
	economy economic trade health education environment energy agriculture labour labor transport transportation treasury government cabinet police army navy
	air force forces armed military guard coast border council committee commission election electoral opposition ruling party democratic
	conservative liberal republican socialist communist green democrats republicans conservatives liberals socialists social national
	people peoples office president presidential prime minister ministers administration security intelligence agency
	service services appeals district general attorney public prosecutor prosecutors lower upper chamber task coalition board authority
	city county mayor university union workers front movement lawmakers legislature legislative oversight revenue customs immigration`)

// parseOrg reads the name of an organisation.
func parseOrg(name string) orgName {
	words := foldedWords(name)
	if len(words) > 1 && words[0] == "the" {
		words = words[1:]
	}
	for len(words) > 1 && legalForms[words[len(words)-1]] {
		words = words[:len(words)-1]
	}
	o, words := leagueOf(words)
	for n := min(3, len(words)-1); n > 0 && o.owner == ""; n-- {
		if s, ok := lexicon.LookupState(strings.Join(words[:n], " ")); ok && s.Form != lexicon.ByCapital && allCommon(words[n:]) {
			o.owner, words = s.Name, words[n:]
			break
		}
	}
	for n := min(3, len(words)-2); n > 0 && o.owner == ""; n-- { // "Parliament of Norland"
		cut := len(words) - n
		if words[cut-1] != "of" && words[cut-1] != "the" {
			continue
		}
		if s, ok := lexicon.LookupState(strings.Join(words[cut:], " ")); ok && s.Form == lexicon.ByName {
			head := words[:cut]
			for len(head) > 1 && (head[len(head)-1] == "of" || head[len(head)-1] == "the") {
				head = head[:len(head)-1]
			}
			if allCommon(head) {
				o.owner, words = s.Name, head
			}
		}
	}
	for _, head := range []string{"department", "ministry"} { // "Foreign Ministry", "State Department"
		if n := len(words) - 1; n > 0 && words[n] == head {
			words = append([]string{head, "of"}, words[:n]...)
		}
	}
	o.key = strings.Join(words, " ")
	return o
}

// leagueOf parts the name of a league's body: "UN Security Council" is the United Nations'
// security council. Of a body that no state has, the league is spelled out.
func leagueOf(words []string) (orgName, []string) {
	for n := min(2, len(words)-1); n > 0; n-- {
		if league, ok := leagues[strings.Join(words[:n], " ")]; ok {
			if allCommon(words[n:]) {
				return orgName{owner: league}, words[n:]
			}
			return orgName{}, append(foldedWords(league), words[n:]...)
		}
	}
	return orgName{}, words
}

// spelled are the words of the whole name, a league's with it.
func (o orgName) spelled() []string {
	if leagues[Fold(o.owner)] != "" {
		return append(foldedWords(o.owner), strings.Fields(o.key)...)
	}
	return strings.Fields(o.key)
}

// common reports whether every state may have a body of that name.
func (o orgName) common() bool { return allCommon(strings.Fields(o.key)) }

// firmWords are common words that do not make a body by themselves: Bank of America and
// Korean Air are firms.
var firmWords = wordSet("bank air")

func allCommon(words []string) bool {
	return len(words) > 0 && !(len(words) == 1 && firmWords[words[0]]) && !slices.ContainsFunc(words, func(w string) bool { return !commonWords[w] })
}

// governs reports whether an organisation's name means the state that owns it.
func (o orgName) governs() bool {
	return o.owner != "" && (o.key == "government" || o.key == "federal government" || o.key == "administration" || o.key == "cabinet")
}

// isAcronym reports whether a name as it was written is one: two to eight capitals.
func isAcronym(name string) bool {
	capitals, others := 0, 0
	for _, r := range name {
		switch {
		case unicode.IsUpper(r):
			capitals++
		case r == '.' || r == '&' || unicode.IsDigit(r):
		default:
			others++
		}
	}
	return capitals > 1 && others <= capitals/3 && len(name) <= 9 && !strings.Contains(name, " ")
}

// initials returns the two ways in which a folded name is shortened: with its small words
// and without.
func initials(words []string) [2]string {
	var all, main strings.Builder
	for _, w := range words {
		letter := w[:1]
		if shortStates[w] {
			letter = w // the US Postal Service is the USPS
		}
		all.WriteString(letter)
		if !smallWords[w] {
			main.WriteString(letter)
		}
	}
	return [2]string{main.String(), all.String()}
}

var shortStates = wordSet("us un eu uk")

var smallWords = wordSet("of and the for on in to de la du des y e und für")

// abbreviates reports whether short is made of the initials of the full name.
func abbreviates(short, full string) bool {
	words := foldedWords(full)
	short = strings.ReplaceAll(Fold(short), " ", "")
	if len(words) < 2 || len(short) < 2 {
		return false
	}
	ways := initials(words)
	return short == ways[0] || short == ways[1]
}

// spelledOut finds, in text, the names before "(ACR)" or in brackets after an acronym that
// its letters stand for.
func spelledOut(text string) map[string]string {
	found := map[string]string{}
	for rest, at := text, 0; ; {
		i := strings.IndexByte(rest[at:], '(')
		if i < 0 {
			return found
		}
		open := at + i
		at = open + 1
		length := strings.IndexByte(rest[at:min(len(rest), at+12)], ')')
		if length < 0 {
			continue
		}
		short := rest[at : at+length]
		if !isAcronym(short) {
			continue
		}
		before := strings.Fields(rest[max(0, open-90):open])
		for n := 2; n <= min(len(before), 9); n++ {
			full := strings.Join(before[len(before)-n:], " ")
			if first := firstRune(full); unicode.IsUpper(first) && abbreviates(short, full) {
				found[Fold(short)] = full
				break
			}
		}
	}
}
