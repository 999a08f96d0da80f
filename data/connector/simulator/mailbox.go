package simulator

import (
	"bytes"
	"context"
	_ "embed"
	"html/template"
	"net/http"
	"time"

	"trastienda/data/connector"
)

// Mail is a letter in the simulated mail box.
type Mail struct {
	Seq     int64     `json:"seq"`
	To      string    `json:"to"`
	Subject string    `json:"subject"`
	Text    string    `json:"text"`
	At      time.Time `json:"at"`
}

// Mailer puts letters into the simulated mail box; nothing leaves the machine.
func (s *Simulator) Mailer() connector.Mailer { return mailer{s} }

type mailer struct{ sim *Simulator }

func (m mailer) Send(ctx context.Context, l connector.Letter) error {
	_, err := m.sim.store.db.ExecContext(ctx, `insert into mail (recipient, subject, body, at) values ($1, $2, $3, $4)`,
		l.To, l.Subject, l.Text, m.sim.clock.Now().UnixMilli())
	return err
}

// mailShown is how many letters the mail box shows.
const mailShown = 100

// MailBox gives the newest letters, the newest first; to names one recipient,
// empty for all.
func (s *Simulator) MailBox(ctx context.Context, to string) ([]Mail, error) {
	rows, err := s.store.db.QueryContext(ctx, `select n, recipient, subject, body, at from mail where $1 = '' or recipient = $1
		order by n desc limit $2`, to, mailShown)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	letters := []Mail{}
	for rows.Next() {
		var m Mail
		var at int64
		if err := rows.Scan(&m.Seq, &m.To, &m.Subject, &m.Text, &at); err != nil {
			return nil, err
		}
		m.At = time.UnixMilli(at).UTC()
		letters = append(letters, m)
	}
	return letters, rows.Err()
}

//go:embed mail.html
var mailHTML string

// addMailPage serves the mail box to people.
func (s *Simulator) addMailPage(mux *http.ServeMux) {
	page := template.Must(template.New("mail").Parse(mailHTML))
	mux.HandleFunc("GET /mail", func(w http.ResponseWriter, r *http.Request) {
		letters, err := s.MailBox(r.Context(), r.URL.Query().Get("to"))
		var out bytes.Buffer
		if err == nil {
			err = page.Execute(&out, letters)
		}
		if err != nil {
			s.log.Error("simulator failed to show its mail box", "error", err)
			http.Error(w, "El simulador falló", http.StatusInternalServerError)
			return
		}
		sendPage(w, out.Bytes())
	})
}
