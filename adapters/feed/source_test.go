package feed

import (
	"cmp"
	"fmt"
	"html"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/readout-bot/readout/bot"
	"github.com/readout-bot/readout/bot/bottest"
	"github.com/readout-bot/readout/digest"
)

// A site is a web server whose addresses a test sets.
type site struct {
	mu       sync.Mutex
	answers  map[string]http.HandlerFunc
	requests map[string]int
}

func (s *site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	address := "http://" + r.Host + r.URL.Path
	s.requests[address]++
	answer := s.answers[address]
	s.mu.Unlock()
	if answer == nil {
		answer = http.NotFound
	}
	answer(w, r)
}

func (s *site) set(address string, answer http.HandlerFunc) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.answers[address] = answer
}

func (s *site) count(address string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.requests[address]
}

func TestSource(t *testing.T) {
	bottest.TestSource(t, func(t *testing.T) bottest.SourceRig {
		s := &site{answers: make(map[string]http.HandlerFunc), requests: make(map[string]int)}
		c, base := serve(t, s.ServeHTTP)
		return bottest.SourceRig{
			Source:   c,
			Site:     base,
			Feed:     func(url string, f bot.Polled) { s.set(url, feedAnswer(f)) },
			Page:     func(url string, a digest.Article) { s.set(url, pageAnswer(a)) },
			Fail:     func(url string, f bottest.SiteFault) { s.set(url, faultAnswer(f)) },
			Requests: s.count,
			Private:  "http://10.0.0.1/feed",
		}
	})
}

// feedAnswer serves f as RSS, to those who have it already as unchanged.
func feedAnswer(f bot.Polled) http.HandlerFunc {
	var b strings.Builder
	fmt.Fprintf(&b, `<rss version="2.0"><channel><title>%s</title><language>%s</language>`, html.EscapeString(f.Title), strings.ToLower(f.Items[0].Language))
	for _, item := range f.Items {
		fmt.Fprintf(&b, `<item><guid isPermaLink="false">%s</guid><link>%s</link><title>%s</title>`, item.GUID, item.URL, html.EscapeString(item.Title))
		if !item.Published.IsZero() {
			fmt.Fprintf(&b, "<pubDate>%s</pubDate>", item.Published.Format(time.RFC1123Z))
		}
		b.WriteString("</item>")
	}
	b.WriteString("</channel></rss>")
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", fmt.Sprintf("max-age=%d", int(f.After.Seconds())))
		if r.Header.Get("If-None-Match") == f.Validators.ETag && r.Header.Get("If-Modified-Since") == f.Validators.LastModified {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		w.Header().Set("ETag", f.Validators.ETag)
		w.Header().Set("Last-Modified", f.Validators.LastModified)
		fmt.Fprint(w, b.String())
	}
}

// pageAnswer serves a as a page that says of itself what a says.
func pageAnswer(a digest.Article) http.HandlerFunc {
	var b strings.Builder
	fmt.Fprintf(&b, "<html lang=%q><head><title>%s</title>", a.Language, html.EscapeString(a.Title))
	for name, value := range map[string]string{"og:title": a.Title, "og:site_name": a.Source} {
		fmt.Fprintf(&b, "<meta property=%q content=%q>", name, html.EscapeString(value))
	}
	if !a.Published.IsZero() {
		fmt.Fprintf(&b, "<meta property=article:published_time content=%q>", a.Published.Format(time.RFC3339))
	}
	b.WriteString("</head><body><article>")
	for line := range strings.Lines(a.Text) {
		fmt.Fprintf(&b, "<p>%s</p>", html.EscapeString(strings.TrimSpace(line)))
	}
	b.WriteString("</article></body></html>")
	return func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, b.String()) }
}

// faultAnswer goes wrong.
func faultAnswer(f bottest.SiteFault) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		status := map[bottest.SiteFault]int{bottest.SiteMissing: 404, bottest.SiteRefused: 403, bottest.SiteLimited: 429, bottest.SiteFaulty: 502}[f]
		switch f {
		case bottest.SiteLimited:
			w.Header().Set("Retry-After", fmt.Sprint(int(bottest.SiteLimitedFor.Seconds())))
		case bottest.SiteEndless:
			w.Header().Set("Content-Length", fmt.Sprint(1<<30))
		case bottest.SiteDropped:
			panic(http.ErrAbortHandler)
		case bottest.SiteElsewhere:
			http.Redirect(w, r, "http://10.0.0.1/", http.StatusFound)
			return
		}
		w.WriteHeader(cmp.Or(status, http.StatusOK))
		fmt.Fprint(w, map[bottest.SiteFault]string{
			bottest.SiteMalformed: smallFeed[:len(smallFeed)-30],
			bottest.SiteNoFeed:    "<html><body>Hello</body></html>",
			bottest.SiteNamesFeed: "<html><head><link rel=alternate type=application/atom+xml href=/named></head><body>Hello</body></html>",
		}[f])
	}
}
