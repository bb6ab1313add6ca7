package bot

import (
	_ "embed"
	"fmt"
	"strings"
	"time"
)

// zoneNames are the names of the IANA time zone database that name a place, and UTC, a
// line each.
//
//go:embed zones.txt
var zoneNames string

// LoadZone returns the zone of an IANA name in any case. Its error is fit for people and
// names the zone that was meant, where that can be told.
func LoadZone(name string) (*time.Location, error) {
	name = strings.ReplaceAll(strings.TrimSpace(name), " ", "_")
	if name != "" && strings.Contains("\n"+zoneNames, "\n"+name+"\n") {
		return time.LoadLocation(name)
	}
	for known := range strings.Lines(zoneNames) {
		if known = strings.TrimSpace(known); strings.EqualFold(known, name) {
			return time.LoadLocation(known)
		}
	}
	if near := nearZones(name); len(near) > 0 {
		return nil, fmt.Errorf("there is no time zone “%s”; did you mean %s", clip(name, 40), choice(near)+"?")
	}
	return nil, fmt.Errorf("there is no time zone “%s”; write it like Europe/Berlin or UTC", clip(name, 40))
}

// nearZones returns up to three zones that name may mean: a city, an abbreviation, a slip.
func nearZones(name string) []string {
	want := strings.ToLower(strings.ReplaceAll(name, " ", "_"))
	switch want {
	case "":
		return nil
	case "z", "zulu":
		return []string{"UTC"}
	case "bst", "uk", "england":
		return []string{"Europe/London"}
	case "cet", "cest", "mez", "mesz", "germany":
		return []string{"Europe/Berlin", "Europe/Paris"}
	case "et", "est", "edt", "washington", "boston":
		return []string{"America/New_York"}
	case "ct", "cst", "cdt":
		return []string{"America/Chicago"}
	case "mt", "mst", "mdt":
		return []string{"America/Denver"}
	case "pt", "pst", "pdt", "san_francisco", "seattle":
		return []string{"America/Los_Angeles"}
	case "ist", "india", "delhi", "mumbai":
		return []string{"Asia/Kolkata"}
	case "jst", "japan":
		return []string{"Asia/Tokyo"}
	}
	var same, slips []string
	for known := range strings.Lines(zoneNames) {
		known = strings.TrimSpace(known)
		lower := strings.ToLower(known)
		city := lower[strings.LastIndexByte(lower, '/')+1:]
		switch {
		case city == want:
			same = append(same, known)
		case len(want) > 3 && (distance(lower, want, 2) <= 2 || distance(city, want, 2) <= len(want)/5):
			slips = append(slips, known)
		}
	}
	if len(same) > 0 {
		slips = same
	}
	return slips[:min(3, len(slips))]
}
