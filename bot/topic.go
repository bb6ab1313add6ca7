package bot

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/readout-bot/readout/digest/lexicon"
)

// A topic is what a question is about, as far as the library knows it.
type topic struct {
	names []askedName
	topic []term   // the other words
	words []string // the other words
	// phrases are those of them that stand together after "about", "in" and the like; an
	// article that answers has a word of each.
	phrases [][]term
	things  []term   // words such as "summit", which ask and say of what
	near    []string // known names near a word that is nowhere in the library
	taken   string   // which slip was taken for which name
	// unknown is a name that stands nowhere in the library and is near no other.
	unknown string
}

type askedName struct {
	asked string   // the words of the question
	name  string   // of an actor in the library
	forms []string // other spellings of it: Zelensky, Zelenskyy
	also  bool     // it is asked for beside the one before: Hartwig and Quiroga

	lasts []string        // the last words of all of these, folded, between spaces; see ready
	state string          // it is this one; empty for none
	means map[string]bool // whether a word means that state
}

// ready returns n made ready to be looked for in many sentences.
func (n askedName) ready() askedName {
	n.lasts = nil
	for _, form := range append([]string{n.asked, n.name}, n.forms...) {
		if last := lastWord(Fold(form)); last != "" && !slices.Contains(n.lasts, " "+last+" ") {
			n.lasts = append(n.lasts, " "+last+" ")
		}
	}
	if s, ok := lexicon.LookupState(n.name); ok {
		n.state, n.means = s.Name, make(map[string]bool)
		if usual := " " + Fold(s.Name) + " "; !slices.Contains(n.lasts, usual) {
			n.lasts = append(n.lasts, usual)
		}
	}
	return n
}

// in reports whether one of the words of a sentence is the name: its last word, in any
// spelling, or for a state its people or its capital.
func (n askedName) in(sentence, padded string) bool {
	if slices.ContainsFunc(n.lasts, func(last string) bool { return strings.Contains(padded, last) }) {
		return true
	}
	if acronym(n.asked) && spellsOut(sentence, n.asked) {
		return true
	}
	return n.state != "" && n.meansState(sentence)
}

// meansState reports whether a word of a sentence means the state, by any form: Polish, Warsaw.
func (n askedName) meansState(sentence string) bool {
	for w := range strings.FieldsFuncSeq(sentence, func(r rune) bool { return !unicode.IsLetter(r) && r != '.' }) {
		if unicode.IsUpper(firstRune(w)) && memo(n.means, w, n.isState) {
			return true
		}
	}
	return false
}

func (n askedName) isState(word string) bool {
	s, ok := lexicon.LookupState(word)
	return ok && s.Name == n.state
}

// namesake reports whether an article that has the last word of a full name has the name
// itself nowhere, in no spelling: it may mean somebody else.
func (n askedName) namesake(whole string) bool {
	full := Fold(n.asked)
	return strings.Contains(full, " ") && len(n.forms) == 0 && !acronym(n.asked) && !strings.Contains(whole, " "+full+" ")
}

// spellsOut reports whether words in a row have the letters of short as their initials:
// European Central Bank, ECB.
func spellsOut(sentence, short string) bool {
	var initials strings.Builder
	for w := range strings.FieldsFuncSeq(sentence, func(r rune) bool { return !unicode.IsLetter(r) }) {
		switch {
		case unicode.IsUpper(firstRune(w)):
			initials.WriteRune(firstRune(w))
		case !functionWords[w]:
			initials.WriteByte(' ')
		}
	}
	return strings.Contains(initials.String(), short)
}

// is reports whether name is a form of the name asked for.
func (n askedName) is(name string) bool {
	return sameName(name, n.name) || sameName(name, n.asked) || hasName(n.forms, name) || acronym(n.asked) && abbreviates(n.asked, name)
}

