package main

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/google/uuid"

	"trastienda/app/purchase"
	"trastienda/data/hub/store/storetest"
)

// webhookKey signs the notices in these tests.
var webhookKey = []byte("a key for the end-to-end tests!!")

// PSR and agent of the sample that the tests pay to: agent 12's first shop.
const (
	testPSR   = "910011000000001"
	testAgent = "A012"
)

// site is a hub and a simulator as processes, over a database with the sample
// agency and the six purchases of the source.
type site struct {
	t         *testing.T
	dsn       string
	hubFlags  []string
	address   string // of the hub; the same after a restart
	simulator *process
	hub       *process
	token     string
}

// newSite starts both on the engine ("sqlite" or "postgres").
func newSite(t *testing.T, engine string, hubFlags ...string) *site {
	t.Helper()
	s := &site{t: t, dsn: storetest.DSN(t, engine), hubFlags: hubFlags, address: freeAddress(t)}
	password := filepath.Join(t.TempDir(), "password")
	if err := os.WriteFile(password, []byte(testPassword+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, code := runProgram(t, "sample", "--database", s.dsn, "--purchases", "6", "--password-file", password); code != 0 {
		t.Fatalf("sample: %d: %s", code, out)
	}
	s.simulator = startServer(t, "simulator", "--listen", "127.0.0.1:0", "--data", filepath.Join(t.TempDir(), "simulator.db"),
		"--notify-url", "http://"+s.address, "--wallet-secret", webhookSecret())
	s.startHub()
	s.token = s.signIn("operator@demo.test")
	return s
}

func webhookSecret() string { return "whsec_" + base64.StdEncoding.EncodeToString(webhookKey) }

// freeAddress finds a port for the hub, which must be known before it starts.
func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

func (s *site) startHub() {
	s.t.Helper()
	sim := s.simulator.url
	s.hub = startServer(s.t, append([]string{"hub", "--listen", s.address, "--database", s.dsn,
		"--recharge-url", sim, "--merchant-url", sim, "--wallet-url", sim, "--wallet-secret", webhookSecret(),
		"--call-timeout", "1s", "--settling-time", "1500ms", "--retry-base", "100ms", "--retry-cap", "400ms"}, s.hubFlags...)...)
}

// restartHub kills the hub with SIGKILL and starts it again.
func (s *site) restartHub() {
	s.hub.kill()
	s.startHub()
}

func (s *site) signIn(email string) string {
	s.t.Helper()
	var in struct{ Token string }
	r := call(s.t, "POST", s.hub.url+"/v1/sessions", nil, map[string]string{"email": email, "password": testPassword, "device": "test"}, &in)
	if r.StatusCode != http.StatusCreated {
		s.t.Fatalf("sign in: %d %s", r.StatusCode, bodyOf(r))
	}
	return in.Token
}

func (s *site) auth(more ...string) map[string]string {
	h := map[string]string{"Authorization": "Bearer " + s.token}
	for i := 0; i < len(more); i += 2 {
		h[more[i]] = more[i+1]
	}
	return h
}

// payment is what the simulator's wallet is told to do.
type payment struct {
	PSR       string `json:"psr"`
	Amount    int64  `json:"amount"`
	Currency  string `json:"currency"`
	Reference string `json:"reference"`
	Number    string `json:"wallet_transfer"`
	Status    string `json:"status,omitempty"`
	ToCBU     string `json:"to_cbu,omitempty"`
	Times     int    `json:"times,omitempty"`
	Notify    *bool  `json:"notify,omitempty"`
}

func newPayment(status string) payment {
	reference := uuid.NewString()
	return payment{PSR: testPSR, Amount: 10000, Currency: "ARS", Reference: reference, Number: walletTransfer(reference), Status: status}
}

func (s *site) pay(p payment) {
	s.t.Helper()
	if r := call(s.t, "POST", s.simulator.url+"/sim/payments", nil, p, nil); r.StatusCode != http.StatusCreated {
		s.t.Fatalf("pay: %d %s", r.StatusCode, bodyOf(r))
	}
}

// simFault is one fault of the simulator.
type simFault struct {
	System    string `json:"system"`
	Call      string `json:"call"`
	Mode      string `json:"mode"`
	Times     int    `json:"times"`
	DelayMS   int    `json:"delay_ms,omitempty"`
	Reference string `json:"reference,omitempty"`
}

func (s *site) faults(list ...simFault) {
	s.t.Helper()
	if list == nil {
		list = []simFault{}
	}
	if r := call(s.t, "PUT", s.simulator.url+"/sim/faults", nil, list, nil); r.StatusCode != http.StatusOK {
		s.t.Fatalf("faults: %d %s", r.StatusCode, bodyOf(r))
	}
}

// setBalance gives an agent a virtual balance in minor units.
func (s *site) setBalance(agent string, available int64) {
	s.t.Helper()
	body := map[string]any{"available": available, "currency": "ARS"}
	if r := call(s.t, "PUT", s.simulator.url+"/sim/agents/"+agent, nil, body, nil); r.StatusCode != http.StatusOK {
		s.t.Fatalf("balance: %d %s", r.StatusCode, bodyOf(r))
	}
}

// effect is something that really happened outside.
type effect struct {
	System, Kind, Reference, ID string
	Amount                      int64
}

func (s *site) ledger(system, reference string) []effect {
	s.t.Helper()
	var answer struct{ Items []effect }
	call(s.t, "GET", s.simulator.url+"/sim/ledger?system="+system+"&reference="+url.QueryEscape(reference), nil, nil, &answer)
	return answer.Items
}

// exactlyOne is the check of every money test: the recharge system moved the
// purchase's credited amount once.
func exactlyOne(transfers []effect, credited int64) error {
	if len(transfers) != 1 {
		return fmt.Errorf("%d transfers really happened: %v", len(transfers), transfers)
	}
	if transfers[0].Amount != credited {
		return fmt.Errorf("%d was moved, %d was due", transfers[0].Amount, credited)
	}
	return nil
}

// byReference finds the purchase a wallet reference opened.
func (s *site) byReference(reference string) purchase.Detail {
	s.t.Helper()
	var found purchase.Detail
	eventually(s.t, "the purchase of "+reference, func() error {
		var list struct{ Items []purchase.Purchase }
		if _, err := tryCall("GET", s.hub.url+"/v1/purchases?limit=1000", s.auth(), nil, &list); err != nil {
			return err
		}
		for _, p := range list.Items {
			if p.WalletTransfer == walletTransfer(reference) {
				found.Purchase = p
				return nil
			}
		}
		return fmt.Errorf("not among %d", len(list.Items))
	})
	return s.find(found.ID)
}

// walletTransfer gives a payment of the tests its number.
func walletTransfer(reference string) string { return "T" + reference[:8] }

func (s *site) find(id string) purchase.Detail {
	s.t.Helper()
	d, err := s.tryFind(id)
	if err != nil {
		s.t.Fatal(err)
	}
	return d
}

func (s *site) tryFind(id string) (purchase.Detail, error) {
	var d purchase.Detail
	r, err := tryCall("GET", s.hub.url+"/v1/purchases/"+id, s.auth(), nil, &d)
	if err == nil && r.StatusCode != http.StatusOK {
		err = fmt.Errorf("%d %s", r.StatusCode, bodyOf(r))
	}
	return d, err
}

// reaches waits until the purchase shows a status and cause.
func (s *site) reaches(id string, status purchase.Status, cause purchase.Cause) purchase.Detail {
	s.t.Helper()
	var d purchase.Detail
	eventually(s.t, "purchase "+id, func() (err error) {
		if d, err = s.tryFind(id); err != nil {
			return err
		}
		if d.Status != status || d.Cause != cause {
			return fmt.Errorf("it is %s %q, not %s %q; attempts %+v", d.Status, d.Cause, status, cause, d.Attempts)
		}
		return nil
	})
	return d
}

// retry presses "Sí" through the API.
func (s *site) retry(id string) (purchase.RetryAnswer, *http.Response) {
	s.t.Helper()
	var answer purchase.RetryAnswer
	r := call(s.t, "POST", s.hub.url+"/v1/purchases/"+id+"/retry", s.auth("Idempotency-Key", uuid.NewString()), nil, &answer)
	return answer, r
}

// notice signs a wallet notice by hand and sends it.
func (s *site) notice(body any, at time.Time, key []byte) *http.Response {
	s.t.Helper()
	text, err := json.Marshal(body)
	if err != nil {
		s.t.Fatal(err)
	}
	id, stamp := "msg_"+uuid.NewString(), strconv.FormatInt(at.Unix(), 10)
	mac := hmac.New(sha256.New, key)
	mac.Write(bytes.Join([][]byte{[]byte(id), []byte(stamp), text}, []byte(".")))
	return call(s.t, "POST", s.hub.url+"/v1/hooks/wallet", map[string]string{
		"webhook-id": id, "webhook-timestamp": stamp, "webhook-signature": "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil)),
	}, text, nil)
}
