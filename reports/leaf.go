package reports

// leaf is a paper that is laid out before it is drawn, because a roll is as long
// as what is on it: only when everything has its place is there a page to draw on.
// Lengths are millimetres.
type leaf struct {
	wide, margin float64
	high         float64 // of a page; 0 for a roll
	foot         float64 // room kept at the end of every page
	size         float64 // of ordinary letters, in points
	y            float64
	pages        [][]func(p *paper)
}

// style is how letters look; size is in points.
type style struct {
	bold  bool
	size  float64
	color [3]int
}

// line is how high a line of a style is.
func (st style) line() float64 { return st.size / pointsPerMM * 1.32 }

func (st style) face() *typeface {
	if st.bold {
		return semibold()
	}
	return regular()
}

// wrap parts a text into lines no wider than so many millimetres.
func (st style) wrap(text string, wide float64) []string {
	f := st.face()
	return f.wrap(f.clean(text), int(wide*pointsPerMM/st.size*1000), nil)
}

// wide tells how wide a text is.
func (st style) wide(text string) float64 {
	f := st.face()
	return float64(f.wide(f.clean(text))) / 1000 * st.size / pointsPerMM
}

// Where the lines of a text stand in their room.
const (
	toLeft = iota
	toRight
	toCentre
)

func newLeaf(wide, high, margin, foot, size float64) *leaf {
	return &leaf{wide: wide, high: high, margin: margin, foot: foot, size: size, y: margin, pages: make([][]func(*paper), 1)}
}

// put has something drawn on the present page.
func (s *leaf) put(draw func(p *paper)) {
	last := len(s.pages) - 1
	s.pages[last] = append(s.pages[last], draw)
}

// room begins a page when so much height is not left; a roll has always room.
func (s *leaf) room(high float64) {
	if s.high > 0 && s.y+high > s.high-s.margin-s.foot && s.y > s.margin {
		s.pages = append(s.pages, nil)
		s.y = s.margin
	}
}

// inner is how wide what is between the margins is.
func (s *leaf) inner() float64 { return s.wide - 2*s.margin }

// text writes the lines of a text one below the other, wherever they need a page.
func (s *leaf) text(st style, align int, x, wide float64, words string) {
	if words == "" {
		return
	}
	for _, line := range st.wrap(words, wide) {
		s.room(st.line())
		s.y += st.line()
		s.word(st, align, x, wide, s.y-0.28*st.line(), line)
	}
}

// word puts one clean line with its foot at y.
func (s *leaf) word(st style, align int, x, wide, y float64, clean string) {
	s.put(func(p *paper) {
		p.letters(st.bold, st.size, st.color)
		switch align {
		case toRight:
			p.right(x+wide, y, clean)
		case toCentre:
			p.centre(x+wide/2, y, clean)
		default:
			p.text(x, y, clean)
		}
	})
}

// rule draws a line across, with some room around it.
func (s *leaf) rule(gap float64) {
	s.room(2 * gap)
	y := s.y + gap
	s.put(func(p *paper) { p.rule(s.margin, y, s.wide-s.margin, y) })
	s.y += 2 * gap
}

// pair writes a label and its value. On a page they stand side by side in two
// columns; on a roll in one line if they fit, else the value goes below.
func (s *leaf) pair(label, value string, st style, align int) {
	name := style{size: s.size, color: faint}
	if s.high > 0 {
		const left = 58.0
		names, values := name.wrap(label, left-4), st.wrap(value, s.inner()-left)
		line := max(name.line(), st.line())
		for i := range max(len(names), len(values)) {
			s.room(line)
			s.y += line
			if i < len(names) {
				s.word(name, toLeft, s.margin, left, s.y-0.28*line, names[i])
			}
			if i < len(values) {
				s.word(st, toLeft, s.margin+left, s.inner()-left, s.y-0.28*line, values[i])
			}
		}
		return
	}
	if name.wide(label)+st.wide(value)+3 <= s.inner() {
		line := max(name.line(), st.line())
		s.y += line
		s.word(name, toLeft, s.margin, s.inner(), s.y-0.28*line, name.face().clean(label))
		s.word(st, toRight, s.margin, s.inner(), s.y-0.28*line, st.face().clean(value))
		return
	}
	s.text(name, toLeft, s.margin, s.inner(), label)
	s.text(st, align, s.margin, s.inner(), value)
}

// band is words on a ground from margin to margin.
func (s *leaf) band(words string, st style, ground [3]int) {
	const pad = 1.6
	lines := st.wrap(words, s.inner()-4*pad)
	high := float64(len(lines))*st.line() + 2*pad
	s.room(high)
	top := s.y
	s.put(func(p *paper) { p.fill(ground, s.margin, top, s.inner(), high) })
	s.y += pad
	for _, line := range lines {
		s.y += st.line()
		s.word(st, toCentre, s.margin, s.inner(), s.y-0.28*st.line(), line)
	}
	s.y += pad
}

// draw makes the paper. What after draws lies over each page.
func (s *leaf) draw(d *Document, after func(p *paper, page, pages int, wide, high float64)) *paper {
	high := s.high
	if high == 0 {
		high = s.y + s.margin
	}
	p := newPaper(d, s.wide, high)
	for i, page := range s.pages {
		p.f.AddPage()
		for _, draw := range page {
			draw(p)
		}
		after(p, i+1, len(s.pages), s.wide, high)
	}
	return p
}
