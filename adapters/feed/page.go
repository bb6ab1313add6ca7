package feed

import (
	"bytes"
	"cmp"
	"context"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"unicode/utf8"

	"github.com/mmcdole/gofeed"
	"golang.org/x/net/html"
	"golang.org/x/net/html/charset"

	"github.com/readout-bot/readout/bot"
	"github.com/readout-bot/readout/digest"
)

// Extract returns the article in a page of HTML. PageURL is where the page came from; it
// may be empty. Published is zero and Language empty where the page does not say; URL is
// the canonical one. The error wraps [bot.ErrNoText] if there is no article in it and
// [bot.ErrTooLarge] for a page of more than 8 MiB or 200,000 tags.
func Extract(page []byte, pageURL string) (digest.Article, error) {
	at := &url.URL{}
	if pageURL != "" {
		var err error
		if at, err = parseAddress(pageURL); err != nil {
			return digest.Article{}, err
		}
	}
	f, err := extract(page, "", at)
	if err != nil {
		return digest.Article{}, err
	}
	f.article.Source = first(f.article.Source, outlet(at))
	return f.article, nil
}

// outlet names a site that does not name itself.
func outlet(at *url.URL) string { return strings.TrimPrefix(at.Hostname(), "www.") }

// page fetches and reads a page; what it does not say is taken from the item.
func (c *Client) page(ctx context.Context, address string, item bot.Item) (digest.Article, error) {
	a, err := c.fetch(ctx, address, request{accept: acceptPage, limit: maxPageBytes})
	if err != nil {
		return digest.Article{}, err
	}
	f, err := extract(a.body, a.header.Get("Content-Type"), a.url)
	if err != nil {
		return digest.Article{}, err
	}
	d := f.article
	d.Title = first(d.Title, item.Title)
	d.Source = first(d.Source, item.Source, outlet(a.url))
	d.Language = first(d.Language, item.Language)
	if !f.exact && !item.Published.IsZero() {
		d.Published = item.Published
	}
	if d.Published.IsZero() {
		d.Published, _ = http.ParseTime(a.header.Get("Last-Modified"))
	}
	return d, nil
}

// fromItem returns the article that an item carries whole.
func fromItem(item bot.Item) (digest.Article, error) {
	d := digest.Article{
		Title:     item.Title,
		Source:    item.Source,
		Published: item.Published,
		Language:  item.Language,
		Text:      prose(fragment(item.Content), item.Title),
	}
	if item.URL != "" {
		d.URL = bot.ArticleURL(item.URL)
	}
	if len(d.Text) < minText {
		return digest.Article{}, &fault{"the item " + item.Title, "holds no text of an article", bot.ErrNoText}
	}
	return d, nil
}

// A find is an article with how well its time is known.
type find struct {
	article digest.Article
	exact   bool // Published names a time of day
}

// extract reads what was found at an address.
func extract(body []byte, contentType string, at *url.URL) (find, error) {
	if kind := media(body, contentType); kind != "text/html" {
		return find{}, noText(at, "is no page of text but "+kind)
	}
	if len(body) > maxPageBytes || bytes.Count(body, []byte("<")) > maxPageTags {
		return find{}, &fault{shown(at), "is more than is read of one page", bot.ErrTooLarge}
	}
	text := decodePage(body, contentType)
	if kind := gofeed.DetectFeedType(strings.NewReader(text)); kind == gofeed.FeedTypeRSS || kind == gofeed.FeedTypeAtom {
		return find{}, noText(at, "is a feed and not a page; add it as a feed")
	}
	doc, err := html.Parse(strings.NewReader(text))
	if err != nil {
		return find{}, noText(at, "is nested too deep to be read")
	}
	f := survey(doc)
	found := f.find(at)
	found.article.Text = f.text(text, doc, at, found.article.Title)
	if len(found.article.Text) < minText {
		return find{}, noText(at, "holds no text of an article; it may need a script, a login or a captcha")
	}
	return found, nil
}

// noText is the fault of an address without an article.
func noText(at *url.URL, what string) error { return &fault{shown(at), what, bot.ErrNoText} }

// shown names the page at an address, which is empty for a file.
func shown(at *url.URL) string { return cmp.Or(redact(at), "the page") }

// media returns the media type of a body: HTML for all that may be a page.
func media(body []byte, contentType string) string {
	sniffed, _, _ := mime.ParseMediaType(http.DetectContentType(body))
	kind, _, err := mime.ParseMediaType(contentType)
	switch {
	case err != nil || kind == "":
		kind = sniffed
	case sniffed == "text/html" || strings.HasSuffix(kind, "xml"):
		kind = "text/html"
	case sniffed == "application/octet-stream":
		kind = sniffed // whatever it is called, nobody can read it
	}
	if kind == "text/plain" || kind == "text/xml" {
		return "text/html" // of which a plain text is a case
	}
	return kind
}

// decodePage returns a page in UTF-8.
func decodePage(body []byte, contentType string) string {
	ascii := bytes.IndexFunc(body, func(r rune) bool { return r >= utf8.RuneSelf }) < 0
	if !utf8.Valid(body) || ascii {
		encoding, _, _ := charset.DetermineEncoding(body, contentType)
		if decoded, err := encoding.NewDecoder().Bytes(body); err == nil {
			body = decoded
		}
	}
	return string(clean(bytes.TrimPrefix(body, []byte("\xef\xbb\xbf"))))
}
