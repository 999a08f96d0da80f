package evidence

import (
	"archive/zip"
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"hash/crc32"
	"io"
)

// The parts of a pack's file, in their order. They are stored as they are.
const (
	partEvidence  = "evidence.json"
	partDocument  = "evidence.pdf"
	partSignature = "signature.json"
)

// FileMost bounds the file of a pack, in bytes.
const FileMost = 64 << 20

// signature is signature.json: the SHA-256 of the other parts, and who signed
// them.
type signature struct {
	Form      string `json:"form"`
	Evidence  string `json:"evidence_sha256"`
	Document  string `json:"document_sha256"`
	Public    string `json:"public_key"`
	Signature string `json:"signature"`
}

// message is what is signed.
func (s signature) message() []byte {
	return []byte(packForm + "\n" + s.Evidence + "\n" + s.Document + "\n")
}

// File signs a pack and its document (PDF) and gives the zip that is handed on.
// The pack is checked first: nothing that is not sound is ever signed. Equal
// input gives equal bytes.
func (p Pack) File(document []byte, key ed25519.PrivateKey) ([]byte, error) {
	if err := p.Check(); err != nil {
		return nil, err
	}
	text, err := p.text()
	if err != nil {
		return nil, err
	}
	public := KeyOf(key)
	s := signature{Form: packForm, Evidence: sum(text), Document: sum(document), Public: public.Public}
	s.Signature = text64.EncodeToString(ed25519.Sign(key, s.message()))
	return assemble(text, document, s)
}

func sum(b []byte) string {
	s := sha256.Sum256(b)
	return hex.EncodeToString(s[:])
}

// assemble writes the zip: of given parts there is one only.
func assemble(text, document []byte, s signature) ([]byte, error) {
	signed, err := json.MarshalIndent(s, "", " ")
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, part := range []struct {
		name string
		body []byte
	}{{partEvidence, text}, {partDocument, document}, {partSignature, signed}} {
		size := uint64(len(part.body))
		w, err := z.CreateRaw(&zip.FileHeader{Name: part.name, Method: zip.Store, CRC32: crc32.ChecksumIEEE(part.body),
			CompressedSize64: size, UncompressedSize64: size})
		if err != nil {
			return nil, err
		}
		if _, err := w.Write(part.body); err != nil {
			return nil, err
		}
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// Verify tells whether a file is a pack that the key of the fingerprint signed,
// byte for byte, and gives what it says. It is made again from its parts and
// compared, so that nothing can be added, left out or changed anywhere. Errors:
// ErrDamaged, ErrOtherKey, ErrSignature, ErrChain.
func Verify(file []byte, trusted Fingerprint) (Pack, error) {
	parts, err := partsOf(file)
	if err != nil {
		return Pack{}, err
	}
	text, document := parts[0], parts[1]
	var s signature
	if json.Unmarshal(parts[2], &s) != nil || s.Form != packForm {
		return Pack{}, ErrDamaged
	}
	again, err := assemble(text, document, s)
	if err != nil || !bytes.Equal(again, file) || s.Evidence != sum(text) || s.Document != sum(document) {
		return Pack{}, ErrDamaged
	}
	if err := checkSigned(s.message(), s.Public, s.Signature, trusted); err != nil {
		return Pack{}, err
	}
	var p Pack
	if json.Unmarshal(text, &p) != nil || p.Key != trusted {
		return Pack{}, ErrDamaged
	}
	if err := p.Check(); err != nil {
		return Pack{}, err
	}
	return p, nil
}

// partsOf takes a file apart that somebody may have made to do harm: only three
// parts of the known names are taken, and only such as need no unpacking.
func partsOf(file []byte) (parts [3][]byte, err error) {
	if len(file) > FileMost {
		return parts, ErrDamaged
	}
	z, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil || len(z.File) != len(parts) {
		return parts, ErrDamaged
	}
	for i, name := range []string{partEvidence, partDocument, partSignature} {
		f := z.File[i]
		if f.Name != name || f.Method != zip.Store || f.UncompressedSize64 > uint64(len(file)) || f.CompressedSize64 != f.UncompressedSize64 {
			return parts, ErrDamaged
		}
		r, err := f.Open()
		if err != nil {
			return parts, ErrDamaged
		}
		parts[i], err = io.ReadAll(io.LimitReader(r, int64(len(file))))
		if err != nil {
			return parts, ErrDamaged
		}
	}
	return parts, nil
}
