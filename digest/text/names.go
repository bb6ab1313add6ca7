package text

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// findNames finds runs of capitalised words and judges their kind by their words.
func (d *Doc) findNames() {
	for i := range d.Sentences {
		s := &d.Sentences[i]
		first := len(d.Names)
		for k := 0; k < len(s.Tokens); {
			n := nameEnd(s.Tokens, k)
			if n == k {
				k++
				continue
			}
			d.Names = append(d.Names, Name{Start: s.Tokens[k].Start, End: s.Tokens[n-1].End, First: k, Last: n - 1,
				Kind: kindOf(s.Tokens, k, n)})
			k = n
		}
		s.Names = d.Names[first:len(d.Names):len(d.Names)]
	}
}

// nameEnd returns the end of the name at token k, or k if there is none.
func nameEnd(toks []Token, k int) int {
	proper := func(i int) bool {
		r, _ := utf8.DecodeRuneInString(toks[i].Text)
		return unicode.IsUpper(r) && (strings.HasPrefix(toks[i].Fine, "NNP") || nationality[toks[i].Text])
	}
	if !proper(k) || titles[strings.TrimSuffix(toks[k].Text, ".")] || calendar[toks[k].Text] {
		return k
	}
	if nationality[toks[k].Text] && (k+1 == len(toks) || !proper(k+1)) {
		return k + 1
	}
	n := k + 1
	for n < len(toks) {
		w := toks[n].Text
		switch {
		case proper(n) && !calendar[w]:
			n++
		case n+1 < len(toks) && proper(n+1) && (w == "of" || w == "-" && toks[n].Start == toks[n-1].End || w == "&"):
			n += 2
		default:
			return n
		}
	}
	return n
}

func kindOf(toks []Token, k, n int) Kind {
	for i := n - 1; i >= k; i-- {
		if bodies[toks[i].Text] {
			return Organization
		}
	}
	if n == k+1 && nationality[toks[k].Text] {
		return NORP
	}
	if k > 0 {
		before := toks[k-1]
		if titles[strings.TrimSuffix(before.Text, ".")] {
			return Person
		}
		switch before.Text {
		case "in", "at", "near", "from", "In", "to":
			return Location
		}
	}
	if n-k == 1 && strings.ToUpper(toks[k].Text) == toks[k].Text && len(toks[k].Text) > 1 {
		if strings.Contains(toks[k].Text, ".") {
			return Location
		}
		return Organization
	}
	if n-k == 1 && n < len(toks) && (toks[n].Text == "'s" || toks[n].Text == "’s") {
		return Location
	}
	return Person
}

var (
	titles = words(`Mr Mrs Ms Dr Prof Gen Lt Col Sgt Capt Sen Rep Gov President Chancellor Senator Minister Secretary
		Governor Mayor King Queen Prince Princess Pope Sir Judge Justice Premier Chairman Director General Spokesman Spokeswoman`)
	calendar = words(`Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June July
		August September October November December Jan. Feb. Mar. Apr. Aug. Sept. Sep. Oct. Nov. Dec.`)
	bodies = words(`Ministry Department Council Commission Committee Parliament Congress Senate House Party Union Bank
		Agency Court Inc. Corp. Ltd. Co. Group University Association Organization Organisation Institute Office Army
		Police Federation League Office Service Authority Company Fund Front Movement Forces Force Bureau Board`)
	nationality = words(`American Russian Ukrainian Chinese French German British Israeli Palestinian Iranian Iraqi
		Syrian Turkish Indian Pakistani Japanese Korean European African Canadian Mexican Brazilian Italian Spanish
		Polish Hungarian Dutch Belgian Greek Swedish Norwegian Danish Finnish Egyptian Saudi Lebanese Republican
		Democratic Republicans Democrats Democrat Americans Russians Ukrainians Israelis Palestinians Muslim Christian Jewish`)
)
