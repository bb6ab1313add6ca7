package feed

import (
	"net/url"
	"slices"
	"strings"
	"time"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
	"golang.org/x/net/publicsuffix"
	"golang.org/x/text/language"

	"github.com/readout-bot/readout/bot"
)

// facts are what a page says of itself, in the order of the page.
type facts struct {
	linked    []linkedArticle   // JSON-LD
	meta      map[string]string // of each name the first value
	metaDates []string
	timeDates []string
	title     string // of the title element
	heading   string // the first h1
	language  string
	canonical string
}

// dateNames are the meta elements that hold a publish time.
var dateNames = map[string]bool{
	"article:published_time": true, "og:article:published_time": true, "datepublished": true, "parsely-pub-date": true,
	"pubdate": true, "publishdate": true, "publish-date": true, "publication_date": true, "date": true, "dc.date": true,
	"dc.date.issued": true, "dcterms.created": true, "dcterms.issued": true, "sailthru.date": true, "cxenseparse:recs:publishtime": true,
}

// survey reads doc.
func survey(doc *html.Node) *facts {
	f := &facts{meta: make(map[string]string)}
	for n := range doc.Descendants() {
		if n.Type == html.ElementNode {
			f.note(n)
		}
	}
	return f
}

// note takes what one element says.
func (f *facts) note(n *html.Node) {
	switch n.DataAtom {
	case atom.Html:
		f.language = attr(n, "lang")
	case atom.Title:
		if f.title == "" && (n.Parent == nil || n.Parent.DataAtom == atom.Head) {
			f.title = title(content(n))
		}
	case atom.H1:
		if f.heading == "" {
			f.heading = title(content(n))
		}
	case atom.Meta:
		f.noteMeta(n)
	case atom.Link:
		if f.canonical == "" && hasToken(attr(n, "rel"), "canonical") {
			f.canonical = attr(n, "href")
		}
	case atom.Time:
		if at := attr(n, "datetime"); at != "" {
			f.timeDates = append(f.timeDates, at)
		}
	case atom.Script:
		if strings.HasPrefix(strings.ToLower(attr(n, "type")), "application/ld+json") {
			f.linked = append(f.linked, readLinked(content(n))...)
		}
	}
}

func (f *facts) noteMeta(n *html.Node) {
	value := strings.TrimSpace(attr(n, "content"))
	for _, key := range []string{"property", "name", "itemprop", "http-equiv"} {
		name := strings.ToLower(attr(n, key))
		if name == "" || value == "" {
			continue
		}
		if dateNames[name] {
			f.metaDates = append(f.metaDates, value)
		}
		if f.meta[name] == "" {
			f.meta[name] = value
		}
	}
}

// find returns the article that the facts describe, without its text.
func (f *facts) find(at *url.URL) find {
	var found find
	d, l := &found.article, merged(f.linked)
	d.URL = f.address(at)
	d.Source = title(first(f.meta["og:site_name"], l.publisher, f.meta["application-name"]))
	d.Title = withoutSite(title(first(l.title, f.meta["og:title"], f.meta["twitter:title"], f.named())), d.Source)
	d.Language = languageTag(f.language, l.language, f.meta["content-language"], f.meta["og:locale"])
	d.Published, found.exact = f.published()
	return found
}

// published returns the first time of day that the page gives for its publication, from
// the most to the least trustworthy place; failing that, the first day.
func (f *facts) published() (t time.Time, exact bool) {
	var said []string
	for _, a := range f.linked {
		said = append(said, a.published)
	}
	for _, s := range slices.Concat(said, f.metaDates, f.timeDates) {
		at, exact := parseDate(s)
		if exact {
			return at, true
		}
		if t.IsZero() {
			t = at
		}
	}
	return t, false
}

// named returns the title of a page that has none for machines: its first heading where
// that begins the title element, which goes on with the name of the site; a first heading
// of other words is often the site's own.
func (f *facts) named() string {
	if f.heading != "" && strings.HasPrefix(f.title, f.heading) || f.title == "" {
		return f.heading
	}
	return f.title
}

// address returns the canonical address of the page found at an address. A page may name
// another address of its own site, but not take that of somebody else's article, nor
// pass itself off as the front page, as careless templates do.
func (f *facts) address(at *url.URL) string {
	own := ""
	if web(at) {
		own = bot.ArticleURL(at.String())
	}
	named, err := url.Parse(absolute(f.canonical, at))
	if err != nil || !web(named) {
		return own
	}
	if own != "" {
		frontPage := strings.Trim(named.Path, "/") == "" && named.RawQuery == "" && strings.Trim(at.Path, "/") != ""
		if frontPage || !sameSite(named.Hostname(), at.Hostname()) {
			return own
		}
	}
	return bot.ArticleURL(named.String())
}

// sameSite reports whether two hosts belong to one registered domain.
func sameSite(a, b string) bool {
	if strings.EqualFold(a, b) {
		return true
	}
	siteA, errA := publicsuffix.EffectiveTLDPlusOne(strings.ToLower(a))
	siteB, errB := publicsuffix.EffectiveTLDPlusOne(strings.ToLower(b))
	return errA == nil && errB == nil && siteA == siteB
}

// withoutSite drops the name of the site from the end of a title.
func withoutSite(title, site string) string {
	if site == "" {
		return title
	}
	for _, mark := range []string{" - ", " | ", " – ", " — ", " :: ", " · "} {
		if head, found := strings.CutSuffix(title, mark+site); found && head != "" {
			return head
		}
	}
	return title
}

// languageTag returns the first usable of the tags in its canonical form.
func languageTag(tags ...string) string {
	for _, raw := range tags {
		tag, err := language.Parse(strings.TrimSpace(raw))
		if err == nil && tag != language.Und {
			return tag.String()
		}
	}
	return ""
}

// first returns the first that is not empty.
func first(of ...string) string {
	for _, s := range of {
		if strings.TrimSpace(s) != "" {
			return s
		}
	}
	return ""
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

// content returns all text beneath n as it is.
func content(n *html.Node) string {
	var b strings.Builder
	for c := range n.Descendants() {
		if c.Type == html.TextNode {
			b.WriteString(c.Data)
		}
	}
	return b.String()
}

// hasToken reports whether a list parted by spaces has token, without regard to case.
func hasToken(list, token string) bool {
	for _, t := range strings.Fields(list) {
		if strings.EqualFold(t, token) {
			return true
		}
	}
	return false
}
