package web

import (
	"html/template"
	"strings"
	"time"
)

// A fragment is a piece of the page. Everything but raw escapes what it is given.
type fragment struct {
	b        strings.Builder
	zone     *time.Location
	platform string // the Name of its View, under which its buttons are sent
}

func (f *fragment) raw(markup string) { f.b.WriteString(markup) }

func (f *fragment) text(s string) {
	f.b.WriteString(strings.ReplaceAll(template.HTMLEscapeString(s), "\n", "<br>"))
}

func (f *fragment) element(tag, s string) {
	f.raw("<" + tag + ">")
	f.text(s)
	f.raw("</" + tag + ">")
}

func (f *fragment) link(words, url string) {
	f.raw(f.anchor(url))
	f.text(words)
	f.raw("</a>")
}

// anchor opens a link; one to anything but the web leads nowhere.
func (f *fragment) anchor(url string) string {
	if !strings.HasPrefix(url, "https://") && !strings.HasPrefix(url, "http://") {
		return "<a>"
	}
	return `<a rel="noreferrer noopener" target="_blank" href="` + template.HTMLEscapeString(url) + `">`
}

func (f *fragment) html() template.HTML { return template.HTML(f.b.String()) }
