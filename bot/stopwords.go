package bot

import "strings"

// functionWords carry no topic. They are folded as Fold folds.
var functionWords = wordSet(`
a about above after again against ahead all also am an and another any anybody anyone anything are as at
away be because been before being below between both but by came change changed changes can cant come comes coming could currently
did didnt do does doesnt doing done dont down during each else ever every few for from further get gets getting give given go goes
going gone got had happen happened happening happens has hasnt have havent having he hed her here hers herself hes him himself his how
however i id if ill im in into is isnt it its itself ive just know latest least less let lets lately like many may me might
more most much must my myself near need needs never new next news no nobody none nor not nothing now of off
on once one only or other others our ours out over own per please possible recent recently said same say saying says see
set shall she should show since so some somebody someone something soon still such take takes taking tell
than that thats the their theirs them then there these they theyre thing things think thinks this those though
through till to today together told tomorrow too under until up upcoming upon us use very want wanted wants was wasnt we week
well were what whats when whens where wheres whether which while who whom whos whose why will with
within without wont would yes yesterday yet you your yours
`)

func wordSet(words string) map[string]bool {
	set := make(map[string]bool)
	for _, w := range strings.Fields(words) {
		set[w] = true
	}
	return set
}
