package feed

import (
	"testing"
	"time"
)

func TestParseDate(t *testing.T) {
	tests := []struct {
		in    string
		want  string // RFC 3339; empty for none
		exact bool
	}{
		{"Thu, 05 Nov 2026 18:40:00 EST", "2026-11-05T18:40:00-05:00", true},
		{"Thu, 5 Nov 2026 18:40:00 -0500", "2026-11-05T18:40:00-05:00", true},
		{"Thu, 5 Nov 2026 18:40 GMT", "2026-11-05T18:40:00Z", true},
		{"Thursday, 5 November 2026 18:40:00 +0100", "2026-11-05T18:40:00+01:00", true},
		{"5 Nov 2026 18:40:00 CEST", "2026-11-05T18:40:00+02:00", true},
		{"05 Nov 26 18:40:00 PDT", "2026-11-05T18:40:00-07:00", true},
		{"Thu Nov  5 18:40:00 +0000 2026", "2026-11-05T18:40:00Z", true},
		{"Thu Nov 5 18:40:00 EST 2026", "2026-11-05T18:40:00-05:00", true},
		{"2026-11-05T18:40:00Z", "2026-11-05T18:40:00Z", true},
		{"2026-11-05T18:40:00.123+09:00", "2026-11-05T18:40:00.123+09:00", true},
		{"2026-11-05T18:40:00+0900", "2026-11-05T18:40:00+09:00", true},
		{"2026-11-05T18:40+09:00", "2026-11-05T18:40:00+09:00", true},
		{"2026-11-05 18:40:00", "2026-11-05T18:40:00Z", true},
		{"2026-11-05T18:40:00", "2026-11-05T18:40:00Z", true},
		{"2026-11-05", "2026-11-05T00:00:00Z", false},
		{"November 5, 2026", "2026-11-05T00:00:00Z", false},
		{"March 5, 2026", "2026-03-05T00:00:00Z", false},
		{"Nov 5, 2026", "2026-11-05T00:00:00Z", false},
		{"5 November 2026", "2026-11-05T00:00:00Z", false},
		{"Thursday, November 5, 2026", "2026-11-05T00:00:00Z", false},
		{"Thu, 05 Nov 2026 18:40:00 GMT+0200", "2026-11-05T18:40:00+02:00", true},
		{"  \n 2026-11-05 ", "2026-11-05T00:00:00Z", false},
		{"0001-01-01T00:00:00Z", "", false},
		{"1970-01-01T00:00:00Z", "", false},
		{"yesterday", "", false},
		{"", "", false},
		{"Mon", "", false},
		{"31 February 2026", "", false},
	}
	for _, test := range tests {
		got, exact := parseDate(test.in)
		said := ""
		if !got.IsZero() {
			said = got.Format(time.RFC3339Nano)
		}
		if said != test.want || exact != test.exact {
			t.Errorf("parseDate(%q) = %s, %v; want %s, %v", test.in, said, exact, test.want, test.exact)
		}
	}
}
