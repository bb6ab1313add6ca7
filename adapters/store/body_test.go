package store

import (
	"reflect"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/readout-bot/readout/bot"
	"github.com/readout-bot/readout/digest"
)

// fillIn sets every field of v to something that no other has, so that a field that is not
// coded shows.
func fillIn(v reflect.Value, n *int) {
	*n++
	switch v.Kind() {
	case reflect.String:
		v.SetString("s" + time.Duration(*n).String())
	case reflect.Int, reflect.Int64:
		v.SetInt(int64(*n))
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fillIn(v.Elem(), n)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		for i := range v.Len() {
			fillIn(v.Index(i), n)
		}
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[time.Time]() {
			v.Set(reflect.ValueOf(time.Unix(int64(*n), int64(*n)).In(time.FixedZone("", *n-80))))
			return
		}
		for i := range v.NumField() {
			if f := v.Field(i); f.CanSet() {
				fillIn(f, n)
			}
		}
	default:
		panic("a field of kind " + v.Kind().String() + " is not coded")
	}
}

// alone leaves out what entries share.
var alone = cmpopts.IgnoreUnexported(bot.Entry{})

// stored is e without what is stored elsewhere.
func stored(e bot.Entry) bot.Entry {
	e.ID, e.Feed, e.Collected, e.Silent, e.Digest.Article.Text = 0, "", time.Time{}, false, ""
	return e
}

func TestBodyKeepsEveryField(t *testing.T) {
	var e bot.Entry
	n := 0
	fillIn(reflect.ValueOf(&e).Elem(), &n)
	got, err := decodeEntry(string(encodeEntry(e)))
	check(t, err)
	if diff := cmp.Diff(stored(e), got, cmpopts.EquateEmpty(), alone); diff != "" {
		t.Errorf("entry that was written and read again (-want +got):\n%s\na field that is new needs a new bodyVersion", diff)
	}
}

func TestBodyOfRealArticles(t *testing.T) {
	w := newWorld(3, poolDay)
	for range 20 {
		w.pool = append(w.pool, w.read())
	}
	var events []event
	for i := range 40 {
		e := w.article(i, 40, &events)
		body := encodeEntry(e)
		got, err := decodeEntry(string(body))
		check(t, err)
		if diff := cmp.Diff(stored(e), got, cmpopts.EquateEmpty(), alone); diff != "" {
			t.Errorf("entry that was written and read again (-want +got):\n%s", diff)
		}
		if most := len(e.Article.Text) + 2500; len(body) > most {
			t.Errorf("a text of %d bytes is kept in %d, want at most %d", len(e.Article.Text), len(body), most)
		}
	}
}

// FuzzBody checks that no bytes make the decoder panic or take memory without measure.
func FuzzBody(f *testing.F) {
	w := newWorld(3, poolDay)
	for range 3 {
		w.pool = append(w.pool, w.read())
		var events []event
		f.Add(string(encodeEntry(w.article(0, 1, &events))))
	}
	f.Add("\x01")
	f.Add("")
	f.Fuzz(func(t *testing.T, body string) {
		e, err := decodeEntry(body)
		if err != nil {
			return
		}
		again, err := decodeEntry(string(encodeEntry(e)))
		check(t, err)
		if diff := cmp.Diff(e, again, cmpopts.EquateEmpty(), alone); diff != "" {
			t.Errorf("entry that was written and read again (-want +got):\n%s", diff)
		}
	})
}

func BenchmarkBody(b *testing.B) {
	w := newWorld(3, poolDay)
	for range 20 {
		w.pool = append(w.pool, w.read())
	}
	var bodies []string
	var events []event
	for i := range 100 {
		bodies = append(bodies, string(encodeEntry(w.article(i, 100, &events))))
	}
	b.ReportAllocs()
	var kept digest.Digest
	for i := 0; b.Loop(); i++ {
		e, err := decodeEntry(bodies[i%len(bodies)])
		check(b, err)
		kept = e.Digest
	}
	_ = kept
	b.ReportMetric(float64(len(bodies[0])), "bytes")
}
