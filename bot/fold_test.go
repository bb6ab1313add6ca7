package bot

import (
	"slices"
	"strings"
	"testing"
)

func TestFold(t *testing.T) {
	for in, want := range map[string]string{
		"Viktor Orbán":              "viktor orban",
		"Viktor Orba\u0301n":        "viktor orban",
		"  U.S.  Treasury ":         "us treasury",
		"J.D. Vance":                "jd vance",
		"Conan O’Brien":             "conan obrien",
		"Lars Løkke Rasmussen":      "lars lokke rasmussen",
		"Jean-Luc Mélenchon":        "jean luc melenchon",
		"Marco A. Rubio":            "marco a rubio",
		"習近平":                       "習近平",
		"\xff\x00?!":                "",
		"İstanbul":                  "istanbul",
		"met in Rome.Later he left": "met in rome later he left",
	} {
		if got := Fold(in); got != want {
			t.Errorf("Fold(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestNameKeys(t *testing.T) {
	want := []string{"ursula von der leyen", "von der leyen", "der leyen", "leyen"}
	if got := NameKeys("Ursula von der Leyen"); !slices.Equal(got, want) {
		t.Errorf("NameKeys = %q, want %q", got, want)
	}
	if got := NameKeys("—"); got != nil {
		t.Errorf("NameKeys of a dash = %q, want none", got)
	}
	if got := len(NameKeys(strings.Repeat("word ", 1000))); got != 1+maxNameWords {
		t.Errorf("a name of 1000 words has %d keys, want %d", got, 1+maxNameWords)
	}
}

func TestStems(t *testing.T) {
	want := []string{"tariff", "on", "russia", "were", "rais"}
	if got := Stems("Tariffs on Russia's tariff were raised, raising"); !slices.Equal(got, want) {
		t.Errorf("Stems = %q, want %q", got, want)
	}
	if got := Stems(strings.Repeat("é", 500)); len(got) != 1 || len(got[0]) > maxStem {
		t.Errorf("Stems of one long word = %q, want one stem of at most %d bytes", got, maxStem)
	}
}
