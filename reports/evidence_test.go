package reports

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"trastienda/app/audit"
	"trastienda/app/evidence"
	"trastienda/app/purchase"
)

// evidencePack is a pack of so many attempts, the first of which was not kept.
func evidencePack(attempts int) evidence.Pack {
	r := receipt("", attempts)
	p := evidence.Pack{Key: evidence.Fingerprint(strings.Repeat("3f2a9c01", 8)), Agency: evidence.Agency{ID: "a", Name: "Agencia del Sur S.A.", TimeZone: "America/Argentina/Buenos_Aires"},
		Purchase: r.Purchase, Made: made, By: audit.Actor{ID: "u", Name: "Gómez, Marta"}, Version: "0.1.0", Head: evidence.Head{Seq: 99, Hash: strings.Repeat("d", 64)}}
	for i, a := range r.Attempts {
		a.Reference = fmt.Sprintf("6f1c2a10-0000-4000-8000-%012d", i)
		one := evidence.Attempt{Attempt: a}
		if i > 0 {
			one.Kept = true
			one.Request = "POST /v1/transfers\nIdempotency-Key: transfer-x\n\n" + `{"reference":"x","to_cbu":"0000 0031 •••• •••• ••47 12"}`
			one.Answer = "201 Created\n\n" + `{"transfer_id":"TR-1","detail":"` + strings.Repeat("muy largo ", 300) + `"}`
		}
		p.Attempts = append(p.Attempts, one)
	}
	for i, act := range []string{audit.ActRetry, audit.ActMark, "limits.raised", audit.ActEvidence} {
		p.Links = append(p.Links, evidence.Link{Link: audit.Link{Seq: int64(90 + i), At: made.UnixMilli(), ActorName: "Gómez, Marta", Device: "CAJA-3", Act: act}, Hash: strings.Repeat("ab", 32)})
	}
	p.Links[1].ActorName, p.Links[1].Device = "", ""
	return p
}

func evidenceFile(t testing.TB, lang string, p evidence.Pack) []byte {
	t.Helper()
	h := head(t, lang)
	var b bytes.Buffer
	if err := Evidence(h.Words, lang, h.Zone, nil, p, &b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestEvidenceSaysItInThreeLanguages(t *testing.T) {
	for lang, want := range map[string][]string{
		"es-AR": {"Paquete de pruebas de una compra", "Agencia del Sur S.A.", "TR-00000000", "2. Envío · Gómez, Marta · sin saldo", "28/11/26 12:05:04", "POST /v1/transfers", "0000 0031 •••• •••• ••47 12", "201 Created",
			"No se guardó lo enviado ni lo recibido", "Reintento pedido · Gómez, Marta (CAJA-3)", "Seguimiento de una compra · el hub", "limits.raised", "Eslabón 90",
			"3F2A 9C01", "trastienda verify", "Hecho por Gómez, Marta"},
		"pt-BR": {"Pacote de provas de uma compra", "O que foi enviado:", "Como se verifica"},
		"en":    {"Pack of evidence of a purchase", "Received:", "How to check it"},
	} {
		data := evidenceFile(t, lang, evidencePack(3))
		words := flat(receiptText(t, "evidence-"+lang+".pdf", data))
		for _, w := range want {
			if !strings.Contains(words, w) {
				t.Errorf("%s: no %q in %s", lang, w, words)
			}
		}
		if !bytes.Equal(data, evidenceFile(t, lang, evidencePack(3))) {
			t.Errorf("%s: equal packs are not equal documents", lang)
		}
	}
}

func TestEvidenceOfWhatIsNotFinalAndMadeUp(t *testing.T) {
	p := evidencePack(0)
	r := receipt(purchase.CauseNoAnswer, 0)
	p.Purchase, p.Sample = r.Purchase, true
	p.Closing = &purchase.Closing{Kind: purchase.ClosedByHand, State: purchase.ClosingApproved, By: "Ana", DecidedBy: "Beto", Version: 2, At: made}
	p.Links, p.Attempts = nil, nil
	words := flat(receiptText(t, "evidence-open.pdf", evidenceFile(t, "es-AR", p)))
	for _, w := range []string{"CERRADA A MANO", "DATOS DE EJEMPLO", "La cerraron a mano Ana y Beto."} {
		if !strings.Contains(words, w) {
			t.Errorf("no %q in %s", w, words)
		}
	}
}

func TestEvidenceOfManyAttempts(t *testing.T) {
	begun := time.Now()
	data := evidenceFile(t, "es-AR", evidencePack(400))
	if took := time.Since(begun); took > 10*time.Second {
		t.Errorf("400 attempts took %s", took)
	}
	words := flat(receiptText(t, "evidence-many.pdf", data))
	if !strings.Contains(words, "400. Envío") || !strings.Contains(words, "Cómo se comprueba") {
		t.Error("the end is missing")
	}
}
