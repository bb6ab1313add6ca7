package main

import (
	_ "embed"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/readout-bot/readout/digest/text/internal/names"
)

//go:embed patterns.txt
var patternsText string

// An inventor fills the slots of patterns.txt with entries of the word lists, with words
// blended of two of them, so that not every name is a listed one, and with names made of
// such words. The corpora are American for the most part; its names are of all countries.
type inventor struct {
	random                           *rand.Rand
	first, last, city, region, state []string
	org, people                      []string
}

func newInventor(seed uint64, marks map[string]names.Mark) *inventor {
	v := &inventor{random: rand.New(rand.NewPCG(seed, 3))}
	for w, m := range marks {
		add := func(list *[]string, mark names.Mark) {
			if m&mark != 0 && utf8.RuneCountInString(w) > 2 {
				*list = append(*list, w)
			}
		}
		add(&v.first, names.First)
		add(&v.last, names.Last)
		add(&v.city, names.City|names.Place)
		add(&v.region, names.Region)
		add(&v.state, names.Country)
		add(&v.org, names.Org)
		add(&v.people, names.NORP)
	}
	for _, l := range [][]string{v.first, v.last, v.city, v.region, v.state, v.org, v.people} {
		slices.Sort(l)
	}
	return v
}

// invent returns n sentences of each pattern, with their names.
func (v *inventor) invent(n int) []article {
	var out []article
	for line := range strings.Lines(patternsText) {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		for range n {
			out = append(out, v.fill(line))
		}
	}
	return out
}

// fill returns the pattern with names in its slots. "[KIND:...]" is a name.
func (v *inventor) fill(pattern string) article {
	var a article
	var b strings.Builder
	start, kind := 0, ""
	for pattern != "" {
		i := strings.IndexAny(pattern, "[]{")
		if i < 0 {
			b.WriteString(pattern)
			break
		}
		b.WriteString(pattern[:i])
		mark := pattern[i]
		pattern = pattern[i+1:]
		switch mark {
		case '[':
			kind, pattern, _ = strings.Cut(pattern, ":")
			start = b.Len()
		case ']':
			a.Names = append(a.Names, span{start, b.Len(), kind})
		case '{':
			var slot string
			slot, pattern, _ = strings.Cut(pattern, "}")
			b.WriteString(v.slot(slot))
		}
	}
	a.Text = b.String()
	return a
}