// understand tells the names of a question from the words of its topic.
func (b *Bot) understand(ctx context.Context, tenant string, q question) (topic, error) {
	var t topic
	rules, err := b.store.Rules(ctx, tenant)
	if err != nil {
		return t, err
	}
	u := newRuling(rules)
	known, err := b.namesAmong(ctx, tenant, q.words)
	if err != nil {
		return t, err
	}
	capitals := slices.ContainsFunc(q.words, func(w qword) bool { return w.capital })
	named := 0 // where the last name ended
	phrases := make(map[int][]string)
	for i := 0; i < len(q.words); {
		if n, name := nameAt(q.words[i:], capitals, u, known); n > 0 {
			forms, err := b.spellings(ctx, tenant, name)
			if err != nil {
				return t, err
			}
			if state, ok := lexicon.LookupState(name); ok && state.Form == lexicon.ByName && Fold(state.Name) != Fold(name) {
				forms = append(forms, state.Name) // the US, as most articles name it
			}
			also := q.words[i].and && i > 0 && named == i
			t.names = append(t.names, askedName{asked: joinWords(q.words[i : i+n]), name: name, forms: forms, also: also})
			i += n
			named = i
			phrases[q.words[i-1].phrase] = nil
			continue
		}
		w := q.words[i]
		i++
		if asks, thing := q.intent.asks(w.folded); asks {
			if thing {
				t.things = append(t.things, newTerm(w.folded))
			}
			continue
		}
		if !slices.Contains(t.words, w.text) {
			t.words = append(t.words, w.text)
		}
		if _, begun := phrases[w.phrase]; w.phrase > 0 && (!begun || phrases[w.phrase] != nil) {
			phrases[w.phrase] = append(phrases[w.phrase], w.text)
		}
	}
	if err := b.mendSlips(ctx, tenant, q, &t); err != nil {
		return t, err
	}
	t.topic = terms(strings.Join(t.words, " "))
	for _, words := range phrases {
		mended := slices.ContainsFunc(words, func(w string) bool { return !slices.Contains(t.words, w) })
		if found := terms(strings.Join(words, " ")); len(found) > 0 && !mended {
			t.phrases = append(t.phrases, found)
		}
	}
	return t, nil
}

func joinWords(words []qword) string {
	var s []string
	for _, w := range words {
		s = append(s, w.text)
	}
	return strings.Join(s, " ")
}

// mostWords is how many words of a question may be one name.
const mostWords = 6

// namesAmong returns the names of actors that some words in a row may mean, the most
// mentioned first, by those words.
func (b *Bot) namesAmong(ctx context.Context, tenant string, words []qword) (map[string][]string, error) {
	var keys []string
	for i := range words {
		for n := 1; n <= min(mostWords, len(words)-i); n++ {
			if k := Fold(joinWords(words[i : i+n])); k != "" {
				keys = append(keys, k)
			}
		}
	}
	known := make(map[string][]string)
	if len(keys) == 0 {
		return known, nil
	}
	names, err := b.store.Called(ctx, tenant, keys, mostCalled)
	for _, name := range names {
		for _, k := range NameKeys(name) {
			known[k] = append(known[k], name)
		}
	}
	return known, err
}

// mostCalled bounds the names that are asked for at once.
const mostCalled = 500

// nameAt returns how many words at the front of words are the name of an actor, and which.
// A word in lower case is a name only if it is the whole of one, or where the question
// has no capitals at all.
func nameAt(words []qword, capitals bool, u ruling, known map[string][]string) (int, string) {
	for n := min(maxNameWords, len(words)); n > 0 && len(u.called) > 0; n-- {
		want := Fold(joinWords(words[:n]))
		if name := cmp.Or(u.called[want], u.called["the "+want]); name != "" {
			return n, name
		}
	}
	for n := min(mostWords, len(words)); n > 0; n-- {
		want := Fold(joinWords(words[:n]))
		for _, name := range known[want] {
			if Fold(name) == want || words[0].capital || !capitals && len(want) > 3 {
				return n, name
			}
		}
	}
	return 0, ""
}

