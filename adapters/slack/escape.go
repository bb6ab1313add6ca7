package slack

import (
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/graphemes"
)

// clean makes one line of s: valid UTF-8, no control characters, no marks that turn the
// direction of what follows, no runs of white space.
func clean(s string) string {
	var b strings.Builder
	space := false
	for _, r := range strings.ToValidUTF8(s, "\uFFFD") {
		switch {
		case unicode.IsSpace(r):
			space = b.Len() > 0
			continue
		case unicode.IsControl(r), turnsDirection(r):
			continue
		}
		if space {
			b.WriteByte(' ')
			space = false
		}
		b.WriteRune(r)
	}
	return b.String()
}

// turnsDirection reports the explicit bidirectional controls (UAX #9, 2.1 to 2.3), which
// reach beyond the text they stand in. The letters of right-to-left scripts need none.
func turnsDirection(r rune) bool {
	return r >= 0x202A && r <= 0x202E || r >= 0x2066 && r <= 0x2069
}

// escape makes s safe for the text argument: with &, < and > as entities, no mention, link
// or date can be written (https://docs.slack.dev/messaging/formatting-message-text). What is
// left of mrkdwn, emphasis, is switched off by mrkdwn: false beside it.
func escape(s string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(s)
}

// unescape is what a person meant by text that Slack sent: entities are resolved and links
// are their address, users and channels their names.
func unescape(s string) string {
	var b strings.Builder
	for {
		before, rest, ok := strings.Cut(s, "<")
		b.WriteString(before)
		if !ok {
			break
		}
		inside, after, ok := strings.Cut(rest, ">")
		if !ok {
			b.WriteString("<" + rest)
			break
		}
		b.WriteString(meant(inside))
		s = after
	}
	return strings.NewReplacer("&lt;", "<", "&gt;", ">", "&amp;", "&").Replace(b.String())
}

// meant reads the inside of <…>: "https://…|shown", "@U1|name", "!subteam^S1|@desk", "#C1|name",
// "!here". People and groups keep their ids, by which the bot knows them.
func meant(inside string) string {
	target, label, labelled := strings.Cut(inside, "|")
	if target == "" {
		return label
	}
	if id, ok := strings.CutPrefix(target, "!subteam^"); ok {
		return "@" + id
	}
	switch target[0] {
	case '#', '!':
		if labelled && label != "" {
			return strings.TrimLeft(target[:1], "!") + strings.TrimLeft(label, "@#")
		}
		return strings.Replace(target, "!", "@", 1)
	}
	return target
}

// units is the length of s in UTF-16.
func units(s string) int {
	n := 0
	for _, r := range s {
		n++
		if r > 0xFFFF {
			n++
		}
	}
	return n
}

// cut shortens s to at most most UTF-16 units, marking what is missing with an ellipsis and
// splitting no character as people see them.
func cut(s string, most int) string {
	if len(s) <= most || units(s) <= most {
		return s
	}
	n, end := 0, 0
	for g := graphemes.FromString(s); g.Next(); {
		if n += units(g.Value()); n > most-1 {
			break
		}
		end = g.End()
	}
	return strings.TrimRightFunc(s[:end], unicode.IsSpace) + "…"
}

// cutBytes shortens s, which may hold the entities of escape, to at most most bytes.
func cutBytes(s string, most int) string {
	if len(s) <= most {
		return s
	}
	end := most - len("…")
	for end > 0 && !utf8.RuneStart(s[end]) {
		end--
	}
	if amp := strings.LastIndexByte(s[:end], '&'); amp >= 0 && !strings.Contains(s[amp:end], ";") {
		end = amp
	}
	return s[:end] + "…"
}

// webURL returns u if it is an address to link to, otherwise nothing.
func webURL(u string) string {
	p, err := url.Parse(u)
	if err != nil || p.Scheme != "http" && p.Scheme != "https" || p.Host == "" || len(u) > maxURL || clean(u) != u {
		return ""
	}
	return u
}

// host names the site behind a URL that passed webURL.
func host(u string) string {
	p, err := url.Parse(u)
	if err != nil {
		return ""
	}
	return strings.TrimPrefix(p.Hostname(), "www.")
}