// slot returns something to fill a slot with; a slot in capitals is filled with capitals.
func (v *inventor) slot(name string) string {
	switch name {
	case "First":
		return v.blended(v.first)
	case "Last":
		return v.blended(v.last)
	case "City":
		return v.blended(v.city)
	case "Region":
		return v.blended(v.region)
	case "Country":
		return v.one(v.state...)
	case "LAST", "CITY", "COUNTRY":
		return strings.ToUpper(v.slot(name[:1] + strings.ToLower(name[1:])))
	case "Body":
		return v.made(v.org, "Ministry of {Field}", "Department of {Field}", "National {Field} Authority", "{Country} {Field} Commission",
			"{City} City Council", "{Region} State {Field} Board", "{Field} Regulatory Authority", "{City} Metropolitan Police",
			"Royal {Country} Police", "Bank of {Country}", "Central Bank of {Country}", "{ACR}")
	case "Party":
		return v.made(nil, "{Adjective} {Union}", "{Adjective} {Union}", "{Country} {Adjective} {Union}", "{Union} for {Field}", "{ACR}")
	case "Company":
		return v.made(v.org, "{Brand}", "{Brand}", "{Brand}", "{Last} {Trade}", "{City} {Trade}", "{Last} & {Last}", "{Brand} {Trade}", "{ACR}", "{Last} Inc.")
	case "Team":
		return v.made(nil, "{City} {Squad}", "{City} {Squad}", "{Brand} {Squad}", "{City} FC")
	case "University":
		return v.made(nil, "University of {City}", "{City} University", "{First} {Last} University", "{City} Institute of Technology")
	case "Court":
		return v.made(nil, "{City} High Court", "{Region} High Court", "Federal High Court", "Supreme Court", "Court of Appeal", "Constitutional Court", "{City} Criminal Court")
	case "Paper":
		return v.made(nil, "{City} {Press}", "{City} {Press}", "Daily {Press}", "{Brand} {Press}", "{Country} {Press}", "{Agency}")
	case "Agency":
		return v.one("Reuters", "AP", "AFP", "Xinhua", "Bloomberg", "Interfax", "Antara", "Bernama", "Kyodo", "Yonhap", "PTI", "IANS", "Anadolu", "EFE", "dpa", "BBC", "CNN", "Al Jazeera")
	case "Brand":
		w := v.one(v.last...)
		if v.random.IntN(2) == 0 {
			w = v.one(v.city...)
		}
		return half(w, 0) + v.one("tel", "gas", "bank", "corp", "air", "net", "soft", "mart", "phone", "com", "bras", "chem", "oil", "max", "via", "star", "Tech", "Pay", "Net", "ex", "on", "is", "a")
	case "ACR":
		var w []byte
		for range 2 + v.random.IntN(4) {
			w = append(w, byte('A'+v.random.IntN(26)))
		}
		return string(w)
	case "Field":
		return v.one("Health", "Education", "Defence", "Foreign Affairs", "Finance", "Agriculture", "Transport", "Electricity", "Justice", "Tourism", "Water",
			"Railways", "Human Rights", "Home Affairs", "Energy", "Environment", "Youth and Sports", "Civil Aviation", "Telecommunications", "Ports")
	case "Adjective":
		return v.one("National", "Democratic", "People's", "United", "Social Democratic", "Liberal", "Socialist", "Progressive", "Republican", "Communist", "Patriotic", "Reform", "New")
	case "Union":
		return v.one("Party", "Party", "Front", "Congress", "Alliance", "Movement", "League", "Union", "Coalition")
	case "Trade":
		return v.one("Group", "Holdings", "Industries", "Energy", "Steel", "Motors", "Bank", "Airlines", "Cement", "Power", "Telecom", "Foods", "Petroleum", "Insurance", "Mines", "Capital", "Partners", "Leasing", "Airways", "Ltd", "PLC", "Corporation", "Electric", "Shipping")
	case "Squad":
		return v.one("United", "City", "Kings", "Warriors", "Rovers", "Chiefs", "Stars", "Pirates", "Tigers", "Royals", "Rangers", "Wanderers", "Lions", "Knights", "Athletic", "Capitals")
	case "Press":
		return v.one("Times", "Post", "Herald", "Star", "Mail", "News", "Tribune", "Gazette", "Monitor", "Standard", "Nation", "Observer", "Express", "Guardian", "Chronicle", "Today")
	case "Weapon":
		return v.made(nil, "{Reach} {Use} {Arm}", "{Reach} {Use} {Arm}", "{Last} {Use} {Arm}", "{Brand} {Arm}", "{Use} {Arm}")
	case "Reach":
		return v.one("Extended Range", "Long Range", "Joint Direct", "Advanced Precision", "Guided Multiple Launch", "Small Diameter", "High Mobility", "Medium Range", "Multi Mission", "Light Armoured")
	case "Use":
		return v.one("Attack", "Strike", "Air Defence", "Anti-Tank", "Air-to-Air", "Artillery", "Cruise", "Surface", "Rocket", "Patrol", "Surveillance")
	case "Arm":
		return v.one("Munition", "Munitions", "Missile", "Missiles", "Rocket System", "Launcher", "Howitzer", "Drone", "Helicopter", "Bomb", "Vehicle", "Radar", "Torpedo", "Interceptor", "Weapon")
	case "Storm":
		return v.one("Hurricane", "Typhoon", "Cyclone", "Storm", "Tropical Storm")
	case "Pact":
		return v.one("Accord", "Agreement", "Declaration", "Protocol", "Treaty", "Convention")
	case "Firm":
		return v.made(nil, "{Brand}", "{Brand}", "{Plain}", "{Plain}", "{Plain} {Trade}", "{Plain} & {Plain}", "{Last} {Trade}", "{ACR}")
	case "Plain":
		return v.one("Anchor", "Beacon", "Milestone", "Frontier", "Compass", "Harvest", "Lantern", "Pioneer", "Summit", "Feather", "Button", "Orchard", "Mirror", "Copper", "Amber", "Falcon", "Signal",
			"Bridge", "Garden", "Marble", "Velvet", "Horizon", "Evergreen", "Paper", "Rocket", "Saddle", "Harbour", "Meadow", "Quarry", "Thunder", "Willow", "Ember", "Cobalt", "Sapphire", "Acorn", "Raven", "Delta", "Prime", "Unity", "Fortune")
	case "Kind":
		w := v.slot("kind")
		return strings.ToUpper(w[:1]) + w[1:]
	case "kind":
		return v.one("lender", "miner", "retailer", "insurer", "brewer", "chipmaker", "carmaker", "drugmaker", "bookmaker", "airline", "utility", "broker", "developer", "supermarket chain", "builder", "carrier", "publisher", "operator", "newspaper", "agency", "charity", "startup", "shipper", "refiner")
	case "Job":
		return v.one("Farmer", "Hunter", "Jockey", "Trainer", "Pilot", "Driver", "Nurse", "Teacher", "Doctor", "Lawyer", "Widow", "Fisherman", "Baker", "Butcher", "Plumber", "Student", "Engineer", "Architect", "Conductor", "Novelist", "Singer", "Actor", "Historian", "Scientist", "Economist", "Analyst",
			"Strategist", "Activist", "Volunteer", "Witness", "Neighbour", "Shopkeeper", "Trader", "Organiser", "Curator", "Librarian", "Principal", "Headteacher", "Fullback", "Winger", "Midfielder", "Striker", "Goalkeeper", "Bowler", "Opener", "Captain", "Skipper", "Coach", "Manager", "Umpire", "Rival", "Veteran", "Owner", "Founder", "Tenant", "Pensioner")
	case "Of":
		return v.one("de", "de", "van", "van der", "van den", "von", "da", "dos", "del", "di", "bin", "al", "ter", "de la")
	case "Rank":
		return v.one("Mr", "Ms", "Mrs", "Dr", "Prof.", "Chief", "Alhaji", "Hon.", "Cllr", "MP", "MLA", "Senator", "Mayor", "Governor", "Justice", "Magistrate", "Inspector",
			"Superintendent", "Sheikh", "Datuk", "Pastor", "Bishop", "Rev.", "Captain", "Col.", "Major", "Brig-Gen", "Commissioner", "Councillor", "Speaker", "Registrar",
			"Deputy Mayor", "District Commissioner", "Regional Minister", "Ward councillor", "Detective Inspector", "Police spokesman", "Health Minister", "Transport Minister",
			"Farmer", "Resident", "Shopkeeper", "Lawyer", "Advocate", "Coach", "Skipper", "Referee", "Nana", "Ratu", "Dasho", "Shri", "Smt.", "Engr.", "Atty.", "Sgt.", "Constable")
	case "Area":
		return v.made(nil, "{City} {Ground}", "{City} {Ground}", "{City} {Ground}", "{Last} {Ground}", "{City} {Side}", "{Side} {City}", "{First} {Last} {Ground}", "Mount {City}", "Lake {City}", "Port {Last}", "St {First}")
	case "Ground":
		return v.one("Road", "Street", "Avenue", "District", "Ward", "Village", "Municipality", "Park", "Market", "Bridge", "Dam", "River", "Hills", "Bay", "Island", "Beach", "Creek", "County",
			"Province", "Stadium", "Junction", "Airport", "Square", "Estate", "Valley", "Forest", "Falls", "Highway", "Township", "Port", "Town", "Nagar", "Chowk", "Bazar", "Local Government Area", "Parish", "Atoll", "Heights", "Gardens", "Sector", "Cemetery", "Harbour")
	case "Side":
		return v.one("North", "South", "East", "West", "Central", "Upper", "Lower", "Greater", "New", "Old")
	case "Local":
		return v.made(nil, "{City} Municipal Council", "{City} District Council", "{City} Town Council", "{City} Chamber of Commerce", "{City} Municipal Corporation", "{City} Development Authority",
			"{Country} {Crowd} Association", "{Country} {Crowd} Union", "{City} {Crowd} Association", "National Union of {Crowd}", "Federation of {Country} {Crowd}", "{Country} Football Federation",
			"{Country} {Field} Board", "{Country} {Field} Corporation", "{Country} {Field} Authority", "National {Field} Agency", "Ministry of {Field} and {Field}", "Department of {Field} and {Field}",
			"{First} {Last} Foundation", "Friends of {City}", "{City} Residents Association", "{City} Water Board", "{Region} Assembly", "{Region} Police", "Directorate of {Field}", "{Country} Revenue Authority", "Office of the {Country} Ombudsman")
	case "Crowd":
		return v.one("Teachers", "Nurses", "Farmers", "Mineworkers", "Traders", "Journalists", "Fishermen", "Transporters", "Manufacturers", "Women", "Students", "Doctors", "Exporters", "Cricket", "Athletics", "Youth", "Lawyers", "Truckers")
	case "Trading":
		return v.made(nil, "{Last} & Sons", "{Last} Brothers", "{Brand} Sdn Bhd", "{Brand} Pvt Ltd", "{City} Tea Company", "{City} Sugar Mills", "PT {Brand} {Trade}", "{Last} Enterprises", "{Last} Transport", "{City} Textiles", "Golden {Trade}", "Blue {Arm}", "{Brand} Construction", "{City} Breweries", "{Last} Hardware")
	case "Club":
		return v.made(nil, "{Brand}", "{City} {Squad}", "FC {City}", "{City} SC", "AS {City}", "Al {City}", "{Last} {Squad}", "Sporting {City}", "{City} Ladies", "Real {City}", "Dynamo {City}", "Black {Squad}", "Golden {Squad}")
	case "School":
		return v.made(nil, "{City} High School", "{City} Secondary School", "St {First}'s College", "{Last} Girls High School", "{City} Primary School", "{First} {Last} Memorial School", "Government College {City}")
	case "Church":
		return v.made(nil, "Anglican Diocese of {City}", "{City} Baptist Church", "Catholic Archdiocese of {City}", "Church of {Region}", "{City} Central Mosque Committee")
	case "Middle":
		return v.made(nil, "{First}", "{First}", "{Last}", "{I}.")
	case "People":
		return v.one(v.people...)
	case "Sur":
		return v.one("Kim", "Lee", "Park", "Choi", "Jung", "Kang", "Cho", "Yoon", "Jang", "Lim", "Han", "Oh", "Seo", "Shin", "Kwon", "Hwang", "Ahn", "Song", "Chen", "Lin", "Huang", "Wang", "Wu", "Tsai", "Chang", "Ko", "Hou", "Hsu", "Cheng", "Lau", "Wong", "Leung", "Yip")
	case "Syl":
		w := v.slot("syl")
		return strings.ToUpper(w[:1]) + w[1:]
	case "syl":
		return v.one("min", "jae", "in", "un", "hyun", "ho", "seok", "jun", "young", "hee", "sun", "chul", "tae", "woo", "jin", "kyung", "soo", "hyuk", "il", "ah", "mi", "ling", "wen", "je", "hao", "wei", "ting", "chih", "ming", "yi", "ching", "te", "mei", "ying", "kuo", "hsiu", "kit", "chun", "shan", "rin", "bin", "gyu", "eui", "yong")
	case "I":
		return string(rune('A' + v.random.IntN(26)))
	case "day":
		return v.one("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
	case "n":
		return fmt.Sprint(2 + v.random.IntN(90))
	}
	panic("patterns.txt: no slot " + name)
}

func (v *inventor) one(list ...string) string { return list[v.random.IntN(len(list))] }

// made fills one of the patterns, or takes one of the list now and then.
func (v *inventor) made(list []string, patterns ...string) string {
	if len(list) > 0 && v.random.IntN(4) == 0 {
		return v.one(list...)
	}
	return v.fill(v.one(patterns...)).Text
}

// blended returns an entry of list or, two times in five, one made of the halves of two.
func (v *inventor) blended(list []string) string {
	w := v.one(list...)
	if v.random.IntN(5) > 1 || strings.ContainsAny(w, " -") {
		return w
	}
	return half(w, 0) + strings.ToLower(half(v.one(list...), 1))
}

// half returns the first or the second half of w.
func half(w string, which int) string {
	r := []rune(w)
	if which == 0 {
		return string(r[:(len(r)+1)/2])
	}
	return string(r[len(r)/2:])
}
