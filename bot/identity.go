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

// CanonicalURL returns the address by which an article is known: https, no "www.", no
// tracking parameters, no AMP, no fragment, no trailing slash, parameters in order. It
// returns "" for what is no web address.
func CanonicalURL(address string) string {
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil || u.Host == "" || !slices.Contains([]string{"http", "https"}, strings.ToLower(u.Scheme)) {
		return ""
	}
	if inner := behindCache(u); inner != nil {
		u = inner
	}
	name := strings.TrimSuffix(strings.ToLower(u.Hostname()), ".")
	for _, p := range []string{"www.", "amp.", "m.", "mobile."} {
		if rest, ok := strings.CutPrefix(name, p); ok && strings.Contains(rest, ".") {
			name = rest
		}
	}
	if port := u.Port(); port != "" && port != "80" && port != "443" {
		name += ":" + port
	}
	folded := url.URL{Scheme: "https", Host: name, RawQuery: meaningful(u.Query())}
	folded.Path = unAMP(u.Path)
	if strings.HasPrefix(u.Fragment, "!") { // an address of its own on some sites
		folded.Fragment = u.Fragment
	}
	return folded.String()
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

// behindCache returns the address inside that of an AMP cache:
// example-com.cdn.ampproject.org/c/s/example.com/story, google.com/amp/s/example.com/story.
func behindCache(u *url.URL) *url.URL {
	host, p := strings.ToLower(u.Hostname()), u.Path
	switch {
	case strings.HasSuffix(host, ".cdn.ampproject.org"):
		_, p, _ = strings.Cut(strings.TrimPrefix(p, "/"), "/")
	case (host == "www.google.com" || host == "google.com") && strings.HasPrefix(p, "/amp/"):
		p = strings.TrimPrefix(p, "/amp/")
	default:
		return nil
	}
	inner, err := url.Parse("https://" + strings.TrimPrefix(p, "s/"))
	if err != nil || !strings.Contains(inner.Host, ".") {
		return nil
	}
	inner.RawQuery = u.RawQuery
	return inner
}

// unAMP returns the path of the page proper, without a trailing slash.
func unAMP(p string) string {
	p = strings.TrimSuffix(path.Clean("/"+p), "/")
	p = strings.TrimSuffix(p, "/amp")
	if rest, ok := strings.CutPrefix(p, "/amp/"); ok {
		p = "/" + rest
	}
	for _, s := range []string{".amp.html", ".amp"} {
		if rest, ok := strings.CutSuffix(p, s); ok {
			p = rest + strings.TrimPrefix(s, ".amp")
		}
	}
	return p
}

// meaningful returns the parameters that choose the page, in order.
func meaningful(q url.Values) string {
	for k := range q {
		if tracking(strings.ToLower(k)) {
			delete(q, k)
		}
	}
	return q.Encode()
}

// tracking reports whether a parameter says only where the reader came from.
func tracking(k string) bool {
	for _, p := range []string{"utm_", "at_", "guce_", "_hs", "ns_", "pk_", "mtm_", "wt_", "vero_"} {
		if strings.HasPrefix(k, p) {
			return true
		}
	}
	switch k {
	case "fbclid", "gclid", "dclid", "msclkid", "yclid", "igshid", "mc_cid", "mc_eid", "mkt_tok", "twclid",
		"cmp", "cmpid", "ncid", "ocid", "ftag", "smid", "smtyp", "s_cid", "sr_share", "partner", "ref", "ref_src",
		"ref_url", "referrer", "referer", "ito", "guccounter", "spm", "xtor", "rss", "feedtype", "feedname", "ftcamp",
		"traffic_source", "source", "share", "shared", "sharetype", "amp", "outputtype", "icid", "intcid", "cid_source":
		return true
	}
	return false
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
