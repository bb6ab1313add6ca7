package feed

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/readout-bot/readout/bot"
)

// smallFeed is a feed of one item whose page is at /story.
const smallFeed = `<rss version="2.0"><channel><title>Small Paper</title><ttl>5</ttl>
<item><title>Talks on Monday</title><link>/story</link><guid>s1</guid><pubDate>Thu, 05 Nov 2026 18:40:00 -0500</pubDate></item>
</channel></rss>`

// storyPage is a page of text without a title, a name or a time.
const storyPage = `<html><body><p>The two sides will meet on Monday in the town hall to talk about the bridge, the mayor said.</p>
<p>Whether it is to be closed in the winter has not been decided.</p></body></html>`

func TestPoll(t *testing.T) {
	c, base := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if got, want := r.Header.Get("User-Agent"), "Readout/1.2.3 (+https://github.com/readout-bot/readout)"; got != want {
			t.Errorf("User-Agent %q, want %q", got, want)
		}
		w.Header().Set("ETag", `W/"a1"`)
		w.Header().Set("Last-Modified", "Thu, 05 Nov 2026 23:40:00 GMT")
		w.Header().Set("Cache-Control", "public, max-age=600")
		fmt.Fprint(w, smallFeed)
	})
	got, err := c.Poll(t.Context(), base+"/feed", bot.Validators{})
	if err != nil {
		t.Fatal(err)
	}
	if want := (bot.Validators{ETag: `W/"a1"`, LastModified: "Thu, 05 Nov 2026 23:40:00 GMT"}); got.Validators != want {
		t.Errorf("validators %+v, want %+v", got.Validators, want)
	}
	if got.After != 10*time.Minute {
		t.Errorf("after %v, want the longer of ttl and max-age, 10m", got.After)
	}
	if got.Unchanged || got.Title != "Small Paper" || len(got.Items) != 1 {
		t.Fatalf("polled %+v", got)
	}
	item := got.Items[0]
	if item.Feed != base+"/feed" || item.URL != base+"/story" || item.Source != "Small Paper" || item.GUID != "s1" {
		t.Errorf("item %+v", item)
	}
}

func TestPollUnchanged(t *testing.T) {
	c, base := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("If-None-Match") != `"e"` || r.Header.Get("If-Modified-Since") != "then" {
			t.Errorf("headers %v", r.Header)
		}
		w.Header().Set("Cache-Control", "max-age=60")
		w.WriteHeader(http.StatusNotModified)
	})
	got, err := c.Poll(t.Context(), base, bot.Validators{ETag: `"e"`, LastModified: "then"})
	if err != nil || !got.Unchanged || got.After != time.Minute || got.Items != nil {
		t.Errorf("polled %+v, %v; want unchanged", got, err)
	}
}

func TestPollManyItems(t *testing.T) {
	// The feed lists the oldest first; the newest must be kept, and an undated one too.
	var b strings.Builder
	b.WriteString(`<rss version="2.0"><channel><title>Archive</title><item><title>undated</title><link>/undated</link></item>`)
	start := time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)
	for i := range 10_000 {
		fmt.Fprintf(&b, "<item><title>%d</title><link>/%d</link><pubDate>%s</pubDate></item>", i, i, start.Add(time.Duration(i)*time.Hour).Format(time.RFC1123Z))
	}
	b.WriteString("</channel></rss>")
	c, base := serve(t, func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, b.String()) })
	got, err := c.Poll(t.Context(), base, bot.Validators{})
	if err != nil {
		t.Fatal(err)
	}
	if len(got.Items) != maxItems {
		t.Fatalf("%d items, want %d", len(got.Items), maxItems)
	}
	if first, second, last := got.Items[0].Title, got.Items[1].Title, got.Items[maxItems-1].Title; first != "undated" || second != "9001" || last != "9999" {
		t.Errorf("items %q, %q ... %q; want undated, 9001 ... 9999", first, second, last)
	}
}

func TestPollSquatter(t *testing.T) {
	// Feeds that are compressed, and served under a wrong type with a wrong charset.
	c, base := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=iso-8859-1")
		w.Header().Set("Content-Encoding", "gzip")
		z := gzip.NewWriter(w)
		fmt.Fprint(z, strings.Replace(smallFeed, "Talks", "Überfahrt", 1))
		z.Close()
	})
	got, err := c.Poll(t.Context(), base, bot.Validators{})
	if err != nil || len(got.Items) != 1 || got.Items[0].Title != "Überfahrt on Monday" {
		t.Errorf("polled %+v, %v", got, err)
	}
}

