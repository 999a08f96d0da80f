package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"trastienda/data/desk"
	"trastienda/ui/reporting"
)

// settingMade keeps the files that were made lately, as JSON.
const settingMade = "reporting.made"

// mostMade is how many of them are kept.
const mostMade = 30

// madeRecord is a file as it is kept.
type madeRecord struct {
	Path  string    `json:"path"`
	Title string    `json:"title"`
	Rows  int       `json:"rows"`
	At    time.Time `json:"at"`
}

// madeLately reads the files that this user made on this computer.
func madeLately(ctx context.Context, d *desk.Desk) ([]madeRecord, error) {
	kept, err := d.Setting(ctx, settingMade)
	if err != nil || kept == "" {
		return nil, err
	}
	var list []madeRecord
	if err := json.Unmarshal([]byte(kept), &list); err != nil {
		return nil, fmt.Errorf("files made lately: %w", err)
	}
	return list, nil
}

// noteMade remembers files that were just written.
func (b *backend) noteMade(ctx context.Context, title string, rows int, paths []string) {
	d := b.deskNow()
	if d == nil {
		return
	}
	b.making.Lock()
	defer b.making.Unlock()
	list, err := madeLately(ctx, d)
	if err == nil {
		for _, path := range paths {
			list = append([]madeRecord{{Path: path, Title: title, Rows: rows, At: b.clock.Now()}}, list...)
		}
		var text []byte
		if text, err = json.Marshal(list[:min(len(list), mostMade)]); err == nil {
			err = d.PutSetting(ctx, settingMade, string(text))
		}
	}
	if err != nil {
		b.log.Warn("remember a file that was made", "error", err)
	}
}

// Lately gives the files made lately, and whether they are still there.
func (r reportingBackend) Lately(ctx context.Context) ([]reporting.Made, error) {
	list, err := on(r.purchaseBackend, func(d *desk.Desk) ([]madeRecord, error) { return madeLately(ctx, d) })
	made := make([]reporting.Made, len(list))
	for i, m := range list {
		_, gone := os.Stat(filepath.Clean(m.Path))
		made[i] = reporting.Made{Path: m.Path, Title: m.Title, Rows: m.Rows, At: m.At, Gone: gone != nil}
	}
	return made, err
}
