package when

import "time"

// A zone is a zone word of the news. Where summer is set, the word covers summer time
// too ("ET") and the rule decides by the day.
type zone struct {
	name    string
	minutes int // east of UTC
	summer  func(d day) bool
	city    bool // only before "time": "London time"
}

// zones are the words that readers of English news meet; ambiguous ones (CST, IST, BST)
// have the meaning that is commonest there.
var zones = []zone{
	{"UTC", 0, nil, false}, {"GMT", 0, nil, false}, {"Z", 0, nil, false},
	{"EST", -300, nil, false}, {"EDT", -240, nil, false}, {"ET", -300, summerUS, false}, {"Eastern", -300, summerUS, false},
	{"CST", -360, nil, false}, {"CDT", -300, nil, false}, {"CT", -360, summerUS, false}, {"Central", -360, summerUS, false},
	{"MST", -420, nil, false}, {"MDT", -360, nil, false}, {"MT", -420, summerUS, false}, {"Mountain", -420, summerUS, false},
	{"PST", -480, nil, false}, {"PDT", -420, nil, false}, {"PT", -480, summerUS, false}, {"Pacific", -480, summerUS, false},
	{"BST", 60, nil, false}, {"WET", 0, summerEU, false}, {"CET", 60, summerEU, false}, {"CEST", 120, nil, false},
	{"EET", 120, summerEU, false}, {"EEST", 180, nil, false}, {"MSK", 180, nil, false},
	{"IST", 330, nil, false}, {"SGT", 480, nil, false}, {"HKT", 480, nil, false}, {"JST", 540, nil, false}, {"KST", 540, nil, false},
	{"AEST", 600, nil, false}, {"AEDT", 660, nil, false}, {"NZST", 720, nil, false}, {"NZDT", 780, nil, false},
	{"London", 0, summerEU, true}, {"Paris", 60, summerEU, true}, {"Berlin", 60, summerEU, true},
	{"Brussels", 60, summerEU, true}, {"Geneva", 60, summerEU, true}, {"Rome", 60, summerEU, true},
	{"Kyiv", 120, summerEU, true}, {"Athens", 120, summerEU, true}, {"Moscow", 180, nil, true},
	{"Istanbul", 180, nil, true}, {"Riyadh", 180, nil, true}, {"Dubai", 240, nil, true},
	{"Beijing", 480, nil, true}, {"Singapore", 480, nil, true}, {"Tokyo", 540, nil, true},
	{"Seoul", 540, nil, true}, {"Washington", -300, summerUS, true},
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
