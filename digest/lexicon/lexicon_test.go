package lexicon

import (
	"strings"
	"testing"
)

func TestLookupState(t *testing.T) {
	for phrase, want := range map[string]State{
		"the U.S.":        {"United States", ByName},
		"Budapest":        {"Hungary", ByCapital},
		"Hungarians":      {"Hungary", ByPeople},
		"Côte d’Ivoire":   {"Ivory Coast", ByName},
		"Ohio":            {"ohio", ByProvince},
		"The Netherlands": {"Netherlands", ByName},
	} {
		if got, ok := LookupState(phrase); !ok || got != want {
			t.Errorf("LookupState(%q) = %v, %t, want %v", phrase, got, ok, want)
		}
	}
	if got, ok := LookupState("Atlantis"); ok {
		t.Errorf("LookupState(Atlantis) = %v, want none", got)
	}
}

// TestStatesTable holds the table to its four columns and every state to its own name.
func TestStatesTable(t *testing.T) {
	for _, line := range lines("states.tsv") {
		field := strings.Split(line, "\t")
		if len(field) != 4 {
			t.Errorf("%d columns, want 4: %q", len(field), line)
			continue
		}
		if s, ok := LookupState(field[0]); !ok || s.Name != field[0] {
			t.Errorf("LookupState(%q) = %v, %t, want the state itself", field[0], s, ok)
		}
	}
}

func TestTables(t *testing.T) {
	for name, table := range map[string]map[string]string{"meeting": MeetingVerbs(), "decision": DecisionVerbs(), "modality": Modality()} {
		if len(table) < 20 {
			t.Errorf("%s table has %d lines, want more", name, len(table))
		}
		for word, class := range table {
			if word != strings.TrimSpace(word) || class == "" || strings.Contains(class, "\t") {
				t.Errorf("%s table: %q has class %q", name, word, class)
			}
		}
	}
	for name, set := range map[string]Set{"media": Media()["ends"], "firm": MeetingNouns()["firm"], "off": CallOff()["postponed"], "places": Places()["ends"]} {
		if len(set) == 0 {
			t.Errorf("list %s is empty", name)
		}
	}
}

func TestFold(t *testing.T) {
	for in, want := range map[string]string{"Orbán’s": "orbán", "White\u00a0 House": "white house", "U.S.": "u.s."} {
		if got := Fold(in); got != want {
			t.Errorf("Fold(%q) = %q, want %q", in, got, want)
		}
	}
}
