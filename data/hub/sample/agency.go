package sample

import (
	"fmt"
	"slices"

	"trastienda/app/access"
	"trastienda/app/ident"
	"trastienda/app/money"
	"trastienda/data/hub/session"
)

// The agency of the sample. Every name says that it is made up, and every
// number passes its checks and belongs to nobody: the accounts are of a
// payment provider code that does not exist.
const (
	AgencyName = "Agencia Demo"
	currency   = "ARS"
	timeZone   = "America/Argentina/Buenos_Aires"
	// provider is the CVU's entity 000 and a provider code nobody has.
	provider = "0009999"
	bonus    = money.BasisPoints(400) // 100 → 104, as in S0-13
)

// demoAgent is an agent with its points of sale; cbu is empty for one without bank
// data. visit is in how many days the next visit is, 0 for none.
type demoAgent struct {
	id, code, name, cuit string
	cbu, alias           string
	visit                int
	shops                []shop
}

type shop struct{ psr, name string }

// The PSR of the six rows of the source (S0-31 … S0-36).
const (
	psrFirst = "290384911000001"
	psrOther = "000050070000001"
)

var districts = []string{
	"Norte", "Sur", "Este", "Oeste", "Centro", "Ribera",
	"Estación", "Mercado", "Plaza", "Puente", "Terminal", "Costanera",
}

var localities = []string{"Villa Demo", "Ciudad Demo", "Puerto Demo"}

var trades = []string{"Kiosco", "Almacén", "Librería", "Locutorio", "Maxikiosco"}

// newcomer is the district of the agent who has not sold anything yet and whose
// bank data nobody has given.
const newcomer = "Andén"

// demoAgents makes twelve agents and a newcomer. The first one owns the PSR of the
// source's five older rows, the second the newest one's.
func demoAgents() ([]demoAgent, error) {
	agents := make([]demoAgent, len(districts)+1)
	for i, district := range append(slices.Clone(districts), newcomer) {
		cuit, err := ident.MakeCUIT(fmt.Sprintf("30%08d", 90000001+i*7))
		for n := 0; err != nil; n++ { // a few numbers have no check digit
			cuit, err = ident.MakeCUIT(fmt.Sprintf("30%08d", 90000101+i*7+n))
		}
		cbu, err := ident.MakeCBU(provider, fmt.Sprintf("0%012d", 100000000001+i))
		if err != nil {
			return nil, fmt.Errorf("make the account of agent %d: %w", i, err)
		}
		a := demoAgent{
			id: fmt.Sprintf("agent-%02d", i+1), code: fmt.Sprintf("A%03d", i+1),
			name: "Distribuidora Demo " + district, cuit: cuit,
			cbu: cbu, alias: fmt.Sprintf("demo.agente.%02d", i+1),
			visit: i % 4 * 3,
		}
		if district == newcomer {
			a.cbu, a.alias = "", ""
		}
		for n := range 4 {
			a.shops = append(a.shops, shop{
				psr:  fmt.Sprintf("9%05d%09d", 10000+i, n+1),
				name: fmt.Sprintf("%s Demo %s %d", trades[(i+n)%len(trades)], district, n+1),
			})
		}
		agents[i] = a
	}
	agents[0].shops[0].psr = psrOther
	agents[1].shops[0].psr = psrFirst
	return agents, nil
}

// Person is somebody of the sample agency, as far as others may know them.
type Person struct {
	Email, Name string
	Role        access.Role
}

// People lists who the sample can be tried as.
func People() []Person {
	list := make([]Person, len(demoUsers))
	for i, u := range demoUsers {
		list[i] = Person{Email: u.Email, Name: u.Name, Role: u.Role}
	}
	return list
}

// OperatorEmail is the user the sample signs in by itself.
const OperatorEmail = "operator@demo.test"

var demoUsers = []session.NewUser{
	{Email: "manager@demo.test", Name: "Gerencia Demo", Role: access.Manager},
	{Email: "manager2@demo.test", Name: "Gerencia Demo Dos", Role: access.Manager},
	{Email: OperatorEmail, Name: "Operación Demo", Role: access.Operator},
	{Email: "agent@demo.test", Name: "Agente Demo", Role: access.Agent, AgentID: "agent-01"},
}
