package feed

import "strings"

// furniture are lines of a page that are no part of the article, lower case and without
// marks at their ends.
var furniture = map[string]bool{
	"advertisement": true, "advertising": true, "ad": true, "sponsored": true, "sponsored content": true,
	"article continues below advertisement": true, "story continues below advertisement": true,
	"article continues after advertisement": true, "story continues": true, "scroll to continue": true,
	"read more": true, "read more here": true, "continue reading": true, "more": true, "show more": true, "see more": true,
	"related": true, "related articles": true, "related stories": true, "related topics": true, "related coverage": true,
	"recommended": true, "recommended stories": true, "you may also like": true, "more on this story": true,
	"most read": true, "most popular": true, "trending": true, "editor's picks": true, "editors' picks": true, "in pictures": true,
	"share": true, "share this": true, "share this article": true, "share on facebook": true, "share on x": true,
	"facebook": true, "twitter": true, "whatsapp": true, "linkedin": true, "email": true, "print": true, "copy link": true,
	"save": true, "bookmark": true, "listen": true, "listen to this article": true, "comments": true, "leave a comment": true,
	"skip to content": true, "skip to main content": true, "back to top": true, "home": true, "menu": true, "search": true,
	"subscribe": true, "subscribe now": true, "sign up": true, "sign in": true, "log in": true, "newsletter": true,
	"loading": true, "accept all": true, "reject all": true, "manage preferences": true, "getty images": true,
	"reporting by": true, "image source": true, "image caption": true, "video": true, "watch": true, "gallery": true,
}

// invitations begin lines that want something of the reader. Only short lines count:
// a paragraph of the article may begin with the same words.
var invitations = []string{
	"read more:", "read also:", "also read:", "read next:", "see also:", "related:", "more on ", "watch:", "listen:", "don't miss:",
	"subscribe to ", "sign up for ", "sign up to ", "get the latest ", "follow us ", "follow our ", "join our ", "click here",
	"we use cookies", "this site uses cookies", "this website uses cookies", "by continuing to ", "by signing up ",
	"please enable javascript", "enable javascript", "© ", "copyright ", "all rights reserved", "photo:", "photograph:",
	"image:", "image credit", "photo credit", "first published ", "this article was originally published",
}

// Up to where, in bytes, a line can be an invitation, or of the page at all.
const (
	shortLine = 180
	longLine  = 400
)

// boilerplate reports whether a line is part of the page and not of the article.
func boilerplate(line string) bool {
	if len(line) > longLine {
		return false
	}
	if t, _ := parseDate(line); !t.IsZero() {
		return true // the page's own date
	}
	line = strings.ToLower(line)
	if furniture[strings.Trim(line, " .:…→»›>|-–—")] {
		return true
	}
	if strings.HasPrefix(line, "the post ") && strings.Contains(line, " appeared first on ") {
		return true // WordPress puts it under every item
	}
	if len(line) > shortLine {
		return false
	}
	for _, start := range invitations {
		if strings.HasPrefix(line, start) {
			return true
		}
	}
	return false
}
