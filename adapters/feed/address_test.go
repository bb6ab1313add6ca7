package feed

import "testing"

func TestAddress(t *testing.T) {
	tests := []struct{ name, page, canonical, want string }{
		{"none", "https://example.com/a?utm_id=1", "", "https://example.com/a"},
		{"relative", "https://example.com/a/1?x", "/b", "https://example.com/b"},
		{"other host of the site", "https://m.example.co.uk/a", "https://www.example.co.uk/a", "https://www.example.co.uk/a"},
		{"somebody else's", "https://evil.example.com/a", "https://paper.example.org/b", "https://evil.example.com/a"},
		{"another site under a public suffix", "https://a.github.io/x", "https://b.github.io/x", "https://a.github.io/x"},
		{"the front page", "https://example.com/a", "https://example.com/", "https://example.com/a"},
		{"the front page's own", "https://example.com/", "https://www.example.com/", "https://www.example.com/"},
		{"no web address", "https://example.com/a", "javascript:alert(1)", "https://example.com/a"},
		{"a file without an address", "", "https://example.com/a", "https://example.com/a"},
	}
	for _, test := range tests {
		page := "<link rel=canonical href='" + test.canonical + "'>" + storyPage
		got, err := Extract([]byte(page), test.page)
		if err != nil || got.URL != test.want {
			t.Errorf("%s: %q, %v; want %q", test.name, got.URL, err, test.want)
		}
	}
}

func TestRedact(t *testing.T) {
	for in, want := range map[string]string{
		"https://u:p@example.com/a?page=2#x":           "https://example.com/a?page=2",
		"https://example.com/a?Token=1&page=2":         "https://example.com/a?Token=...&page=2",
		"https://example.com/a?x=0123456789abcdefghij": "https://example.com/a?x=...",
		"https://example.com/a?0123456789abcdefghij":   "https://example.com/a?...",
		"https://example.com/search?q=bridge":          "https://example.com/search?q=bridge",
		"https://example.com/a?page=2;access_token=1":  "https://example.com/a?page=2&access_token=...",
	} {
		u, err := parseAddress(in)
		if err != nil {
			t.Fatal(err)
		}
		if got := redact(u); got != want {
			t.Errorf("redact(%q) = %q, want %q", in, got, want)
		}
	}
}
