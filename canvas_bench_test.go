package main

import (
	"context"
	"encoding/json"
	"fmt"
	"image/color"
	"os"
	"slices"
	"strconv"
	"syscall"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/app"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"trastienda/ui/grid"
	"trastienda/ui/look"
)

// canvasVariable turns the test binary into a program with a real window that
// measures itself: "frames" or "form".
const canvasVariable = "TRASTIENDA_TEST_CANVAS"

// frameCosts is what a frame costs, in milliseconds of CPU, medians.
type frameCosts struct{ Empty, Jump, Wheel float64 }

// runCanvas is the program of the benchmarks.
func runCanvas(mode string) {
	a := app.NewWithID("app.trastienda.bench")
	a.Settings().SetTheme(look.New(look.Light))
	w := a.NewWindow("bench")
	w.SetPadded(false)
	w.Resize(fyne.NewSize(1400, 900))
	if mode == "form" {
		w.SetContent(widget.NewForm(widget.NewFormItem("PSR", widget.NewEntry()), widget.NewFormItem("Monto", widget.NewEntry())))
		a.Lifecycle().SetOnStarted(func() {
			w.Show() // paints
			fmt.Println(time.Now().UnixNano())
			a.Quit()
		})
		a.Run()
		return
	}
	blank := canvas.NewRectangle(color.White)
	stack := container.NewStack(blank)
	w.SetContent(stack)
	a.Lifecycle().SetOnStarted(func() {
		w.Show()
		go func() {
			measured := measureFrames(stack, blank)
			_ = json.NewEncoder(os.Stdout).Encode(measured) // the parent says when nothing came
			fyne.Do(a.Quit)
		}()
	})
	a.Run()
}

// frame is a little more than the driver takes from one frame to the next.
const frame = 25 * time.Millisecond

// measureFrames measures in turn, so that a machine that gets slower meanwhile
// slows all of them.
func measureFrames(stack *fyne.Container, blank *canvas.Rectangle) frameCosts {
	var g *grid.Grid
	fyne.DoAndWait(func() {
		g = grid.New(grid.Params{ID: "bench", Columns: benchColumns})
		stack.Add(g)
		stack.Remove(g)
	})
	show := func(o fyne.CanvasObject) {
		fyne.DoAndWait(func() {
			stack.Objects = []fyne.CanvasObject{o}
			stack.Refresh()
		})
		time.Sleep(4 * frame)
	}
	fyne.DoAndWait(func() { g.SetSource(millionRows{}) })
	time.Sleep(10 * frame)
	at := 0
	var empty, jump, wheel []float64
	for range 7 {
		show(blank)
		idle := costOf(func() {})
		empty = append(empty, costOf(func() { blank.Refresh() })-idle)
		show(g)
		idle = costOf(func() {})
		jump = append(jump, costOf(func() {
			at = (at + 123_457) % 999_900
			g.ScrollTo(at)
		})-idle)
		wheel = append(wheel, costOf(func() { g.Scrolled(&fyne.ScrollEvent{Scrolled: fyne.NewDelta(0, -100)}) })-idle)
	}
	return frameCosts{median(empty), median(jump), median(wheel)}
}

// costOf is the CPU time of one change and the frame that shows it, in
// milliseconds.
func costOf(change func()) float64 {
	const times = 20
	before := cpu()
	for range times {
		fyne.DoAndWait(change)
		time.Sleep(frame)
	}
	return float64((cpu() - before).Microseconds()) / 1000 / times
}

// cpu is what this process has used, of the system too.
func cpu() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		panic(err) // Linux always answers
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func median(v []float64) float64 {
	slices.Sort(v)
	return v[len(v)/2]
}

var benchColumns = []grid.Column{
	{ID: "at", Title: "Fecha y hora", Width: 130}, {ID: "psr", Title: "PSR", Width: 132, Sortable: true},
	{ID: "wallet", Title: "N° Transferencia Claro Pay", Width: 120, Sortable: true}, {ID: "amount", Title: "Monto", Width: 136, Align: grid.Right, Sortable: true},
	{ID: "transfer", Title: "ID Transferencia recarga", Width: 170, Sortable: true}, {ID: "status", Title: "Estado transf recarga", Width: 122, Sortable: true},
	{ID: "actions", Title: "Acciones", Width: 128},
}

// millionRows answers at once: what is measured is the window.
type millionRows struct{}

func (millionRows) Count(context.Context) (int, error) { return 1_000_000, nil }

func (millionRows) Rows(_ context.Context, from, n int) ([]grid.Row, error) {
	rows := make([]grid.Row, n)
	for i := range rows {
		k := strconv.Itoa(from + i)
		rows[i] = grid.Row{ID: k, Cells: []grid.Cell{{Text: "13/12/22 10:24:52"}, {Text: "290384911" + k}, {Text: k},
			{Text: "$ " + k + ",00", Kind: grid.Money}, {Text: "WB221212.1047.B" + k},
			{Text: "PENDIENTE", Kind: grid.Pill, Icon: "schedule", Tone: look.ToneWarning}, {Text: "Reintentar", Kind: grid.Action, Icon: "refresh"}}}
	}
	return rows, nil
}
