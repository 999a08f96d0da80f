package purchases

import (
	"bytes"
	"context"
	"fmt"
	"strings"

	"trastienda/app/purchase"
	"trastienda/reports"
	"trastienda/ui/text"
)

// bulkTable writes a result as lines of cells, the headings first.
func bulkTable(b *text.Book, rows []purchase.BulkRow) [][]string {
	table := [][]string{{b.T("purchases.col.at"), b.T("purchases.col.psr"), b.T("purchases.col.wallet"), b.T("purchases.fact.agent"),
		b.T("purchases.col.amount"), b.T("bulk.col.currency"), b.T("bulk.col.state"), b.T("bulk.col.why"), b.T("bulk.col.code"), b.T("bulk.col.key")}}
	for _, r := range rows {
		p := r.Purchase
		table = append(table, []string{b.Stamp(p.At), p.PSR, p.WalletTransfer, p.Agent.Name, plainAmount(b, p.Credited), p.Currency,
			b.T(bulkStates[r.State].key), bulkWhy(b, r), r.Code, r.OpID})
	}
	return table
}

// plainAmount is an amount that a spreadsheet of this language takes for a
// number: no grouping, no symbol.
func plainAmount(b *text.Book, minor int64) string {
	point := ","
	if b.Lang() == text.EN {
		point = "."
	}
	return fmt.Sprintf("%d%s%02d", minor/100, point, minor%100)
}

var lineEnds = strings.NewReplacer("\t", " ", "\r\n", " ", "\n", " ", "\r", " ", "\u00a0", " ")

// asTSV writes a table for the clipboard.
func asTSV(table [][]string) string {
	var out strings.Builder
	for _, line := range table {
		for i, cell := range line {
			if i > 0 {
				out.WriteByte('\t')
			}
			out.WriteString(lineEnds.Replace(reports.Harmless(cell)))
		}
		out.WriteByte('\n')
	}
	return out.String()
}

// asCSV writes a table as a file for spreadsheets.
func asCSV(b *text.Book, table [][]string) []byte {
	var out bytes.Buffer
	csv := reports.NewCSV(&out, string(b.Lang()))
	for _, line := range table {
		_ = csv.Line(line...) // memory takes everything
	}
	_ = csv.Flush()
	return out.Bytes()
}

// copy puts the list on the clipboard.
func (r *bulkResult) copy() {
	r.page.copy(asTSV(bulkTable(r.page.book, r.rows)))
	r.say(r.page.book.T("bulk.copied"))
}

// save writes the list into the user's folder and says where it is.
func (r *bulkResult) save() {
	p, b := r.page, r.page.book
	name := b.T("bulk.file") + "-" + p.backend.Now().In(b.Zone()).Format("20060102-150405") + ".csv"
	data := asCSV(b, bulkTable(b, r.rows))
	r.say(b.T("bulk.saving"))
	run(p, func(ctx context.Context) (string, error) { return p.backend.SaveFile(ctx, name, data, len(r.rows)) }, func(path string, err error) {
		if err != nil {
			p.log.Error("save the result of a bulk retry", "error", err)
			r.say(b.T("bulk.save.failed"))
			return
		}
		r.say(b.T("bulk.saved", "path", path))
	})
}

// say writes below the list, unless it is closed by now.
func (r *bulkResult) say(words string) {
	if r.page.outcome != r {
		return
	}
	r.saved.set(words)
	r.saved.Show()
	r.dialog.Fit()
	r.page.viewChanged()
}
