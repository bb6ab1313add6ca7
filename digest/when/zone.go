package when

import "time"

// A zone is a zone word of the news. Where summer is set, the word covers summer time
// too ("ET") and the rule decides by the day.
type zone struct {
	name    string
	minutes int // east of UTC
	summer  func(d day) bool
}

// zones are the words that readers of English news meet; ambiguous ones (CST, IST, BST)
// have the meaning that is commonest there.
var zones = []zone{
	{"UTC", 0, nil}, {"GMT", 0, nil}, {"Z", 0, nil},
	{"EST", -300, nil}, {"EDT", -240, nil}, {"ET", -300, summerUS}, {"Eastern", -300, summerUS},
	{"CST", -360, nil}, {"CDT", -300, nil}, {"CT", -360, summerUS}, {"Central", -360, summerUS},
	{"MST", -420, nil}, {"MDT", -360, nil}, {"MT", -420, summerUS}, {"Mountain", -420, summerUS},
	{"PST", -480, nil}, {"PDT", -420, nil}, {"PT", -480, summerUS}, {"Pacific", -480, summerUS},
	{"BST", 60, nil}, {"WET", 0, summerEU}, {"CET", 60, summerEU}, {"CEST", 120, nil},
	{"EET", 120, summerEU}, {"EEST", 180, nil}, {"MSK", 180, nil},
	{"IST", 330, nil}, {"SGT", 480, nil}, {"HKT", 480, nil}, {"JST", 540, nil}, {"KST", 540, nil},
	{"AEST", 600, nil}, {"AEDT", 660, nil}, {"NZST", 720, nil}, {"NZDT", 780, nil},
}

// on returns the zone as it stands on day d.
func (z *zone) on(d day) *time.Location {
	minutes := z.minutes
	if z.summer != nil && z.summer(d) {
		minutes += 60
	}
	return time.FixedZone(z.name, minutes*60)
}

// summerUS: from the second Sunday of March to the first of November (15 U.S.C. 260a).
func summerUS(d day) bool {
	y := d.year()
	return d >= civil(y, 3, 8).onOrAfter(6) && d < civil(y, 11, 1).onOrAfter(6)
}

// summerEU: from the last Sunday of March to the last of October (Directive 2000/84/EC).
func summerEU(d day) bool {
	y := d.year()
	return d >= civil(y, 3, 31).onOrBefore(6) && d < civil(y, 10, 31).onOrBefore(6)
}
