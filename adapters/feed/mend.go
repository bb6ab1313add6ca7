package feed

import (
	"bytes"
	"mime"
	"regexp"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html/charset"
)

// declaration finds the XML declaration, and the encoding that it names.
var (
	declaration = regexp.MustCompile(`^\s*<\?xml\s[^>]*\?>`)
	declared    = regexp.MustCompile(`encoding\s*=\s*["']([A-Za-z0-9._:-]+)["']`)
)

// mend returns body as the parser wants it: valid UTF-8, without byte order mark and XML
// declaration. Feeds whose encoding is mislabelled, or whose bytes are broken in places,
// are common, and the parser would give up on them.
func mend(body []byte, contentType string) []byte {
	if marked, name, certain := charset.DetermineEncoding(body[:min(len(body), 4)], ""); certain && name != "utf-8" {
		if decoded, err := marked.NewDecoder().Bytes(body); err == nil { // a byte order mark of UTF-16
			body = decoded
		}
	}
	body = bytes.TrimPrefix(body, []byte("\xef\xbb\xbf"))
	head := declaration.Find(body)
	label := ""
	if m := declared.FindSubmatch(head); m != nil {
		label = string(m[1])
	}
	body = body[len(head):]
	if label == "" {
		_, params, _ := mime.ParseMediaType(contentType)
		label = params["charset"]
	}
	return clean(recode(body, label))
}

// recode decodes body from the encoding of that label, unless the bytes say that they
// are UTF-8 whatever the label. No other encoding in use makes valid UTF-8 by chance but
// those of seven bits, which switch by escape characters.
func recode(body []byte, label string) []byte {
	if utf8.Valid(body) && !bytes.ContainsRune(body, '\x1b') {
		return body
	}
	if label == "" {
		label = "windows-1252" // what browsers assume
	}
	encoding, name := charset.Lookup(label)
	if encoding == nil || name == "utf-8" || strings.HasPrefix(name, "utf-16") && !bytes.ContainsRune(body, 0) {
		return body
	}
	decoded, err := encoding.NewDecoder().Bytes(body)
	if err != nil {
		return body
	}
	return decoded
}

// clean replaces what is not UTF-8 and drops NUL bytes.
func clean(body []byte) []byte {
	body = bytes.ToValidUTF8(body, []byte("\uFFFD"))
	if bytes.IndexByte(body, 0) >= 0 {
		body = bytes.ReplaceAll(body, []byte{0}, nil)
	}
	return body
}
