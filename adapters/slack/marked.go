package slack

import (
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"github.com/readout-bot/readout/bot"
)

// Beside a menu Slack shows a section, whose text knows either no markup or all of mrkdwn;
// rich text cannot stand there. So a line's words are marked, the label in bold, only where
// nothing in them could be markup of its own; otherwise they stand unmarked.

// beside is the section of a line with what can be done with it, and the line's words.
// within reports that the section shows l.At, too.
func beside(l bot.Line, menu *slack.Accessory) (section *slack.SectionBlock, words string, within bool) {
	label, text, note := cut(clean(l.Label), showLabel), cut(clean(l.Text), showLine), cut(clean(l.Note), showNote)
	plain := filled(label, text, note)
	if len(plain) == 0 {
		return nil, "", false
	}
	words = strings.Join(plain, separator)
	if !inert(label) || !inert(text) || !inert(note) {
		return slack.NewSectionBlock(plainText(words), nil, menu), words, false
	}
	when, spoken := dateMark(l.At)
	marked := strings.Join(filled(around("*", label), when, escape(text), around("_", note)), separator)
	object := slack.NewTextBlockObject(slack.MarkdownType, marked, false, true) // verbatim: nothing becomes a link by itself
	object.Emoji = nil
	return slack.NewSectionBlock(object, nil, menu), strings.Join(filled(label, spoken, text, note), separator), true
}

// markup are the characters that mrkdwn gives a meaning, and with them those by which Slack
// has at times linked names (https://docs.slack.dev/messaging/formatting-message-text).
const markup = "*_~`<>@#|"

// shortcode is what may be an emoji, :smile:, and some that cannot be.
var shortcode = regexp.MustCompile(`:[^\s:]+:`)

// inert reports whether s means nothing but itself in mrkdwn, once it is escaped.
func inert(s string) bool { return !strings.ContainsAny(s, markup) && !shortcode.MatchString(s) }

// around puts s, which is inert, between two marks; nothing around nothing.
func around(mark, s string) string {
	if s == "" {
		return ""
	}
	return mark + escape(s) + mark
}

// dateMark is an instant that each reader sees in their own zone, and how it is read aloud
// (https://docs.slack.dev/messaging/formatting-message-text#date-formatting).
func dateMark(t time.Time) (mark, spoken string) {
	if t.IsZero() {
		return "", ""
	}
	spoken = t.UTC().Format(instantLayout)
	if !hasTimestamp(t) {
		return spoken, spoken
	}
	return fmt.Sprintf("<!date^%d^%s|%s>", t.Unix(), instantFormat, spoken), spoken
}

// filled are those that are not empty.
func filled(of ...string) []string {
	var all []string
	for _, s := range of {
		if s != "" {
			all = append(all, s)
		}
	}
	return all
}
