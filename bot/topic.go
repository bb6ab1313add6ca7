package bot

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// A topic is what a question is about, as far as the library knows it.
type topic struct {
	names  []askedName
	topic  []string // stems of the other words
	words  []string // the other words
	things []string // stems of words such as "summit", which ask and say of what
	near   []string // known names near a word that is nowhere in the library
	taken  string   // which slip was taken for which name
}

type askedName struct {
	asked string   // the words of the question
	name  string   // of an actor in the library
	forms []string // other spellings of it: Zelensky, Zelenskyy
}

// is reports whether name is a form of the name asked for.
func (n askedName) is(name string) bool {
	return sameName(name, n.name) || sameName(name, n.asked) || hasName(n.forms, name)
}

// understand tells the names of a question from the words of its topic.
func (b *Bot) understand(ctx context.Context, tenant string, q question) (topic, error) {
	var t topic
	capitals := slices.ContainsFunc(q.words, func(w qword) bool { return w.capital })
	for i := 0; i < len(q.words); {
		n, name, err := b.nameAt(ctx, tenant, q.words[i:], capitals)
		if err != nil {
			return t, err
		}
		if n > 0 {
			forms, err := b.spellings(ctx, tenant, name)
			if err != nil {
				return t, err
			}
			t.names = append(t.names, askedName{joinWords(q.words[i : i+n]), name, forms})
			i += n
			continue
		}
		w := q.words[i]
		i++
		if asks, thing := q.intent.asks(w.folded); asks {
			if thing {
				t.things = append(t.things, Stems(w.folded)...)
			}
			continue
		}
		t.words = append(t.words, w.text)
	}
	if err := b.mendSlips(ctx, tenant, q, &t); err != nil {
		return t, err
	}
	t.topic = Stems(strings.Join(t.words, " "))
	return t, nil
}

func joinWords(words []qword) string {
	var s []string
	for _, w := range words {
		s = append(s, w.text)
	}
	return strings.Join(s, " ")
}

// nameAt returns how many words at the front of words are the name of an actor, and which.
// A word in lower case is a name only if it is the whole of one, or where the question
// has no capitals at all.
func (b *Bot) nameAt(ctx context.Context, tenant string, words []qword, capitals bool) (int, string, error) {
	known, err := b.store.Names(ctx, tenant, words[0].folded, 50)
	if err != nil {
		return 0, "", err
	}
	for n := min(6, len(words)); n > 0; n-- {
		want := Fold(joinWords(words[:n]))
		for _, name := range known {
			keys := NameKeys(name)
			whole := len(keys) > 0 && keys[0] == want
			if whole || slices.Contains(keys, want) && (words[0].capital || !capitals && len(want) > 3) {
				return n, name, nil
			}
		}
	}
	return 0, "", nil
}

// spellings returns the last words of known names that may be other spellings of name's:
// a letter apart in a long word. Names from other scripts come in several.
func (b *Bot) spellings(ctx context.Context, tenant, name string) ([]string, error) {
	last := lastWord(Fold(name))
	if len(last) < 7 {
		return nil, nil
	}
	known, err := b.store.Names(ctx, tenant, last[:5], 200)
	var forms []string
	for _, k := range known {
		if w := lastWord(Fold(k)); w != last && distance(w, last, 1) == 1 && !slices.Contains(forms, w) {
			forms = append(forms, w)
		}
	}
	return forms, err
}

// mendSlips looks among the words that stand nowhere in the library for slips of names.
// One name near is taken; several are offered.
func (b *Bot) mendSlips(ctx context.Context, tenant string, q question, t *topic) error {
	var kept []string
	for _, w := range t.words {
		if len([]rune(w)) < 4 {
			kept = append(kept, w)
			continue
		}
		found, err := b.store.Find(ctx, Query{Tenant: tenant, Words: []string{w}, Limit: 1})
		if err != nil {
			return err
		}
		if len(found) > 0 {
			kept = append(kept, w)
			continue
		}
		near, err := b.nearNames(ctx, tenant, w)
		if err != nil {
			return err
		}
		if len(near) == 1 {
			t.names = append(t.names, askedName{asked: near[0], name: near[0]})
			t.taken = fmt.Sprintf("I took “%s” for %s.", clip(w, 40), near[0])
			continue
		}
		t.near = append(t.near, near...)
		kept = append(kept, w)
	}
	t.words = kept
	return nil
}

// share is how much of the topic said has; 1 for a question without a topic.
func (t topic) share(said string) float64 {
	if len(t.topic) == 0 {
		return 1
	}
	return shareOf(t.topic, said)
}

// shareOf is how much of stems said has; 0 for none.
func shareOf(stems []string, said string) float64 {
	if len(stems) == 0 {
		return 0
	}
	have := Stems(said)
	n := 0
	for _, s := range stems {
		if slices.Contains(have, s) {
			n++
		}
	}
	return float64(n) / float64(len(stems))
}

// shareWithNames counts each name as a word of the topic.
func (t topic) shareWithNames(said string) float64 {
	have := " " + Fold(said) + " "
	n := t.share(said) * float64(len(t.topic))
	for _, name := range t.names {
		in := func(form string) bool { return strings.Contains(have, " "+lastWord(Fold(form))+" ") }
		if in(name.asked) || slices.ContainsFunc(name.forms, in) {
			n++
		}
	}
	return n / float64(len(t.topic)+len(t.names))
}