func TestArticle(t *testing.T) {
	c, base := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Last-Modified", "Fri, 06 Nov 2026 10:00:00 GMT")
		fmt.Fprint(w, storyPage)
	})
	published := time.Date(2026, 11, 5, 18, 40, 0, 0, time.FixedZone("", -5*3600))
	item := bot.Item{URL: base + "/story?utm_source=feed", Title: "Talks on Monday", Source: "Small Paper", Published: published}
	got, err := c.Article(t.Context(), item)
	if err != nil {
		t.Fatal(err)
	}
	if got.URL != base+"/story" || got.Title != item.Title || got.Source != item.Source || !got.Published.Equal(published) {
		t.Errorf("article %+v", got)
	}
	if _, offset := got.Published.Zone(); offset != -5*3600 {
		t.Errorf("published %v, want the zone of the item", got.Published)
	}
	if want := "The two sides will meet on Monday in the town hall to talk about the bridge, the mayor said.\nWhether it is to be closed in the winter has not been decided."; got.Text != want {
		t.Errorf("text %q, want %q", got.Text, want)
	}

	page, err := c.Page(t.Context(), base+"/story")
	if err != nil {
		t.Fatal(err)
	}
	if want := time.Date(2026, 11, 6, 10, 0, 0, 0, time.UTC); !page.Published.Equal(want) {
		t.Errorf("published %v, want Last-Modified %v where there is nothing better", page.Published, want)
	}
	if page.Source != "127.0.0.1" {
		t.Errorf("source %q, want the host where there is nothing better", page.Source)
	}
}

func TestArticleFromContent(t *testing.T) {
	c, base := serve(t, func(w http.ResponseWriter, r *http.Request) {
		t.Errorf("%s was asked for an item that carries its text", r.URL)
	})
	item := bot.Item{URL: base + "/a?fbclid=1", Title: "On the bridge", Content: storyPage, Source: "Small Paper"}
	got, err := c.Article(t.Context(), item)
	if err != nil || got.URL != base+"/a" || got.Title != "On the bridge" || !strings.HasPrefix(got.Text, "The two sides") {
		t.Errorf("article %+v, %v", got, err)
	}
	for _, empty := range []bot.Item{{Title: "no link"}, {Title: "pictures", Content: "<img src=a>"}} {
		if got, err := c.Article(t.Context(), empty); !errors.Is(err, bot.ErrNoText) {
			t.Errorf("article of %q: %+v, %v; want ErrNoText", empty.Title, got, err)
		}
	}
}

func TestStatuses(t *testing.T) {
	tests := []struct {
		status int
		want   error
		retry  bool
		says   string
	}{
		{404, bot.ErrNotFound, false, "was not found (status 404); check the address"},
		{410, bot.ErrNotFound, false, "is gone for good (status 410)"},
		{403, nil, false, "answered with status 403 (forbidden); the site wants a login or refuses programs"},
		{400, nil, false, "answered with status 400 (bad request)"},
		{500, nil, true, "answered with status 500 (internal server error) (try again later)"},
		{503, nil, true, "answered with status 503 (service unavailable)"},
		{429, nil, true, "answered with status 429 (too many requests)"},
		{599, nil, true, "answered with status 599 (unknown)"},
		{408, nil, true, "answered with status 408 (request timeout)"},
	}
	for _, test := range tests {
		c, base := serve(t, func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(test.status) })
		_, err := c.Poll(t.Context(), base, bot.Validators{})
		if err == nil || !strings.HasPrefix(err.Error(), base+" "+test.says) {
			t.Errorf("%d: error %q, want %q", test.status, err, base+" "+test.says)
		}
		if test.want != nil && !errors.Is(err, test.want) {
			t.Errorf("%d: error %v is not %v", test.status, err, test.want)
		}
		if retry := (*bot.RetryError)(nil); errors.As(err, &retry) != test.retry {
			t.Errorf("%d: error %#v, want retry %v", test.status, err, test.retry)
		}
	}
}

