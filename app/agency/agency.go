// Package agency is what an agency says of itself: its name, its logo, the
// currency it counts in and the zone its days begin and end in. The hub and the
// form of the settings check it with the same rules.
package agency

import (
	"bytes"
	"errors"
	"image/png"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/currency"

	"trastienda/app/buying"
	"trastienda/app/money"
)

// Limits of an agency's data.
const (
	NameMost = 120 // characters
	// LogoBytes and LogoSide bound a logo: every document carries it.
	LogoBytes = 256 << 10
	LogoSide  = 2000 // pixels
)

// Profile are an agency's own data. Currency is ISO 4217, TimeZone an IANA
// name, Logo a PNG (empty for none; base64 in JSON).
type Profile struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	Currency string `json:"currency"`
	TimeZone string `json:"time_zone"`
	Logo     []byte `json:"logo,omitempty"`
	// BonusBP is the rate that new agents get now; two people change it.
	BonusBP money.BasisPoints `json:"bonus_bp"`
	// BuyMin and BuyMax bound what one purchase that is started here may pay, in
	// minor units of Currency; both 0 where they are not told.
	BuyMin  int64 `json:"buy_min"`
	BuyMax  int64 `json:"buy_max"`
	Version int64 `json:"version"`
}

// What is wrong with an agency's data, each with the field it is wrong in.
var (
	ErrName     = errors.New("agency: the name is empty, too long or has control characters")
	ErrCurrency = errors.New("agency: no currency of ISO 4217")
	ErrTimeZone = errors.New("agency: no time zone of that name")
	ErrLimits   = errors.New("agency: no limits of a purchase")
	ErrLogo     = errors.New("agency: the logo is no PNG, too large or has too many pixels")
)

// Clean takes the blanks at the ends of the texts away.
func (s Profile) Clean() Profile {
	s.Name, s.TimeZone = strings.TrimSpace(s.Name), strings.TrimSpace(s.TimeZone)
	s.Currency = strings.ToUpper(strings.TrimSpace(s.Currency))
	return s
}

// Check tells every field that is wrong; nil when none is. It expects a clean
// one.
func (s Profile) Check() error {
	var wrong []error
	if s.Name == "" || utf8.RuneCountInString(s.Name) > NameMost || strings.ContainsFunc(s.Name, unicode.IsControl) || !utf8.ValidString(s.Name) {
		wrong = append(wrong, ErrName)
	}
	if _, err := currency.ParseISO(s.Currency); err != nil || len(s.Currency) != 3 {
		wrong = append(wrong, ErrCurrency)
	}
	if _, err := time.LoadLocation(s.TimeZone); err != nil || s.TimeZone == "" || s.TimeZone == "Local" {
		wrong = append(wrong, ErrTimeZone)
	}
	if limits := (buying.Limits{Minimum: s.BuyMin, Maximum: s.BuyMax}); limits != (buying.Limits{}) && !limits.Sound() {
		wrong = append(wrong, ErrLimits)
	}
	if err := CheckLogo(s.Logo); err != nil {
		wrong = append(wrong, err)
	}
	return errors.Join(wrong...)
}

// CheckLogo tells whether a file can be a logo: ErrLogo, or nil also for none.
// Only the head of the picture is read, so that a small file cannot fill the
// memory.
func CheckLogo(file []byte) error {
	if len(file) == 0 {
		return nil
	}
	if len(file) > LogoBytes {
		return ErrLogo
	}
	head, err := png.DecodeConfig(bytes.NewReader(file))
	if err != nil || head.Width > LogoSide || head.Height > LogoSide {
		return ErrLogo
	}
	return nil
}
