package feed

import (
	"net/netip"
	"net/url"
	"strings"
)

// trackers are query parameters that say where a reader came from and not what the page
// is. Prefixes end in a star.
var trackers = []string{
	"utm_*", "at_*", "mtm_*", "pk_*", "piwik_*", "hsa_*", "ns_*", "oly_*", "vero_*", "_hs*", "guce_*", "wt_*", "soc_*",
	"fbclid", "gclid", "dclid", "gbraid", "wbraid", "msclkid", "twclid", "yclid", "igshid", "ttclid", "guccounter",
	"mc_cid", "mc_eid", "mkt_tok", "cmpid", "cmp", "icid", "ocid", "xtor", "ito", "smid", "smtyp", "emc", "s_cid",
	"ref", "ref_src", "ref_url", "referrer", "spm", "taid", "__twitter_impression", "sr_share", "feedtype", "feedname",
}

// Canonical returns the one form of an article's address: without what only counts
// visitors, without fragment and credentials, with https, and not the AMP copy. An
// address that is no web address comes back as it is. It is a pure function of raw and
// finds the same for its own result.
func Canonical(raw string) string {
	for range len(raw) { // a cache may hold a copy of a copy; each pass takes something off
		folded := fold(raw)
		if folded == raw {
			break
		}
		raw = folded
	}
	return raw
}

// fold takes one layer off an address.
func fold(raw string) string {
	u, err := url.Parse(strings.TrimSpace(raw))
	if err != nil || !web(u) {
		return raw
	}
	u = unfold(u)
	u.User, u.Fragment, u.RawFragment = nil, "", ""
	u.Host = strings.TrimRight(strings.ToLower(u.Host), ".")
	u.Host = strings.TrimSuffix(u.Host, map[string]string{"http": ":80", "https": ":443"}[u.Scheme])
	if u.Scheme == "http" && public(u) {
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

// public reports whether u looks like a site of the public web, where https and http
// are the same pages; a host in an intranet, or with a port of its own, may have but one.
func public(u *url.URL) bool {
	_, err := netip.ParseAddr(u.Hostname())
	return err != nil && u.Port() == "" && strings.Contains(u.Hostname(), ".")
}

// unfold returns the page behind an address of an AMP cache.
// https://developers.google.com/amp/cache/overview
func unfold(u *url.URL) *url.URL {
	var rest string
	switch {
	case strings.HasSuffix(u.Hostname(), ".cdn.ampproject.org"):
		for _, kind := range []string{"/c/", "/v/"} {
			if r, found := strings.CutPrefix(u.Path, kind); found {
				rest = r
			}
		}
	case strings.HasPrefix(u.Hostname(), "www.google.") && strings.HasPrefix(u.Path, "/amp/"):
		rest = strings.TrimPrefix(u.Path, "/amp/")
	}
	rest = strings.TrimPrefix(rest, "s/")
	if host, _, _ := strings.Cut(rest, "/"); !strings.Contains(host, ".") {
		return u
	}
	if page, err := url.Parse("https://" + rest); err == nil && web(page) {
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
	path := u.Path
	for _, mark := range []string{"/amp/", "/amp", ".amp"} {
		path = strings.TrimSuffix(path, mark)
	}
	path = strings.Replace(path, ".amp.html", ".html", 1)
	if page, found := strings.CutPrefix(path, "/amp/"); found && page != "" {
		path = "/" + page
	}
	if path != u.Path {
		u.Path, u.RawPath = path, ""
	}
}

// withoutTrackers drops what only counts visitors from a query and leaves the rest as it is.
func withoutTrackers(query string) string {
	if query == "" {
		return ""
	}
	var kept []string
	for _, pair := range strings.Split(query, "&") {
		name, value, _ := strings.Cut(pair, "=")
		name = strings.ToLower(name)
		amp := name == "amp" || name == "outputtype" && strings.EqualFold(value, "amp")
		rss := strings.EqualFold(value, "rss") // partner=rss, source=rss, xmlvar=rss
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