func TestRetryAfter(t *testing.T) {
	requests := 0
	c, base := serve(t, func(w http.ResponseWriter, r *http.Request) {
		requests++
		w.Header().Set("Retry-After", "120")
		w.WriteHeader(http.StatusTooManyRequests)
	})
	for range 2 { // the second is answered without asking the host
		_, err := c.Poll(t.Context(), base, bot.Validators{})
		var retry *bot.RetryError
		if !errors.As(err, &retry) || retry.After > 2*time.Minute || retry.After < time.Minute {
			t.Errorf("error %#v, want a retry after about 2m", err)
		}
	}
	if requests != 1 {
		t.Errorf("%d requests, want 1: the host asked to be left alone", requests)
	}

	now := time.Date(2026, 11, 5, 12, 0, 0, 0, time.UTC)
	for header, want := range map[string]time.Duration{
		"": 0, "soon": 0, "-5": 0, "30": 30 * time.Second, "99999999": maxWait, "999999999999999999999": 0,
		"Thu, 05 Nov 2026 12:05:00 GMT": 5 * time.Minute, "Thu, 05 Nov 2026 11:00:00 GMT": 0,
	} {
		if got := retryAfter(header, now); got != want {
			t.Errorf("retryAfter(%q) = %v, want %v", header, got, want)
		}
	}
}

func TestRedirects(t *testing.T) {
	c, base := serve(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/old":
			http.Redirect(w, r, "/new", http.StatusMovedPermanently)
		case "/new":
			fmt.Fprint(w, smallFeed)
		case "/loop":
			http.Redirect(w, r, "/loop", http.StatusFound)
		case "/file":
			w.Header().Set("Location", "file:///etc/passwd")
			w.WriteHeader(http.StatusFound)
		case "/nowhere":
			w.WriteHeader(http.StatusFound)
		case "/metadata":
			http.Redirect(w, r, "http://169.254.169.254/latest/meta-data/", http.StatusFound)
		case "/intranet":
			http.Redirect(w, r, "http://10.0.0.1/", http.StatusFound)
		}
	})
	if got, err := c.Poll(t.Context(), base+"/old", bot.Validators{}); err != nil || got.Items[0].URL != base+"/story" || got.Items[0].Feed != base+"/old" {
		t.Errorf("polled %+v, %v; want the feed behind the redirect under its old name", got, err)
	}
	for path, says := range map[string]string{
		"/loop":    "redirects more than 6 times",
		"/file":    "redirects to something that is not a web address",
		"/nowhere": "redirects without saying where to",
	} {
		if _, err := c.Poll(t.Context(), base+path, bot.Validators{}); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: error %v, want %q", path, err, says)
		}
	}
	for _, path := range []string{"/metadata", "/intranet"} {
		if _, err := c.Poll(t.Context(), base+path, bot.Validators{}); !errors.Is(err, bot.ErrPrivateAddress) {
			t.Errorf("%s: error %v, want ErrPrivateAddress", path, err)
		}
	}
}

func TestPrivateAddresses(t *testing.T) {
	_, base := serve(t, func(w http.ResponseWriter, r *http.Request) { t.Errorf("%s was reached", r.Host) })
	c := New(Options{Interval: -1})
	defer c.Close()
	port := base[strings.LastIndex(base, ":"):]
	for _, address := range []string{
		base, "http://localhost" + port, "http://[::1]" + port, "http://[::ffff:127.0.0.1]" + port, "http://0.0.0.0" + port,
		"http://2130706433" + port, "http://169.254.169.254", "http://100.64.0.1", "http://[fe80::1]", "http://[fd00::1]", "http://192.168.1.1",
	} {
		_, err := c.Page(t.Context(), address)
		if err == nil {
			t.Errorf("%s was read", address)
		}
		if !errors.Is(err, bot.ErrPrivateAddress) && address != "http://2130706433"+port { // which is a name, and resolved as one
			t.Errorf("%s: error %v, want ErrPrivateAddress", address, err)
		}
	}
}

func TestNotAnAddress(t *testing.T) {
	c := New(Options{})
	defer c.Close()
	for _, address := range []string{"", "example", "ftp://example.com/", "file:///etc/passwd", "http://", "http://user:secretword@%zz/", "javascript:alert(1)", "http://exa mple/"} {
		_, err := c.Page(t.Context(), address)
		if err == nil || strings.Contains(err.Error(), "secretword") {
			t.Errorf("%q: error %v", address, err)
		}
	}
}

