// Package diagnosis keeps what helps to find a fault: it writes down crashes
// and packs a diagnosis to hand on. Nothing secret leaves through it: every
// text is masked once more while it is written, whoever wrote it first.
package diagnosis

import (
	"regexp"
	"strings"
)

// hidden stands where a secret was.
const hidden = "•••"

// The shapes of what must not be handed on. They would rather hide too much:
// a diagnosis without a number is still one.
var (
	scheme   = regexp.MustCompile(`(?i)\b(bearer|basic)\s+[^\s"',;\\]+`)
	webhook  = regexp.MustCompile(`whsec_[^\s"',;\\]+`)
	userinfo = regexp.MustCompile(`(://)[^\s/@"']+@`)
	email    = regexp.MustCompile(`[\w.+-]+@([\w-]+(?:\.[\w-]+)*\.[A-Za-z]{2,})`)
	pin      = regexp.MustCompile(`(?i)\b(pin)([^\w\n]{0,4}(?:es|is|é)?[^\w\n]{0,4})\d{3,8}\b`)
	account  = regexp.MustCompile(`\d(?:[ .-]?\d){21,}`) // CBU and CVU: 22 digits
	named    = regexp.MustCompile(`(?i)((?:\\?")?[\w.-]*(?:password|passwd|contraseña|contrasena|senha|clave|token|secret|authorization|cookie|api[_-]?key|credential|cbu|cvu)[\w.-]*(?:\\?")?\s*[:=]\s*)(\\"[^"\\]*\\"|"(?:[^"\\]|\\.)*"|[^\s,;&}\])]+)`)
	pinned   = regexp.MustCompile(`(?i)((?:\\?")?(?:\b(?:[\w.-]*[_.-])?pin(?:[_-]?(?:code|number|hash))?|\b(?-i:\w*[a-z]Pin(?:Code|Number|Hash)?))(?:\\?")?\s*[:=]\s*)(\\"[^"\\]*\\"|"(?:[^"\\]|\\.)*"|[^\s,;&}\])]+)`)
	base64   = regexp.MustCompile(`[A-Za-z0-9+/]{22,}={1,2}`) // the padding tells it from a path
	opaque   = regexp.MustCompile(`[A-Za-z0-9_-]{32,}`)
)

// Mask hides passwords, tokens, keys, PINs, account numbers and the names in
// mail addresses. Words that only look like a key are hidden too.
func Mask(text string) string {
	text = scheme.ReplaceAllString(text, "$1 "+hidden)
	text = webhook.ReplaceAllString(text, hidden)
	text = userinfo.ReplaceAllString(text, "$1"+hidden+"@")
	text = account.ReplaceAllString(text, hidden) // before the names: their values end at a blank
	text = named.ReplaceAllStringFunc(text, func(s string) string { return hideValue(named, s) })
	text = pinned.ReplaceAllStringFunc(text, func(s string) string { return hideValue(pinned, s) })
	text = pin.ReplaceAllString(text, "$1$2"+hidden)
	text = email.ReplaceAllString(text, hidden+"@$1")
	text = base64.ReplaceAllStringFunc(text, hideOpaque)
	return opaque.ReplaceAllStringFunc(text, hideOpaque)
}

// hideValue keeps the quotes of the value, so that JSON stays JSON.
func hideValue(pattern *regexp.Regexp, s string) string {
	parts := pattern.FindStringSubmatch(s)
	quote := ""
	switch {
	case strings.HasPrefix(parts[2], `\"`):
		quote = `\"`
	case strings.HasPrefix(parts[2], `"`):
		quote = `"`
	case strings.ContainsAny(parts[2][:1], "{["): // what is inside has names of its own
		return s
	}
	return parts[1] + quote + hidden + quote
}

// hideOpaque hides what is long and mixed as only a key is. The dashes of a
// UUID tell it apart: ids of purchases and requests are what one looks for.
func hideOpaque(s string) string {
	if len(s) == 36 && s[8] == '-' && s[13] == '-' && s[18] == '-' && s[23] == '-' {
		return s
	}
	if strings.ContainsAny(s, "0123456789") && strings.ContainsAny(strings.ToLower(s), "abcdefghijklmnopqrstuvwxyz") {
		return hidden
	}
	return s
}
