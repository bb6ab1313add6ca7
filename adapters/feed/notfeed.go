package feed

import (
	"bytes"
	"net/http"
	"net/url"
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
// where its feed is, or what a wall of some kind puts in the way.
func notFeed(body []byte, at *url.URL) error {
	what := "is not a feed (RSS, Atom or JSON Feed)"
	switch {
	case len(bytes.TrimSpace(body)) == 0:
		what = "sends an empty answer instead of a feed"
	case page(body):
		what = "is a web page and not a feed; it may be a login or a captcha, or the feed has moved"
		if alternate := announced(body, at); alternate != "" {
			what = "is a web page and not a feed; it announces its feed at " + alternate
		}
	}
	return &fault{redact(at), what, bot.ErrNotFeed}
}

// page reports whether body is HTML.
func page(body []byte) bool {
	start := strings.ToLower(string(bytes.TrimSpace(body[:min(len(body), 1024)])))
	return strings.HasPrefix(http.DetectContentType(body), "text/html") || strings.Contains(start, "<html")
}

// announced returns the first feed that a page announces, fit to be shown.
func announced(body []byte, at *url.URL) string {
	doc, err := html.Parse(bytes.NewReader(body))
	if err != nil {
		return ""
	}
	for n := range doc.Descendants() {
		if n.DataAtom != atom.Link || !hasToken(attr(n, "rel"), "alternate") || !feedTypes[strings.ToLower(attr(n, "type"))] {
			continue
		}
		if u, err := url.Parse(absolute(attr(n, "href"), at)); err == nil && web(u) {
			return redact(u)
		}
	}
	return ""
}
