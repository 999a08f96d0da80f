package session

import (
	"net"
	"net/netip"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

const (
	// An address may try 30 times at once and once a second after that; what it
	// guesses is limited by each account's own count.
	addressBurst = 30
	addressRate  = rate.Limit(1)
	// addressesKept bounds the memory for addresses.
	addressesKept = 10_000

	freeFailures = 5
	firstDelay   = 5 * time.Second
	longestDelay = 15 * time.Minute
	// failuresKept is how long an account's failures count.
	failuresKept = 24 * time.Hour
)

// delayAfter is how long nobody may try an account after so many failures in a
// row: nothing at first, then doubling. There is no hard lock, which would let
// anybody shut a person out.
func delayAfter(failures int) time.Duration {
	if failures < freeFailures {
		return 0
	}
	delay := firstDelay
	for range failures - freeFailures {
		if delay *= 2; delay >= longestDelay {
			return longestDelay
		}
	}
	return delay
}

// from is the account of what comes from one address about an e-mail: others
// cannot use up what its owner may do.
func from(act, email, address string) string {
	return hashed(act + "\n" + email + "\n" + network(address))
}

// addresses limits sign-ins by network address, in this process's memory.
type addresses struct {
	mu       sync.Mutex
	limiters map[string]*rate.Limiter
}

func newLimiters() map[string]*rate.Limiter { return map[string]*rate.Limiter{} }

// wait tells how long the address must wait; zero means it may try now.
func (a *addresses) wait(address string, now time.Time) time.Duration {
	a.mu.Lock()
	defer a.mu.Unlock()
	key := network(address)
	limiter := a.limiters[key]
	if limiter == nil {
		if len(a.limiters) >= addressesKept {
			a.prune(now)
		}
		limiter = rate.NewLimiter(addressRate, addressBurst)
		a.limiters[key] = limiter
	}
	r := limiter.ReserveN(now, 1)
	delay := r.DelayFrom(now)
	if delay > 0 {
		r.CancelAt(now)
	}
	return delay
}

// prune forgets addresses that have their whole allowance back, and everything
// if that is none.
func (a *addresses) prune(now time.Time) {
	for key, l := range a.limiters {
		if l.TokensAt(now) >= addressBurst {
			delete(a.limiters, key)
		}
	}
	if len(a.limiters) >= addressesKept {
		clear(a.limiters)
	}
}

// network is what one sender can easily change addresses within: the address
// of IPv4, the /64 of IPv6.
func network(address string) string {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		host = address
	}
	ip, err := netip.ParseAddr(host)
	if err != nil {
		return host
	}
	ip = ip.Unmap().WithZone("")
	if ip.Is4() {
		return ip.String()
	}
	prefix, err := ip.Prefix(64)
	if err != nil {
		return ip.String()
	}
	return prefix.String()
}
