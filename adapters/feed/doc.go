// Package feed reads the news from the web: feeds (RSS, Atom, RDF, JSON Feed), the pages
// behind their items, and lists of feeds (OPML).
//
// Everything it fetches is hostile until proven otherwise: time, bytes, redirects and
// nesting are capped (limits.go), private networks are refused at connect time on every
// hop (address.go), and no host is asked more often than a polite reader would
// (manners.go). It says who it is, keeps no cookies, runs no script, gets around no
// login and no captcha, and never lets the secrets of a URL into an error.
//
// Extract, ReadOPML and WriteOPML are pure functions, of use without a Client.
package feed
