package bot

import (
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"
)

// An intent is the kind of fact that a question asks for.
type intent int

const (
	askNews intent = iota // what happened, or anything else about a topic
	askWho                // who somebody is
	askSaid               // what somebody said or did
	askMeeting
	askDecision
	askWants // what somebody wants of others
)

// A question is what is asked, before the library is looked at.
type question struct {
	text   string // as it was asked, tidied
	intent intent
	words  []qword // what is left when time and question words are taken out
	past   window  // when the articles asked for were published
	ahead  window  // when the meetings asked for take place
	// kind is what an answer has in it, such as a number; nil for anything.
	kind *regexp.Regexp
	// outcome is set where it is asked how a decision ended, rather than what is open.
	outcome bool
	changes bool // it is asked what changed
}

// A qword is a word of a question that may be a name or a topic.
type qword struct {
	text    string // as it was typed, without marks
	folded  string
	capital bool
	first   bool // of the question
	and     bool // "and" or "or" stands before it
	phrase  int  // which phrase after "about", "in" and the like it is in; 0 for none
}

// A window is a stretch of time; zero ends are open.
type window struct{ from, until time.Time }

func (w window) empty() bool { return w.from.IsZero() && w.until.IsZero() }

// words says which days the window has: " since Mon 9 Nov", " from Mon 9 Nov to Sun 15 Nov".
func (w window) words(now time.Time) string {
	last := w.until.Add(-time.Second) // until is exclusive
	switch {
	case w.empty():
		return ""
	case w.until.IsZero() || !w.until.Before(now):
		return sinceWords(w.from, now)
	case w.from.IsZero():
		return " up to " + day(last, now)
	case last.Sub(w.from) < 25*time.Hour:
		return " on " + day(w.from, now)
	}
	return " from " + day(w.from, now) + " to " + day(last, now)
}

// longestQuestion is how many characters a question may have that is read as one.
const longestQuestion = 500

// foreign reports whether a question is in letters that are not Latin.
func foreign(text string) bool {
	other := false
	for _, r := range text {
		if unicode.Is(unicode.Latin, r) || unicode.IsDigit(r) {
			return false
		}
		other = other || unicode.IsLetter(r)
	}
	return other
}

// mostAsked is how many words of a question are looked for. Each costs a look-up, and a
// longer question is a text that somebody pasted.
const mostAsked = 16

// parseQuestion reads a question. now, with its zone, says what "yesterday" means.
func parseQuestion(text string, now time.Time) question {
	q := question{text: text}
	rest := text
	if past, ahead, without, ok := timeWindow(text, now); ok {
		q.past, q.ahead, rest = past, ahead, without
	}
	q.intent = intentOf(rest)
	q.kind = kindOf(rest)
	q.changes = q.intent == askNews && changesRE.MatchString(rest)
	q.outcome = (q.intent == askDecision || q.intent == askNews) && outcomeRE.MatchString(rest)
	if q.intent == askMeeting || q.intent == askDecision {
		// "this week" and "on Friday" are told of what is ahead.
		if q.ahead.empty() && q.past.until.After(now) {
			q.ahead, q.past = window{now, q.past.until}, window{}
		}
	} else if !q.ahead.empty() && q.past.empty() {
		q.intent = askMeeting // "what is coming up next week"
	}
	and, phrase, phrases := false, 0, 0
	for i, w := range strings.FieldsFunc(rest, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune("?!,;:()“”\"…", r) }) {
		w = strings.Trim(w, ".'’‘`")
		for _, s := range []string{"'s", "’s"} {
			w = strings.TrimSuffix(w, s)
		}
		f := Fold(w)
		if f == "" || functionWords[f] && !acronym(w) {
			and = f == "and" || f == "or"
			switch {
			case complements[f]:
				phrases++
				phrase = phrases
			case f != "the" && f != "a" && f != "an":
				phrase = 0
			}
			continue
		}
		if len(q.words) < mostAsked {
			q.words = append(q.words, qword{w, f, unicode.IsUpper(firstRune(w)), i == 0, and, phrase})
		}
		and = false
	}
	return q
}

// complements begin a phrase that says of what, of one of whose words an article must tell:
// the Nobel prize in physics does not answer for the one in literature.
var complements = wordSet("about in of for on over against")

// acronym tells "US" and "IT" from "us" and "it".
func acronym(w string) bool {
	for i := range len(w) {
		if 'a' <= w[i] && w[i] <= 'z' {
			return false // as most are
		}
	}
	return len(w) > 1 && strings.ToUpper(w) == w && strings.ToLower(w) != w && w != "I"
}

