package feed

import "bytes"

// What a feed costs to parse hangs on how many things it lists rather than on its bytes,
// so these are counted before the parser builds them all.

// objectWeight is what an object of JSON costs, in tags.
const objectWeight = 4

// heavy reports whether a feed lists more than is read of one.
func heavy(body []byte) bool {
	if bytes.HasPrefix(bytes.TrimSpace(body), []byte("{")) {
		return bytes.Count(body, []byte("{"))*objectWeight > maxFeedTags
	}
	items := bytes.Count(body, []byte("<item")) + bytes.Count(body, []byte("<entry"))
	return items > maxListed || tags(body) > maxFeedTags
}

// tags returns about how many tags are in body. Those that are quoted in a CDATA section
// make no work and do not count.
func tags(body []byte) int {
	n := 0
	for len(body) > 0 {
		plain, quoted, _ := bytes.Cut(body, []byte("<![CDATA["))
		n += bytes.Count(plain, []byte("<"))
		_, body, _ = bytes.Cut(quoted, []byte("]]>"))
	}
	return n
}
