package bot

// distance returns the edit distance of a and b, counting a swap of neighbours as one;
// anything over limit is limit+1.
func distance(a, b string, limit int) int {
	if apart(a, b, limit) {
		return limit + 1
	}
	s, t := []rune(a), []rune(b)
	if len(s)-len(t) > limit || len(t)-len(s) > limit {
		return limit + 1
	}
	prev2, prev, cur := make([]int, len(t)+1), make([]int, len(t)+1), make([]int, len(t)+1)
	for j := range prev {
		prev[j] = j
	}
	for i := 1; i <= len(s); i++ {
		cur[0] = i
		least := i
		for j := 1; j <= len(t); j++ {
			cost := 1
			if s[i-1] == t[j-1] {
				cost = 0
			}
			cur[j] = min(prev[j]+1, cur[j-1]+1, prev[j-1]+cost)
			if i > 1 && j > 1 && s[i-1] == t[j-2] && s[i-2] == t[j-1] {
				cur[j] = min(cur[j], prev2[j-2]+1)
			}
			least = min(least, cur[j])
		}
		if least > limit+1 {
			return limit + 1 // a swap may take one back
		}
		prev2, prev, cur = prev, cur, prev2
	}
	return min(prev[len(t)], limit+1)
}

// apart reports whether more letters of one word are missing in the other than so many slips
// bring in; most words of a long list are told apart so, without comparing their order.
func apart(a, b string, limit int) bool {
	if !ascii(a) || !ascii(b) {
		return false // a slip there is several bytes
	}
	var n [32]int
	for i := range len(a) {
		n[a[i]%32]++
	}
	for i := range len(b) {
		n[b[i]%32]--
	}
	more, less := 0, 0
	for _, d := range n {
		more, less = more+max(d, 0), less+max(-d, 0)
	}
	return max(more, less) > limit
}
