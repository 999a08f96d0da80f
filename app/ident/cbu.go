// Package ident checks and writes the identifiers that move money or name
// people: account numbers, tax numbers. It works offline on digits alone;
// whether an account exists cannot be known here (rule B16).
package ident

import (
	"errors"
	"strings"
)

// ErrCBU tells that a text is neither a CBU nor a CVU.
var ErrCBU = errors.New("ident: not a CBU or CVU")

var (
	cbuWeights1 = []int{7, 1, 3, 9, 7, 1, 3}
	cbuWeights2 = []int{3, 9, 7, 1, 3, 9, 7, 1, 3, 9, 7, 1, 3}
)

// CBU reads a CBU or CVU (rules B1 and B2): 22 ASCII digits with both check
// digits right, once blanks and dashes are stripped. All zeros passes the
// arithmetic and is refused as empty.
func CBU(text string) (string, error) {
	s := strings.NewReplacer(" ", "", "-", "", "–", "").Replace(text)
	if len(s) != 22 || !digits(s) || strings.Trim(s, "0") == "" {
		return "", ErrCBU
	}
	if s[7] != cbuCheck(s[:7], cbuWeights1) || s[21] != cbuCheck(s[8:21], cbuWeights2) {
		return "", ErrCBU
	}
	return s, nil
}

// MakeCBU completes a bank block (entity and branch, 7 digits) and an account
// block (13 digits) with their check digits.
func MakeCBU(bank, account string) (string, error) {
	if len(bank) != 7 || len(account) != 13 || !digits(bank) || !digits(account) {
		return "", ErrCBU
	}
	return bank + string(cbuCheck(bank, cbuWeights1)) + account + string(cbuCheck(account, cbuWeights2)), nil
}

// cbuCheck is (10 − Σ d·w mod 10) mod 10; the outer mod matters when the sum
// ends in 0.
func cbuCheck(block string, weights []int) byte {
	sum := 0
	for i, w := range weights {
		sum += int(block[i]-'0') * w
	}
	return byte('0' + (10-sum%10)%10)
}

func digits(s string) bool {
	for _, c := range []byte(s) {
		if c < '0' || c > '9' {
			return false
		}
	}
	return s != ""
}
