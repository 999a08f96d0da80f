package remote

import (
	"net"
	"net/http"
	"net/url"
	"sync"
	"time"

	"github.com/mattn/go-ieproxy"

	"trastienda/app/certificate"
)

// systemProxy finds the proxy of a request as the system is set up: the
// environment's, or that of the settings of Windows and macOS. They are read
// once.
var systemProxy = sync.OnceValue(ieproxy.GetProxyFunc)

// ProxyFor tells through which proxy calls to a hub go, empty for none. Without
// what may be a password in it.
func ProxyFor(address string) (string, error) {
	request, err := http.NewRequest(http.MethodGet, address, nil)
	if err != nil {
		return "", err
	}
	proxy, err := systemProxy()(request)
	if err != nil || proxy == nil {
		return "", err
	}
	return proxy.Host, nil
}

func throughProxy(r *http.Request) (*url.URL, error) { return systemProxy()(r) }

// network is the way to one hub. A pin that comes or changes takes a new
// transport: connections made under the old one are used no more.
type network struct {
	keep    bool
	checker checker
	pin     func() certificate.Fingerprint

	mu     sync.Mutex
	pinned certificate.Fingerprint
	over   *http.Transport
}

func newNetwork(keep bool, base string, t Trust) *network {
	n := &network{keep: keep, checker: newChecker(base, t), pin: func() certificate.Fingerprint { return "" }}
	if t.Pin != nil {
		n.pin = func() certificate.Fingerprint { return t.Pin(base) }
	}
	return n
}

// RoundTrip is part of http.RoundTripper.
func (n *network) RoundTrip(r *http.Request) (*http.Response, error) {
	answer, err := n.transport().RoundTrip(r)
	if err != nil {
		return nil, n.checker.named(err)
	}
	return answer, nil
}

func (n *network) transport() *http.Transport {
	pin := n.pin()
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.over == nil || pin != n.pinned {
		if n.over != nil {
			n.over.CloseIdleConnections()
		}
		n.over, n.pinned = newTransport(n.keep), pin
		n.over.TLSClientConfig = n.checker.config(pin)
	}
	return n.over
}

// CloseIdleConnections is what http.Client looks for.
func (n *network) CloseIdleConnections() {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.over != nil {
		n.over.CloseIdleConnections()
	}
}

// newTransport makes a transport. Connections that carry acts are never kept: on
// a kept one net/http silently repeats a request that has an Idempotency-Key
// when the connection turns out to be dead, and whether an act is repeated is
// decided by a person, not by a transport.
func newTransport(keep bool) *http.Transport {
	t := &http.Transport{
		Proxy:                 throughProxy,
		DialContext:           (&net.Dialer{Timeout: 10 * time.Second, KeepAlive: 15 * time.Second}).DialContext,
		TLSHandshakeTimeout:   10 * time.Second,
		MaxIdleConnsPerHost:   4,
		IdleConnTimeout:       60 * time.Second,
		ExpectContinueTimeout: time.Second,
		DisableKeepAlives:     !keep,
		ForceAttemptHTTP2:     keep,
	}
	if !keep {
		t.Protocols = new(http.Protocols)
		t.Protocols.SetHTTP1(true)
	}
	return t
}
