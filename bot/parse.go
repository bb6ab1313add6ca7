package bot

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// maxText is how many characters of a command are read. No honest question is longer.
const maxText = 4000

// A request is a command as it was understood.
type request struct {
	name   string            // of a Usage; empty if the text names none
	values map[string]string // by the names of its options
	tried  string            // the first words, where they name no command
	page   int               // from 1, of answers that go on
}

// parse reads plain words as a request. It never fails: what names no command but reads
// like a question is asked, and the rest has no name.
func parse(text string) request {
	text, page := cutPage(tidy(text))
	r := parseWords(text)
	r.page = page
	return r
}

// pageRE is the end of a command that turns a page.
var pageRE = regexp.MustCompile(`(?i) page ([1-9]\d{0,2})$`)

// cutPage takes "page 2" off the end of a command.
func cutPage(text string) (string, int) {
	m := pageRE.FindStringSubmatch(text)
	if m == nil {
		return text, 1
	}
	page, err := strconv.Atoi(m[1])
	if err != nil {
		return text, 1 // unreachable: three digits
	}
	return strings.TrimSuffix(text, m[0]), page
}

func parseWords(text string) request {
	if text == "" {
		return request{name: "help", values: map[string]string{}}
	}
	if isAddress(text) {
		return request{name: "read", values: map[string]string{"url": unbracket(text)}}
	}
	first, rest := cutWord(text)
	word := commandWord(first)
	if group := groupOf(word); group != nil {
		return parseGroup(word, group, rest)
	}
	u, ok := usage(word)
	if !ok {
		return parseOther(text, word)
	}
	switch word {
	case "setup":
		return request{name: word, values: scheduleValues(rest)}
	case "who":
		if name, ok := whoName(first, rest); ok {
			return request{name: word, values: map[string]string{"name": name}}
		}
		return request{name: "ask", values: map[string]string{"question": text}}
	case "today", "meetings", "decisions":
		if readsLikeQuestion(rest, word) {
			return request{name: "ask", values: map[string]string{"question": text}}
		}
	}
	return request{name: word, values: optionValues(u, rest)}
}

// tidy drops what surrounds a command: invisible marks, spaces, quotes, a slash, the
// bot's name.
func tidy(text string) string {
	text = strings.ToValidUTF8(text, "")
	if r := []rune(text); len(r) > maxText {
		text = string(r[:maxText])
	}
	text = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r), unicode.Is(unicode.Cf, r):
			return -1
		}
		return r
	}, text)
	text = strings.Join(strings.Fields(text), " ")
	for {
		before := text
		text = strings.TrimSpace(text)
		text = strings.TrimLeft(text, "/,:;.!-–— ")
		if len(text) > 1 && strings.ContainsRune("\"“”„'‘’`«»", firstRune(text)) && strings.ContainsRune("\"“”'‘’`«»", lastRune(text)) {
			text = strings.Trim(text, "\"“”„'‘’`«» ")
		}
		if w, rest := cutWord(text); strings.EqualFold(strings.Trim(w, "@,:"), "readout") {
			text = rest
		}
		if text == before {
			return text
		}
	}
}

func firstRune(s string) rune { return []rune(s)[0] }
func lastRune(s string) rune  { r := []rune(s); return r[len(r)-1] }

// cutWord returns the first word of text and the rest.
func cutWord(text string) (word, rest string) {
	word, rest, _ = strings.Cut(text, " ")
	return word, strings.TrimSpace(rest)
}

// commandWord folds a word to the command that it names: "Meetings?" is "meetings".
func commandWord(w string) string {
	w = strings.ToLower(strings.TrimFunc(w, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '👍' && r != '👎'
	}))
	w = strings.TrimSuffix(strings.TrimSuffix(w, "'s"), "’s")
	switch w {
	case "meeting", "diary":
		return "meetings"
	case "decision":
		return "decisions"
	case "feeds":
		return "feed"
	case "schedules":
		return "schedule"
	case "whois":
		return "who"
	case "doctor", "health":
		return "status"
	case "👍":
		return "more"
	case "👎":
		return "less"
	case "?", "hi", "hello", "commands":
		return "help"
	}
	return w
}

// usage returns the command of that name.
func usage(name string) (Usage, bool) {
	for _, u := range slices.Concat(Catalogue(), pressed()) {
		if u.Name == name {
			return u, true
		}
	}
	return Usage{}, false
}

// groupOf returns the second words of the commands that begin with word, such as "feed".
func groupOf(word string) []string {
	var subs []string
	for _, u := range Catalogue() {
		if g, sub, ok := strings.Cut(u.Name, " "); ok && g == word {
			subs = append(subs, sub)
		}
	}
	return subs
}

