package text

import (
	"strings"
	"testing"
)

func BenchmarkRead(b *testing.B) {
	s := strings.Repeat(news, 20)
	b.SetBytes(int64(len(s)))
	b.ReportAllocs()
	Read(news)
	for b.Loop() {
		Read(s)
	}
}

// news is a report in our own words on events that never were.
const news = `LINDEN, Nov 3 (Courier) — Prime Minister Anna Keller of Valdoria will meet President Tomas Okafor in Geneva on Tuesday, her office said, in the first talks between the two countries since the border closed in March.
"We haven't decided whether to lift the tariffs," Keller told reporters at the U.N. headquarters in New York. "It's too early."
Mr. Okafor's spokeswoman, Lt. Gen. H.R. Mbeki, said the delegation would arrive at 10 a.m. on Nov. 9 and fly on to Brussels, where the European Commission is weighing a $13.5 million loan.
The Valdorian parliament, which meets again next week, must still approve the deal; the opposition Green Alliance has said that it won't. A vote could come by the end of the month, according to Speaker Jean-Pierre Duval.
`