func TestSecretsStayOut(t *testing.T) {
	var auth string
	other := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		auth = r.Header.Get("Authorization")
		if referer := r.Header.Get("Referer"); referer != "" {
			t.Errorf("another host got the referer %q", referer)
		}
	}))
	defer other.Close()
	c, base := serve(t, func(w http.ResponseWriter, r *http.Request) {
		auth = r.Header.Get("Authorization")
		switch r.URL.Path {
		case "/moved":
			http.Redirect(w, r, "/end?token=secretword", http.StatusFound)
		case "/away":
			http.Redirect(w, r, other.URL, http.StatusFound)
		case "/end":
			w.WriteHeader(http.StatusForbidden)
		default:
			w.WriteHeader(http.StatusInternalServerError)
		}
	})
	u, _ := url.Parse(base)
	u.User = url.UserPassword("reader", "secretword")
	for _, path := range []string{"/feed?key=secretword", "/moved?apikey=secretword&page=2", "/x?secretword-secretword-secretword", "/y#secretword"} {
		_, err := c.Poll(t.Context(), u.String()+path, bot.Validators{})
		if err == nil || strings.Contains(err.Error(), "secretword") || strings.Contains(err.Error(), "reader") {
			t.Errorf("%s: error %v shows a secret", path, err)
		}
		if auth == "" {
			t.Errorf("%s: no credentials were sent", path)
		}
	}
	c.Poll(t.Context(), u.String()+"/away", bot.Validators{})
	if auth != "" {
		t.Errorf("another host got the credentials %q", auth)
	}
}

func TestBodies(t *testing.T) {
	const limit = 1 << 16
	zeros := bytes.Repeat([]byte{' '}, limit/4)
	var empty bytes.Buffer // a gzip member of nothing
	gzip.NewWriter(&empty).Close()
	c, base := serve(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/plain":
			for range 5 {
				w.Write(zeros)
			}
		case "/announced":
			w.Header().Set("Content-Length", "9999999999")
			w.Write(zeros)
		case "/bomb":
			w.Header().Set("Content-Encoding", "gzip")
			z := gzip.NewWriter(w)
			for range 100 {
				if _, err := z.Write(zeros); err != nil {
					return
				}
			}
			z.Close()
		case "/hollow":
			w.Header().Set("Content-Encoding", "gzip")
			for range limit {
				if _, err := w.Write(empty.Bytes()); err != nil {
					return
				}
			}
		case "/wrong":
			w.Header().Set("Content-Encoding", "gzip")
			fmt.Fprint(w, smallFeed)
		case "/unknown":
			w.Header().Set("Content-Encoding", "br")
			fmt.Fprint(w, smallFeed)
		case "/dropped":
			w.Header().Set("Content-Length", "1000")
			fmt.Fprint(w, smallFeed[:100])
		}
	})
	for _, path := range []string{"/plain", "/announced", "/bomb", "/hollow"} {
		if _, err := c.fetch(t.Context(), base+path, request{limit: limit}); !errors.Is(err, bot.ErrTooLarge) {
			t.Errorf("%s: error %v, want ErrTooLarge", path, err)
		}
	}
	for _, path := range []string{"/wrong", "/unknown"} {
		if _, err := c.Poll(t.Context(), base+path, bot.Validators{}); err == nil || !strings.Contains(err.Error(), "cannot be decompressed") {
			t.Errorf("%s: error %v, want one about decompression", path, err)
		}
	}
	var retry *bot.RetryError
	if _, err := c.Poll(t.Context(), base+"/dropped", bot.Validators{}); !errors.As(err, &retry) {
		t.Errorf("/dropped: error %v, want a retry", err)
	}
}

func TestSlowServer(t *testing.T) {
	released := make(chan struct{})
	c, base := serve(t, func(w http.ResponseWriter, r *http.Request) {
		select {
		case <-released:
		case <-r.Context().Done():
		}
	})
	defer close(released)
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	_, err := c.Poll(ctx, base+"/slow?token=secretword", bot.Validators{})
	if !errors.Is(err, context.DeadlineExceeded) || strings.Contains(err.Error(), "secretword") {
		t.Errorf("error %v, want the caller's deadline without secrets", err)
	}
}

func TestUnreachable(t *testing.T) {
	server := httptest.NewServer(nil)
	server.Close()
	c := New(Options{Allow: []netip.Prefix{loopback}, Interval: -1})
	defer c.Close()
	var retry *bot.RetryError
	if _, err := c.Poll(t.Context(), server.URL, bot.Validators{}); !errors.As(err, &retry) || !strings.Contains(err.Error(), "could not be reached: ") {
		t.Errorf("error %v, want a retry since nobody answers", err)
	}
	if _, err := c.Poll(t.Context(), "http://no-such-host.invalid/feed", bot.Validators{}); err == nil {
		t.Error("a host that does not exist was read")
	}
}

