package feed

import (
	"strings"
	"testing"

	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/unicode"
)

func TestMend(t *testing.T) {
	utf16, _ := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(`<?xml version="1.0" encoding="utf-16"?><rss>Größe</rss>`)
	seven, _ := japanese.ISO2022JP.NewEncoder().String("<rss>会談</rss>")
	tests := []struct{ name, in, contentType, want string }{
		{"UTF-8", `<?xml version="1.0" encoding="UTF-8"?><rss>é</rss>`, "", "<rss>é</rss>"},
		{"byte order mark", "\xef\xbb\xbf<?xml version='1.0'?><rss>é</rss>", "", "<rss>é</rss>"},
		{"mark and blank lines", "\xef\xbb\xbf\n\n<?xml version='1.0'?><rss/>", "", "<rss/>"},
		{"UTF-16", utf16, "", "<rss>Größe</rss>"},
		{"label of the header", "<rss>\xcf\xf0\xe8</rss>", "text/xml; charset=windows-1251", "<rss>При</rss>"},
		{"the document's label wins", "<?xml version='1.0' encoding='koi8-r'?><rss>\xcf</rss>", "text/xml; charset=windows-1251", "<rss>о</rss>"},
		{"no label", "<rss>\x80</rss>", "", "<rss>€</rss>"},
		{"wrong label", `<?xml version="1.0" encoding="iso-8859-1"?><rss>é</rss>`, "text/xml; charset=us-ascii", "<rss>é</rss>"},
		{"unknown label", `<?xml version="1.0" encoding="martian"?><rss>` + "\xff</rss>", "", "<rss>\uFFFD</rss>"},
		{"broken UTF-8", `<?xml version="1.0" encoding="utf-8"?><rss>a` + "\xe9\x00b</rss>", "", "<rss>a\uFFFDb</rss>"},
		{"seven bits", "<?xml version='1.0' encoding='iso-2022-jp'?>" + seven, "", "<rss>会談</rss>"},
		{"JSON", "\xef\xbb\xbf{}", "application/json", "{}"},
		{"nothing", "", "", ""},
	}
	for _, test := range tests {
		if got := string(mend([]byte(test.in), test.contentType)); strings.TrimSpace(got) != test.want {
			t.Errorf("%s: %q, want %q", test.name, got, test.want)
		}
	}
}

func TestDecodePage(t *testing.T) {
	late := strings.Repeat(" ", 2000) // past where encodings are looked for
	tests := []struct{ name, in, contentType, want string }{
		{"UTF-8 without a label", late + "é", "", late + "é"},
		{"UTF-8 under a wrong label", "é", "text/html; charset=iso-8859-1", "é"},
		{"label of the header", "\xcf\xf0\xe8", "text/html; charset=windows-1251", "При"},
		{"label of the page", "<meta charset=windows-1251>\xcf", "", "<meta charset=windows-1251>П"},
		{"no label", "\x93a\x94", "", "“a”"},
		{"broken UTF-8", "<meta charset=utf-8>\xff", "", "<meta charset=utf-8>\uFFFD"},
	}
	for _, test := range tests {
		if got := decodePage([]byte(test.in), test.contentType); got != test.want {
			t.Errorf("%s: %q, want %q", test.name, got, test.want)
		}
	}
}
