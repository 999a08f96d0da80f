package ident

// The table of banks is a copy of a day; the list of the central bank has only
// the entities that clear cheques, so that a code that is not here may well be
// one that exists (B7): it is warned of and never refused.
const (
	// BanksAsOf is the day of the table of banks, 2006-01-02.
	BanksAsOf = "2026-08-31"
	// BanksSource is where it comes from.
	BanksSource = "BCRA, cheques/v1.0/entidades"
)

// Bank gives the name of an entity by the first three digits of a CBU; false
// for a code that the table of BanksAsOf does not have.
func Bank(entity string) (string, bool) {
	name, ok := banks[entity]
	return name, ok
}

// Provider gives the name of a payment provider by digits 4 to 7 of a CVU.
// There is no public table: only one number is confirmed (B7).
func Provider(code string) (string, bool) {
	if code == "0003" {
		return "Mercado Pago", true
	}
	return "", false
}

// banks is the table of B7, with Brubank, which the list lacks.
var banks = map[string]string{
	"007": "Galicia", "011": "Nación", "014": "Provincia de Buenos Aires", "015": "ICBC", "017": "BBVA",
	"020": "Córdoba", "027": "Supervielle", "029": "Ciudad de Buenos Aires", "034": "Patagonia", "044": "Hipotecario",
	"045": "San Juan", "065": "Municipal de Rosario", "072": "Santander", "083": "Chubut", "086": "Santa Cruz",
	"093": "La Pampa", "094": "Corrientes", "097": "Neuquén", "143": "Brubank", "147": "Bibank (ex Interfinanzas)",
	"150": "GGAL (ex HSBC)", "191": "Credicoop", "198": "Valores", "247": "Roela", "254": "Mariva",
	"259": "BMA (ex Itaú)", "266": "BNP Paribas", "268": "Tierra del Fuego", "277": "Sáenz", "281": "Meridian",
	"285": "Macro", "299": "Comafi", "300": "BICE", "301": "Piano", "305": "Julio", "309": "Rioja",
	"310": "del Sol", "311": "Chaco", "315": "Formosa", "319": "CMF", "321": "Santiago del Estero",
	"322": "Industrial", "330": "Santa Fe", "332": "Servicios Financieros", "336": "Bradesco", "338": "BST",
	"341": "Masventas", "384": "Wilobank", "386": "Entre Ríos", "389": "Columbia", "426": "Bica", "431": "Coinag",
	"432": "Comercio", "448": "Dino", "453": "Naranja X",
}
