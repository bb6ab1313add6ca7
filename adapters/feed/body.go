package feed

import (
	"fmt"
	"net/url"
	"strings"

	"codeberg.org/readeck/go-readability/v2"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// text returns the prose of the page: what JSON-LD has for the article body if that is
// whole and in paragraphs, else what a reader of the page sees.
func (f *facts) text(page string, doc *html.Node, at *url.URL, title string) string {
	headings := []string{title, f.heading, f.title}
	linked := ""
	for _, a := range f.linked {
		if t := prose(fragment(a.body), headings...); len(t) > len(linked) && !cut(t) {
			linked = t
		}
	}
	if len(linked) >= wholeText && strings.Contains(linked, "\n") {
		return linked
	}
	visible := seen(page, doc, at, headings)
	if len(linked) > len(visible)*3/2 { // what is seen was cut off by a paywall
		return linked
	}
	return visible
}

// seen returns the prose that a reader of the page sees.
func seen(page string, doc *html.Node, at *url.URL, headings []string) string {
	if !markup.MatchString(page) {
		return prose(fragment(page), headings...) // a plain text: its lines are its paragraphs
	}
	dropHidden(doc)
	if n, err := readable(doc, at); err == nil && n != nil {
		if t := prose(paragraphs(n), headings...); len(t) >= minText {
			return t
		}
	}
	// Too little for the library to judge: take all that is no furniture.
	return prose(fragment(page), headings...)
}

// dropHidden removes what is not shown, which the library would take for text.
func dropHidden(n *html.Node) {
	for c := n.FirstChild; c != nil; {
		next := c.NextSibling
		if c.Type == html.ElementNode && c.DataAtom != atom.Body && hidden(c) {
			n.RemoveChild(c)
		} else {
			dropHidden(c)
		}
		c = next
	}
}

// readable returns what the readability library finds in doc, which it changes.
func readable(doc *html.Node, at *url.URL) (n *html.Node, err error) {
	defer func() {
		if r := recover(); r != nil {
			n, err = nil, fmt.Errorf("%v", r)
		}
	}()
	p := readability.NewParser()
	p.MaxElemsToParse = maxElements
	p.DisableJSONLD = true // survey read it
	a, err := p.ParseAndMutate(doc, at)
	return a.Node, err
}
