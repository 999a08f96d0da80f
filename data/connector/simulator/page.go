package simulator

import (
	"bytes"
	"context"
	"database/sql"
	_ "embed"
	"html/template"
	"net/http"

	"trastienda/app/money"
)

//go:embed page.html
var pageHTML string

// pageView is what the page of a check-out shows.
type pageView struct {
	checkout
	Open  bool
	Total string
	State string
	Rows  []pageRow
}

type pageRow struct{ Reference, Amount string }

// addPages serves what people look at: the page somebody pays on, the mail box.
func (s *Simulator) addPages(mux *http.ServeMux) {
	s.addMailPage(mux)
	page := template.Must(template.New("page").Parse(pageHTML))
	mux.HandleFunc("GET /checkout/pay/{id}", func(w http.ResponseWriter, r *http.Request) {
		s.showPage(w, r, page, "")
	})
	mux.HandleFunc("POST /checkout/pay/{id}", func(w http.ResponseWriter, r *http.Request) {
		r.Body = http.MaxBytesReader(w, r.Body, bodyLimit)
		status := map[string]string{"pay": checkoutPaid, "reject": checkoutRejected, "expire": checkoutExpired}[r.PostFormValue("act")]
		if status == "" {
			http.Error(w, "Acción desconocida", http.StatusBadRequest)
			return
		}
		s.showPage(w, r, page, status)
	})
}

// showPage settles the check-out when a button was pressed and shows it.
func (s *Simulator) showPage(w http.ResponseWriter, r *http.Request, page *template.Template, status string) {
	ctx := context.WithoutCancel(r.Context())
	var c checkout
	var found bool
	err := s.store.in(ctx, func(tx *sql.Tx) (err error) {
		o := &operation{ctx: ctx, tx: tx, sim: s, system: checkoutSystem, now: s.clock.Now()}
		if status == "" {
			c, found, err = o.checkout(r.PathValue("id"))
			return err
		}
		c, found, err = o.settleCheckout(r.PathValue("id"), status)
		return err
	})
	s.nudge()
	if err == nil && !found {
		http.Error(w, "No existe este pago", http.StatusNotFound)
		return
	}
	var out bytes.Buffer
	if err == nil {
		err = page.Execute(&out, viewOf(c))
	}
	if err != nil {
		s.log.Error("simulator failed to show its page", "error", err)
		http.Error(w, "El simulador falló", http.StatusInternalServerError)
		return
	}
	sendPage(w, out.Bytes())
}

// sendPage answers with a page that may load nothing from anywhere.
func sendPage(w http.ResponseWriter, page []byte) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'")
	w.Header().Set("Cache-Control", "no-store")
	_, _ = w.Write(page) // whoever looked may have gone
}

func viewOf(c checkout) pageView {
	v := pageView{checkout: c, Open: c.Status == checkoutOpen, Total: money.Format(c.Amount, c.Currency, "es-AR"),
		State: map[string]string{checkoutOpen: "Pendiente de pago", checkoutPaid: "Pagado",
			checkoutRejected: "Rechazado", checkoutExpired: "Vencido"}[c.Status]}
	for _, line := range c.Lines {
		v.Rows = append(v.Rows, pageRow{line.Reference, money.Format(line.Amount, c.Currency, "es-AR")})
	}
	return v
}
