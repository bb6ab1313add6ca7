package bot

import (
	"regexp"
	"strings"
	"unicode"
)

// optionValues cuts the rest of a command at the keywords of its options.
func optionValues(u Usage, rest string) map[string]string {
	values := map[string]string{}
	if len(u.Options) == 1 && u.Options[0].Keyword == "" {
		if rest != "" {
			values[u.Options[0].Name] = clean(u.Options[0].Name, rest)
		}
		return values
	}
	name := ""
	if len(u.Options) > 0 && u.Options[0].Keyword == "" {
		name = u.Options[0].Name
	}
	var value []string
	flush := func() {
		if name != "" && len(value) > 0 {
			values[name] = clean(name, strings.Join(value, " "))
		}
		value = nil
	}
	for _, w := range strings.Fields(rest) {
		if o := optionAt(u, w); o != "" {
			flush()
			name = o
			continue
		}
		value = append(value, w)
	}
	flush()
	return values
}

// optionAt returns the name of the option whose keyword w is.
func optionAt(u Usage, w string) string {
	w = strings.ToLower(strings.TrimRight(w, ":"))
	if (w == "on" || w == "for") && u.Name != "wrong" {
		w = "about"
	}
	for _, o := range u.Options {
		if o.Keyword != "" && o.Keyword == w {
			return o.Name
		}
	}
	return ""
}

// clean drops the marks around a value.
func clean(name, v string) string {
	switch name {
	case "url":
		return unbracket(v)
	case "question":
		return v
	}
	return strings.Trim(strings.TrimRight(v, "?!.,; "), "\"“”„'‘’`«» ")
}

// The ends of a schedule that their values tell apart from its words.
var scheduleEnds = []struct {
	option string
	re     *regexp.Regexp
}{
	{"feeds", regexp.MustCompile(`(?i) from((?:[ ,]+<?https?://[^ ,>]+>?)+)`)},
	{"only", regexp.MustCompile(`(?i) only (changes|followed)\b`)},
	{"ping", regexp.MustCompile(`(?i) ping (\S+)`)},
}

// scheduleValues reads "every weekday at 9:00 Europe/Berlin about Ukraine, NATO".
func scheduleValues(text string) map[string]string {
	values := map[string]string{}
	text = " " + text
	for _, end := range scheduleEnds {
		if m := end.re.FindStringSubmatchIndex(text); m != nil {
			values[end.option] = strings.TrimSpace(text[m[2]:m[3]])
			text = text[:m[0]] + text[m[1]:]
		}
	}
	lower := strings.ToLower(text)
	if i := strings.LastIndex(lower, " about "); i >= 0 && len(lower) == len(text) {
		values["about"] = clean("about", text[i+len(" about "):])
		text, lower = text[:i], lower[:i]
	}
	if i := strings.LastIndex(lower, " in "); i >= 0 && len(lower) == len(text) {
		values["zone"] = clean("zone", text[i+len(" in "):])
		text = text[:i]
	} else if i := strings.LastIndexByte(text, ' '); i >= 0 && zoneLike(text[i+1:]) {
		values["zone"] = clean("zone", text[i+1:])
		text = text[:i]
	}
	const marks = "\"“”„'‘’`«»,; "
	spec, cron, _ := strings.Cut(text, " cron ")
	for name, v := range map[string]string{"spec": spec, "cron": cron} {
		if v = strings.Trim(v, marks); v != "" {
			values[name] = v
		}
	}
	return values
}

// zoneLike reports whether a word at the end of a schedule means a zone.
func zoneLike(w string) bool {
	w = strings.Trim(w, "\"“”'‘’`().,;")
	if !unicode.IsLetter(firstRune(w + " ")) {
		return false
	}
	if strings.Contains(w, "/") {
		return true
	}
	return strings.EqualFold(w, "UTC") || len(nearZones(w)) > 0 && dayNames(strings.ToLower(w)) == "" && len(w) > 1
}
