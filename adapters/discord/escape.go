package discord

import (
	"net/url"
	"strings"
	"unicode"
)

// cut stands where text was left out.
const cut = "…"

// escape returns a stranger's text so that Discord shows it as it is: it formats, links,
// mentions and hides nothing. The result is one line of at most max UTF-16 units; what
// does not fit is cut.
func escape(s string, max int) string {
	runes := []rune(clean(s))
	var b strings.Builder
	used, fits := 0, 0 // units so far; bytes of b that leave room for the cut
	for i := range runes {
		e := escapeRune(runes, i)
		used += units(e)
		if used > max {
			return strings.TrimRight(b.String()[:fits], " ") + cut
		}
		b.WriteString(e)
		if used < max {
			fits = b.Len()
		}
	}
	return b.String()
}

// escapeRune returns the i-th rune of a line, with what keeps it from being markup
// (https://support.discord.com/hc/en-us/articles/210298617). A backslash makes any mark
// plain; a mention of all is found on the server, before backslashes are read, so it gets
// a zero-width space instead.
func escapeRune(line []rune, i int) string {
	r := line[i]
	switch r {
	case '\\', '`', '*', '_', '~', '|', '<', '>', '[', ']', '#':
		return `\` + string(r)
	case '-', '+': // a list, or subtext
		if i == 0 {
			return `\` + string(r)
		}
	case '.', ')': // "1." begins a list
		if i > 0 && digits(line[:i]) {
			return `\` + string(r)
		}
	case ':': // "https://" and ":smile:"
		if i+1 < len(line) && line[i+1] != ' ' {
			return `\:`
		}
	case '@':
		if rest := strings.ToLower(string(line[i+1 : min(i+9, len(line))])); rest == "everyone" || strings.HasPrefix(rest, "here") {
			return "@\u200b"
		}
	}
	return string(r)
}

func digits(line []rune) bool {
	for _, r := range line {
		if r < '0' || r > '9' {
			return false
		}
	}
	return true
}

// plain returns text for places where Discord reads no markup, such as footers.
func plain(s string, max int) string {
	s = clean(s)
	if units(s) <= max {
		return s
	}
	used := 0
	for i, r := range s {
		if used += units(string(r)); used >= max {
			return strings.TrimRight(s[:i], " ") + cut
		}
	}
	return s
}

// clean returns s as one line without control characters, marks that turn the direction
// of what follows, and invisible ones; joiners stay, which emoji and some scripts need.
func clean(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r), r >= '\u202a' && r <= '\u202e', r >= '\u2066' && r <= '\u2069',
			r == '\u200b', r == '\u200e', r == '\u200f', r == '\u2060', r == '\ufeff':
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
	return strings.Join(strings.Fields(s), " ")
}

// link returns a web address fit for a masked link and for an embed, or "" for one that
// is no web address or is too long for a chat.
func link(raw string) string {
	u, err := url.Parse(raw)
	if err != nil || (u.Scheme != "https" && u.Scheme != "http") || u.Hostname() == "" || u.User != nil {
		return ""
	}
	s := unmarked.Replace(u.String())
	if len(s) > urlMax || clean(s) != s {
		return ""
	}
	return s
}

// unmarked percent-encodes what would end a masked link.
var unmarked = strings.NewReplacer("(", "%28", ")", "%29", "<", "%3C", ">", "%3E", "[", "%5B", "]", "%5D",
	"|", "%7C", "\\", "%5C", "`", "%60", "*", "%2A", `"`, "%22", " ", "%20")

// masked returns a link under a text, or the text alone where there is no link.
func masked(text, address string, max int) string {
	to := link(address)
	if text == "" && to != "" {
		if u, err := url.Parse(to); err == nil {
			text = u.Hostname()
		}
	}
	// Discord looks for the end of a link's text before it reads backslashes.
	text = escape(strings.NewReplacer("[", "(", "]", ")").Replace(text), max)
	if to == "" || text == "" {
		return text
	}
	return "[" + text + "](" + to + ")"
}
