package feed

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/readout-bot/readout/bot"
)

func BenchmarkParse(b *testing.B) {
	var body strings.Builder
	body.WriteString(`<rss version="2.0"><channel><title>Big</title>`)
	for i := range 324 {
		fmt.Fprintf(&body, "<item><title>Item %d</title><link>https://a.example/%d</link><guid>%d</guid><pubDate>Thu, 05 Nov 2026 18:40:00 EST</pubDate><description>%s</description></item>", i, i, i, strings.Repeat("Some words of it. ", 160))
	}
	body.WriteString("</channel></rss>")
	in := []byte(body.String())
	at, _ := url.Parse("https://a.example/feed")
	b.SetBytes(int64(len(in)))
	b.ReportAllocs()
	for b.Loop() {
		if _, _, err := parse(in, "", "", at); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkExtract(b *testing.B) {
	for _, in := range seeds(b, "pages") {
		if !strings.Contains(string(in), "consent") {
			continue
		}
		page := []byte(strings.Replace(string(in), "</main>", strings.Repeat("<div class=box><a href=/x>Another story of the day</a></div>", 1500)+"</main>", 1))
		b.SetBytes(int64(len(page)))
		b.ReportAllocs()
		for b.Loop() {
			if _, err := Extract(page, "https://a.example/a"); err != nil {
				b.Fatal(err)
			}
		}
	}
}

// BenchmarkRound polls a thousand feeds on one server, all unchanged but one in ten.
func BenchmarkRound(b *testing.B) {
	const feeds, workers = 1000, 16
	c, base := serve(b, func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("If-None-Match") == `"1"` && !strings.HasSuffix(r.URL.Path, "0") {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		w.Header().Set("ETag", `"1"`)
		fmt.Fprint(w, smallFeed)
	})
	b.ReportAllocs()
	for b.Loop() {
		var wg sync.WaitGroup
		work := make(chan int)
		for range workers {
			wg.Go(func() {
				for i := range work {
					if _, err := c.Poll(b.Context(), fmt.Sprintf("%s/%d", base, i), bot.Validators{ETag: `"1"`}); err != nil {
						b.Error(err)
					}
				}
			})
		}
		for i := range feeds {
			work <- i
		}
		close(work)
		wg.Wait()
	}
	b.ReportMetric(float64(feeds*b.N)/b.Elapsed().Seconds(), "feeds/s")
}
