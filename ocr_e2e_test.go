package main

import (
	"bytes"
	"fmt"
	"image"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"trastienda/ui/probe"
	"trastienda/ui/text"
)

// photo is what the window looked like at one moment and what it told of
// itself then.
type photo struct {
	name string
	file string
	lang text.Lang
	dark bool
	zoom int // per cent
	view view
}

// snapshot photographs the window when what it shows rests.
func (w *window) snapshot(dir string, p photo) photo {
	w.t.Helper()
	w.must("xdotool", "mousemove", "0", "0") // no hover, no tip
	w.still()
	p.file, p.view = filepath.Join(dir, p.name+".png"), w.now()
	w.must("import", "-window", w.id, p.file)
	return p
}

// enlarge is how much a picture grows before it is read: tesseract wants
// letters of some 30 pixels.
const enlarge = 3

// word is a word that was read, in pixels of the window.
type word struct {
	text string
	box  image.Rectangle
}

var tesseractLang = map[text.Lang]string{text.ES: "spa", text.PT: "por", text.EN: "eng"}

// tesseract reads a part of a photo, or all of it with an empty rectangle.
// mode is its page segmentation: 11 finds texts anywhere, 6 is one block.
func (p photo) tesseract(part image.Rectangle, mode int) ([]word, error) {
	args := []string{p.file}
	scale := enlarge
	if !part.Empty() {
		args = append(args, "-crop", fmt.Sprintf("%dx%d+%d+%d", part.Dx(), part.Dy(), part.Min.X, part.Min.Y), "+repage")
		scale = enlarge + 1
	}
	args = append(args, "-colorspace", "Gray")
	if p.dark {
		args = append(args, "-negate")
	}
	if !part.Empty() { // letters at the very edge are not read
		args = append(args, "-normalize", "-bordercolor", "White", "-border", "8")
	}
	args = append(args, "-resize", fmt.Sprint(scale*100, "%"), "png:-")
	picture, err := exec.Command("convert", args...).Output()
	if err != nil {
		return nil, fmt.Errorf("convert %s: %w", p.file, err)
	}
	read := exec.Command("tesseract", "-", "-", "-l", tesseractLang[p.lang], "--psm", strconv.Itoa(mode), "tsv")
	read.Stdin = bytes.NewReader(picture)
	read.Env = append(os.Environ(), "OMP_THREAD_LIMIT=1") // its threads only wait for each other
	out, err := read.Output()
	if err != nil {
		return nil, fmt.Errorf("tesseract %s: %w", p.file, err)
	}
	return wordsOf(string(out), scale), nil
}

// wordsOf takes the words out of tesseract's table.
func wordsOf(table string, scale int) []word {
	const columns, left, top, width, height, words = 12, 6, 7, 8, 9, 11
	var all []word
	for _, line := range strings.Split(table, "\n")[1:] { // the first one names the columns
		f := strings.Split(line, "\t")
		if len(f) < columns || strings.TrimSpace(f[words]) == "" {
			continue
		}
		var n [4]int
		for i, c := range []int{left, top, width, height} {
			n[i], _ = strconv.Atoi(f[c])
			n[i] /= scale
		}
		all = append(all, word{f[words], image.Rect(n[0], n[1], n[0]+n[2], n[1]+n[3])})
	}
	return all
}

// unpainted are items whose text says what something is and is not painted:
// the grid (its number of rows), its rows (their ids), marks of choice, and the
// bars of a chart (their values are shown on hover).
var unpainted = regexp.MustCompile(`^(grid\.\w+(\.r\d+(\.chosen)?|\.thumb)?|chart\.\w+\.\d.*)$`)

// legible tells which texts of the photo cannot be read on it.
func (p photo) legible() ([]string, error) {
	words, err := p.tesseract(image.Rectangle{}, 11)
	if err != nil {
		return nil, err
	}
	var bad []string
	checked := 0
	for _, i := range p.view {
		box := boxOf(i)
		want := letters(i.Text)
		if !p.paints(i, box) || len(want) < 3 {
			continue
		}
		checked++
		if found(want, readIn(words, box)) {
			continue
		}
		read, err := p.closer(box, want)
		if err != nil {
			return nil, err
		}
		if read != "" {
			bad = append(bad, fmt.Sprintf("%s: %q at %v is read as %q", i.ID, i.Text, box, read))
		}
	}
	if checked < 10 {
		bad = append(bad, fmt.Sprintf("only %d texts were there to be read", checked))
	}
	return bad, nil
}