func TestNotPages(t *testing.T) {
	c, base := serve(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/pdf":
			w.Header().Set("Content-Type", "application/pdf")
			fmt.Fprint(w, "%PDF-1.7 ...")
		case "/binary":
			w.Header().Set("Content-Type", "text/html")
			w.Write(bytes.Repeat([]byte{0, 1, 2, 3}, 400))
		case "/feed":
			w.Header().Set("Content-Type", "application/rss+xml")
			fmt.Fprint(w, smallFeed)
		case "/deep":
			fmt.Fprint(w, strings.Repeat("<div>", 5000)+"text")
		case "/empty":
		}
	})
	for path, says := range map[string]string{
		"/pdf":    "is no page of text but application/pdf",
		"/binary": "is no page of text but application/octet-stream",
		"/feed":   "is a feed and not a page; add it as a feed",
		"/deep":   "is nested too deep to be read",
		"/empty":  "holds no text of an article",
	} {
		_, err := c.Page(t.Context(), base+path)
		if !errors.Is(err, bot.ErrNoText) || !strings.HasPrefix(err.Error(), base+path+" "+says) {
			t.Errorf("%s: error %v, want ErrNoText: %q", path, err, says)
		}
	}
}

func TestHeavy(t *testing.T) {
	at, _ := url.Parse("https://a.example/feed")
	rss := func(s string) string { return `<rss version="2.0"><channel>` + s + "</channel></rss>" }
	for name, body := range map[string]string{
		"items":    rss(strings.Repeat("<item/>", maxListed+1)),
		"elements": rss("<item>" + strings.Repeat("<category/>", maxFeedTags) + "</item>"),
		"objects":  `{"version": "https://jsonfeed.org/version/1.1", "items": [` + strings.Repeat("{},", maxFeedTags/objectWeight) + "{}]}",
	} {
		if _, _, err := parse([]byte(body), "", at.String(), at); !errors.Is(err, bot.ErrTooLarge) {
			t.Errorf("%s: error %v, want ErrTooLarge", name, err)
		}
	}
	if got := tags([]byte("<item><![CDATA[<br><br>]]><title/></item><![CDATA[<br>")); got != 3 {
		t.Errorf("%d tags, want 3: those in a quoted text do not count", got)
	}
	for name, page := range map[string]string{
		"tags":  strings.Repeat("<p>x", maxPageTags+1),
		"bytes": strings.Repeat("x", maxPageBytes+1),
	} {
		if _, err := Extract([]byte(page), ""); !errors.Is(err, bot.ErrTooLarge) || !strings.HasPrefix(err.Error(), "the page is more") {
			t.Errorf("page of many %s: error %v, want ErrTooLarge", name, err)
		}
	}
}

func TestBroken(t *testing.T) {
	u, _ := url.Parse("https://a.example/feed?key=secretword")
	tests := []struct {
		err   error
		says  string
		retry bool
	}{
		{context.DeadlineExceeded, "did not answer in time", true},
		{&url.Error{Op: "Get", URL: u.String(), Err: io.EOF}, "could not be reached: EOF", true},
		{&net.DNSError{Err: "no such host", Name: "a.example", IsNotFound: true}, "has a host name that does not exist", false},
		{&net.DNSError{Err: "server misbehaving", Name: "a.example", IsTemporary: true}, "could not be reached: lookup a.example: server misbehaving", true},
	}
	for _, test := range tests {
		err := broken(t.Context(), u, test.err)
		if want := "https://a.example/feed?key=... " + test.says; !strings.HasPrefix(err.Error(), want) {
			t.Errorf("error %q, want %q", err, want)
		}
		if retry := (*bot.RetryError)(nil); errors.As(err, &retry) != test.retry {
			t.Errorf("error %v, want retry %v", err, test.retry)
		}
	}
}

func TestCertificate(t *testing.T) {
	server := httptest.NewUnstartedServer(nil)
	server.Config.ErrorLog = log.New(io.Discard, "", 0) // it complains about us
	server.StartTLS()
	defer server.Close()
	c := New(Options{Allow: []netip.Prefix{loopback}, Interval: -1})
	defer c.Close()
	if _, err := c.Page(t.Context(), server.URL); err == nil || !strings.Contains(err.Error(), "has no valid certificate") {
		t.Errorf("error %v, want one about the certificate", err)
	}
}
