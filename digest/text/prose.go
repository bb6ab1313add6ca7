package text

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/readout-bot/readout/digest/text/internal/split"
)

// notProse are the ways in which lines around an article begin, in lower case.
var notProse = []string{
	"read more", "read also", "also read", "read:", "see also", "related:", "more on this", "click here", "tap here",
	"subscribe", "sign up", "follow us", "follow @", "share this", "listen to", "watch:", "watch live", "photo:", "photo by", "photo credit",
	"photograph:", "image:", "image credit", "picture:", "file photo", "file picture", "caption:", "credit:", "getty images",
	"copyright", "©", "(c)", "all rights reserved", "advertisement", "reporting by", "(reporting by", "(reporting and", "writing by",
	"edited by", "editing by", "additional reporting", "with reporting by", "with inputs from", "(with inputs", "source:", "sources:",
	"published", "updated", "last updated", "posted", "by our", "by staff", "this article was", "this story was", "this story has been",
	"this article first", "do you have", "have something to say", "correction:", "editor's note", "editor’s note", "tags:", "topics:",
	"for more information", "for further information", "media contact", "contact:", "###", "ends", "share on", "print this", "email this",
	"comments", "leave a comment", "related articles", "related stories", "related news", "sister links", "wikinews", "external links",
}

// prose reports whether a sentence is running text.
func prose(sp split.Sentence, toks []Token, text string) bool {
	if sp.Label {
		return false
	}
	head := strings.ToLower(text[:prefix(text, 24)])
	for _, p := range notProse {
		if strings.HasPrefix(head, p) {
			return false
		}
	}
	var letters, capitals, verbs int
	for i := range toks {
		switch toks[i].Fine {
		case "VBD", "VBZ", "VBP", "MD":
			verbs++
		}
		r, _ := utf8.DecodeRuneInString(toks[i].Text)
		if !unicode.IsLetter(r) {
			continue
		}
		letters++
		if unicode.IsUpper(r) {
			capitals++
		}
	}
	switch {
	case letters < 2:
		return false
	case sp.Ended:
		return !byline(toks)
	}
	// A line without a full stop: a headline, a caption, an item of a list, or text whose
	// writer left the full stops out.
	return letters >= 8 && verbs > 0 && capitals*2 < letters
}

// prefix returns the largest offset up to n at which s can be cut.
func prefix(s string, n int) int {
	if len(s) <= n {
		return len(s)
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return n
}

// byline reports whether toks are "By" and names.
func byline(toks []Token) bool {
	if len(toks) < 2 || len(toks) > 12 || !strings.EqualFold(toks[0].Text, "by") {
		return false
	}
	for _, t := range toks[1:] {
		r, _ := utf8.DecodeRuneInString(t.Text)
		if unicode.IsLower(r) && t.Text != "and" && t.Text != "in" {
			return false
		}
	}
	return true
}
