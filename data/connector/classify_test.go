package connector_test

import (
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"trastienda/data/connector"
)

func bodyOf(s string) io.Reader { return strings.NewReader(s) }

func aNotice() connector.PurchaseNotice {
	return connector.PurchaseNotice{PurchaseID: "p-1", PSR: "000011112222333", TransferID: "T1", Paid: 10000, Credited: 10400,
		Currency: "ARS", CompletedAt: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC), Key: "notice-p-1"}
}

// says is a system that always gives one answer.
func says(status int, body string) connector.Options {
	return connector.Options{URL: "http://outside.test/base", RoundTripper: connector.HandlerTransport(http.HandlerFunc(
		func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(status)
			_, _ = io.WriteString(w, body)
		}))}
}

const goodTransfer = `{"transfer_id":"T1","reference":"p-1","amount":10400,"currency":"ARS","completed_at":"2026-03-01T12:00:00-03:00","extra":[1]}`

func problemBody(code string) string { return `{"code":"` + code + `","detail":"why\u0000 so"}` }

// outcome is ok, "refused CODE" or "unknown CODE", with "!" for an alarm.
func outcome(err error) string {
	var refusal *connector.Refusal
	var unknown *connector.UnknownError
	switch {
	case err == nil:
		return "ok"
	case errors.As(err, &refusal):
		return "refused " + refusal.Code
	case errors.As(err, &unknown):
		if unknown.Alarm {
			return "unknown " + unknown.Code + "!"
		}
		return "unknown " + unknown.Code
	}
	return err.Error()
}

type said struct {
	status int
	body   string
	want   string
}

func edit(old, with string) string { return strings.Replace(goodTransfer, old, with, 1) }

func TestWhatAnAnswerToATransferMeans(t *testing.T) {
	cases := []said{
		{201, goodTransfer, "ok"},
		{200, goodTransfer, "unknown http-200"},
		{202, goodTransfer, "unknown http-202"},
		{204, "", "unknown http-204"},
		{302, goodTransfer, "unknown http-302"},
		{201, "", "unknown garbled"},
		{201, "null", "unknown garbled"},
		{201, "{}", "unknown garbled"},
		{201, goodTransfer + goodTransfer, "unknown garbled"},
		{201, goodTransfer[:40], "unknown garbled"},
		{201, edit(`"T1"`, `""`), "unknown garbled"},
		{201, edit(`"T1"`, `"a\u0000b"`), "unknown garbled"},
		{201, edit(`10400`, `"10400"`), "unknown garbled"},
		{201, edit(`10400`, `104.5`), "unknown garbled"},
		{201, edit(`10400`, `99999999999999999999`), "unknown garbled"},
		{201, edit(`"2026-03-01T12:00:00-03:00"`, `"yesterday"`), "unknown garbled"},
		{201, edit(`"p-1"`, `"p-2"`), "unknown answer-differs!"},
		{201, edit(`10400`, `10401`), "unknown answer-differs!"},
		{201, edit(`ARS`, `BRL`), "unknown answer-differs!"},
		{402, problemBody("insufficient-balance"), "refused insufficient-balance"},
		{403, problemBody("terminal-blocked"), "refused terminal-blocked"},
		{404, problemBody("unknown-psr"), "refused unknown-psr"},
		{404, problemBody("unknown-agent"), "refused unknown-agent"},
		{422, problemBody("amount-out-of-range"), "refused amount-out-of-range"},
		{422, problemBody("key-reused"), "unknown key-reused!"},
		{403, problemBody("insufficient-balance"), "unknown http-403"},
		{402, problemBody("wrong-pin"), "unknown http-402"},
		{402, "<html>", "unknown http-402"},
		{404, "", "unknown http-404"},
		{401, problemBody("unauthorized"), "unknown http-401"},
		{409, "", "unknown http-409"},
		{429, "", "unknown http-429"},
		{500, problemBody("insufficient-balance"), "unknown http-500!"},
		{502, "", "unknown http-502!"},
		{503, "", "unknown http-503!"},
		{504, "", "unknown http-504!"},
		{201, `{"transfer_id":"` + strings.Repeat("x", 2<<20) + `"}`, "unknown garbled"},
	}
	for _, c := range cases {
		done, err := connector.NewRecharge(says(c.status, c.body)).Send(t.Context(), aTransfer())
		if got := outcome(err); got != c.want {
			t.Errorf("%d %.60s: %s, want %s", c.status, c.body, got, c.want)
		}
		if (err == nil) != (done != connector.TransferDone{}) {
			t.Errorf("%d %.60s: %+v together with %v", c.status, c.body, done, err)
		}
	}
}

