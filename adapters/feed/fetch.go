package feed

import (
	"cmp"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/readout-bot/readout/bot"
)

// What is asked for. Pages are welcome as feeds too, since they may name one.
const (
	acceptFeed = "application/rss+xml, application/atom+xml, application/feed+json, application/rdf+xml, application/xml;q=0.9, text/xml;q=0.9, text/html;q=0.5, */*;q=0.1"
	acceptPage = "text/html, application/xhtml+xml, text/plain;q=0.5, */*;q=0.1"
)

// A request is one thing to fetch.
type request struct {
	accept string
	limit  int64 // of bytes, before and after decompression
	last   bot.Validators
}

// An answer is what a fetch brought.
type answer struct {
	url       *url.URL // after redirects
	header    http.Header
	body      []byte
	unchanged bool
}

// fetch gets the web address in raw, following redirects.
func (c *Client) fetch(ctx context.Context, raw string, r request) (*answer, error) {
	u, err := parseAddress(raw)
	if err != nil {
		return nil, err
	}
	for range maxRedirects + 1 {
		a, next, err := c.hop(ctx, u, r)
		if err != nil || next == nil {
			return a, err
		}
		u = next
	}
	return nil, &fault{redact(u), fmt.Sprintf("redirects more than %d times; give the address where it ends", maxRedirects), nil}
}

// hop makes one request in its host's turn. It returns the answer, or the address that
// the server sends us to instead.
func (c *Client) hop(ctx context.Context, u *url.URL, r request) (a *answer, next *url.URL, err error) {
	leave, err := c.manners.enter(ctx, strings.ToLower(u.Host))
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", redact(u), err)
	}
	defer leave()
	timed, cancel := context.WithTimeout(ctx, fetchTimeout)
	defer cancel()
	req, err := http.NewRequestWithContext(timed, http.MethodGet, u.String(), nil)
	if err != nil {
		return nil, nil, &fault{redact(u), "is not a usable web address", nil}
	}
	c.dress(req, r)
	res, err := c.http.Do(req)
	if err != nil {
		return nil, nil, broken(ctx, u, err)
	}
	defer res.Body.Close()
	switch {
	case res.StatusCode == http.StatusNotModified:
		return &answer{url: u, header: res.Header, unchanged: true}, nil, nil
	case redirects(res.StatusCode):
		next, err := follow(u, res.Header.Get("Location"))
		return nil, next, err
	case res.StatusCode != http.StatusOK:
		return nil, nil, c.status(u, res)
	}
	body, err := read(res, r.limit)
	if err != nil {
		return nil, nil, broken(ctx, u, err)
	}
	return &answer{url: u, header: res.Header, body: body}, nil, nil
}

// dress sets the headers of a request.
func (c *Client) dress(req *http.Request, r request) {
	req.Header.Set("User-Agent", c.agent)
	req.Header.Set("Accept", r.accept)
	req.Header.Set("Accept-Encoding", "gzip") // decompressed in read, where both sides are capped
	if r.last.ETag != "" {
		req.Header.Set("If-None-Match", r.last.ETag)
	}
	if r.last.LastModified != "" {
		req.Header.Set("If-Modified-Since", r.last.LastModified)
	}
}

func redirects(status int) bool {
	switch status {
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther,
		http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
		return true
	}
	return false
}

// follow returns the address that a redirect from u leads to.
func follow(u *url.URL, location string) (*url.URL, error) {
	to, err := url.Parse(location)
	if err != nil || location == "" {
		return nil, &fault{redact(u), "redirects without saying where to", nil}
	}
	to = u.ResolveReference(to)
	if to.Scheme != "http" && to.Scheme != "https" || to.Hostname() == "" {
		return nil, &fault{redact(u), "redirects to something that is not a web address", nil}
	}
	if to.Host == u.Host && (to.Scheme == u.Scheme || to.Scheme == "https") && to.User == nil {
		to.User = u.User // a server keeps its own credentials; no other one gets them, nor the open wire
	}
	return to, nil
}