// closer reads one text alone, with what is around it and without (the frame of
// a button is a letter to a reader). It gives what was read when that is
// something else, and "" when the text was found.
func (p photo) closer(box image.Rectangle, want []rune) (read string, err error) {
	for _, try := range []struct{ grow, mode int }{{2, 6}, {-4, 7}, {0, 7}} {
		words, err := p.tesseract(box.Inset(-try.grow), try.mode)
		if err != nil {
			return "", err
		}
		if found(want, join(words)) {
			return "", nil
		}
		read += "«" + join(words) + "»"
	}
	return read, nil
}

// paints tells whether all of an item's text should be on the photo: an icon
// only has a name, and what is scrolled half out of sight is cut by rights.
func (p photo) paints(i probe.Item, box image.Rectangle) bool {
	if i.Text == "" || unpainted.MatchString(i.ID) {
		return false
	}
	if box.Dy() < 15*p.zoom/100 || box.Dx() < box.Dy()*9/5 || p.atTheEnd(i) {
		return false
	}
	cell := strings.HasPrefix(i.ID, "grid.") && !strings.Contains(i.ID, ".head.")
	grid, _ := p.view.find(p.gridOf(i.ID))
	thumb, bar := p.view.find(grid.ID + ".thumb")
	edge := grid.X + grid.W
	if bar {
		edge = thumb.X
	}
	return !cell || i.X+i.W < edge-1 && box.Dy() >= 26*p.zoom/100
}

// atTheEnd tells whether an item of "Requiere tu atención" touches the lower end of
// what is in sight of the board: the probe tells the whole text and the part of the
// place that shows.
func (p photo) atTheEnd(i probe.Item) bool {
	if !strings.HasPrefix(i.ID, "board.attention.") {
		return false
	}
	for _, other := range p.view {
		if strings.HasPrefix(other.ID, "board.") && other.Y+other.H > i.Y+i.H+0.5 {
			return false
		}
	}
	return true
}

// gridOf is the id of the grid an item belongs to.
func (photo) gridOf(id string) string {
	parts := strings.SplitN(id, ".", 3)
	return strings.Join(parts[:min(2, len(parts))], ".")
}

func boxOf(i probe.Item) image.Rectangle {
	return image.Rect(int(i.X), int(i.Y), int(i.X+i.W+0.5), int(i.Y+i.H+0.5))
}

// readIn joins the words whose middle lies in a box.
func readIn(words []word, box image.Rectangle) string {
	var inside []word
	for _, w := range words {
		middle := image.Pt((w.box.Min.X+w.box.Max.X)/2, (w.box.Min.Y+w.box.Max.Y)/2)
		if middle.In(box.Inset(-3)) {
			inside = append(inside, w)
		}
	}
	return join(inside)
}

func join(words []word) string {
	var all []string
	for _, w := range words {
		all = append(all, w.text)
	}
	return strings.Join(all, " ")
}

// letters leaves of a text what a reader of letters can be held to: letters
// and figures, without accents and case.
func letters(s string) []rune {
	var all []rune
	for _, r := range norm.NFD.String(s) {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			all = append(all, unicode.ToLower(r))
		}
	}
	return all
}

// alike is the share of letters that must be read in their order. Tesseract
// takes one letter in ten for another at these sizes; a cut text misses more.
const alike = 0.75

// found tells whether want was read. Marks and icons beside a text are read as
// letters too, so that more may be there.
func found(want []rune, read string) bool {
	got := letters(read)
	// longest common subsequence, one row at a time
	row := make([]int, len(got)+1)
	for _, a := range want {
		before := 0
		for j, b := range got {
			above := row[j+1]
			if same(a, b) {
				row[j+1] = before + 1
			} else {
				row[j+1] = max(above, row[j])
			}
			before = above
		}
	}
	return float64(row[len(got)]) >= alike*float64(len(want))
}

// same takes letters for equal that no reader without a lexicon can tell apart.
func same(a, b rune) bool {
	look := func(r rune) rune {
		switch r {
		case 'o', 'q':
			return '0'
		case 'l', 'i', '|':
			return '1'
		case 's':
			return '5'
		case 'z':
			return '2'
		case 'b':
			return '8'
		}
		return r
	}
	return look(a) == look(b)
}
