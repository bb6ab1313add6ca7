package feed

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"

	"golang.org/x/net/html/charset"

	"github.com/readout-bot/readout/bot"
)

// ReadOPML returns the feeds that an OPML file lists, folders flattened, each address
// once. Only URL and Title are set. Outlines that name no web address are passed over.
// The error wraps [bot.ErrTooLarge] for a file of more than 4 MiB, 32 levels of folders
// or 10,000 feeds.
func ReadOPML(r io.Reader) ([]bot.Feed, error) {
	d := xml.NewDecoder(&capped{r, maxOPMLBytes})
	d.Strict = false
	d.Entity = xml.HTMLEntity
	d.CharsetReader = charset.NewReaderLabel
	var feeds []bot.Feed
	seen := make(map[string]bool)
	for depth, root := 0, ""; ; {
		token, err := d.Token()
		switch {
		case err == io.EOF && root == "":
			return nil, errors.New("the file is empty; an OPML file begins with <opml>")
		case err == io.EOF:
			return feeds, nil
		case errors.Is(err, bot.ErrTooLarge):
			return nil, fmt.Errorf("the OPML file has more than %d MB: %w", maxOPMLBytes>>20, err)
		case err != nil:
			return nil, fmt.Errorf("the OPML file is malformed: %w", err)
		}
		switch t := token.(type) {
		case xml.StartElement:
			if depth++; depth > maxOPMLDepth {
				return nil, fmt.Errorf("the OPML file nests deeper than %d levels: %w", maxOPMLDepth, bot.ErrTooLarge)
			}
			if root == "" {
				if root = t.Name.Local; !strings.EqualFold(root, "opml") {
					return nil, fmt.Errorf("the file is not OPML: it begins with <%.20s> where <opml> should be", root)
				}
			}
			if f := outline(t); f.URL != "" && !seen[f.URL] {
				if len(feeds) == maxOPMLFeeds {
					return nil, fmt.Errorf("the OPML file lists more than %d feeds: %w", maxOPMLFeeds, bot.ErrTooLarge)
				}
				seen[f.URL] = true
				feeds = append(feeds, f)
			}
		case xml.EndElement:
			depth--
		}
	}
}

// outline returns the feed of an outline element; none if its URL is empty.
func outline(e xml.StartElement) bot.Feed {
	var f bot.Feed
	if !strings.EqualFold(e.Name.Local, "outline") {
		return f
	}
	text := ""
	for _, a := range e.Attr {
		switch strings.ToLower(a.Name.Local) {
		case "xmlurl":
			if u, err := parseAddress(a.Value); err == nil {
				f.URL = u.String()
			}
		case "title":
			f.Title = title(a.Value)
		case "text":
			text = title(a.Value)
		}
	}
	if f.Title == "" {
		f.Title = text
	}
	return f
}

// opmlFile is the form of an OPML 2.0 file. http://opml.org/spec2.opml
type opmlFile struct {
	XMLName  xml.Name      `xml:"opml"`
	Version  string        `xml:"version,attr"`
	Title    string        `xml:"head>title"`
	Outlines []opmlOutline `xml:"body>outline"`
}

type opmlOutline struct {
	Type  string `xml:"type,attr"`
	Text  string `xml:"text,attr"`
	Title string `xml:"title,attr"`
	URL   string `xml:"xmlUrl,attr"`
}

// WriteOPML writes the feeds as OPML 2.0, in their order. Addresses are written as they
// are, with their secrets: without those the list would be of no use.
func WriteOPML(w io.Writer, feeds []bot.Feed) error {
	file := opmlFile{Version: "2.0", Title: "Readout"}
	for _, f := range feeds {
		name := f.Title
		if name == "" {
			name = f.URL
		}
		file.Outlines = append(file.Outlines, opmlOutline{Type: "rss", Text: name, Title: name, URL: f.URL})
	}
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	e := xml.NewEncoder(w)
	e.Indent("", "  ")
	if err := e.Encode(file); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}
