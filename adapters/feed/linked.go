package feed

import (
	"encoding/json"
	"regexp"
	"strings"
	"unicode"
)

// A linkedArticle is an article as a page's JSON-LD describes it.
// https://schema.org/Article
type linkedArticle struct {
	title, body, published, language, publisher string
}

// A linkedNode is a JSON-LD object. Each property may be one value or a list.
type linkedNode struct {
	Type          linkedText  `json:"@type"`
	Graph         linkedNodes `json:"@graph"`
	MainEntity    linkedNodes `json:"mainEntity"`
	Headline      linkedText  `json:"headline"`
	ArticleBody   linkedText  `json:"articleBody"`
	DatePublished linkedText  `json:"datePublished"`
	InLanguage    linkedText  `json:"inLanguage"`
	Publisher     linkedText  `json:"publisher"`
}

// wrapper is what hides a script from old browsers and XML parsers.
var wrapper = regexp.MustCompile(`^\s*(?://|/\*)?\s*<!(?:\[CDATA\[|--)\s*(?:\*/)?|(?://|/\*)?\s*(?:\]\]|--)>\s*(?:\*/)?\s*$`)

// readLinked returns the articles that a JSON-LD script describes.
func readLinked(script string) []linkedArticle {
	script = wrapper.ReplaceAllString(script, "")
	var nodes linkedNodes
	if json.Unmarshal([]byte(script), &nodes) != nil {
		// Scripts in the wild have raw line ends within strings.
		script = strings.Map(func(r rune) rune {
			if unicode.IsControl(r) {
				return ' '
			}
			return r
		}, script)
		if json.Unmarshal([]byte(script), &nodes) != nil {
			return nil
		}
	}
	return nodes.articles(nil)
}

// articles adds the articles among nodes to found.
func (nodes linkedNodes) articles(found []linkedArticle) []linkedArticle {
	for _, n := range nodes {
		if n.Type.article() {
			found = append(found, linkedArticle{
				title:     n.Headline.first(),
				body:      n.ArticleBody.first(),
				published: n.DatePublished.first(),
				language:  n.InLanguage.first(),
				publisher: n.Publisher.first(),
			})
		}
		found = n.MainEntity.articles(n.Graph.articles(found))
	}
	return found
}

// merged returns what many articles say of title, publisher and language, the first first.
func merged(many []linkedArticle) linkedArticle {
	var one linkedArticle
	for _, a := range many {
		one.title = first(one.title, a.title)
		one.publisher = first(one.publisher, a.publisher)
		one.language = first(one.language, a.language)
	}
	return one
}

// linkedNodes is one object or a list of them.
type linkedNodes []linkedNode

// UnmarshalJSON takes what is an object and passes over what is not.
func (nodes *linkedNodes) UnmarshalJSON(b []byte) error {
	var list []json.RawMessage
	if json.Unmarshal(b, &list) != nil {
		list = []json.RawMessage{b}
	}
	for _, raw := range list {
		var n linkedNode
		if json.Unmarshal(raw, &n) == nil {
			*nodes = append(*nodes, n)
		}
	}
	return nil
}

// linkedText is the text of a property: a string, the name of an object, or a list of such.
type linkedText []string

// UnmarshalJSON takes what is text and passes over what is not.
func (t *linkedText) UnmarshalJSON(b []byte) error {
	var one string
	var named struct {
		Name string `json:"name"`
	}
	var list []linkedText
	switch {
	case json.Unmarshal(b, &one) == nil:
		*t = append(*t, one)
	case json.Unmarshal(b, &list) == nil:
		for _, item := range list {
			*t = append(*t, item...)
		}
	case json.Unmarshal(b, &named) == nil:
		*t = append(*t, named.Name)
	}
	return nil
}

func (t linkedText) first() string { return first(t...) }

// article reports whether the types of an object say that it is an article.
func (t linkedText) article() bool {
	for _, kind := range t {
		if strings.HasSuffix(kind, "Article") || strings.HasSuffix(kind, "BlogPosting") || kind == "SocialMediaPosting" || kind == "Report" {
			return true
		}
	}
	return false
}
