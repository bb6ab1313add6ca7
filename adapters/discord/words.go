package discord

import (
	_ "embed"
	"encoding/json"
	"fmt"

	"github.com/bwmarrin/discordgo"
)

// words.json says what commands and options are for in the languages of Discord's clients, by
// the English text. What people type stays English in all of them
// (https://discord.com/developers/docs/reference#locales).
//
//go:embed words.json
var wordsJSON []byte

// words are the texts of commands, by their English one.
type words map[string]map[discordgo.Locale]string

// readWords returns the embedded words.
func readWords() words {
	var w words
	if err := json.Unmarshal(wordsJSON, &w); err != nil {
		panic(fmt.Sprintf("words.json: %v", err)) // unreachable: a test reads it
	}
	return w
}

// what describes a group of sub-commands, of which the catalogue has only the first word.
func what(group string) string {
	switch group {
	case "feed":
		return "Feeds: add, list, remove, check"
	case "schedule":
		return "Schedules of briefs: add, list, pause, remove, preview"
	case "follow":
		return "What this channel follows: add, list, remove"
	case "editor":
		return "Who may change things here: add, list, remove"
	}
	return group
}
