// Package lexicon holds words as data: states with their capitals and peoples, titles and
// callings, outlets, bodies that decide, the nouns and verbs of meetings and decisions.
// The lists are text files under data, embedded in the program, one comment line on top
// of each; this package reads them once and answers look-ups. It knows no grammar and no
// article.
package lexicon

import (
	"embed"
	"strings"
	"sync"
)

//go:embed data
var data embed.FS

// A Set is a set of folded words or phrases.
type Set map[string]struct{}

// Has reports whether the folded phrase is in the set.
func (s Set) Has(phrase string) bool {
	_, ok := s[phrase]
	return ok
}

// The lists, each read when it is first asked for.
var (
	Titles     = list("titles.txt")     // offices, ranks and callings of people
	Honorifics = list("honorifics.txt") // "mr", "dr."
	OrgWords   = list("orgwords.txt")   // common nouns for an organisation: "company"
	OrgEnds    = list("orgends.txt")    // words in names that make them organisations
	Groups     = list("groups.txt")     // plural heads of groups: "leaders"
	Intergov   = list("intergov.txt")   // organisations that gatherings are named after
	Seats      = list("seats.txt")      // buildings that act: "White House"
	Provinces  = list("provinces.txt")  // parts of federal states
	NotNames   = list("notnames.txt")   // capitalised words that name nobody
	Things     = list("things.txt")     // last words of names of products, weapons, laws and events
	Organs     = list("organs.txt")     // "government", "authorities"
	Reporting  = list("reporting.txt")  // verbs of speech, in base form
)

// Labelled lists: label to set.
var (
	Places       = labelled("places.txt")        // "" regions that never act: "Middle East"; "ends" last words of places
	Media        = labelled("media.txt")         // "" outlets; "ends" last words of outlets
	MeetingNouns = labelled("meeting-nouns.txt") // "firm", "loose", "event"
	Deciders     = labelled("deciders.txt")      // "one", "office", "many", "crowd"; "part" of what decides for its whole
	Bodies       = labelled("bodies.txt")        // "" heads of what deliberates; "authorities" of what decides alone
	CallOff      = labelled("calloff.txt")       // "cancelled", "postponed"
)

// Tables: word to class.
var (
	MeetingVerbs  = table("meeting-verbs.tsv")  // base form to frame: "meet", "host", "travel"
	DecisionVerbs = table("decision-verbs.tsv") // base form to class: "weigh", "request"
	Modality      = table("modality.tsv")       // cue to status
	Demands       = table("demands.tsv")        // verb or noun of asking to the frames in which it asks
)

// Fold returns s in the form that the sets hold: lower case, straight apostrophes, single
// spaces, no closing possessive.
func Fold(s string) string {
	if !folded(s) {
		s = strings.ToLower(strings.ReplaceAll(s, "’", "'"))
	}
	s = strings.TrimSuffix(strings.TrimSuffix(s, "'s"), "'")
	if !folded(s) && (strings.ContainsAny(s, "\t\n\r\u00a0") || strings.Contains(s, "  ")) {
		s = strings.Join(strings.Fields(s), " ")
	}
	return s
}

// folded reports whether s is surely in lower case with single spaces: most of what is
// looked up is.
func folded(s string) bool {
	before := byte(0)
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c < ' ' || c >= 0x80 || c >= 'A' && c <= 'Z' || c == ' ' && before == ' ' {
			return false
		}
		before = c
	}
	return true
}

func list(file string) func() Set {
	return sync.OnceValue(func() Set { return readLabelled(file)[""] })
}

func labelled(file string) func() map[string]Set {
	return sync.OnceValue(func() map[string]Set { return readLabelled(file) })
}

// readLabelled reads "label: a, b, c" lines; a line without a label goes under "".
func readLabelled(file string) map[string]Set {
	sets := map[string]Set{"": {}}
	for _, line := range lines(file) {
		label := ""
		if before, after, ok := strings.Cut(line, ": "); ok {
			label, line = before, after
		}
		if sets[label] == nil {
			sets[label] = Set{}
		}
		for _, phrase := range strings.Split(line, ",") {
			if phrase = Fold(strings.TrimSpace(phrase)); phrase != "" {
				sets[label][phrase] = struct{}{}
			}
		}
	}
	return sets
}

func table(file string) func() map[string]string {
	return sync.OnceValue(func() map[string]string {
		t := map[string]string{}
		for _, line := range lines(file) {
			if word, class, ok := strings.Cut(line, "\t"); ok {
				t[word] = class
			}
		}
		return t
	})
}

// lines returns the lines of an embedded file that are neither empty nor comments.
func lines(file string) []string {
	b, err := data.ReadFile("data/" + file)
	if err != nil {
		panic(err) // unreachable: the file is embedded
	}
	var kept []string
	for line := range strings.Lines(string(b)) {
		if line = strings.TrimRight(line, "\n"); line != "" && line[0] != '#' {
			kept = append(kept, line)
		}
	}
	return kept
}
