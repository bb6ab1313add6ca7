package split

import (
	"iter"
	"strings"
)

// paragraphs yields the paragraphs of s: its lines, except in text that was wrapped to a
// width, where a blank line parts them.
func paragraphs(s string) iter.Seq[Token] {
	wrapped := hardWrapped(s)
	return func(yield func(Token) bool) {
		start := 0
		for start < len(s) {
			end := lineEnd(s, start)
			next := afterBreak(s, end)
			for wrapped && next < len(s) && strings.TrimSpace(s[next:lineEnd(s, next)]) != "" {
				end = lineEnd(s, next)
				next = afterBreak(s, end)
			}
			if !yield(Token{start, end}) {
				return
			}
			start = next
		}
	}
}

// lineEnd returns the offset of the next line break at or after i, or len(s).
func lineEnd(s string, i int) int {
	for ; i < len(s); i++ {
		switch s[i] {
		case '\n', '\r', '\v', '\f':
			return i
		case 0xE2: // U+2028 and U+2029, line and paragraph separators
			if i+2 < len(s) && s[i+1] == 0x80 && (s[i+2] == 0xA8 || s[i+2] == 0xA9) {
				return i
			}
		}
	}
	return i
}

// afterBreak returns the offset after the line break at i.
func afterBreak(s string, i int) int {
	switch {
	case i >= len(s):
		return i
	case s[i] == '\r' && i+1 < len(s) && s[i+1] == '\n':
		return i + 2
	case s[i] == 0xE2:
		return i + 3
	}
	return i + 1
}

// hardWrapped reports whether the lines of s were broken to a width, as in mail: no line
// is long, most are nearly as long as the longest, and most of those stop in mid-sentence.
func hardWrapped(s string) bool {
	const wide, narrow, sample = 100, 50, 64
	var full, open, lines int
	for i := 0; i < len(s) && lines < sample; {
		end := lineEnd(s, i)
		l := strings.TrimSpace(s[i:end])
		i = afterBreak(s, end)
		if l == "" {
			continue
		}
		lines++
		if len(l) > wide {
			return false
		}
		if len(l) >= narrow {
			full++
			if !strings.ContainsAny(l[len(l)-1:], ".!?:\"") {
				open++
			}
		}
	}
	return lines >= 4 && full*2 > lines && open*3 > full*2
}
