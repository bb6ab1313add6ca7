package bot

import (
	"context"
	"errors"
	"regexp"
)

// statusCode finds the HTTP status that an adapter's error tells.
var statusCode = regexp.MustCompile(`\b(?:status|HTTP|http)[ :]*(\d{3})\b`)

// sourceWords says in people's words why a feed or page could not be had.
func sourceWords(err error) string {
	var retry *RetryError
	status := ""
	if m := statusCode.FindStringSubmatch(err.Error()); m != nil {
		status = m[1]
	}
	switch {
	case errors.Is(err, ErrPrivateAddress):
		return "the address is in a private network, which I do not visit"
	case errors.Is(err, ErrNotFeed):
		return "there is a page there, but no feed"
	case errors.Is(err, ErrMalformed):
		return "there is a feed there, but it is broken and cannot be read"
	case errors.Is(err, ErrTooLarge):
		return "it is too large for me"
	case errors.Is(err, ErrNoText):
		return "there is no article text in it"
	case errors.Is(err, ErrNotFound), status == "404", status == "410":
		return "there is nothing at that address"
	case errors.Is(err, context.DeadlineExceeded):
		return "the site took too long to answer"
	case status == "401", status == "403":
		return "the site does not let me in (" + status + ")"
	case status == "429":
		return "the site asks me to come less often (429)"
	case status != "":
		return "the site answers with an error (" + status + ")"
	case errors.As(err, &retry):
		return "the site cannot be reached at the moment"
	}
	return "the site cannot be reached or gives an answer I cannot read"
}
