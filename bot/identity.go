package bot

import (
	"crypto/sha256"
	"encoding/hex"
	"net/url"
	"path"
	"slices"
	"strings"

	"github.com/readout-bot/readout/digest"
)

// The keys of an article: it is known if any of them is. Title and date are none, since
// both are edited after publication.

// CanonicalURL returns the address by which an article is known: that of [ArticleURL], and
// besides always https, no "www.", no mobile copy, no trailing slash, parameters in order.
// It is a name and need not lead anywhere. It is "" for what is no web address.
func CanonicalURL(address string) string {
	u, err := url.Parse(ArticleURL(address))
	if err != nil || !onWeb(u) {
		return ""
	}
	port := u.Port()
	name := strings.TrimSuffix(u.Host, ":"+port)
	for _, p := range []string{"www.", "amp.", "m.", "mobile."} {
		if rest, ok := strings.CutPrefix(name, p); ok && strings.Contains(rest, ".") {
			name = rest
		}
	}
	if port != "" && port != "80" && port != "443" {
		name += ":" + port
	}
	known := url.URL{Scheme: "https", Host: name, Fragment: u.Fragment, RawQuery: u.Query().Encode()}
	known.Path = strings.TrimSuffix(path.Clean("/"+u.Path), "/")
	return known.String()
}

// shownURL returns an address without the name and password that may be in it, for people
// and logs.
func shownURL(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.User == nil {
		return address
	}
	u.User = nil
	return u.String()
}

// itemKeys returns the keys that an item has before its page is read. shared are the
// canonical addresses that several items of the feed have: those name none of them.
func itemKeys(feed string, it Item, shared map[string]bool) []string {
	var keys []string
	if k := urlKey(it.URL); k != "" && !shared[CanonicalURL(it.URL)] {
		keys = append(keys, k)
	}
	if g := strings.TrimSpace(it.GUID); g != "" {
		keys = append(keys, "guid:"+shortHash(CanonicalURL(feed)+"\n"+g))
	}
	return keys
}

// pageKeys returns the keys that an article has by its page, beside those of its item: the
// address that the page calls its own, and the text.
func pageKeys(a digest.Article, it Item, known []string) []string {
	var keys []string
	if k := urlKey(a.URL); k != "" && slices.Contains(known, urlKey(it.URL)) && !slices.Contains(known, k) {
		keys = append(keys, k)
	}
	if k := fingerprint(a); k != "" {
		keys = append(keys, k)
	}
	return keys
}

// dropSharedKeys takes from entries of one poll the page keys that several of them have:
// a text or a canonical address on every page of a site is a notice, not an article.
// itemKeys[unknown[n]] are the keys that entry n had before its page was read.
func dropSharedKeys(entries []*Entry, itemKeys [][]string, unknown []int) {
	count := map[string]int{}
	for _, e := range entries {
		if e == nil {
			continue
		}
		for _, k := range e.Keys {
			count[k]++
		}
	}
	for n, e := range entries {
		if e == nil || len(itemKeys[unknown[n]]) == 0 {
			continue
		}
		e.Keys = slices.DeleteFunc(e.Keys, func(k string) bool {
			return count[k] > 1 && !slices.Contains(itemKeys[unknown[n]], k)
		})
	}
}

// urlKey is empty for the front page of a site, which is no article.
func urlKey(address string) string {
	c := CanonicalURL(address)
	if u, err := url.Parse(c); c == "" || err != nil || u.Path == "" && u.RawQuery == "" && u.Fragment == "" {
		return ""
	}
	return "url:" + c
}

// sharedURLs returns the canonical addresses that items with different GUIDs share.
func sharedURLs(items []Item) map[string]bool {
	guid, shared := map[string]string{}, map[string]bool{}
	for _, it := range items {
		c := CanonicalURL(it.URL)
		if old, ok := guid[c]; ok && old != it.GUID {
			shared[c] = true
		}
		guid[c] = it.GUID
	}
	return shared
}

// fingerprintWords is how many words a text needs for its fingerprint to tell it from
// others: a notice such as "This page is not available" tells nothing.
const fingerprintWords = 40

// fingerprint is the key of the text itself; empty if it is too short for one.
func fingerprint(a digest.Article) string {
	folded := Fold(a.Text)
	if strings.Count(folded, " ") < fingerprintWords {
		return ""
	}
	return "text:" + shortHash(folded)
}

func shortHash(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:16])
}
