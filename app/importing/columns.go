// Package importing holds the rules by which rows of a person's own file become
// agents or past purchases: which columns there are, how their headings are
// recognised, and what is wrong with a cell. It reads no file and calls nobody.
package importing

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/runes"
	"golang.org/x/text/transform"
	"golang.org/x/text/unicode/norm"
)

// Kind is what a file holds.
type Kind string

// The kinds. A row of agents is one point of sale: an agent with several has as
// many rows with its code.
const (
	Agents    Kind = "agents"
	Purchases Kind = "purchases"
)

// Kinds lists them in the order they are offered.
func Kinds() []Kind { return []Kind{Agents, Purchases} }

// Column is one that a file may have. Its ID is stable: a mapping is kept by it.
type Column struct {
	ID string
	// Needed columns must be in the file.
	Needed bool
	// Digits are identifiers: a template keeps the zeros at their left.
	Digits bool
	heads  []string // plain headings it is recognised by, after the ID
}

// The columns of agents.
const (
	Code       = "code"
	Name       = "name"
	CUIT       = "cuit"
	PSR        = "psr"
	Shop       = "shop"
	Person     = "person"
	Phone      = "phone"
	Mobile     = "mobile"
	Email      = "email"
	Street     = "street"
	Number     = "number"
	Floor      = "floor"
	Locality   = "locality"
	Province   = "province"
	Postcode   = "postcode"
	Notes      = "notes"
	CBU        = "cbu"
	Alias      = "alias"
	Holder     = "holder"
	HolderCUIT = "holder_cuit"
)

// The columns of purchases, besides PSR.
const (
	At             = "at"
	WalletTransfer = "wallet_transfer"
	TransferID     = "transfer_id"
	Paid           = "paid"
	Credited       = "credited"
	Status         = "status"
)

var columns = map[Kind][]Column{
	Agents: {
		{Code, true, true, []string{"codigo", "cod", "codigo de agente", "codigo do agente", "agente", "agent", "agent code", "n agente"}},
		{Name, true, false, []string{"nombre", "razon social", "nombre y apellido", "nome", "nombre del agente", "razao social", "agent name"}},
		{CUIT, false, true, []string{"cuit cuil", "cuil", "cuit del agente", "tax id"}},
		{PSR, false, true, []string{"punto de venta", "ponto de venda", "point of sale", "pdv", "n psr", "codigo psr"}},
		{Shop, false, false, []string{"nombre del punto de venta", "local", "comercio", "nombre psr", "nome do ponto de venda", "loja", "name of the point of sale", "shop name"}},
		{Person, false, false, []string{"contacto", "persona de contacto", "contato", "pessoa de contato", "contact", "contact person"}},
		{Phone, false, true, []string{"telefono", "tel", "telefone", "fono"}},
		{Mobile, false, true, []string{"celular", "movil", "cell", "cel", "whatsapp"}},
		{Email, false, false, []string{"correo", "correo electronico", "mail", "e mail"}},
		{Street, false, false, []string{"calle", "domicilio", "direccion", "rua", "endereco", "address"}},
		{Number, false, true, []string{"numero", "altura", "nro", "n", "no"}},
		{Floor, false, true, []string{"piso", "piso y departamento", "depto", "andar", "complemento"}},
		{Locality, false, false, []string{"localidad", "ciudad", "localidade", "cidade", "city", "town"}},
		{Province, false, false, []string{"provincia", "estado provincia", "uf", "state"}},
		{Postcode, false, true, []string{"codigo postal", "cp", "cep", "post code", "zip"}},
		{Notes, false, false, []string{"notas", "observaciones", "observacoes", "comentarios", "remarks"}},
		{CBU, false, true, []string{"cvu", "cbu cvu", "cbu o cvu", "cuenta", "cbu ou cvu", "cbu or cvu"}},
		{Alias, false, true, []string{"alias cbu", "alias cvu", "alias de la cuenta"}},
		{Holder, false, false, []string{"titular", "titular de la cuenta", "titular da conta", "account holder"}},
		{HolderCUIT, false, true, []string{"cuit del titular", "cuit titular", "cuil titular", "cuit do titular", "holder s cuit", "cuit of the holder"}},
	},
	Purchases: {
		{At, true, false, []string{"fecha y hora", "fecha", "fecha hora", "data e hora", "data", "date and time", "date"}},
		{PSR, true, true, []string{"punto de venta", "ponto de venda", "point of sale", "pdv"}},
		{WalletTransfer, false, true, []string{"n transferencia claro pay", "transferencia claro pay", "n transferencia", "nro transferencia", "transferencia", "wallet transfer"}},
		{Paid, false, false, []string{"pagado", "monto pagado", "monto a pagar", "importe pagado", "pago", "valor pago", "amount paid"}},
		{Credited, true, false, []string{"monto", "acreditado", "monto acreditado", "importe", "creditado", "valor creditado", "valor", "amount", "amount credited"}},
		{TransferID, false, true, []string{"id transferencia recarga", "id transferencia", "id recarga", "recharge transfer id", "transfer id"}},
		{Status, true, false, []string{"estado transf recarga", "estado", "status", "situacao", "state"}},
	},
}

