package lexicon

import (
	"strings"
	"sync"
)

// Form says how a phrase names a state.
type Form string

// The forms.
const (
	ByName     Form = "name"     // "Hungary", "the U.S."
	ByCapital  Form = "capital"  // "Budapest"
	ByPeople   Form = "people"   // "Hungarian", "Hungarians"
	ByProvince Form = "province" // "Ohio", "Bavaria"
)

// A State is a state as a phrase names it.
type State struct {
	Name string // the usual English name, the same for every form
	Form Form
}

// LookupState finds the state that the phrase names: its name, its capital or its people.
// A leading "the" is ignored.
func LookupState(phrase string) (State, bool) {
	s, ok := states()[strings.TrimPrefix(Fold(phrase), "the ")]
	return s, ok
}

var states = sync.OnceValue(func() map[string]State {
	m := map[string]State{}
	for _, line := range lines("states.tsv") {
		field := strings.Split(line, "\t")
		name := field[0]
		add := func(form Form, phrases string) {
			for _, p := range strings.Split(phrases, ";") {
				if p = strings.TrimPrefix(Fold(p), "the "); p != "" && m[p].Name == "" {
					m[p] = State{name, form}
				}
			}
		}
		add(ByName, name)
		add(ByName, field[1])
		add(ByCapital, field[2])
		add(ByPeople, field[3])
	}
	for p := range Provinces() {
		if m[p].Name == "" {
			m[p] = State{p, ByProvince}
		}
	}
	return m
})
