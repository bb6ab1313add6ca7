package feed

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"strings"

	"code.dny.dev/ssrf"

	"github.com/readout-bot/readout/bot"
)

// dialer returns a dialer that refuses every address outside the public internet but
// those in allow. It decides on the address of the connection itself, after the name was
// resolved, so neither a redirect nor a name that changes its address gets around it.
func dialer(allow []netip.Prefix) *net.Dialer {
	var v4, v6 []netip.Prefix
	for _, p := range allow {
		if p.Addr().Is4() {
			v4 = append(v4, p)
		} else {
			v6 = append(v6, p)
		}
	}
	guard := ssrf.New(ssrf.WithAnyPort(), ssrf.WithAllowedV4Prefixes(v4...), ssrf.WithAllowedV6Prefixes(v6...))
	return &net.Dialer{Timeout: dialTimeout, Control: guard.Safe}
}

// refused reports whether err is the dialer's refusal.
func refused(err error) bool {
	return errors.Is(err, ssrf.ErrProhibitedIP) || errors.Is(err, ssrf.ErrProhibitedNetwork)
}

// parseAddress returns the web address in raw.
func parseAddress(raw string) (*url.URL, error) {
	u, err := url.Parse(strings.TrimSpace(raw))
	switch {
	case err != nil:
		return nil, errors.New("not a web address; it should look like https://example.com/feed.xml")
	case u.Scheme != "http" && u.Scheme != "https":
		return nil, fmt.Errorf("%s: only http and https addresses are read", redact(u))
	case u.Hostname() == "":
		return nil, fmt.Errorf("%s: the address names no host", redact(u))
	}
	return u, nil
}

// secretWords mark the names of query parameters whose values are nobody's business.
var secretWords = []string{"token", "key", "auth", "secret", "pass", "pwd", "sig", "session", "code", "user", "hash", "cred"}

// longValue is the length from which the value of a query parameter may be a secret,
// whatever its name.
const longValue = 20

// redact returns u as it may be shown: without credentials and fragment, and with
// the values of query parameters that may be secrets replaced.
func redact(u *url.URL) string {
	shown := *u
	shown.User, shown.Fragment, shown.RawFragment = nil, "", ""
	if u.RawQuery == "" {
		return shown.String()
	}
	pairs := strings.FieldsFunc(u.RawQuery, func(r rune) bool { return r == '&' || r == ';' })
	for i, pair := range pairs {
		name, value, found := strings.Cut(pair, "=")
		switch {
		case !found && len(name) >= longValue:
			pairs[i] = "..."
		case len(value) >= longValue || secretName(name):
			pairs[i] = name + "=..."
		}
	}
	shown.RawQuery = strings.Join(pairs, "&")
	return shown.String()
}

// secretName reports whether the name of a query parameter announces a secret.
func secretName(name string) bool {
	name = strings.ToLower(name)
	for _, w := range secretWords {
		if strings.Contains(name, w) {
			return true
		}
	}
	return false
}

// A fault is an error that people may read: what happened, with the address it
// happened on, and what to do. Kind is the sentinel behind it, which would say it twice.
type fault struct {
	address, what string
	kind          error
}

func (f *fault) Error() string { return f.address + " " + f.what }
func (f *fault) Unwrap() error { return f.kind }

// private is the fault of an address outside the public internet.
func private(u *url.URL) error {
	return &fault{redact(u), "lies in a private network and is not read; the operator can allow it", bot.ErrPrivateAddress}
}
