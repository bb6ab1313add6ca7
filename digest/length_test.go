package digest_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/readout-bot/readout/digest"
)

// shapes are texts of about n bytes whose cost could grow faster than they do.
var shapes = []struct {
	name string
	text func(b testing.TB, n int) string
}{
	{"news", func(b testing.TB, n int) string {
		var all []string
		for _, s := range stories(b) {
			all = append(all, s.article.Text)
		}
		return grown(strings.Join(all, "\n")+"\n", n)
	}},
	{"sentence", func(_ testing.TB, n int) string {
		return grown("and the minister of trade met Anna Keller before she called for a vote ", n)
	}},
	{"quotation", func(_ testing.TB, n int) string {
		return "“" + grown("We will decide on Tuesday, she said, whether they meet Mr Okafor. ", n)
	}},
	{"names", func(_ testing.TB, n int) string { return distinct("%s%s Keller%[1]s of the %[2]s%[1]s Council. ", n) }},
	{"persons", func(_ testing.TB, n int) string {
		return distinct("The minister, Anna%s%s Keller%[1]s, said she would meet them on Tuesday. ", n)
	}},
	{"table", func(_ testing.TB, n int) string {
		return grown("| the vote of Valdoria | 12.5 | on Nov 3 | at 10 a.m. |\n", n)
	}},
}

// grown repeats s to n bytes.
func grown(s string, n int) string { return strings.Repeat(s, n/len(s)+1)[:n] }

// distinct writes n bytes of format with two syllables, no pair twice in a row of 10,000.
func distinct(format string, n int) string {
	syllables := []string{"Ba", "Do", "Fe", "Gu", "Ka", "Lo", "Mi", "Nu", "Pa", "Ro"}
	var s strings.Builder
	for i := 0; s.Len() < n; i++ {
		a := syllables[i%10] + strings.ToLower(syllables[i/10%10])
		b := syllables[i/100%10] + strings.ToLower(syllables[i/1000%10])
		fmt.Fprintf(&s, format, a, b)
	}
	return s.String()[:n]
}

// BenchmarkLength shows the cost against the length: the figures per byte of one shape are
// alike.
func BenchmarkLength(b *testing.B) {
	for _, shape := range shapes {
		for _, kb := range []int{8, 32, 128} {
			a := digest.Article{Title: "A long week", Published: published, Text: shape.text(b, kb<<10)}
			b.Run(fmt.Sprintf("%s/%dkB", shape.name, kb), func(b *testing.B) {
				b.SetBytes(int64(len(a.Text)))
				for b.Loop() {
					digest.Build(a)
				}
			})
		}
	}
}

// TestLength counts the allocations of each shape at one length and at four times that:
// what compares everything with everything makes more than four times as many.
func TestLength(t *testing.T) {
	for _, shape := range shapes {
		allocations := func(kb int) float64 {
			a := digest.Article{Title: "A long week", Published: published, Text: shape.text(t, kb<<10)}
			return testing.AllocsPerRun(1, func() { digest.Build(a) })
		}
		if short, long := allocations(8), allocations(32); long > 5*short {
			t.Errorf("%s: %.0f allocations for 32 kB, %.0f for 8 kB", shape.name, long, short)
		}
	}
}