// parseGroup reads "feed add …". Without a second word it lists; "schedule every …" adds.
func parseGroup(group string, subs []string, rest string) request {
	sub, after := cutWord(rest)
	sub = commandWord(sub)
	switch {
	case sub == "":
		sub = "list"
	case group == "follow" && isAddress(rest):
		return parseGroup("feed", groupOf("feed"), rest)
	case group == "follow" && (sub == "add" || sub == "list" || sub == "remove"):
	case group == "follow":
		sub, after = "add", rest
	case group == "editor":
	default:
		sub = synonym(group, sub)
	}
	if !slices.Contains(subs, sub) {
		switch {
		case group == "schedule":
			sub, after = "add", rest
		case isAddress(rest):
			sub, after = "add", rest
		default:
			return request{tried: clip(group+" "+rest, 40)}
		}
	}
	u, _ := usage(group + " " + sub)
	if u.Name == "schedule add" {
		values := scheduleValues(after)
		if own := values["cron"]; own != "" {
			values["spec"] = own
			delete(values, "cron")
		}
		return request{name: u.Name, values: values}
	}
	return request{name: u.Name, values: optionValues(u, after)}
}

// synonym returns the second word of feed and schedule that people mean by sub.
func synonym(group, sub string) string {
	switch sub {
	case "delete", "drop", "unfollow", "stop":
		return "remove"
	case "follow", "new", "create":
		return "add"
	case "test", "try":
		if group == "feed" {
			return "check"
		}
		return "preview"
	}
	return sub
}

// parseOther reads text whose first word is no command.
func parseOther(text, word string) request {
	if u := onlyAddress(text); u != "" { // "have a look: https://…"
		return request{name: "read", values: map[string]string{"url": u}}
	}
	if readsLikeQuestion(text, "") {
		return request{name: "ask", values: map[string]string{"question": text}}
	}
	switch word {
	case "unfollow":
		_, rest := cutWord(text)
		u, _ := usage("follow remove")
		return request{name: u.Name, values: optionValues(u, rest)}
	case "news", "digest", "latest":
		_, rest := cutWord(text)
		u, _ := usage("today")
		return request{name: "today", values: optionValues(u, rest)}
	}
	return request{tried: clip(text, 40)}
}

// onlyAddress returns the one web address among the words of text; empty if there is none,
// or more than one.
func onlyAddress(text string) string {
	found := ""
	for _, w := range strings.Fields(text) {
		if w = unbracket(strings.TrimRight(w, ".,;:!?")); !isAddress(w) {
			continue
		}
		if found != "" {
			return ""
		}
		found = w
	}
	return found
}

// readsLikeQuestion reports whether text, or the words after a command's own, ask
// something that the command does not take.
func readsLikeQuestion(text, command string) bool {
	if command == "" && strings.ContainsAny(text, "?？؟") {
		return true
	}
	w, _ := cutWord(text)
	switch w = strings.ToLower(strings.Trim(w, ",.")); w {
	case "what", "whats", "what's", "what’s", "when", "where", "which", "why", "how", "whom", "whose",
		"did", "does", "do", "is", "are", "was", "were", "will", "has", "have", "had", "can", "could", "should", "would",
		"tell", "show", "anything", "and":
		return command == "" || w != "show"
	case "who", "who's", "who’s":
		return command == ""
	}
	return false
}

// whoName reads the name out of "who Rubio", "who is Marco Rubio?"; false for questions
// such as "who will Rubio meet".
func whoName(first, rest string) (string, bool) {
	w, after := cutWord(rest)
	switch strings.ToLower(w) {
	case "is", "was", "are", "'s":
		rest = after
	case "will", "did", "does", "do", "has", "have", "had", "can", "could", "should", "would", "may", "must",
		"said", "says", "meets", "met", "decides", "decided", "wants", "wanted", "leads", "runs", "else", "to":
		return "", false
	}
	name := strings.TrimSpace(strings.TrimRight(rest, "?!.,;"))
	// "who is meeting Rubio", "who is deciding": a verb, not a name.
	if w, more := cutWord(name); more != "" && strings.HasSuffix(w, "ing") && strings.ToLower(w) == w {
		return "", false
	}
	if w, _ := cutWord(name); len(strings.Fields(name)) > 1 && (w == "going" || w == "in" || w == "at" || w == "behind") {
		return "", false
	}
	return strings.Trim(name, "\"“”'‘’`"), true
}

// isAddress reports whether text is a web address and nothing else.
func isAddress(text string) bool {
	text = unbracket(text)
	return (hasPrefixFold(text, "https://") || hasPrefixFold(text, "http://")) && !strings.Contains(text, " ")
}

func hasPrefixFold(s, prefix string) bool {
	return len(s) >= len(prefix) && strings.EqualFold(s[:len(prefix)], prefix)
}

// unbracket takes an address out of the brackets and quotes that people and chat
// programs put around it.
func unbracket(s string) string {
	return strings.Trim(strings.TrimSpace(s), "<>\"“”'‘’`()[]")
}
