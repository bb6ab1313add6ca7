package bot

import "testing"

func TestCanonicalURL(t *testing.T) {
	const story = "https://news.example/world/story-1"
	for _, same := range []string{
		"https://news.example/world/story-1",
		"http://news.example/world/story-1",
		"HTTPS://WWW.News.Example/world/story-1/",
		"https://news.example:443/world/story-1",
		"http://news.example:80/world/story-1",
		"https://news.example./world/story-1",
		"https://news.example/world/story-1#comments",
		"https://news.example/world/story-1?utm_source=rss&utm_medium=feed",
		"https://news.example/world/story-1?fbclid=abc&gclid=def&CMP=share",
		"https://news.example/world/story-1?at_medium=RSS&at_campaign=x",
		"https://news.example/world//story-1",
		"https://amp.news.example/world/story-1",
		"https://m.news.example/world/story-1",
		"https://news.example/world/story-1/amp/",
		"https://news.example/amp/world/story-1",
		"https://news.example/world/story-1.amp",
		"https://news.example/world/story-1?amp=1",
		"https://www.google.com/amp/s/news.example/world/story-1",
		"https://news-example.cdn.ampproject.org/c/s/news.example/world/story-1",
		"  https://news.example/world/story-1\n",
	} {
		if got := CanonicalURL(same); got != story {
			t.Errorf("CanonicalURL(%q) = %q; want %q", same, got, story)
		}
	}
	for _, c := range []struct{ in, want string }{
		{"https://news.example/?p=12", "https://news.example?p=12"},
		{"https://news.example/a?id=2&b=1&utm_term=x", "https://news.example/a?b=1&id=2"},
		{"https://news.example/a.amp.html", "https://news.example/a.html"},
		{"https://news.example:8443/a", "https://news.example:8443/a"},
		{"https://news.example/Case/Kept", "https://news.example/Case/Kept"},
		{"https://news.example/app#!/story/1", "https://news.example/app#!/story/1"},
		{"https://m.example/a", "https://m.example/a"},
		{"http://[2001:db8::1]:8080/a/", "https://[2001:db8::1]:8080/a"},
		{"http://wiki/a", "https://wiki/a"},
		{"https://news.example/caf%C3%A9", "https://news.example/caf%C3%A9"},
		{"https://news.example/café", "https://news.example/caf%C3%A9"},
		{"mailto:a@b.example", ""}, {"story", ""}, {"", ""}, {"https://", ""}, {"http://[::1", ""},
	} {
		if got := CanonicalURL(c.in); got != c.want {
			t.Errorf("CanonicalURL(%q) = %q; want %q", c.in, got, c.want)
		}
	}
}

func FuzzCanonicalURL(f *testing.F) {
	for _, s := range []string{"https://a.example/b?c=d#e", "http://www.google.com/amp/s/", "https://x.cdn.ampproject.org/", "https://a.example/%zz", "https://a.example/..//amp/amp/", "https://amp.amp.amp/amp.amp"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		urlKey(s)
		if of, plain := CanonicalURL(s), CanonicalURL(ArticleURL(s)); of != plain {
			t.Errorf("CanonicalURL(%q) = %q, but %q of its ArticleURL", s, of, plain)
		}
	})
}
