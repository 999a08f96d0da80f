package api

import (
	"context"
	"net/http"
	"strings"

	"github.com/google/uuid"
	"golang.org/x/text/language"

	"trastienda/app/problem"
	"trastienda/data/hub/session"
)

// caller is what an operation knows of who asks.
type caller struct {
	requestID string
	lang      string
	address   string
	who       session.Identity // empty for public operations
}

type callerKey struct{}

func callerOf(ctx context.Context) caller {
	c, _ := ctx.Value(callerKey{}).(caller)
	return c
}

func withCaller(ctx context.Context, c caller) context.Context {
	return context.WithValue(ctx, callerKey{}, c)
}

// newCaller reads the number to quote, the language and the address. A
// number the client gives is kept if it is short and plain, so that both sides'
// logs can be laid side by side.
func newCaller(r *http.Request) caller {
	id := r.Header.Get("X-Request-Id")
	if !plainID(id) {
		id = uuid.NewString()
	}
	return caller{requestID: id, lang: textLanguage(r.Header.Get("Accept-Language")), address: r.RemoteAddr}
}

func plainID(id string) bool {
	if len(id) == 0 || len(id) > 64 {
		return false
	}
	return !strings.ContainsFunc(id, func(c rune) bool {
		return !(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '_' || c == '.')
	})
}

var matcher = language.NewMatcher([]language.Tag{language.MustParse("es-AR"), language.MustParse("pt-BR"), language.English})

// textLanguage picks one of problem.Languages.
func textLanguage(accept string) string {
	tags, _, err := language.ParseAcceptLanguage(accept)
	if err != nil || len(tags) == 0 {
		return problem.Languages[0]
	}
	_, i, _ := matcher.Match(tags...)
	return problem.Languages[i]
}
