package digest

import (
	"strings"
	"unicode"

	"github.com/readout-bot/readout/digest/text"
)

// unreadable says in a few words why a text cannot be read, or "" if it can.
func unreadable(s string) string {
	if strings.TrimSpace(s) == "" {
		return "the text is empty"
	}
	if strings.IndexFunc(s, unicode.IsLetter) < 0 {
		return "the text has no words"
	}
	if !text.English(s) {
		return "the text is not in English"
	}
	return ""
}
