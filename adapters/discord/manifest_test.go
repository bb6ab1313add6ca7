package discord

import "testing"

func TestApplicationID(t *testing.T) {
	for token, want := range map[string]string{
		"MTAwMDAwMDAwMDAwMDAwMDAx.test.token":     "100000000000000001",
		"Bot MTAwMDAwMDAwMDAwMDAwMDAx.test.token": "100000000000000001",
		"MTAwMDAwMDAwMDAwMDAwMDAx":                "", // no token, by its form
		"bm90IGEgbnVtYmVy.test.token":             "",
		"???.test.token":                          "",
		"":                                        "",
	} {
		if got := ApplicationID(token); got != want {
			t.Errorf("ApplicationID(%q) = %q, want %q", token, got, want)
		}
	}
}
