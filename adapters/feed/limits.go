package feed

import "time"

// What one fetch may cost.
const (
	// maxFeedBytes caps a feed after decompression. Ten thousand items of a kilobyte
	// and a half fit; the largest honest feeds seen are a few megabytes.
	maxFeedBytes = 16 << 20
	// maxPageBytes caps a page after decompression: fifty times the 144 kB of an
	// average news page.
	maxPageBytes = 8 << 20
	// fetchTimeout bounds one fetch with all its redirects, from the moment that the
	// host's turn has come: slow servers answer within it, stuck ones do not hold a worker.
	fetchTimeout = 30 * time.Second
	// dialTimeout bounds one connection attempt, so that a second address can still be tried.
	dialTimeout = 10 * time.Second
	// maxRedirects is what honest sites need (http to https to www to the page) and some.
	maxRedirects = 6
	// maxHeaderBytes caps the head of an answer, which Go would let grow to 10 MB.
	maxHeaderBytes = 256 << 10
)

// How often one host is asked.
const (
	// hostConcurrency is how many requests to one host run at once: fewer than the six
	// of a browser.
	hostConcurrency = 2
	// hostInterval is the least time between the starts of two requests to one host.
	hostInterval = 500 * time.Millisecond
	// maxWait caps what a server may ask us to wait with Retry-After, Cache-Control or
	// ttl: a slip there must not silence a feed for a year.
	maxWait = 24 * time.Hour
)

// What is taken of what was fetched.
const (
	// maxItems is how many items of a feed are kept, the newest first. A thousand is days
	// of the busiest agency; what a feed lists beyond that is its archive.
	maxItems = 1000
	// maxListed is how many items a feed may list to be read at all. Each costs the parser
	// some 15 kB on the way.
	maxListed = 25_000
	// maxFeedTags caps the tags of a feed, or the objects of a JSON Feed: ten thousand
	// items with twenty elements each. Small elements would grow a hundredfold in memory.
	maxFeedTags = 400_000
	// maxPageTags caps the tags of a page in the same way: three times the longest pages
	// of Wikipedia.
	maxPageTags = 200_000
	// maxElements is the size of page that is still searched for an article: about ten
	// times a heavy news page. The search takes more than linear time.
	maxElements = 50_000
	// minText is the least text, in bytes, that can be an article: two short sentences.
	// What is shorter is a notice ("enable JavaScript").
	minText = 100
	// wholeText is the least text, in bytes, for which a feed's content or a page's own
	// description of itself passes for the whole article. Teasers end well below it:
	// WordPress cuts them at 55 words, which are some 350 bytes.
	wholeText = 800
	// maxTitle caps a title in runes: beyond it a page's title is not one.
	maxTitle = 500
)

// Lists of feeds.
const (
	// maxOPMLBytes caps an OPML file; ten thousand outlines take about two megabytes.
	maxOPMLBytes = 4 << 20
	// maxOPMLDepth caps how deep folders nest; people use two or three.
	maxOPMLDepth = 32
	// maxOPMLFeeds caps the feeds of one file.
	maxOPMLFeeds = 10_000
)
