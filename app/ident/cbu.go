// Package ident checks and writes the identifiers that move money or name
// people: account numbers, tax numbers, phones. It works offline on characters
// alone; whether an account exists cannot be known here (rule B16). What is
// found is told as data: a stable word that names its text in the catalogues.
package ident

import "errors"

// ErrCBU tells that a text is neither a CBU nor a CVU.
var ErrCBU = errors.New("ident: not a CBU or CVU")

const (
	// cbuLength is that of a CBU and of a CVU.
	cbuLength = 22
	// walletEntity is the entity of every CVU (B2); no bank has it.
	walletEntity = "000"
)

// CBU reads a CBU or CVU (rules B1 and B2): 22 ASCII digits with both check
// digits right, once blanks and dashes are stripped. All zeros passes the
// arithmetic and is refused as empty; the ninth digit of a CVU is reserved and
// 0.
func CBU(text string) (string, error) {
	r := read(text, digit)
	if r.at != 0 || len(cbuFaults(r.text)) > 0 {
		return "", ErrCBU
	}
	return r.text, nil
}

// MakeCBU completes a bank block (entity and branch, 7 digits) and an account
// block (13 digits) with their check digits. The account block of a CVU begins
// with 0.
func MakeCBU(bank, account string) (string, error) {
	if len(bank) != 7 || len(account) != 13 || !digits(bank) || !digits(account) {
		return "", ErrCBU
	}
	return CBU(bank + string(block1Check(bank)) + account + string(block2Check(account)))
}

// cbuFaults tells what of the digits is not in order, in the order of the
// number; nil when all is. Only digits of the right length have blocks to fail.
func cbuFaults(s string) []Word {
	var faults []Word
	switch {
	case s == "":
		return []Word{CBUMissing}
	case len(s) < cbuLength:
		return []Word{CBUShort}
	case len(s) > cbuLength:
		return []Word{CBULong}
	case same(s) && s[0] == '0':
		return []Word{CBUZeros}
	}
	if s[7] != block1Check(s) {
		faults = append(faults, CBUBlock1)
	}
	if s[:3] == walletEntity && s[8] != '0' {
		faults = append(faults, CVUReserved)
	}
	if s[21] != block2Check(s[8:]) {
		faults = append(faults, CBUBlock2)
	}
	return faults
}

func block1Check(s string) byte { return cbuCheck(weighted(s, 7, 1, 3, 9, 7, 1, 3)) }

func block2Check(s string) byte {
	return cbuCheck(weighted(s, 3, 9, 7, 1, 3, 9, 7, 1, 3, 9, 7, 1, 3))
}

// cbuCheck is (10 − Σ d·w mod 10) mod 10; the outer mod matters when the sum
// ends in 0.
func cbuCheck(sum int) byte { return byte('0' + (10-sum%10)%10) }