// status turns the status of an answer that is no success into an error.
func (c *Client) status(u *url.URL, res *http.Response) error {
	code := res.StatusCode
	said := fmt.Sprintf("answered with status %d (%s)", code, cmp.Or(strings.ToLower(http.StatusText(code)), "unknown"))
	switch {
	case code == http.StatusTooManyRequests || code == http.StatusRequestTimeout || code >= 500:
		after := retryAfter(res.Header.Get("Retry-After"), time.Now())
		if after > 0 {
			c.manners.hush(strings.ToLower(u.Host), after)
		}
		return &bot.RetryError{After: after, Err: &fault{redact(u), said, trouble(code)}}
	case code == http.StatusGone:
		return &fault{redact(u), "is gone for good (status 410); remove it or look for its new address", bot.ErrNotFound}
	case code == http.StatusNotFound:
		return &fault{redact(u), "was not found (status 404); check the address", bot.ErrNotFound}
	case code == http.StatusUnauthorized, code == http.StatusForbidden, code == http.StatusPaymentRequired, code == http.StatusUnavailableForLegalReasons:
		return &fault{redact(u), said + "; the site wants a login or refuses programs", bot.ErrRefused}
	}
	return &fault{redact(u), said + "; check the address in a browser", nil}
}

// trouble returns the kind of a status that may pass.
func trouble(code int) error {
	switch code {
	case http.StatusTooManyRequests:
		return bot.ErrTooOften
	case http.StatusRequestTimeout, http.StatusGatewayTimeout:
		return context.DeadlineExceeded
	}
	return bot.ErrSiteFault
}

// broken turns the error of an exchange into what the caller can act on. The error of
// net/http repeats the whole address, so only what lies beneath it is kept.
func broken(ctx context.Context, u *url.URL, err error) error {
	if outer := (*url.Error)(nil); errors.As(err, &outer) {
		err = outer.Err
	}
	var dns *net.DNSError
	var timeout net.Error
	switch {
	case ctx.Err() != nil:
		return fmt.Errorf("%s: %w", redact(u), ctx.Err())
	case refused(err):
		return private(u)
	case errors.Is(err, bot.ErrTooLarge):
		return &fault{redact(u), "sends more than is read of one address; is it a feed or an article?", bot.ErrTooLarge}
	case errors.Is(err, errEncoding):
		return &fault{redact(u), "sends a body that cannot be decompressed", err}
	case errors.As(err, &dns) && dns.IsNotFound:
		return &fault{redact(u), "has a host name that does not exist; check the address", bot.ErrNotFound}
	case certificate(err):
		return &fault{redact(u), "has no valid certificate: " + err.Error(), nil}
	case errors.Is(err, context.DeadlineExceeded) || errors.As(err, &timeout) && timeout.Timeout():
		return &bot.RetryError{Err: &fault{redact(u), "did not answer in time", context.DeadlineExceeded}}
	}
	return &bot.RetryError{Err: &fault{redact(u), "could not be reached: " + err.Error(), nil}}
}

// errEncoding: a body is not in the encoding that its header names.
var errEncoding = errors.New("content encoding")

// read returns the body of res, decompressed. It takes no more than limit bytes from the
// wire nor out of the decompression: a gzip stream may be a bomb, or endless and empty.
func read(res *http.Response, limit int64) ([]byte, error) {
	if res.ContentLength > limit {
		return nil, bot.ErrTooLarge
	}
	var from io.Reader = &capped{res.Body, limit}
	switch strings.ToLower(strings.TrimSpace(res.Header.Get("Content-Encoding"))) {
	case "", "identity":
	case "gzip", "x-gzip":
		unzipped, err := gzip.NewReader(from)
		if err != nil {
			return nil, unzip(err)
		}
		body, err := io.ReadAll(&capped{unzipped, limit})
		return body, unzip(err)
	default:
		return nil, errEncoding
	}
	return io.ReadAll(from)
}

// unzip marks the errors that lie in the compressed data itself.
func unzip(err error) error {
	if errors.Is(err, gzip.ErrHeader) || errors.Is(err, gzip.ErrChecksum) {
		return errEncoding
	}
	return err
}

// capped reads up to left bytes and then fails, where io.LimitReader would end as if all was well.
type capped struct {
	from io.Reader
	left int64
}

func (c *capped) Read(p []byte) (int, error) {
	if c.left < 0 {
		return 0, bot.ErrTooLarge
	}
	if int64(len(p)) > c.left+1 {
		p = p[:c.left+1]
	}
	n, err := c.from.Read(p)
	c.left -= int64(n)
	if c.left < 0 {
		return 0, bot.ErrTooLarge
	}
	return n, err
}
