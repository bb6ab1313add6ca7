package bot

import (
	"net/netip"
	"net/url"
	"strings"
)

// ArticleURL returns the address under which an article is kept and shown: without what
// only counts visitors, without fragment and credentials, with https, and not the AMP
// copy. It leads where address leads; [CanonicalURL] folds further. An address that is no
// web address comes back as it is. ArticleURL finds the same for its own result.
func ArticleURL(address string) string {
	for range len(address) { // a cache may hold a copy of a copy; each pass takes something off
		plain := plainer(address)
		if plain == address {
			break
		}
		address = plain
	}
	return address
}

// plainer takes one layer off an address.
func plainer(address string) string {
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil || !onWeb(u) {
		return address
	}
	u = behindCache(u)
	u.User = nil
	if !strings.HasPrefix(u.Fragment, "!") { // an address of its own on some sites
		u.Fragment, u.RawFragment = "", ""
	}
	u.Host = strings.TrimRight(strings.ToLower(u.Host), ".")
	u.Host = strings.TrimSuffix(u.Host, map[string]string{"http": ":80", "https": ":443"}[u.Scheme])
	if u.Scheme == "http" && publicSite(u) {
		u.Scheme = "https"
	}
	foldAMP(u)
	u.RawQuery = withoutTrackers(u.RawQuery)
	u.ForceQuery = false
	if u.Path == "" {
		u.Path = "/"
	}
	return u.String()
}

func onWeb(u *url.URL) bool { return (u.Scheme == "http" || u.Scheme == "https") && u.Host != "" }

// publicSite reports whether u looks like a site of the public web, where https and http
// are the same pages; a host in an intranet, or with a port of its own, may have but one.
func publicSite(u *url.URL) bool {
	_, err := netip.ParseAddr(u.Hostname())
	return err != nil && u.Port() == "" && strings.Contains(u.Hostname(), ".")
}

// behindCache returns the page behind an address of an AMP cache, or u itself:
// example-com.cdn.ampproject.org/c/s/example.com/story, google.com/amp/s/example.com/story.
// https://developers.google.com/amp/cache/overview
func behindCache(u *url.URL) *url.URL {
	host := strings.TrimPrefix(strings.ToLower(u.Hostname()), "www.")
	var rest string
	switch {
	case strings.HasSuffix(host, ".cdn.ampproject.org"):
		for _, kind := range []string{"/c/", "/v/"} {
			if r, found := strings.CutPrefix(u.Path, kind); found {
				rest = r
			}
		}
	case strings.HasPrefix(host, "google.") && strings.HasPrefix(u.Path, "/amp/"):
		rest = strings.TrimPrefix(u.Path, "/amp/")
	}
	rest = strings.TrimPrefix(rest, "s/")
	if host, _, _ := strings.Cut(rest, "/"); !strings.Contains(host, ".") {
		return u
	}
	if page, err := url.Parse("https://" + rest); err == nil && onWeb(page) {
		page.RawQuery = u.RawQuery
		return page
	}
	return u
}

// foldAMP turns the address of a site's own AMP copy into that of the page.
func foldAMP(u *url.URL) {
	if host, found := strings.CutPrefix(u.Host, "amp."); found && strings.Contains(host, ".") {
		u.Host = host
	}
	p := u.Path
	for _, mark := range []string{"/amp/", "/amp", ".amp"} {
		p = strings.TrimSuffix(p, mark)
	}
	p = strings.Replace(p, ".amp.html", ".html", 1)
	if page, found := strings.CutPrefix(p, "/amp/"); found && page != "" {
		p = "/" + page
	}
	if p != u.Path {
		u.Path, u.RawPath = p, ""
	}
}

// trackers are query parameters that say where a reader came from and not what the page
// is, lower case. Prefixes end in a star.
var trackers = []string{
	"utm_*", "at_*", "mtm_*", "pk_*", "piwik_*", "hsa_*", "ns_*", "oly_*", "vero_*", "_hs*", "guce_*", "wt_*", "soc_*",
	"fbclid", "gclid", "dclid", "gbraid", "wbraid", "msclkid", "twclid", "yclid", "igshid", "ttclid", "guccounter",
	"mc_cid", "mc_eid", "mkt_tok", "cmpid", "cmp", "icid", "intcid", "ncid", "ocid", "xtor", "ito", "smid", "smtyp", "emc", "s_cid",
	"ref", "ref_src", "ref_url", "referrer", "referer", "partner", "traffic_source", "ftag", "ftcamp", "spm", "taid",
	"__twitter_impression", "sr_share", "share", "shared", "sharetype", "rss", "feedtype", "feedname", "amp",
}

// withoutTrackers drops what only counts visitors from a query and leaves the rest as it is.
func withoutTrackers(query string) string {
	if query == "" {
		return ""
	}
	var kept []string
	for _, pair := range strings.Split(query, "&") {
		name, value, _ := strings.Cut(strings.ToLower(pair), "=")
		amp := name == "outputtype" && value == "amp"
		rss := value == "rss" || strings.HasPrefix(value, "rss-") // source=rss, xmlvar=rss, Medium's source=rss-1a2b
		if pair != "" && !amp && !rss && !tracker(name) {
			kept = append(kept, pair)
		}
	}
	return strings.Join(kept, "&")
}

func tracker(name string) bool {
	for _, t := range trackers {
		if prefix, wild := strings.CutSuffix(t, "*"); name == t || wild && strings.HasPrefix(name, prefix) {
			return true
		}
	}
	return false
}
