package chart

// mostTicks is how many steps an axis has at most: more lines hide the bars.
const mostTicks = 5

// ticks gives round numbers from 0 to the first one not below top: steps of 1,
// 2 or 5 times a power of ten, and of least at least.
func ticks(top, least int64) []int64 {
	least = max(least, 1)
	step := least
	for factor := 0; top > step*mostTicks; factor++ {
		// 1, 2, 5, 10, 20, 50 … times least
		if factor%3 == 1 {
			step = step / 2 * 5
		} else {
			step *= 2
		}
	}
	all := []int64{0}
	for v := step; ; v += step {
		all = append(all, v)
		if v >= top {
			return all
		}
	}
}
