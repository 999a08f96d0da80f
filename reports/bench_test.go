package reports

import (
	"bytes"
	"compress/zlib"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"trastienda/app/purchase"
)

// limit prints a ratio beside its goal and fails above twice the goal.
func limit(b *testing.B, what string, ratio, goal float64) {
	b.Helper()
	b.ReportMetric(ratio, what)
	b.Logf("%s: %.2f (goal %.2f)", what, ratio, goal)
	if ratio > 2*goal {
		b.Fatalf("%s is %.2f, more than twice the goal of %.2f", what, ratio, goal)
	}
}

// made-up rows, one after the other, so that only what is written takes memory.
type endless struct {
	n    int
	some list
}

func (e endless) Count(context.Context, PurchaseQuery) (int, error) { return e.n, nil }

func (e endless) Each(_ context.Context, _ PurchaseQuery, give func(p *purchase.Purchase) error) error {
	for i := range e.n {
		p := e.some[i%len(e.some)]
		if err := give(&p); err != nil {
			return err
		}
	}
	return nil
}

// cost is how long something took and the most memory that it held.
type cost struct {
	time time.Duration
	peak uint64 // bytes
}

// better is the faster of two, with the greater memory.
func (c cost) better(other cost) cost { return cost{min(c.time, other.time), max(c.peak, other.peak)} }

func measured(do func(sample func())) cost {
	debug.FreeOSMemory()
	var c cost
	var m runtime.MemStats
	began := time.Now()
	do(func() {
		runtime.GC() // what is still needed counts, not what waits to be thrown away
		runtime.ReadMemStats(&m)
		c.peak = max(c.peak, m.HeapInuse)
	})
	c.time = time.Since(began)
	return c
}

// ours writes the report of n rows.
func ours(b *testing.B, f Format, n int) cost {
	b.Helper()
	return measured(func(sample func()) {
		d, err := Purchases{}.Document(b.Context(), head(b, "es-AR"), endless{n, purchases(1000)})
		if err != nil {
			b.Fatal(err)
		}
		if err := Write(b.Context(), d, f, func(int, int) (io.Writer, error) { return io.Discard, nil }, func(done, _ int) {
			if done%10_000 == 0 {
				sample()
			}
		}); err != nil {
			b.Fatal(err)
		}
	})
}

// cells are the values of a row, as a writer without any model gets them.
func cells(p *purchase.Purchase, d *Document, row *Row) []string {
	fillPurchase(d, "", p, row)
	out := make([]string, len(row.Cells))
	for i, c := range d.Columns {
		switch c.Type {
		case Instant:
			out[i] = d.stamp(row.Cells[i].At)
		case Amount:
			out[i] = d.plain(row.Cells[i].Amount)
		default:
			out[i] = row.Cells[i].Text
		}
	}
	return out
}

// bare runs a writer without our model over n rows.
func bare(b *testing.B, n int, write func(line []string) error, end func() error) cost {
	b.Helper()
	return measured(func(sample func()) {
		source := endless{n, purchases(1000)}
		d, err := Purchases{}.Document(b.Context(), head(b, "es-AR"), source)
		if err != nil {
			b.Fatal(err)
		}
		row, i := Row{Cells: make([]Cell, len(d.Columns))}, 0
		err = source.Each(b.Context(), PurchaseQuery{}, func(p *purchase.Purchase) error {
			if i++; i%10_000 == 0 {
				sample()
			}
			return write(cells(p, d, &row))
		})
		if err == nil {
			err = end()
		}
		if err != nil {
			b.Fatal(err)
		}
	})
}

// rawPDF writes pages of text in a core font, packed, and nothing else: the limit.
func rawPDF(b *testing.B, n int) cost {
	var page bytes.Buffer
	z, err := zlib.NewWriterLevel(io.Discard, zlib.BestSpeed)
	if err != nil {
		b.Fatal(err)
	}
	pack := func() error {
		z.Reset(io.Discard)
		_, err := z.Write(page.Bytes())
		page.Reset()
		if e := z.Close(); err == nil {
			err = e
		}
		return err
	}
	lines := 0
	return bare(b, n, func(line []string) error {
		for i, c := range line {
			fmt.Fprintf(&page, "BT /F1 7 Tf %.2f %.2f Td (%s) Tj ET\n", 28+float64(i)*70, 560-float64(lines)*14, c)
		}
		if lines++; lines == 38 {
			lines = 0
			return pack()
		}
		return nil
	}, pack)
}

