package feed

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/mmcdole/gofeed"
	"github.com/mmcdole/gofeed/rss"
)

// freshFor returns for how long the server says that its answer is fresh.
func freshFor(h http.Header) time.Duration {
	for _, directive := range strings.Split(h.Get("Cache-Control"), ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(directive), "=")
		if strings.EqualFold(name, "max-age") {
			seconds, _ := strconv.ParseInt(strings.Trim(value, `"`), 10, 32)
			return clampWait(time.Duration(seconds) * time.Second)
		}
	}
	return 0
}

// timeToLive returns for how long an RSS feed says that it is fresh, in minutes there.
// https://www.rssboard.org/rss-specification#ltttlgtSubelementOfLtchannelgt
func timeToLive(f *gofeed.Feed) time.Duration {
	original, ok := f.OriginalFeed().(*rss.Feed)
	if !ok {
		return 0
	}
	minutes, _ := strconv.ParseInt(strings.TrimSpace(original.TTL), 10, 32)
	return clampWait(time.Duration(minutes) * time.Minute)
}

// retryAfter reads the header of that name: seconds or a date. Zero if there is none.
// https://www.rfc-editor.org/rfc/rfc9110#field.retry-after
func retryAfter(header string, now time.Time) time.Duration {
	header = strings.TrimSpace(header)
	if seconds, err := strconv.ParseInt(header, 10, 32); err == nil {
		return clampWait(time.Duration(seconds) * time.Second)
	}
	if at, err := http.ParseTime(header); err == nil {
		return clampWait(at.Sub(now))
	}
	return 0
}

// clampWait keeps a stranger's wish within reason.
func clampWait(d time.Duration) time.Duration { return min(max(d, 0), maxWait) }
