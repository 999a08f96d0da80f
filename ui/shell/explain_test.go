package shell

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/url"
	"strings"
	"syscall"
	"testing"
	"time"

	"trastienda/app/problem"
	"trastienda/ui/text"
)

type ownWords struct{}

func (ownWords) Error() string               { return "own" }
func (ownWords) UserText(lang string) string { return "en " + lang }

// TestEveryErrorHasWords: an error of any layer is explained in every
// language, with what it means and, where something helps, what to do.
func TestEveryErrorHasWords(t *testing.T) {
	hub := func(status int, code problem.Code) error {
		return fmt.Errorf("ask: %w", &problem.Problem{Status: status, Code: code, Title: "Del hub", Detail: "Detalle del hub.", RequestID: "r-7"})
	}
	cases := map[Kind][]error{
		WrongPassword:     {hub(401, problem.BadCredentials)},
		TooMany:           {hub(429, problem.TooManyAttempts)},
		Unavailable:       {hub(500, problem.Internal), hub(507, problem.StorageFull)},
		Refused:           {hub(403, problem.Forbidden), ownWords{}},
		NoAnswer:          {context.DeadlineExceeded, &url.Error{Op: "Post", Err: context.DeadlineExceeded}},
		NoConnection:      {&net.DNSError{Name: "x"}, &url.Error{Op: "Get", Err: &net.OpError{Op: "dial", Err: syscall.ECONNREFUSED}}},
		Certificate:       {x509.UnknownAuthorityError{}, &url.Error{Op: "Get", Err: x509.HostnameError{Certificate: &x509.Certificate{}, Host: "x"}}},
		BadAddress:        {parseError()},
		DiskFull:          {&fs.PathError{Op: "write", Path: "/d/f", Err: syscall.ENOSPC}},
		FolderNotWritable: {&fs.PathError{Op: "open", Path: "/d/f", Err: syscall.EACCES}, syscall.EROFS},
		Unexpected:        {errors.New("?")},
	}
	for _, k := range Kinds() {
		cases[k] = append(cases[k], &Fault{Kind: k, Path: "/d/f"}, fmt.Errorf("wrapped: %w", &Fault{Kind: k}))
	}
	for _, l := range text.Langs() {
		b, err := text.NewBook(l)
		if err != nil {
			t.Fatal(err)
		}
		for kind, errs := range cases {
			for _, err := range errs {
				e := Explain(b, err)
				if e.Kind != kind {
					t.Errorf("%v: %s, want %s", err, e.Kind, kind)
				}
				whole := e.Title + e.Text + e.Do + e.Quote
				if e.Title == "" || e.Text == "" || strings.ContainsAny(whole, "⟦{}") {
					t.Errorf("%s %v: %+v", l, err, e)
				}
			}
		}
	}
}

func parseError() error {
	_, err := url.Parse(strings.TrimSuffix("http://[::1]", "]"))
	return err
}

func TestExplanationsCarryWhatIsKnown(t *testing.T) {
	b, err := text.NewBook(text.ES)
	if err != nil {
		t.Fatal(err)
	}
	forbidden := &problem.Problem{Status: 403, Code: problem.Forbidden, Title: "Del hub", Detail: "Detalle del hub.", RequestID: "r-7"}
	full := &fs.PathError{Op: "write", Path: "/d/f", Err: syscall.ENOSPC}
	for name, c := range map[string]struct {
		err  error
		says string
		of   func(Explanation) string
	}{
		"the hub's words":  {forbidden, "Detalle del hub.", func(e Explanation) string { return e.Text }},
		"the code":         {forbidden, "Código: forbidden · r-7", func(e Explanation) string { return e.Quote }},
		"the file":         {fmt.Errorf("save: %w", full), "/d/f", func(e Explanation) string { return e.Text }},
		"no file":          {&Fault{Kind: NewerVersion}, "No se cambió nada.", func(e Explanation) string { return e.Text }},
		"the wait":         {&Fault{Kind: TooMany, Wait: 15 * time.Minute}, "15 minutos", func(e Explanation) string { return e.Do }},
		"the wait, up":     {&Fault{Kind: TooMany, Wait: 59100 * time.Millisecond}, "60 segundos", func(e Explanation) string { return e.Do }},
		"an unknown wait":  {&Fault{Kind: TooMany}, "unos minutos", func(e Explanation) string { return e.Do }},
		"the fingerprint":  {&Fault{Kind: CertificateChanged, Fingerprint: print1}, "Huella del certificado:\n" + twoLines(print1), func(e Explanation) string { return e.Quote }},
		"words of its own": {fmt.Errorf("x: %w", ownWords{}), "en es-AR", func(e Explanation) string { return e.Text }},
	} {
		if got := c.of(Explain(b, c.err)); !strings.Contains(got, c.says) {
			t.Errorf("%s: %q, want %q", name, got, c.says)
		}
	}
}

func TestAddressesAreRead(t *testing.T) {
	for typed, want := range map[string]string{
		"hub.example.com": "https://hub.example.com", " https://hub.example.com/ ": "https://hub.example.com",
		"http://10.0.0.5:8080": "http://10.0.0.5:8080", "localhost:8080": "http://localhost:8080", "127.0.0.1:1": "http://127.0.0.1:1",
		"https://example.com/trastienda/": "https://example.com/trastienda",
		"":                                "", "ftp://x": "", "https://": "", "dos palabras": "", "https://u:p@x": "", "https://x?a=1": "", "http://[::1": "",
	} {
		got, ok := readAddress(typed)
		if got != want || ok != (want != "") {
			t.Errorf("%q: %q %v, want %q", typed, got, ok, want)
		}
	}
}
