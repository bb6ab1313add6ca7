package feed

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// A paragraph is a line of text as a reader of the page would see it.
type paragraph struct {
	text   string
	linked int // bytes of text that are links
}

// paragraphs returns the visible text beneath n.
func paragraphs(n *html.Node) []paragraph {
	var w lineWriter
	w.walk(n, false)
	w.end()
	return w.done
}

// A lineWriter gathers text into paragraphs.
type lineWriter struct {
	done   []paragraph
	line   strings.Builder
	linked int
	space  bool // white space was seen since the last byte of line
}

func (w *lineWriter) walk(n *html.Node, inLink bool) {
	if n.Type == html.TextNode {
		w.write(n.Data, inLink)
		return
	}
	var kind atom.Atom
	if n.Type == html.ElementNode {
		kind = atom.Lookup([]byte(n.Data)) // DataAtom is not set in nodes that readability made
		if silent[kind] || hidden(n) {
			return
		}
	}
	if blocks[kind] {
		w.end()
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		w.walk(c, inLink || kind == atom.A)
	}
	switch {
	case blocks[kind]:
		w.end()
	case kind == atom.Td || kind == atom.Th:
		w.space = true
	}
}

// write adds s with its white space folded and without the characters nobody sees.
func (w *lineWriter) write(s string, inLink bool) {
	before := w.line.Len()
	for _, r := range s {
		switch {
		case unicode.IsSpace(r):
			w.space = true
			continue
		case invisible(r):
			continue
		}
		if w.space && w.line.Len() > 0 {
			w.line.WriteByte(' ')
		}
		w.space = false
		w.line.WriteRune(r)
	}
	if inLink {
		w.linked += w.line.Len() - before
	}
}

// end closes the paragraph.
func (w *lineWriter) end() {
	if w.line.Len() > 0 {
		w.done = append(w.done, paragraph{w.line.String(), w.linked})
	}
	w.line.Reset()
	w.linked, w.space = 0, false
}

// invisible reports whether r shows nothing: control characters, soft hyphens, zero-width
// spaces, and the marks that turn the direction of writing, with which text can be made
// to look like another one. Joiners stay, since some scripts and emoji need them.
func invisible(r rune) bool {
	switch {
	case r == '\u00AD', r == '\u200B', r == '\u2060', r == '\uFEFF',
		r == '\u200E', r == '\u200F', r >= '\u202A' && r <= '\u202E', r >= '\u2066' && r <= '\u2069',
		r >= 0xE0000 && r <= 0xE007F: // tags
		return true
	}
	return unicode.IsControl(r)
}

// blocks are the elements that begin and end a paragraph.
var blocks = set(atom.Html, atom.Body, atom.P, atom.Div, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6,
	atom.Ul, atom.Ol, atom.Li, atom.Dl, atom.Dt, atom.Dd, atom.Blockquote, atom.Pre, atom.Table, atom.Tr, atom.Caption,
	atom.Section, atom.Article, atom.Main, atom.Header, atom.Figure, atom.Address, atom.Details, atom.Summary,
	atom.Fieldset, atom.Form, atom.Center, atom.Hr, atom.Br)

// silent are the elements that hold no prose of the article.
var silent = set(atom.Head, atom.Title, atom.Script, atom.Style, atom.Noscript, atom.Template, atom.Iframe, atom.Object,
	atom.Embed, atom.Svg, atom.Math, atom.Canvas, atom.Video, atom.Audio, atom.Select, atom.Button, atom.Input,
	atom.Textarea, atom.Label, atom.Nav, atom.Aside, atom.Footer, atom.Dialog, atom.Menu, atom.Figcaption, atom.Datalist)

func set(atoms ...atom.Atom) map[atom.Atom]bool {
	m := make(map[atom.Atom]bool, len(atoms))
	for _, a := range atoms {
		m[a] = true
	}
	return m
}

// landmarks are the roles of parts of a page that are not its content.
var landmarks = map[string]bool{"navigation": true, "banner": true, "complementary": true, "dialog": true, "alertdialog": true,
	"search": true, "menu": true, "menubar": true, "contentinfo": true, "toolbar": true}

// hidden reports whether an element is not shown, or only to screen readers.
func hidden(n *html.Node) bool {
	for _, a := range n.Attr {
		switch a.Key {
		case "hidden":
			return true
		case "aria-hidden":
			return strings.EqualFold(a.Val, "true")
		case "role":
			if landmarks[strings.ToLower(a.Val)] {
				return true
			}
		case "style":
			style := strings.ToLower(strings.ReplaceAll(a.Val, " ", ""))
			if strings.Contains(style, "display:none") || strings.Contains(style, "visibility:hidden") || strings.Contains(style, "-9999px") {
				return true
			}
		case "class":
			for _, class := range strings.Fields(a.Val) {
				if class == "sr-only" || class == "visually-hidden" || class == "screen-reader-text" {
					return true
				}
			}
		}
	}
	return false
}

// prose joins the paragraphs that belong to an article under those headings.
func prose(lines []paragraph, headings ...string) string {
	var kept []string
	for _, p := range lines {
		if p.linked*10 >= len(p.text)*9 || boilerplate(p.text) {
			continue // a line that is a link leads elsewhere
		}
		if len(kept) == 0 && slices.ContainsFunc(headings, func(h string) bool { return sameWords(p.text, h) }) {
			continue
		}
		kept = append(kept, p.text)
	}
	return strings.Join(kept, "\n")
}

// sameWords reports whether a and b differ in no letter or digit.
func sameWords(a, b string) bool {
	bare := func(s string) string {
		return strings.Map(func(r rune) rune {
			if unicode.IsLetter(r) || unicode.IsDigit(r) {
				return unicode.ToLower(r)
			}
			return -1
		}, s)
	}
	return bare(a) == bare(b)
}

// markup finds the start of a tag or a comment.
var markup = regexp.MustCompile(`<[A-Za-z/!?]`)

// fragment returns the paragraphs of a piece of HTML, or the lines of a plain text.
func fragment(content string) []paragraph {
	switch {
	case strings.Count(content, "<") > maxPageTags:
		return nil
	case markup.MatchString(content):
		doc, err := html.Parse(strings.NewReader(content))
		if err != nil { // nested too deep
			return nil
		}
		return paragraphs(doc)
	}
	var w lineWriter
	for line := range strings.Lines(content) {
		w.write(html.UnescapeString(line), false)
		w.end()
	}
	return w.done
}

// whole reports whether a feed's content is the whole text and not a teaser.
func whole(content string) bool {
	if len(content) < wholeText {
		return false
	}
	text := prose(fragment(content))
	return len(text) >= wholeText && !cut(text)
}

// cut reports whether a text ends where a teaser is cut off.
func cut(text string) bool {
	text = strings.TrimRight(text, " \n])}»")
	return strings.HasSuffix(text, "…") || strings.HasSuffix(text, "...")
}

// title returns a title as one line of plain text.
func title(raw string) string {
	var parts []string
	for _, p := range fragment(raw) {
		parts = append(parts, p.text)
	}
	text := strings.Join(parts, " ")
	if utf8.RuneCountInString(text) > maxTitle {
		text = strings.TrimSpace(string([]rune(text)[:maxTitle-1])) + "…"
	}
	return text
}
