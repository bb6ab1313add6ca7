package feed

import (
	"bytes"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/readout-bot/readout/bot"
)

// feedTypes are the media types under which pages announce feeds.
var feedTypes = map[string]bool{
	"application/rss+xml": true, "application/atom+xml": true, "application/rdf+xml": true,
	"application/feed+json": true, "application/json": true, "text/xml": true, "application/xml": true,
}

// notFeed is the fault of an address that holds something else: a page, which may say
// where its feed is, or a wall of some kind.
func notFeed(body []byte, at *url.URL) error {
	if len(bytes.TrimSpace(body)) == 0 {
		return &fault{redact(at), "sends an empty answer instead of a feed", bot.ErrNotFeed}
	}
	if !page(body) {
		return &fault{redact(at), "is not a feed (RSS, Atom or JSON Feed)", bot.ErrNotFeed}
	}
	if named := announced(body, at); named != nil {
		err := &fault{redact(at), "is a web page and not a feed; it announces its feed at " + redact(named), bot.ErrNotFeed}
		if redact(named) != named.String() {
			return err // no use to anybody with its secrets left out
		}
		return &bot.NotFeedError{Alternate: named.String(), Err: err}
	}
	if wall(body) {
		return &fault{redact(at), "is a page that asks for a login or a captcha", bot.ErrRefused}
	}
	return &fault{redact(at), "is a web page and not a feed; it may be a login, or the feed has moved", bot.ErrNotFeed}
}

// wallWords stand in the pages that keep programs out, lower case.
var wallWords = []string{
	"captcha", "challenge-platform", "you are human", "you are a human", "you are not a robot", "you're not a robot",
	"are you a robot", "unusual traffic", "checking your browser",
}

// smallPage is up to how many bytes a page can be a wall.
const smallPage = 64 << 10

// wall reports whether a page keeps programs out: it says so, and hardly anything else.
// Other pages have captchas too, for their forms.
func wall(body []byte) bool {
	if len(body) > smallPage {
		return false
	}
	text := strings.ToLower(string(body))
	return slices.ContainsFunc(wallWords, func(w string) bool { return strings.Contains(text, w) }) &&
		len(prose(fragment(text))) < wholeText
}

// page reports whether body is HTML.
func page(body []byte) bool {
	start := strings.ToLower(string(bytes.TrimSpace(body[:min(len(body), 1024)])))
	return strings.HasPrefix(http.DetectContentType(body), "text/html") || strings.Contains(start, "<html")
}

// longAddress is up to how many bytes an address that a page names is believed.
const longAddress = 2000

// announced returns the first feed that a page announces, without credentials and fragment.
func announced(body []byte, at *url.URL) *url.URL {
	doc, err := html.Parse(bytes.NewReader(body))
	if err != nil {
		return nil
	}
	for n := range doc.Descendants() {
		if n.DataAtom != atom.Link || !hasToken(attr(n, "rel"), "alternate") || !feedTypes[strings.ToLower(attr(n, "type"))] {
			continue
		}
		u, err := url.Parse(absolute(attr(n, "href"), at))
		if err != nil || !web(u) || len(u.String()) > longAddress {
			continue
		}
		u.User, u.Fragment, u.RawFragment = nil, "", ""
		return u
	}
	return nil
}
