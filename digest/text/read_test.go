package text

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
)

var update = flag.Bool("update", false, "rewrite the wanted output in testdata")

// TestRead reads the text of each case and compares the sentences ("+" marks prose), their
// tokens and names.
func TestRead(t *testing.T) {
	golden(t, "read", func(s string) string { return printed(Read(s)) })
}

// TestParse compares the tags and trees of the sentences of each case.
func TestParse(t *testing.T) {
	golden(t, "parse", func(s string) string {
		d := Read(s)
		var b strings.Builder
		for i := range d.Sentences {
			d.Parse(i)
			for k, tok := range d.Sentences[i].Tokens {
				fmt.Fprintf(&b, "%d %s %s %s %s %d %s\n", k, tok.Text, tok.Lemma, tok.Tag, tok.Fine, tok.Head, tok.Rel)
			}
			b.WriteString("\n")
		}
		return b.String()
	})
}

// golden runs f on the part "text" of the cases in testdata/kind and compares what it
// gives with the part that is named for the kind.
func golden(t *testing.T, kind string, f func(string) string) {
	files, err := filepath.Glob(filepath.Join("testdata", kind, "*.txtar"))
	if err != nil || len(files) == 0 {
		t.Fatalf("cases: %v, %v", files, err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			a, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if len(a.Files) != 2 || a.Files[0].Name != "text" || a.Files[1].Name != kind {
				t.Fatalf("%s: want the parts text and %s", file, kind)
			}
			got := f(string(a.Files[0].Data))
			if *update {
				a.Files[1].Data = []byte(got)
				if err := os.WriteFile(file, txtar.Format(a), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if diff := cmp.Diff(string(a.Files[1].Data), got); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

// printed writes what was read, a sentence a line, with the names below.
func printed(d *Doc) string {
	var b strings.Builder
	for _, s := range d.Sentences {
		mark := "-"
		if s.Prose {
			mark = "+"
		}
		b.WriteString(mark)
		for _, t := range s.Tokens {
			b.WriteString(" " + t.Text)
		}
		b.WriteString("\n")
		for _, n := range s.Names {
			fmt.Fprintf(&b, "\t%s %s\n", n.Kind, strings.Join(strings.Fields(d.Text[n.Start:n.End]), " "))
		}
	}
	return b.String()
}

// check reports every way in which d breaks the contract of Doc.
func check(t *testing.T, d *Doc) {
	t.Helper()
	end, names := 0, 0
	for i := range d.Sentences {
		s := &d.Sentences[i]
		if s.Start < end || s.End <= s.Start || s.End > len(d.Text) || len(s.Tokens) == 0 {
			t.Fatalf("sentence %d is [%d,%d) after %d of %d", i, s.Start, s.End, end, len(d.Text))
		}
		at := s.Start
		for k, tok := range s.Tokens {
			if tok.Start < at || tok.End <= tok.Start || tok.End > s.End || tok.Text != d.Text[tok.Start:tok.End] {
				t.Fatalf("token %d of sentence %d is [%d,%d) %q after %d", k, i, tok.Start, tok.End, tok.Text, at)
			}
			if !border(d.Text, tok.Start) || !border(d.Text, tok.End) {
				t.Fatalf("token %q at %d cuts a rune", tok.Text, tok.Start)
			}
			if tok.Tag == "" || tok.Fine == "" || tok.Lemma == "" {
				t.Fatalf("token %q at %d has tag %q, fine tag %q, lemma %q", tok.Text, tok.Start, tok.Tag, tok.Fine, tok.Lemma)
			}
			at = tok.End
		}
		if s.Start != s.Tokens[0].Start || s.End != at {
			t.Fatalf("sentence %d is [%d,%d), its tokens [%d,%d)", i, s.Start, s.End, s.Tokens[0].Start, at)
		}
		last := -1
		for _, n := range s.Names {
			if names >= len(d.Names) || d.Names[names] != n {
				t.Fatalf("name %v of sentence %d is not name %d of the text", n, i, names)
			}
			if n.First <= last || n.Last < n.First || n.Start != s.Tokens[n.First].Start || n.End != s.Tokens[n.Last].End {
				t.Fatalf("name %v of sentence %d does not fit its tokens", n, i)
			}
			last = n.Last
			names++
		}
		end = s.End
	}
	if names != len(d.Names) {
		t.Fatalf("%d names in sentences, %d in the text", names, len(d.Names))
	}
}

// border reports whether offset i of s does not cut a rune.
func border(s string, i int) bool {
	if i == len(s) || utf8.RuneStart(s[i]) {
		return true
	}
	for k := i - 1; k >= 0 && k > i-utf8.UTFMax; k-- {
		if utf8.RuneStart(s[k]) {
			_, w := utf8.DecodeRuneInString(s[k:])
			return k+w <= i
		}
	}
	return true
}

func checkTree(t *testing.T, s *Sentence) {
	t.Helper()
	roots := 0
	for i, tok := range s.Tokens {
		if tok.Rel == "" {
			t.Fatalf("token %d %q has no relation", i, tok.Text)
		}
		if (tok.Head == -1) != (tok.Rel == "root") {
			t.Fatalf("token %d %q has head %d and relation %q", i, tok.Text, tok.Head, tok.Rel)
		}
		if tok.Head == -1 {
			roots++
		}
		for k, steps := i, 0; k >= 0; k, steps = s.Tokens[k].Head, steps+1 {
			if steps > len(s.Tokens) {
				t.Fatalf("token %d %q is in a cycle", i, tok.Text)
			}
		}
	}
	if roots != 1 {
		t.Fatalf("%d roots", roots)
	}
}

func FuzzRead(f *testing.F) {
	for _, s := range hostile {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d := Read(s)
		check(t, d)
		for i := range d.Sentences {
			d.Parse(i)
			checkTree(t, &d.Sentences[i])
		}
		if diff := cmp.Diff(printed(d), printed(Read(s))); diff != "" {
			t.Errorf("a second reading differs:\n%s", diff)
		}
		English(s)
	})
}

// hostile is text that no newspaper prints.
var hostile = []string{
	"", " ", "\n\r\n\t", ".", "...", "'", "’", "'s", "n't", "can't", "\xff", "a\xc3", "\xe2\x80", "U.S", "U.S.", "J.", "I.", "1.", "-", "--a", "ed", "ing", "'ed'",
	news,
	strings.ToUpper(news),
	strings.ReplaceAll(news, "\n", "\r\n"),
	strings.ReplaceAll(news, " ", "\u00a0"),
	strings.ReplaceAll(news, " ", "\u200b"),
	"\ufeff" + news,
	"Привет, мир. Как дела?", "今日は。東京です。", "مرحبا بالعالم. كيف حالك؟", "שלום עולם.", "👩‍👩‍👧‍👦 met 🇺🇦 at 10 a.m.",
	strings.Repeat("a", 5000), strings.Repeat("é", 500), strings.Repeat("x.", 500), strings.Repeat("A. ", 500), strings.Repeat("(\"", 200),
	strings.Repeat("word ", 2000), strings.Repeat("Name ", 700), strings.Repeat("don't ", 400), strings.Repeat("a-b-", 300),
	"Q: Why?\nMR. PRICE: Well.\n| a | b |\n| 1 | 2 |\n* item\n1. item\n", "http://", "www.", "a@b", "@", "#", "#x", "a.b@c.d,",
}

func TestHostile(t *testing.T) {
	for _, s := range hostile {
		d := Read(s)
		check(t, d)
		for i := range d.Sentences {
			d.Parse(i)
			checkTree(t, &d.Sentences[i])
		}
	}
}

// TestSubject asks for the subject of every word, in another order each time, and compares
// with the whole parse.
func TestSubject(t *testing.T) {
	for _, s := range hostile {
		asked, whole := Read(s), Read(s)
		for i := range whole.Sentences {
			whole.Parse(i)
			toks := whole.Sentences[i].Tokens
			for n := range toks {
				k := (n*7 + i) % len(toks)
				want := slices.IndexFunc(toks, func(t Token) bool { return t.Head == k && (t.Rel == "nsubj" || t.Rel == "nsubj:pass") })
				if got := asked.Subject(i, k); got != want {
					t.Fatalf("the subject of %q, word %d of sentence %d, is %d, want %d", toks[k].Text, k, i, got, want)
				}
			}
		}
	}
}

func TestEnglish(t *testing.T) {
	for _, c := range []struct {
		text string
		want bool
	}{
		{news, true},
		{strings.ToUpper(news), true},
		{"Keller meets Okafor in Geneva", true},
		{"", false},
		{"12 34 — ... 56", false},
		{"Президент встретится с премьер-министром в Женеве во вторник.", false},
		{"Le président rencontrera la première ministre à Genève mardi, a annoncé son bureau.", false},
		{"El presidente se reunirá con la primera ministra en Ginebra el martes, según su oficina.", false},
		{"Der Präsident trifft die Ministerin am Dienstag in Genf, wie ihr Büro mitteilte, und es ist das erste Treffen.", false},
		{"De president ontmoet de premier dinsdag in Genève, zo meldt het kabinet van de minister.", false},
		{"Presiden akan bertemu dengan perdana menteri di Jenewa pada hari Selasa untuk membahas perdagangan yang baru.", false},
		{"Anna Keller Tomas Okafor Jean Duval Maria Petrov Ivan Lund Olga Berg Karl Moss Lena Vogt", false},
		{"首相は火曜日にジュネーブで大統領と会談する。", false},
	} {
		if got := English(c.text); got != c.want {
			t.Errorf("English(%q) = %v, want %v", c.text, got, c.want)
		}
	}
}

func TestAt(t *testing.T) {
	d := Read("Keller left.  She met Okafor.")
	if got := d.SentenceText(1); got != "She met Okafor." {
		t.Errorf("SentenceText(1) = %q", got)
	}
	for _, c := range []struct{ offset, sentence, token int }{{0, 0, 0}, {11, 0, 2}, {12, -1, 0}, {14, 1, 0}, {18, 1, 1}, {99, -1, 0}} {
		got := d.SentenceAt(c.offset)
		if got != c.sentence {
			t.Errorf("SentenceAt(%d) = %d, want %d", c.offset, got, c.sentence)
		}
		if got >= 0 && d.Sentences[got].TokenAt(c.offset) != c.token {
			t.Errorf("TokenAt(%d) = %d, want %d", c.offset, d.Sentences[got].TokenAt(c.offset), c.token)
		}
	}
}

// TestLongSentence reads a text without a full stop: no sentence grows beyond the cap.
func TestLongSentence(t *testing.T) {
	d := Read(strings.Repeat("the minister of trade and Anna Keller ", 4000))
	check(t, d)
	for i, s := range d.Sentences {
		if len(s.Tokens) > 320 {
			t.Fatalf("sentence %d has %d tokens", i, len(s.Tokens))
		}
	}
}

func TestLemma(t *testing.T) {
	for _, c := range []struct{ word, fine, want string }{
		{"meets", "VBZ", "meet"}, {"met", "VBD", "meet"}, {"deciding", "VBG", "decide"}, {"decided", "VBD", "decide"},
		{"parties", "NNS", "party"}, {"talks", "NNS", "talk"}, {"planned", "VBN", "plan"}, {"weighing", "VBG", "weigh"},
		{"agreed", "VBD", "agree"}, {"Was", "VBD", "be"}, {"n't", "RB", "not"}, {"considered", "VBN", "consider"},
		{"postponed", "VBN", "postpone"}, {"visiting", "VBG", "visit"}, {"hosted", "VBD", "host"}, {"discussed", "VBD", "discuss"},
		{"announced", "VBD", "announce"}, {"travelling", "VBG", "travel"}, {"voting", "VBG", "vote"}, {"scheduled", "VBN", "schedule"},
		{"Keller", "NNP", "keller"}, {"goes", "VBZ", "go"}, {"watches", "VBZ", "watch"}, {"crises", "NNS", "crisis"},
		{"opened", "VBD", "open"}, {"proposed", "VBD", "propose"}, {"signing", "VBG", "sign"}, {"moved", "VBD", "move"},
		{"urged", "VBD", "urge"}, {"argued", "VBD", "argue"}, {"offered", "VBD", "offer"}, {"referred", "VBD", "refer"}, {"tabled", "VBD", "table"},
		{"called", "VBN", "call"}, {"passed", "VBD", "pass"}, {"used", "VBD", "use"}, {"ministries", "NNS", "ministry"},
	} {
		if got := lemmas().Of(c.word, c.fine); got != c.want {
			t.Errorf("lemma(%q, %s) = %q, want %q", c.word, c.fine, got, c.want)
		}
	}
}

func BenchmarkRead(b *testing.B) {
	for _, n := range []int{1, 10, 100} {
		s := strings.Repeat(news, n)
		b.Run(fmt.Sprintf("%dKB", len(s)>>10), func(b *testing.B) {
			b.SetBytes(int64(len(s)))
			b.ReportAllocs()
			for b.Loop() {
				Read(s)
			}
		})
	}
}

func BenchmarkParse(b *testing.B) {
	s := strings.Repeat(news, 10)
	d := Read(s)
	b.SetBytes(int64(len(s)))
	b.ReportAllocs()
	for b.Loop() {
		for i := range d.Sentences {
			d.Sentences[i].Parsed = false
			d.Parse(i)
		}
	}
}

// BenchmarkSentence shows cost against length for a text that is one sentence.
func BenchmarkSentence(b *testing.B) {
	for _, kb := range []int{20, 200, 2000} {
		s := strings.Repeat("and the minister of trade met Anna Keller ", kb*1024/42)
		b.Run(fmt.Sprintf("%dKB", kb), func(b *testing.B) {
			b.SetBytes(int64(len(s)))
			for b.Loop() {
				Read(s)
			}
		})
	}
}

// news is a report in our own words on events that never were.
const news = `LINDEN, Nov 3 (Courier) — Prime Minister Anna Keller of Valdoria will meet President Tomas Okafor in Geneva on Tuesday, her office said, in the first talks between the two countries since the border closed in March.
"We haven't decided whether to lift the tariffs," Keller told reporters at the U.N. headquarters in New York. "It's too early."
Mr. Okafor's spokeswoman, Lt. Gen. H.R. Mbeki, said the delegation would arrive at 10 a.m. on Nov. 9 and fly on to Brussels, where the European Commission is weighing a $13.5 million loan.
The Valdorian parliament, which meets again next week, must still approve the deal; the opposition Green Alliance has said that it won't. A vote could come by the end of the month, according to Speaker Jean-Pierre Duval.
`

// TestConcurrent reads the same text many times at once; run it with -race.
func TestConcurrent(t *testing.T) {
	want := printed(Read(news))
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			d := Read(news)
			for i := range d.Sentences {
				d.Parse(i)
			}
			if diff := cmp.Diff(want, printed(d)); diff != "" {
				t.Errorf("a reading beside others differs (-want +got):\n%s", diff)
			}
		})
	}
	all.Wait()
}
