package web

import (
	"html/template"
	"strings"
	"time"
)

// html collects a fragment. Everything but raw escapes what it is given.
type html struct {
	b    strings.Builder
	zone *time.Location
}

func (h *html) raw(markup string) { h.b.WriteString(markup) }

func (h *html) text(s string) {
	h.b.WriteString(strings.ReplaceAll(template.HTMLEscapeString(s), "\n", "<br>"))
}

func (h *html) element(tag, s string) {
	h.raw("<" + tag + ">")
	h.text(s)
	h.raw("</" + tag + ">")
}

func (h *html) link(words, url string) {
	h.raw(h.anchor(url))
	h.text(words)
	h.raw("</a>")
}

// anchor opens a link; one to anything but the web leads nowhere.
func (h *html) anchor(url string) string {
	if !strings.HasPrefix(url, "https://") && !strings.HasPrefix(url, "http://") {
		return "<a>"
	}
	return `<a rel="noreferrer noopener" target="_blank" href="` + template.HTMLEscapeString(url) + `">`
}

func (h *html) html() template.HTML { return template.HTML(h.b.String()) }
