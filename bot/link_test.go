package bot

import "testing"

func TestArticleURL(t *testing.T) {
	tests := []struct{ in, want string }{
		{"http://Example.com", "https://example.com/"},
		{"http://example.com:80/a", "https://example.com/a"},
		{"https://example.com:443/a#comments", "https://example.com/a"},
		{"https://reader:pw@example.com/a", "https://example.com/a"},
		{"https://example.com/a?utm_source=x&id=7&fbclid=y", "https://example.com/a?id=7"},
		{"https://example.com/a?utm_source=x", "https://example.com/a"},
		{"https://example.com/a?", "https://example.com/a"},
		{"https://example.com/a?partner=rss&emc=rss", "https://example.com/a"},
		{"https://example.com/a?source=rss-12ab-34&ncid=1", "https://example.com/a"},
		{"https://example.com/a?source=ap", "https://example.com/a?source=ap"},
		{"https://example.com/app#!/a/1", "https://example.com/app#!/a/1"},
		{"https://www.example.com/a/", "https://www.example.com/a/"},
		{"https://example.com/a?b=2&a=1", "https://example.com/a?b=2&a=1"},
		{"https://example.com/a?q=utm_source", "https://example.com/a?q=utm_source"},
		{"https://example.com/a/amp/", "https://example.com/a"},
		{"https://example.com/a.amp", "https://example.com/a"},
		{"https://example.com/a.amp.html", "https://example.com/a.html"},
		{"https://example.com/amp/a", "https://example.com/a"},
		{"https://amp.example.com/a?amp=1", "https://example.com/a"},
		{"https://example.com/a?outputType=amp", "https://example.com/a"},
		{"https://example.com/revamp", "https://example.com/revamp"},
		{"https://www.google.com/amp/s/example.com/a/amp", "https://example.com/a"},
		{"https://google.com/amp/s/example.com/a", "https://example.com/a"},
		{"https://example-com.cdn.ampproject.org/c/s/example.com/a.html", "https://example.com/a.html"},
		{"https://example.com./a", "https://example.com/a"},
		{"http://192.0.2.1/a", "http://192.0.2.1/a"},
		{"http://wiki/a", "http://wiki/a"},
		{"http://example.com:8080/a", "http://example.com:8080/a"},
		{"https://example.com/%E2%82%AC?x=%20", "https://example.com/%E2%82%AC?x=%20"},
		{"https://example.com/a%2Fb", "https://example.com/a%2Fb"},
		{" https://example.com/a ", "https://example.com/a"},
		{"tag:example.com,2026:1", "tag:example.com,2026:1"},
		{"", ""},
		{"://", "://"},
	}
	for _, test := range tests {
		got := ArticleURL(test.in)
		if got != test.want {
			t.Errorf("ArticleURL(%q) = %q, want %q", test.in, got, test.want)
		}
		if again := ArticleURL(got); again != got {
			t.Errorf("ArticleURL(%q) = %q, want the same", got, again)
		}
	}
}

func FuzzArticleURL(f *testing.F) {
	f.Add("https://www.google.com/amp/s/example.com/a/amp?utm_source=x&amp=1#f")
	f.Add("http://amp.example.com:80/amp/a.amp.html")
	f.Fuzz(func(t *testing.T, in string) {
		got := ArticleURL(in)
		if again := ArticleURL(got); again != got {
			t.Errorf("ArticleURL(%q) = %q, and of that %q", in, got, again)
		}
	})
}
