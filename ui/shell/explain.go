package shell

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io/fs"
	"net"
	"net/url"
	"runtime"
	"strings"
	"syscall"
	"time"

	"trastienda/app/problem"
	"trastienda/ui/text"
)

// Kind names a trouble the shell has words for (keys "shell.fault.<kind>.…").
type Kind string

// The troubles of starting, connecting and signing in.
const (
	WrongPassword Kind = "password"
	NotAHub       Kind = "nohub"
	BadAddress    Kind = "address"
	NoConnection  Kind = "connection"
	NoAnswer      Kind = "timeout"
	Certificate   Kind = "certificate"
	// Untrusted: no authority vouches for the hub's certificate (Fingerprint);
	// CertificateChanged: it is not the one that was trusted (Fingerprint).
	Untrusted          Kind = "untrusted"
	CertificateChanged Kind = "certchanged"
	CertificateHost    Kind = "certhost" // made out to another name
	CertificateTime    Kind = "certtime" // expired, or not valid yet
	TooOld             Kind = "tooold"   // the hub works with newer programs only
	TooMany            Kind = "toomany"  // Wait says how long
	Unavailable        Kind = "unavailable"
	FolderNotWritable  Kind = "folder" // Path
	FolderInUse        Kind = "inuse"  // Path
	NewerVersion       Kind = "newer"  // Path
	DiskFull           Kind = "disk"   // Path
	Damaged            Kind = "damaged"
	OtherRecharge      Kind = "recharge" // Was: only that one knows of transfers on their way
	Refused            Kind = "refused"
	PasswordUnsure     Kind = "passwordunsure" // no answer came to a new password
	Unexpected         Kind = "unexpected"
)

// Kinds lists all of them.
func Kinds() []Kind {
	return []Kind{WrongPassword, NotAHub, BadAddress, NoConnection, NoAnswer, Certificate, Untrusted,
		CertificateChanged, CertificateHost, CertificateTime, TooOld, TooMany, Unavailable,
		FolderNotWritable, FolderInUse, NewerVersion, DiskFull, Damaged, OtherRecharge, Refused, PasswordUnsure, Unexpected}
}

// Trustable tells whether a person may trust the certificate after comparing it.
func (k Kind) Trustable() bool { return k == Untrusted || k == CertificateChanged }

// Fault is an error a Backend returns when it knows what the trouble is.
type Fault struct {
	Kind      Kind
	Path      string        // the folder or file, where one is meant
	Wait      time.Duration // TooMany: before the next try, 0 = unknown
	RequestID string        // the number to quote, if there is one
	// Fingerprint is that of a certificate that may be trusted, in groups.
	Fingerprint string
	Was         string // the recharge system of before
	Err         error  // for logs
}

// Error gives the kind and the cause, for logs.
func (f *Fault) Error() string {
	if f.Err == nil {
		return "fault " + string(f.Kind)
	}
	return "fault " + string(f.Kind) + ": " + f.Err.Error()
}

// Unwrap gives the cause.
func (f *Fault) Unwrap() error { return f.Err }

// Explanation is an error in the words of the user.
type Explanation struct {
	Kind  Kind
	Title string // what happened
	Text  string // what it means
	Do    string // what to do, may be empty
	Quote string // "Código …", may be empty
}

