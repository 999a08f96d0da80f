package access

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// User is a person of the agency as managers see them. Until an invited person
// registers there is nothing of them but the invitation: Invited, not active;
// registering keeps the id.
type User struct {
	ID     string `json:"id"`
	Name   string `json:"name"`
	Email  string `json:"email"`
	Role   Role   `json:"role"`
	Agent  string `json:"agent"` // id of the agent whose rows they see; empty for all
	Active bool   `json:"active"`
	// Invited: the person has an invitation and has not registered yet.
	Invited bool `json:"invited"`
	// LastSeen is when they last used the hub, by minutes; null for never. It
	// alone makes no new version and no change in the feed, which tells it when
	// they sign in; whoever asks for the user is told the present one.
	LastSeen *time.Time `json:"last_seen"`
	Version  int64      `json:"version"`
}

// Invitation lets a person register until ExpiresAt (UTC).
type Invitation struct {
	ID        string    `json:"id"`
	Name      string    `json:"name"`
	Email     string    `json:"email"`
	Role      Role      `json:"role"`
	Agent     string    `json:"agent"`
	InvitedBy string    `json:"invited_by"` // name of the manager
	CreatedAt time.Time `json:"created_at"`
	ExpiresAt time.Time `json:"expires_at"`
}

// Setting is something a person keeps at the hub. An empty Value is none.
type Setting struct {
	Key     string `json:"key"`
	Value   string `json:"value"`
	Version int64  `json:"version"`
}

const (
	// MinPassword is the fewest characters a new password may have.
	MinPassword = 8
	// MaxPassword is the most bytes that are ever hashed.
	MaxPassword = 512
	// MaxName bounds a person's name, in characters.
	MaxName = 100
	// MaxEmail bounds an e-mail, in bytes.
	MaxEmail = 254
	// MaxSetting bounds a setting's value, in bytes.
	MaxSetting = 64 << 10
	// MaxSettings is how many settings with a value a person may have, so that all
	// of them fit into one answer.
	MaxSettings = 100
)

// NormalEmail is the form e-mails are stored and looked up in.
func NormalEmail(email string) string { return strings.ToLower(strings.TrimSpace(email)) }

// EmailFits tells whether a normal e-mail can be one. Only the mail itself
// shows whether anybody reads it there.
func EmailFits(email string) bool {
	name, host, ok := strings.Cut(email, "@")
	return ok && name != "" && host != "" && len(email) <= MaxEmail && !strings.Contains(host, "@") && plain(email) &&
		!strings.ContainsFunc(email, unicode.IsSpace)
}

// NameFits tells whether a trimmed text can be a person's name.
func NameFits(name string) bool {
	return name != "" && utf8.RuneCountInString(name) <= MaxName && plain(name)
}

// PlaceFits tells whether a role goes with an agent's id: whoever is an agent
// has one, nobody else has.
func PlaceFits(role Role, agentID string) bool {
	return role.Known() && (role == Agent) == (agentID != "")
}

// PasswordFits tells whether a new password is long enough and not too long.
func PasswordFits(password string) bool {
	return utf8.ValidString(password) && utf8.RuneCountInString(password) >= MinPassword && len(password) <= MaxPassword
}

// plain tells whether a text is one line of UTF-8.
func plain(text string) bool {
	return utf8.ValidString(text) && !strings.ContainsFunc(text, unicode.IsControl)
}