// spellings returns the last words of known names that may be other spellings of name's.
// Names from other scripts come in several.
func (b *Bot) spellings(ctx context.Context, tenant, name string) ([]string, error) {
	rules, err := b.store.Rules(ctx, tenant)
	if err != nil {
		return nil, err
	}
	forms := newRuling(rules).names(name, false)[1:]
	last := lastWord(Fold(name))
	if len(last) < 7 {
		return forms, nil
	}
	known, err := b.store.Called(ctx, tenant, []string{SoundKey(name)}, mostCalled)
	for _, k := range known {
		if w := lastWord(Fold(k)); w != last && !slices.Contains(forms, w) {
			forms = append(forms, w)
		}
	}
	return forms, err
}

// findNamed is findAny under every spelling of q.Actor. Where there are several, the
// entries have one, which is returned too.
func (b *Bot) findNamed(ctx context.Context, q Query, words []string) ([]Entry, string, error) {
	entries, err := b.findAny(ctx, q, words)
	if err != nil || q.Actor == "" || len(entries) >= q.Limit {
		return entries, q.Actor, err
	}
	forms, err := b.spellings(ctx, q.Tenant, q.Actor)
	if err != nil || len(forms) == 0 {
		return entries, q.Actor, err
	}
	name := q.Actor
	if q.Detail == Events { // who is who is told by the actors
		q.Detail, entries = Said, nil
		forms = append([]string{name}, forms...)
	}
	for _, q.Actor = range forms {
		more, err := b.findAny(ctx, q, words)
		if err != nil {
			return nil, "", err
		}
		entries = append(entries, more...)
	}
	entries = latestFirst(once(entries))
	known := Actors(entries, nil)
	for _, form := range append([]string{name}, forms...) {
		if found := known.Find(form); len(found) == 1 && mayBeCalled(found[0].Name, name) {
			name = found[0].Name
			break
		}
	}
	return known.Resolved(entries), name, nil
}

// mayBeCalled reports whether somebody may go by a name that sounds like the own: a surname
// alone, or one with the same given name.
func mayBeCalled(own, name string) bool {
	p, full := parsePerson(name)
	q, both := parsePerson(own)
	return !full || !both || p.given == q.given
}

// sounds folds what transliterations into English do not agree on: Zelenskyy, Zelensky,
// Zelenskiy; Grigorenko, Hryhorenko.
var sounds = strings.NewReplacer("iy", "y", "yy", "y", "ii", "y", "ij", "y", "yi", "y", "i", "y", "j", "y", "kh", "h", "g", "h",
	"w", "v", "ff", "v", "f", "v", "ts", "c", "tz", "c", "ou", "u", "ye", "e", "ie", "e", "ss", "s", "nn", "n", "ll", "l", "k", "c", "q", "c")

// mendSlips looks among the words that stand nowhere in the library for slips of names.
// One name near is taken; several are offered.
func (b *Bot) mendSlips(ctx context.Context, tenant string, q question, t *topic) error {
	var kept []string
	for _, w := range t.words {
		if len([]rune(w)) < 4 {
			kept = append(kept, w)
			continue
		}
		found, err := b.store.Coverage(ctx, Query{Tenant: tenant, Words: []string{w}, Limit: 1})
		if err != nil {
			return err
		}
		if found.Articles > 0 {
			kept = append(kept, w)
			continue
		}
		near, err := b.store.Near(ctx, tenant, w)
		if err != nil {
			return err
		}
		if len(near) == 1 {
			t.names = append(t.names, askedName{asked: near[0], name: near[0]})
			t.taken = fmt.Sprintf("I took “%s” for %s.", clip(w, 40), near[0])
			continue
		}
		t.near = append(t.near, near...)
		if len(near) == 0 && properName(q, w) {
			t.unknown = w
		}
		kept = append(kept, w)
	}
	t.words = kept
	return nil
}

// properName reports whether a word of a question must be a name: it is written with a
// capital within it, or is that of a state.
func properName(q question, word string) bool {
	if s, ok := lexicon.LookupState(word); ok {
		return s.Form == lexicon.ByName // an article on Canada need not say Canadian
	}
	i := slices.IndexFunc(q.words, func(w qword) bool { return w.text == word })
	shouted := !slices.ContainsFunc(q.words, func(w qword) bool { return !w.capital })
	return i >= 0 && q.words[i].capital && !q.words[i].first && !shouted
}