func rawXLSX(b *testing.B, n int) cost {
	f := excelize.NewFile()
	defer f.Close()
	stream, err := f.NewStreamWriter("Sheet1")
	if err != nil {
		b.Fatal(err)
	}
	line, values := 0, []any{}
	return bare(b, n, func(cells []string) error {
		line++
		values = values[:0]
		for _, c := range cells {
			values = append(values, c)
		}
		return stream.SetRow(cellName(1, line), values)
	}, func() error {
		if err := stream.Flush(); err != nil {
			return err
		}
		return f.Write(io.Discard)
	})
}

func rawCSV(b *testing.B, n int) cost {
	w := csv.NewWriter(io.Discard)
	return bare(b, n, w.Write, func() error { w.Flush(); return w.Error() })
}

// Every format of 10,000, 100,000 and 500,000 rows beside a writer that only puts
// the same values out, and the memory of a long report beside that of one volume.
func BenchmarkReports(b *testing.B) {
	for b.Loop() {
		for _, format := range []struct {
			of   Format
			raw  func(b *testing.B, n int) cost
			slow float64 // goal: how many times the bare writer's time
		}{{PDF, rawPDF, 3}, {XLSX, rawXLSX, 1.5}, {CSVs, rawCSV, 2}} {
			one := ours(b, format.of, VolumeRows)
			for _, n := range []int{10_000, 100_000, 500_000} {
				have, least := ours(b, format.of, n), format.raw(b, n)
				// They take turns, and the fastest of each counts: the machine has other work.
				for range min(4, 500_000/n-1) {
					have, least = have.better(ours(b, format.of, n)), least.better(format.raw(b, n))
				}
				b.Logf("%s, %d rows: %.0f rows/s, %.0f MB; bare %.0f rows/s, %.0f MB", format.of, n,
					float64(n)/have.time.Seconds(), float64(have.peak)/(1<<20), float64(n)/least.time.Seconds(), float64(least.peak)/(1<<20))
				limit(b, fmt.Sprintf("%s/bare@%d", format.of, n), have.time.Seconds()/least.time.Seconds(), format.slow)
				if n == 500_000 {
					limit(b, string(format.of)+"-MB/one-volume", float64(have.peak)/float64(one.peak), 1.2)
				}
			}
		}
	}
}

// A workbook beside what LibreOffice takes to make one of the same rows as CSV.
func BenchmarkLibreOffice(b *testing.B) {
	const n = 50_000
	for b.Loop() {
		dir := b.TempDir()
		d, err := Purchases{}.Document(b.Context(), head(b, "en"), endless{n, purchases(1000)})
		if err != nil {
			b.Fatal(err)
		}
		file, err := os.Create(filepath.Join(dir, "rows.csv"))
		if err != nil {
			b.Fatal(err)
		}
		err = Write(b.Context(), d, CSVs, func(int, int) (io.Writer, error) { return file, nil }, nil)
		if err = errors.Join(err, file.Close()); err != nil {
			b.Fatal(err)
		}
		began := time.Now()
		soffice := exec.CommandContext(b.Context(), "soffice", "-env:UserInstallation=file://"+dir+"/profile", "--headless", "--convert-to", "xlsx", "--outdir", dir, file.Name())
		if said, err := soffice.CombinedOutput(); err != nil {
			b.Fatalf("%v: %s", err, said)
		}
		theirs := time.Since(began)
		have := ours(b, XLSX, n)
		b.Logf("%d rows: %.1f s, LibreOffice %.1f s", n, have.time.Seconds(), theirs.Seconds())
		limit(b, "xlsx/LibreOffice", have.time.Seconds()/theirs.Seconds(), 0.2)
	}
}

// A receipt is made while somebody waits at the counter.
func BenchmarkReceipt(b *testing.B) {
	for _, on := range papers {
		b.Run(string(on), func(b *testing.B) {
			r, h := receipt(purchase.CauseNoAnswer, 12), head(b, "es-AR")
			h.Sample, h.Logo = true, logo(b)
			best := time.Hour
			for b.Loop() {
				began := time.Now()
				if err := r.Write(h, on, io.Discard); err != nil {
					b.Fatal(err)
				}
				best = min(best, time.Since(began))
			}
			limit(b, "ms/receipt", float64(best.Microseconds())/1000, 10)
		})
	}
}
