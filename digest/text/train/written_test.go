package main

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestItems(t *testing.T) {
	got, err := items("x", "# about the file\n\n[PER Ann Lee] of [ORG Lowe's]\nin [LOC Łódź].\n\n\nNo name.\n")
	if err != nil {
		t.Fatal(err)
	}
	want := []article{
		{ID: "x:1", Text: "Ann Lee of Lowe's\nin Łódź.", Names: []span{{0, 7, "PER"}, {11, 17, "ORG"}, {21, 28, "LOC"}}},
		{ID: "x:2", Text: "No name."},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("items (-want +got):\n%s", diff)
	}
	for _, bad := range []string{"[PERSON Ann]", "[PER Ann", "[PER Ann [LOC Rome]]", "Ann]", "[LOC]"} {
		if got, err := items("x", bad); err == nil {
			t.Errorf("items(%q) = %v, want an error", bad, got)
		}
	}
}

// TestWritten holds the annotation of wire.txt and world.txt to its conventions.
func TestWritten(t *testing.T) {
	for file, text := range map[string]string{"wire.txt": wireText, "world.txt": worldText} {
		as, err := items(file, text)
		if err != nil {
			t.Fatal(err)
		}
		if len(as) < 200 {
			t.Errorf("%s has %d items, want hundreds", file, len(as))
		}
		seen := map[string]bool{}
		for _, a := range as {
			if seen[a.Text] {
				t.Errorf("%s is in the file twice", a.ID)
			}
			seen[a.Text] = true
			for _, n := range a.Names {
				if name := a.Text[n.Start:n.End]; strings.TrimSpace(name) != name || strings.HasPrefix(name, "the ") {
					t.Errorf("%s: name %q begins or ends with what is outside it", a.ID, name)
				}
			}
		}
	}
}
