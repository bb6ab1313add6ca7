package bot

import (
	"slices"
	"testing"
	"unicode/utf8"
)

// CheckMessage fails the test for what platforms could not carry of an answer.
func CheckMessage(t *testing.T, m Message) {
	t.Helper()
	CheckKept(t, m)
	for _, s := range m.Sections {
		if len(s.Left) != s.More {
			t.Errorf("%s: %d lines left and More %d", s.Heading, len(s.Left), s.More)
		}
	}
}

// CheckKept does so for a message that was kept in a store, which leaves out what is left.
func CheckKept(t *testing.T, m Message) {
	t.Helper()
	controls := func(what string, all []Control) {
		if len(all) > maxControls {
			t.Errorf("%s: %d controls; want at most %d", what, len(all), maxControls)
		}
		for _, c := range all {
			if n := utf8.RuneCountInString(c.Label); n == 0 || n > MaxControlLabel {
				t.Errorf("%s: label %q has %d runes", what, c.Label, n)
			}
			if (c.Command == "") == (c.URL == "") || len(c.Command) > MaxControlCommand {
				t.Errorf("%s: control %q with command %q (%d bytes) and address %q", what, c.Label, c.Command, len(c.Command), c.URL)
			}
			if c.Command != "" && parse(c.Command).name == "" {
				t.Errorf("%s: nothing answers %q", what, c.Command)
			}
		}
	}
	controls(m.Title, m.Controls)
	for _, s := range m.Sections {
		for _, l := range s.Lines {
			controls(m.Title+", "+s.Heading+", "+l.Text, l.Controls)
		}
	}
}

// CheckForm fails the test for what platforms could not show.
func CheckForm(t *testing.T, f Form) {
	t.Helper()
	at := func(what, s string, most int) {
		if n := utf8.RuneCountInString(s); n > most {
			t.Errorf("%s: %s %q has %d runes; want at most %d", f.Title, what, s, n, most)
		}
	}
	at("title", f.Title, maxTitle)
	if f.Title == "" || f.Submit == "" || len(f.Fields) == 0 || len(f.Fields) > maxFields {
		t.Errorf("form %q, %q has %d fields", f.Title, f.Submit, len(f.Fields))
	}
	u, ok := usage(parse(f.Command).name)
	if !ok {
		t.Errorf("%s: nothing answers %q", f.Title, f.Command)
	}
	for _, x := range f.Fields {
		at("label", x.Label, maxLabel)
		at("hint", x.Hint, maxHint)
		at("other", x.Other, MaxControlLabel)
		if x.Label == "" || len(x.Choices) > maxChoices || len(x.Offers) > maxChoices {
			t.Errorf("%s: field %s has label %q, %d choices and %d offers", f.Title, x.Name, x.Label, len(x.Choices), len(x.Offers))
		}
		for _, c := range slices.Concat(x.Choices, x.Offers) {
			at("choice", c.Label, maxChosen)
			at("value", c.Value, maxSuggested)
			if c.Label == "" || c.Value == "" {
				t.Errorf("%s: field %s has an empty choice", f.Title, x.Name)
			}
		}
		known := false
		for _, o := range u.Options {
			known = known || o.Name == x.Name
		}
		if !known {
			t.Errorf("%s: %s takes no %s", f.Title, u.Name, x.Name)
		}
	}
}
