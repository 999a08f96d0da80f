package replica

import (
	"context"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"trastienda/app/purchase"
)

// fieldText is what a person sees of a field as plain characters.
func fieldText(p purchase.Purchase, field string) string {
	switch field {
	case "psr":
		return p.PSR
	case "wallet_transfer":
		return p.WalletTransfer
	case "transfer_id":
		return p.TransferID
	case "status":
		return string(p.Status)
	}
	return strconv.FormatInt(p.Credited, 10)
}

func TestSeekEqualsReadingTheList(t *testing.T) {
	ctx := context.Background()
	indexed, bare := openNew(t), openNew(t)
	list := samples(0, 600)
	for i := range list {
		switch i % 11 {
		case 3:
			list[i].TransferID = strings.ToLower(list[i].TransferID)
		case 5:
			list[i].WalletTransfer = "ñandú" + list[i].WalletTransfer
		case 7:
			list[i].Credited = int64(i) * 1_000_000_000_007
		case 8:
			list[i].Credited = 0
		}
	}
	fill(t, indexed, list)
	must(t, bare.ApplyChanges(ctx, Changes{Purchases: list, Cursor: "c"}))
	fields := []string{"psr", "wallet_transfer", "transfer_id", "amount", "status"}
	rapid.Check(t, func(t *rapid.T) {
		r := indexed
		if rapid.IntRange(0, 4).Draw(t, "bare") == 0 {
			r = bare
		}
		f, s := purchase.Filter{}, drawSort(t)
		if rapid.Bool().Draw(t, "filtered") {
			f = drawFilter(t)
		}
		field := rapid.SampledFrom(fields).Draw(t, "field")
		prefix := fieldText(list[rapid.IntRange(0, len(list)-1).Draw(t, "of")], field)
		prefix = prefix[:rapid.IntRange(0, len(prefix)).Draw(t, "long")]
		switch rapid.IntRange(0, 5).Draw(t, "odd") {
		case 0:
			prefix = strings.ToLower(prefix)
		case 1:
			prefix = rapid.SampledFrom([]string{"9", "00", "-1", "W%", "_", "x", "Ñ", "\xff", "9223372036854775807"}).Draw(t, "prefix")
		}
		want, there := 0, false
		all, err := r.Purchases.Rows(ctx, f, s, 0, 10_000)
		if err != nil {
			t.Fatal(err)
		}
		for i, p := range all {
			text := fieldText(p, field)
			if prefix != "" && (strings.HasPrefix(text, prefix) || strings.HasPrefix(text, latin(prefix, 'a', 'z', 'A'-'a')) || strings.HasPrefix(text, latin(prefix, 'A', 'Z', 'a'-'A'))) {
				want, there = i, true
				break
			}
		}
		at, found, err := r.Purchases.Seek(ctx, f, s, field, prefix)
		if err != nil || at != want || found != there {
			t.Fatalf("%s %q sorted %v: %d, %v, %v, want %d, %v", field, prefix, s, at, found, err, want, there)
		}
	})
	if _, _, err := indexed.Purchases.Seek(ctx, purchase.Filter{}, nil, "at", "2026"); err == nil {
		t.Error("a date has no plain text, and was sought")
	}
}

// Spans must not overlap, because the first one with a row decides.
func TestSpansLieApart(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		field := rapid.SampledFrom([]string{"psr", "amount"}).Draw(t, "field")
		prefix := rapid.StringOfN(rapid.RuneFrom([]rune("aAzZñ019\x7f")), 0, 20, -1).Draw(t, "prefix")
		spans := spansOf(field, prefix)
		for i, x := range spans {
			if !x.holds([]any{x.low}) || x.holds([]any{x.high}) {
				t.Fatalf("%v is empty", x)
			}
			if i > 0 && (spans[i-1].holds([]any{x.low}) || x.holds([]any{spans[i-1].low})) {
				t.Fatalf("%v overlaps %v", spans[i-1], x)
			}
		}
	})
}
