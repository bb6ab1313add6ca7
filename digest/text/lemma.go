package text

import "strings"

// lemma returns the base form of word as a token of Penn tag fine.
func lemma(word, fine string) string {
	w := strings.ToLower(word)
	if strings.HasPrefix(fine, "NNP") {
		return w
	}
	if base, ok := irregular[w]; ok && (fine[0] == 'V' || fine == "MD" || fine == "NNS") {
		return base
	}
	switch fine {
	case "NNS":
		return singular(w)
	case "VBZ":
		return singular(w)
	case "VBD", "VBN":
		if strings.HasSuffix(w, "ied") && len(w) > 4 {
			return w[:len(w)-3] + "y"
		}
		if strings.HasSuffix(w, "ed") {
			return stem(w[:len(w)-2])
		}
	case "VBG":
		if strings.HasSuffix(w, "ing") && len(w) > 4 {
			return stem(w[:len(w)-3])
		}
	}
	return w
}

func singular(w string) string {
	switch {
	case len(w) < 4 || strings.HasSuffix(w, "ss"):
		return w
	case strings.HasSuffix(w, "ies") && len(w) > 4:
		return w[:len(w)-3] + "y"
	case strings.HasSuffix(w, "sses"), strings.HasSuffix(w, "shes"), strings.HasSuffix(w, "ches"), strings.HasSuffix(w, "xes"), strings.HasSuffix(w, "zzes"):
		return w[:len(w)-2]
	case strings.HasSuffix(w, "s"):
		return w[:len(w)-1]
	}
	return w
}

// stem repairs what is left of a verb when -ed or -ing is cut off: a doubled consonant
// loses one, a silent e comes back.
func stem(w string) string {
	n := len(w)
	if n < 3 {
		return w
	}
	vowel := func(c byte) bool { return strings.IndexByte("aeiou", c) >= 0 }
	switch last := w[n-1]; {
	case last == w[n-2] && !vowel(last) && last != 'l' && last != 's' && last != 'z' && last != 'f':
		return w[:n-1]
	case last == 'v', last == 'c', last == 'u', last == 'z' && w[n-2] != 'z', last == 's' && vowel(w[n-2]) || last == 's' && w[n-2] == 'n',
		last == 'g' && strings.IndexByte("nrd", w[n-2]) >= 0 && n > 4:
		return w + "e"
	case strings.HasSuffix(w, "at") && n > 3, strings.HasSuffix(w, "ir"), strings.HasSuffix(w, "ur"), strings.HasSuffix(w, "id") && n > 4,
		strings.HasSuffix(w, "os"), strings.HasSuffix(w, "bl"), strings.HasSuffix(w, "pl"), strings.HasSuffix(w, "tl"):
		return w + "e"
	}
	return w
}

var irregular = pairs(`was be were be is be are be am be been be being be 's be ’s be 're be ’re be 'm be ’m be
	has have had have having have 've have ’ve have does do did do done do
	said say says say met meet went go gone go goes go came come took take taken take gave give given give got get gotten get
	made make knew know known know thought think told tell saw see seen see left leave held hold kept keep
	began begin begun begin brought bring built build bought buy chose choose chosen choose fell fall fallen fall
	felt feel fought fight found find flew fly flown fly forgot forget grew grow grown grow heard hear hit hit
	lost lose meant mean paid pay put put ran run read read rose rise risen rise sent send set set shot shoot
	shut shut sold sell spent spend spoke speak spoken speak stood stand struck strike swore swear sworn swear
	taught teach threw throw thrown throw understood understand won win withdrew withdraw withdrawn withdraw
	wrote write written write led lead sat sit sought seek caught catch cut cut dealt deal drew draw drawn draw
	drove drive driven drive broke break broken break became become become become beat beat beaten beat bore bear
	died die dying die lay lie lying lie tied tie tying tie laid lay agreed agree freed free fled flee overseen oversee
	ca can wo will sha shall 'll will ’ll will 'd would ’d would
	men man women woman people person children child leaders leader lives life wives wife knives knife
	talks talk news news series series media media`)

func pairs(list string) map[string]string {
	m := map[string]string{}
	f := strings.Fields(list)
	for i := 0; i+1 < len(f); i += 2 {
		m[f[i]] = f[i+1]
	}
	return m
}