// Columns are those a file of a kind may have, in the order of a template.
func Columns(kind Kind) []Column { return slices.Clone(columns[kind]) }

// Mapping says in which column of the file, from 0, each of ours stands; one
// that is not in the file is not in the mapping.
type Mapping map[string]int

// Guess maps the headings of a file. Headings that fit word for word come
// first, so that "CUIT del titular" is not taken for the agent's.
func Guess(kind Kind, header []string) Mapping {
	m, taken := Mapping{}, map[int]bool{}
	plain := make([]string, len(header))
	for i, h := range header {
		plain[i] = plainHead(h)
	}
	for _, c := range columns[kind] {
		for _, head := range append([]string{plainHead(c.ID)}, c.heads...) {
			i := slices.Index(plain, head)
			if i < 0 || taken[i] {
				continue
			}
			m[c.ID], taken[i] = i, true
			break
		}
	}
	return m
}

// Missing are the needed columns that a mapping lacks.
func (m Mapping) Missing(kind Kind) []string {
	var missing []string
	for _, c := range columns[kind] {
		if _, ok := m[c.ID]; c.Needed && !ok {
			missing = append(missing, c.ID)
		}
	}
	return missing
}

// Fits tells whether a kept mapping can be that of a file with so many columns.
func (m Mapping) Fits(kind Kind, width int) bool {
	for id, at := range m {
		if at < 0 || at >= width || !slices.ContainsFunc(columns[kind], func(c Column) bool { return c.ID == id }) {
			return false
		}
	}
	return true
}

// reasonHeads are the headings of the column in which a copy of a file says what
// was wrong with its rows, in the three languages.
var reasonHeads = []string{"motivo del rechazo", "motivo da recusa", "reason of the refusal"}

// IsReason tells whether a heading is that of the column with the reasons.
func IsReason(head string) bool { return slices.Contains(reasonHeads, plainHead(head)) }

// HeaderKey is the same for files with the same headings, also for a copy with
// the reasons beside its rows: a mapping is remembered by it.
func HeaderKey(kind Kind, header []string) string {
	list := []string{string(kind)}
	for _, h := range header {
		if !IsReason(h) {
			list = append(list, plainHead(h))
		}
	}
	for len(list) > 1 && list[len(list)-1] == "" {
		list = list[:len(list)-1]
	}
	sum := sha256.Sum256([]byte(strings.Join(list, "\x00")))
	return hex.EncodeToString(sum[:8])
}

// plainHead writes a heading without case, accents and signs: "N° de Transf." is
// "n de transf".
func plainHead(s string) string {
	if len(s) > 400 {
		s = s[:400]
	}
	if out, _, err := transform.String(transform.Chain(norm.NFD, runes.Remove(runes.In(unicode.Mn))), s); err == nil {
		s = out
	}
	return strings.Join(strings.FieldsFunc(strings.ToLower(s), func(r rune) bool {
		return !unicode.IsLetter(r) && !(r >= '0' && r <= '9') || r == 'º' || r == 'ª'
	}), " ")
}
