// Package feature turns words into the hashed features that the models of package text
// weigh. Training and reading share it, so that both see the same.
package feature

import (
	"math/bits"
	"unicode"
	"unicode/utf8"
)

// A Hash stands for a feature or a part of one. Nothing but equality is asked of it.
type Hash = uint64

const (
	seed  = 0xcbf29ce484222325 // FNV-1a
	prime = 0x100000001b3
	k1    = 0x9E3779B97F4A7C15 // golden ratio
	k2    = 0xC2B2AE3D27D4EB4F // xxHash64 primes
	k3    = 0x165667B19E3779F9
)

// mix spreads every bit of h over all others (Stafford's variant 13 of the MurmurHash3
// finaliser).
func mix(h Hash) Hash {
	h ^= h >> 30
	h *= 0xbf58476d1ce4e5b9
	h ^= h >> 27
	h *= 0x94d049bb133111eb
	return h ^ h>>31
}

// One is template t filled with a.
func One(t int, a Hash) Hash { return mix(a*k1 + Hash(t+1)*k3) }

// Two is template t filled with a and b, in this order.
func Two(t int, a, b Hash) Hash {
	return mix(a*k1 + bits.RotateLeft64(b*k2, 31) + Hash(t+1)*k3)
}

// Three is template t filled with a, b and c, in this order.
func Three(t int, a, b, c Hash) Hash {
	return mix(a*k1 + bits.RotateLeft64(b*k2, 31) + bits.RotateLeft64(c*k3, 17) + Hash(t+1)*k3)
}

// String hashes s as it is.
func String(s string) Hash {
	h := Hash(seed)
	for i := 0; i < len(s); i++ {
		h = (h ^ Hash(s[i])) * prime
	}
	return mix(h)
}

// The affixes of a Word are those of 1 to Affixes runes.
const Affixes = 4

// A Word holds the hashes of one token.
type Word struct {
	Form   Hash // as written, with digits as 0 and typographic marks as ASCII
	Lower  Hash // Form in lower case
	Key    Hash // Form; for a long word in capitals, as if only the first were one
	Shape  Hash // "Xxx-00" with runs cut at two
	Prefix [Affixes]Hash
	Suffix [Affixes]Hash // 0 for those longer than the word
	Runes  int
	Flags  Flags
	// Cluster holds the classes of words used alike that the word is in, coarse and fine,
	// counted from 1; 0 for a rare word.
	Cluster [2]uint16
}

// Flags say what a word is made of.
type Flags uint8

// The flags of a word.
const (
	Capital Flags = 1 << iota // starts with a capital letter
	AllCaps                   // no lower-case letter, at least one capital
	HasDigit
	HasMark // a full stop, hyphen or apostrophe inside letters
	Letters // has a letter
	HasLower
)

// Set fills w for token s. It allocates nothing.
func (w *Word) Set(s string) {
	*w = Word{}
	form, lower, title, shape := Hash(seed), Hash(seed), Hash(seed), Hash(seed)
	var ring [Affixes]rune // the last runes, for suffixes
	var last, run rune
	for i, r := range s {
		r = plain(r)
		l := r
		var class rune
		switch {
		case r >= 'a' && r <= 'z':
			class = 'x'
		case r >= 'A' && r <= 'Z':
			class, l = 'X', r+'a'-'A'
		case r >= '0' && r <= '9':
			class, r, l = '0', '0', '0'
		case r < utf8.RuneSelf:
			class = r
		case unicode.IsUpper(r):
			class, l = 'X', unicode.ToLower(r)
		case unicode.IsLetter(r) || unicode.IsMark(r):
			class = 'x'
		default:
			class = r
		}
		w.flag(class, i)
		form = (form ^ Hash(r)) * prime
		lower = (lower ^ Hash(l)) * prime
		if i == 0 {
			title = form
		} else {
			title = (title ^ Hash(l)) * prime
		}
		if class == last {
			run++
		} else {
			last, run = class, 1
		}
		if run <= 2 {
			shape = (shape ^ Hash(class)) * prime
		}
		if w.Runes < Affixes {
			w.Prefix[w.Runes] = lower
		}
		ring[w.Runes%Affixes] = l
		w.Runes++
	}
	if w.Flags&Capital != 0 && w.Flags&HasLower == 0 {
		w.Flags |= AllCaps
	}
	w.Form, w.Lower, w.Shape = mix(form), mix(lower), mix(shape)
	w.Key = w.Form
	if w.Flags&AllCaps != 0 && w.Runes > 3 {
		w.Key = mix(title)
	}
	h := Hash(seed)
	for n := 0; n < Affixes && n < w.Runes; n++ {
		h = (h ^ Hash(ring[(w.Runes-1-n)%Affixes])) * prime
		w.Suffix[n] = h
	}
}

// flag notes a rune of the given class at byte i.
func (w *Word) flag(class rune, i int) {
	switch class {
	case 'X':
		w.Flags |= Letters
		if i == 0 {
			w.Flags |= Capital
		}
	case 'x':
		w.Flags |= Letters | HasLower
	case '0':
		w.Flags |= HasDigit
	case '.', '-', '\'':
		w.Flags |= HasMark
	}
}

// plain maps typographic marks to the ASCII ones that they stand for.
func plain(r rune) rune {
	if r < 0x2000 {
		return r
	}
	switch r {
	case '‘', '’':
		return '\''
	case '“', '”':
		return '"'
	case '–', '‑':
		return '-'
	}
	return r
}

// Lower hashes s as Word.Lower does.
func Lower(s string) Hash {
	var w Word
	w.Set(s)
	return w.Lower
}

// Key hashes s as Word.Key does.
func Key(s string) Hash {
	var w Word
	w.Set(s)
	return w.Key
}

// Form hashes s as Word.Form does.
func Form(s string) Hash {
	var w Word
	w.Set(s)
	return w.Form
}
