package store

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"time"

	"github.com/readout-bot/readout/digest"
	"github.com/readout-bot/readout/digest/when"
)

// A place is where an article stands among all: the milliseconds of its publish time, and
// in the low bits the order in which those of one millisecond came.
const placeBits = 20

// firstMS and lastMS are the publish times that a place can hold, about the years 1716
// to 2223; what lies outside stands at the end it is beyond.
const firstMS, lastMS = -8e12, 8e12

// firstPlace returns the first place of the millisecond of t.
func firstPlace(t time.Time) int64 {
	return min(max(t.UnixMilli(), firstMS), lastMS) << placeBits
}

// placeFor returns where the places for an article begin. Undated ones come last, in the
// order they were collected.
func placeFor(published, collected time.Time) int64 {
	if published.IsZero() {
		return (firstMS + collected.Unix()) << placeBits
	}
	return firstPlace(published)
}

// published returns the publish time that place holds, zero for undated articles.
func published(place int64) time.Time {
	ms := place >> placeBits
	if ms < firstMS+1e11 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}

// Days are counted since 1970. A meeting that gives no day may fall on any.
const firstDay, lastDay = -1 << 40, 1 << 40

// dayNumber returns the day of t in t's zone.
func dayNumber(t time.Time) int64 {
	return when.Day(t).Unix() / (24 * 60 * 60)
}

// days returns the first and last day on which w may be.
func days(w digest.When) (first, last int64) {
	first, last = firstDay, lastDay
	if !w.Start.IsZero() {
		first = dayNumber(w.Start)
	}
	if !w.End.IsZero() {
		last = dayNumber(w.End)
	}
	return first, last
}

// maxIndexed is how many bytes of a text go into an index: PostgreSQL's takes 2704.
// https://www.postgresql.org/docs/15/btree-implementation.html
const maxIndexed = 400

// indexable returns s fit for an indexed column. A long one is cut and told from others by
// its hash.
func indexable(s string) string {
	s = plain(s)
	if len(s) <= maxIndexed {
		return s
	}
	hash := sha256.Sum256([]byte(s))
	return strings.ToValidUTF8(s[:maxIndexed], "") + " " + hex.EncodeToString(hash[:])
}
