package api

import (
	"net/http/httptest"
	"testing"
	"time"
)

// A long poll is answered long after it came: the time is that of the answer.
func TestTheHubTellsItsTimeAsItAnswers(t *testing.T) {
	now := time.Date(2026, 11, 22, 13, 0, 0, 0, time.UTC)
	for name, answer := range map[string]func(*writer){
		"with a status": func(w *writer) { w.WriteHeader(204) },
		"without one":   func(w *writer) { _, _ = w.Write([]byte("{}")) },
	} {
		seen := httptest.NewRecorder()
		w := &writer{ResponseWriter: seen, now: func() time.Time { return now }}
		now = now.Add(25 * time.Second)
		answer(w)
		if got := seen.Result().Header.Get("X-Hub-Time"); got != now.Format(time.RFC3339Nano) {
			t.Errorf("%s: %s, want %s", name, got, now)
		}
	}
}