// Explain turns any error into words of the book's language. It knows Faults,
// problems of the hub, errors with a UserText of their own, and those of the
// standard library that say what went wrong; the rest is "unexpected".
func Explain(b *text.Book, err error) Explanation {
	var own interface{ UserText(lang string) string }
	if errors.As(err, &own) {
		return Explanation{Kind: Refused, Title: b.T("shell.fault.refused.title"), Text: own.UserText(string(b.Lang()))}
	}
	fault := Fault{Kind: KindOf(err)}
	if known := (*Fault)(nil); errors.As(err, &known) {
		fault = *known
	}
	var pe *fs.PathError
	if fault.Path == "" && errors.As(err, &pe) {
		fault.Path = pe.Path
	}
	key := "shell.fault." + string(fault.Kind)
	e := Explanation{Kind: fault.Kind, Title: b.T(key + ".title"), Text: b.T(key+".text", "path", fault.Path), Do: b.T(key+".do", "was", fault.Was)}
	if fault.Path == "" && aboutFiles(fault.Kind) {
		e.Text = b.T("shell.fault.nothing")
	}
	if fault.Kind == TooMany && fault.Wait > 0 {
		e.Do = b.T("shell.fault.toomany.wait", "wait", waitText(b, fault.Wait))
	}
	if fault.Fingerprint != "" {
		e.Quote = b.T("shell.trust.fingerprint") + "\n" + twoLines(fault.Fingerprint)
	}
	if fault.RequestID != "" {
		e.Quote = b.T("shell.fault.quote", "code", fault.RequestID)
	}
	var p *problem.Problem
	if errors.As(err, &p) {
		e.Quote = b.T("shell.fault.quote", "code", string(p.Code)+" · "+p.RequestID)
		if fault.Kind != WrongPassword && fault.Kind != TooMany && p.Detail != "" { // the hub says it in the user's language
			e.Title, e.Text, e.Do = p.Title, p.Detail, ""
		}
	}
	return e
}

// twoLines breaks a fingerprint in its middle: whoever compares it counts groups.
func twoLines(fingerprint string) string {
	groups := strings.Fields(fingerprint)
	half := (len(groups) + 1) / 2
	return strings.Join(groups[:half], " ") + "\n" + strings.Join(groups[half:], " ")
}

// aboutFiles tells whether the text of a kind names a file.
func aboutFiles(k Kind) bool {
	switch k {
	case FolderNotWritable, FolderInUse, NewerVersion, DiskFull, Damaged:
		return true
	}
	return false
}

// waitText rounds a wait up: a user who comes back a moment early would be
// refused again.
func waitText(b *text.Book, d time.Duration) string {
	if d < time.Minute {
		return b.N("shell.seconds", int((d+time.Second-1)/time.Second))
	}
	return b.N("shell.minutes", int((d+time.Minute-1)/time.Minute))
}

// KindOf finds what is known of an error: a Fault, a problem of the hub, or
// what the standard library says of files, certificates and networks;
// Unexpected when nothing is.
func KindOf(err error) Kind {
	var known *Fault
	if errors.As(err, &known) {
		return known.Kind
	}
	var p *problem.Problem
	if errors.As(err, &p) {
		return ofProblem(p)
	}
	for _, known := range []func(error) (Kind, bool){ofDisk, ofTLS, ofNetwork} {
		if k, ok := known(err); ok {
			return k
		}
	}
	return Unexpected
}

func ofProblem(p *problem.Problem) Kind {
	switch {
	case p.Code == problem.TooManyAttempts:
		return TooMany
	case p.Code == problem.BadCredentials:
		return WrongPassword
	case p.Status >= 500:
		return Unavailable
	}
	return Refused
}

func ofDisk(err error) (Kind, bool) {
	const windowsDiskFull = syscall.Errno(112)
	switch {
	case errors.Is(err, syscall.ENOSPC), runtime.GOOS == "windows" && errors.Is(err, windowsDiskFull):
		return DiskFull, true
	case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS):
		return FolderNotWritable, true
	}
	return "", false
}

func ofTLS(err error) (Kind, bool) {
	var verify *tls.CertificateVerificationError
	var unknown x509.UnknownAuthorityError
	var host x509.HostnameError
	var invalid x509.CertificateInvalidError
	var record tls.RecordHeaderError
	switch {
	case errors.As(err, &verify), errors.As(err, &unknown), errors.As(err, &host), errors.As(err, &invalid):
		return Certificate, true
	case errors.As(err, &record): // something that does not speak TLS
		return NotAHub, true
	}
	return "", false
}

func ofNetwork(err error) (Kind, bool) {
	var timeout net.Error
	var dns *net.DNSError
	var op *net.OpError
	var parse *url.Error
	switch {
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &timeout) && timeout.Timeout():
		return NoAnswer, true
	case errors.As(err, &dns), errors.As(err, &op):
		return NoConnection, true
	case errors.As(err, &parse) && parse.Op == "parse":
		return BadAddress, true
	}
	return "", false
}