func TestARefusalsDetailIsFitToShow(t *testing.T) {
	_, err := connector.NewRecharge(says(402, problemBody("insufficient-balance"))).Send(t.Context(), aTransfer())
	var refusal *connector.Refusal
	if !errors.As(err, &refusal) || refusal.Detail != "why  so" {
		t.Errorf("%#v", err)
	}
}

func TestWhatAnAnswerAboutTransfersMeans(t *testing.T) {
	other := strings.Replace(goodTransfer, "T1", "T2", 1)
	for _, c := range []struct {
		said
		found int
	}{
		{said{200, `{"transfers":[]}`, "ok"}, 0},
		{said{200, `{"transfers":[` + goodTransfer + `]}`, "ok"}, 1},
		{said{200, `{"transfers":[` + goodTransfer + `,` + goodTransfer + `]}`, "ok"}, 1},
		{said{200, `{"transfers":[` + goodTransfer + `,` + other + `]}`, "ok"}, 2},
		{said{200, `{}`, "unknown garbled"}, 0},
		{said{200, `{"transfers":null}`, "unknown garbled"}, 0},
		{said{200, `[]`, "unknown garbled"}, 0},
		{said{200, ``, "unknown garbled"}, 0},
		{said{200, `{"transfers":[{}]}`, "unknown garbled"}, 0},
		{said{200, `{"transfers":[` + edit("10400", "0") + `]}`, "unknown garbled"}, 0},
		{said{200, `{"transfers":[` + edit("p-1", "p-2") + `]}`, "unknown answer-differs!"}, 0},
		{said{404, ``, "unknown http-404"}, 0},
		{said{404, problemBody("unknown-psr"), "unknown http-404"}, 0},
		{said{201, `{"transfers":[]}`, "unknown http-201"}, 0},
		{said{301, `{"transfers":[]}`, "unknown http-301"}, 0},
		{said{503, ``, "unknown http-503"}, 0},
	} {
		found, err := connector.NewRecharge(says(c.status, c.body)).Find(t.Context(), "p-1")
		if got := outcome(err); got != c.want || len(found) != c.found {
			t.Errorf("%d %.60s: %s and %d found, want %s and %d", c.status, c.body, got, len(found), c.want, c.found)
		}
	}
}

func TestWhatABalanceMeans(t *testing.T) {
	const good = `{"available":-5,"currency":"ARS","as_of":"2026-03-01T12:00:00-03:00"}`
	for _, c := range []said{
		{200, good, "ok"},
		{200, strings.Replace(good, `"available":-5,`, "", 1), "unknown garbled"},
		{200, strings.Replace(good, "ARS", "", 1), "unknown garbled"},
		{200, strings.Replace(good, `2026-03-01T12:00:00-03:00`, "0001-01-01T00:00:00Z", 1), "unknown garbled"},
		{200, "<html>", "unknown garbled"},
		{404, problemBody("unknown-agent"), "unknown http-404"},
		{500, "", "unknown http-500"},
	} {
		b, err := connector.NewRecharge(says(c.status, c.body)).Balance(t.Context(), "A1")
		if got := outcome(err); got != c.want {
			t.Errorf("%d %s: %s, want %s", c.status, c.body, got, c.want)
		}
		if err == nil && (b.Available != -5 || b.AsOf.Hour() != 15 || b.AsOf.Location() != time.UTC) {
			t.Errorf("balance %+v", b)
		}
	}
}

func TestAnAgentsCodeStaysOneSegment(t *testing.T) {
	var path string
	o := connector.Options{URL: "http://outside.test/base", RoundTripper: connector.HandlerTransport(http.HandlerFunc(
		func(w http.ResponseWriter, r *http.Request) { path = r.URL.EscapedPath(); w.WriteHeader(404) }))}
	_, err := connector.NewRecharge(o).Balance(t.Context(), "a/b ?ñ")
	wantUnknown(t, err, "http-404")
	if want := "/base/v1/agents/a%2Fb%20%3F%C3%B1/balance"; path != want {
		t.Errorf("asked %s, want %s", path, want)
	}
}

