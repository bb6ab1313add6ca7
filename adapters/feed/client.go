package feed

import (
	"context"
	"crypto/tls"
	"errors"
	"net/http"
	"net/netip"
	"time"

	"github.com/readout-bot/readout/bot"
	"github.com/readout-bot/readout/digest"
)

var _ bot.Source = (*Client)(nil)

// Options for a Client. The zero value is fit for use.
type Options struct {
	// Version of Readout, for the User-Agent.
	Version string
	// Allow lists address ranges that are read although they are private: an intranet.
	Allow []netip.Prefix
	// Interval is the least time between the starts of two requests to one host. Zero is
	// half a second, negative none at all.
	Interval time.Duration
}

// A Client reads feeds and pages over HTTP. It is safe for concurrent use.
type Client struct {
	http    *http.Client
	agent   string
	manners *manners
}

// New returns a Client.
func New(o Options) *Client {
	if o.Version == "" {
		o.Version = "dev"
	}
	if o.Interval == 0 {
		o.Interval = hostInterval
	}
	return &Client{
		http: &http.Client{
			Transport: &http.Transport{
				Proxy:                  nil, // a proxy would connect for us, past the guard of the dialer
				DialContext:            dialer(o.Allow).DialContext,
				ForceAttemptHTTP2:      true,
				DisableCompression:     true,
				MaxConnsPerHost:        hostConcurrency,
				MaxIdleConnsPerHost:    hostConcurrency,
				MaxIdleConns:           256,
				IdleConnTimeout:        30 * time.Second,
				TLSHandshakeTimeout:    dialTimeout,
				MaxResponseHeaderBytes: maxHeaderBytes,
			},
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
		agent:   "Readout/" + o.Version + " (+https://github.com/readout-bot/readout)",
		manners: &manners{interval: max(o.Interval, 0), hosts: make(map[string]*host)},
	}
}

// Close ends the connections that are kept open for later requests.
func (c *Client) Close() { c.http.CloseIdleConnections() }

// Poll implements [bot.Source]. At most a thousand items are returned, the newest.
func (c *Client) Poll(ctx context.Context, url string, last bot.Validators) (bot.Polled, error) {
	a, err := c.fetch(ctx, url, request{accept: acceptFeed, limit: maxFeedBytes, last: last})
	if err != nil {
		return bot.Polled{}, err
	}
	if a.unchanged {
		return bot.Polled{Unchanged: true, After: freshFor(a.header)}, nil
	}
	p, ttl, err := parse(a.body, a.header.Get("Content-Type"), url, a.url)
	if err != nil {
		return bot.Polled{}, err
	}
	p.Validators = bot.Validators{ETag: a.header.Get("ETag"), LastModified: a.header.Get("Last-Modified")}
	p.After = max(ttl, freshFor(a.header))
	return p, nil
}

// Article implements [bot.Source]. What the page behind the item does not say of itself
// is taken from the item.
func (c *Client) Article(ctx context.Context, item bot.Item) (digest.Article, error) {
	if item.Content != "" {
		return fromItem(item)
	}
	if item.URL == "" {
		return digest.Article{}, &fault{"the item " + item.Title, "has neither a text nor a link to one", bot.ErrNoText}
	}
	return c.page(ctx, item.URL, item)
}

// Page implements [bot.Source].
func (c *Client) Page(ctx context.Context, url string) (digest.Article, error) {
	return c.page(ctx, url, bot.Item{})
}

// certificate reports whether err is about the server's certificate.
func certificate(err error) bool {
	var invalid *tls.CertificateVerificationError
	return errors.As(err, &invalid)
}
