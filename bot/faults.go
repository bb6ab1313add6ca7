package bot

import (
	"context"
	"errors"
	"net/url"
	"strings"
)

// longestNamed is up to how many bytes of an address that a page names are shown: what is
// longer nobody would copy.
const longestNamed = 300

// sourceWords says in people's words why a feed or page could not be had.
func sourceWords(err error) string {
	var retry *RetryError
	switch {
	case errors.Is(err, ErrPrivateAddress):
		return "the address is in a private network, which I do not visit"
	case errors.Is(err, ErrRefused):
		return "the site does not let me in: it wants a login, or refuses programs"
	case errors.Is(err, ErrNotFeed):
		if named := namedFeed(err); named != "" {
			return "there is a page there, but no feed; it names this one: " + named
		}
		return "there is a page there, but no feed"
	case errors.Is(err, ErrMalformed):
		return "there is a feed there, but it is broken and cannot be read"
	case errors.Is(err, ErrTooLarge):
		return "it is too large for me"
	case errors.Is(err, ErrNoText):
		return "there is no article text in it"
	case errors.Is(err, ErrNotFound):
		return "there is nothing at that address"
	case errors.Is(err, ErrTooOften):
		return "the site asks me to come less often"
	case errors.Is(err, ErrSiteFault):
		return "the site reports an error of its own"
	case errors.Is(err, context.DeadlineExceeded):
		return "the site took too long to answer"
	case errors.As(err, &retry):
		return "the site cannot be reached at the moment"
	}
	return "the site cannot be reached or gives an answer I cannot read"
}

// namedFeed returns the feed that the page behind err announces, if it is fit to be shown:
// it is a stranger's word.
func namedFeed(err error) string {
	var e *NotFeedError
	if !errors.As(err, &e) || len(e.Alternate) > longestNamed {
		return ""
	}
	u, perr := url.Parse(e.Alternate)
	if perr != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.User != nil {
		return ""
	}
	named := u.String()
	if strings.ContainsFunc(named, func(r rune) bool { return r <= ' ' || r > '~' }) || len(named) > longestNamed {
		return ""
	}
	return named
}