func TestWhatAnAnswerToANoticeMeans(t *testing.T) {
	for _, c := range []said{
		{204, "", "ok"},
		{200, "{}", "unknown http-200"},
		{201, "{}", "unknown http-201"},
		{404, problemBody("unknown-purchase"), "unknown unknown-purchase!"},
		{404, "", "unknown http-404"},
		{422, problemBody("key-reused"), "unknown key-reused!"},
		{403, problemBody("terminal-blocked"), "unknown http-403"},
		{500, "", "unknown http-500!"},
	} {
		if got := outcome(connector.NewMerchant(says(c.status, c.body)).Notify(t.Context(), aNotice())); got != c.want {
			t.Errorf("%d %s: %s, want %s", c.status, c.body, got, c.want)
		}
	}
}

const goodPayment = `{"wallet_transfer":"141","reference":"p-1","psr":"000011112222333","amount":10400,"currency":"ARS","to_cbu":"0","status":"accredited","at":"2026-03-01T12:00:00Z","reason":""}`

func TestWhatAnAnswerAboutPaymentsMeans(t *testing.T) {
	list := func(items ...string) string {
		return `{"payments":[` + strings.Join(items, ",") + `],"next":"7"}`
	}
	for _, c := range []struct {
		said
		found int
	}{
		{said{200, list(), "ok"}, 0},
		{said{200, list(goodPayment), "ok"}, 1},
		{said{200, list(goodPayment, goodPayment), "ok"}, 1},
		{said{200, list(strings.Replace(goodPayment, "p-1", "p-2", 1)), "unknown answer-differs!"}, 0},
		{said{200, list(strings.Replace(goodPayment, "accredited", "done", 1)), "unknown garbled"}, 0},
		{said{200, list(strings.Replace(goodPayment, `"141"`, `""`, 1)), "unknown garbled"}, 0},
		{said{200, `{"next":"7"}`, "unknown garbled"}, 0},
		{said{200, `{`, "unknown garbled"}, 0},
		{said{404, ``, "unknown http-404"}, 0},
		{said{503, ``, "unknown http-503"}, 0},
	} {
		found, err := connector.NewWallet(says(c.status, c.body)).Find(t.Context(), "p-1")
		if got := outcome(err); got != c.want || len(found) != c.found {
			t.Errorf("%d %.80s: %s and %d found, want %s and %d", c.status, c.body, got, len(found), c.want, c.found)
		}
	}
}

func TestWhatTheListOfPaymentsMeans(t *testing.T) {
	for i, c := range []struct {
		status     int
		body       string
		want, next string
	}{
		{200, `{"payments":[` + goodPayment + `],"next":"7"}`, "ok", "7"},
		{200, `{"payments":[],"next":""}`, "ok", "5"},
		{200, `{"payments":[]}`, "ok", "5"},
		{200, `{}`, "unknown garbled", ""},
		{404, `gone`, connector.ErrNotPolled.Error(), ""},
		{410, ``, "unknown http-410", ""},
		{500, ``, "unknown http-500", ""},
	} {
		t.Run(strconv.Itoa(i), func(t *testing.T) {
			_, next, err := connector.NewWallet(says(c.status, c.body)).List(t.Context(), "5")
			if got := outcome(err); got != c.want || next != c.next {
				t.Errorf("%s next %q, want %s next %q", got, next, c.want, c.next)
			}
		})
	}
}

// One payment that cannot be read must not hide the others for ever: it comes
// as far as it was read, for the rules to put it before a person.
func TestABrokenPaymentDoesNotHideTheOthers(t *testing.T) {
	body := `{"payments":[{"reference":"p-0","amount":"much"},` + goodPayment + `],"next":"7"}`
	payments, next, err := connector.NewWallet(says(200, body)).List(t.Context(), "5")
	if err != nil || next != "7" || len(payments) != 2 {
		t.Fatalf("%v, next %q, %v", payments, next, err)
	}
	if payments[0].Reference != "p-0" || payments[0].Status != "" || payments[1].Reference != "p-1" {
		t.Errorf("got %+v", payments)
	}
}