// outcomeRE tells "has the House passed the bill" and "is the sale decided" from "what is
// the House deciding".
var outcomeRE = regexp.MustCompile(`(?i)^\W*(?:has|have|had|did|was|were|how did)\b|^\W*(?:is|are)\b.*\b(?:decided|approved|settled|final|over|done|passed)\b|\bwhat (?:did|was|has|have)\b`)

var changesRE = regexp.MustCompile(`(?i)\bchanged\b|\bchanges\b`)

// kinds are the question words with what an answer to them has in it.
var kinds = []struct{ asked, has *regexp.Regexp }{
	{regexp.MustCompile(`(?i)\bwhen\b|\bwhat (?:day|date|time)\b|\bwhich day\b|\bhow soon\b`), saysWhen},
	{regexp.MustCompile(`(?i)\bhow (?:much|many|long|far|big|large|old|high)\b`), saysMany},
	{regexp.MustCompile(`(?i)\bwhy\b|\bwhat for\b|\bfor what reason\b`), saysWhy},
	{regexp.MustCompile(`(?i)\bwhere\b`), saysIn},
}

func kindOf(text string) *regexp.Regexp {
	for _, k := range kinds {
		if k.asked.MatchString(text) {
			return k.has
		}
	}
	return nil
}

// intentWords are the words by which each intent is told, folded. The first intent that
// has one wins: "what did he say about the meeting" asks what was said.
//
// What is in words only asks; what is in things also says what of, such as a summit; what
// is in shows says in an article what the others ask for.
var intentWords = []struct {
	intent               intent
	words, things, shows map[string]bool
}{
	{askSaid, wordSet(`say says said saying tell told tells comment comments commented statement statements quote quotes quoted
		think thinks view views stance`),
		wordSet(`claim claims claimed announce announced announces reaction react reacted respond responded warn warned warns
		promise promised promises`),
		wordSet(`called calls added asked argued urged insisted denied rejected accused pledged vowed criticised criticized praised
		described noted explained stressed confirmed stated wrote declared replied demanded condemned welcomed according believes believe
		refused suggested predicted defended underscored emphasized emphasised reiterated reaffirmed discussed highlighted expressed thanked raised conveyed
		remarked tweeted admitted acknowledged disputed voiced addressed observed complained cautioned dismissed lamented commended underlined`)},
	{askWants, wordSet(`want wants wanted demand demands demanding seek seeks seeking`), nil,
		wordSet(`wants want wanted asked asks demanded demands demand should must urged urges called calls seeks sought hopes favours favors supports opposes
		against propose proposes proposed would needs`)},
	{askDecision, wordSet(`decide decides decided deciding decision decisions undecided whether choose choice
		considering consider considers weigh weighs weighing pending open`),
		wordSet(`vote votes voted voting deadline deadlines approve approves approved approval pass passed rule rules ruled ruling`),
		wordSet(`agreed rejected adopted backed dropped abandoned postponed delayed unchanged kept leave left ended cleared blocked ratified signed
		granted refused ruled chose`)},
	{askMeeting, wordSet(`meet meets meeting meetings upcoming diary coming calendar agenda encounter planned plan scheduled
		held place`),
		wordSet(`attend attends attending join joins joining host hosts hosting hosted chair chairs talks summit summits visit visits visiting conference conferences session sessions gathering round`),
		wordSet(`met travel travels trip`)},
}

// intentOf reads the intent from the words of a question.
func intentOf(text string) intent {
	words := strings.Fields(Fold(text))
	if len(words) > 0 && words[0] == "why" {
		return askNews
	}
	for _, i := range intentWords {
		if slices.ContainsFunc(words, func(w string) bool { return i.words[w] || i.things[w] }) {
			return i.intent
		}
	}
	switch {
	case len(words) > 2 && words[0] == "who" && (words[1] == "is" || words[1] == "was" || words[1] == "are" || roleVerbs[words[1]]),
		len(words) > 1 && words[0] == "whos":
		return askWho
	}
	return askNews
}

// roleVerbs ask for whoever has an office.
var roleVerbs = wordSet("leads heads runs chairs governs")

// shown reports whether a padded sentence has a word that says what i asks for.
func (i intent) shown(padded string) bool {
	for _, x := range intentWords {
		if x.intent == i {
			for w := range strings.FieldsSeq(padded) {
				if x.words[w] || x.things[w] || x.shows[w] {
					return true
				}
			}
		}
	}
	return false
}

// asks reports whether a folded word says that i is asked for, and whether it says also of
// what.
func (i intent) asks(w string) (asks, thing bool) {
	for _, x := range intentWords {
		if x.intent == i {
			return x.words[w] || x.things[w], x.things[w]
		}
	}
	return false, false
}
