package access

import (
	"slices"
	"testing"
)

// Whatever changes what a person sees changes the key of their cursor.
func TestScopeKeysDiffer(t *testing.T) {
	seen := map[string]Scope{}
	for _, s := range []Scope{
		{Agency: "a", Role: Operator, User: "u"}, {Agency: "a", Role: Manager, User: "u"},
		{Agency: "a", Role: Agent, Agent: "n1", User: "u"}, {Agency: "a", Role: Agent, Agent: "n2", User: "u"},
		{Agency: "a", Role: Operator, User: "v"}, {Agency: "a", Role: Manager, User: "v"}, {Agency: "a"},
	} {
		if other, twice := seen[s.Key()]; twice {
			t.Errorf("%+v and %+v have the key %s", s, other, s.Key())
		}
		seen[s.Key()] = s
	}
}

func TestAudiences(t *testing.T) {
	for _, c := range []struct {
		scope Scope
		want  []Audience
	}{
		{Scope{Role: Operator, User: "u"}, []Audience{Everybody, "user:u", Staff}},
		{Scope{Role: Agent, Agent: "n1", User: "u"}, []Audience{Everybody, "user:u"}},
		{Scope{Role: Manager, User: "u"}, []Audience{Everybody, "user:u", Managers, Staff}},
		{Scope{}, []Audience{Everybody}},
	} {
		if got := c.scope.Audiences(); !slices.Equal(got, c.want) {
			t.Errorf("%+v belongs to %q, want %q", c.scope, got, c.want)
		}
	}
}

func TestPeopleFit(t *testing.T) {
	for email, want := range map[string]bool{
		"a@b": true, "ana.paula@example.com": true, "": false, "a": false, "@b": false, "a@": false, "a@b@c": false, "a b@c": false, "a@b\n": false,
	} {
		if EmailFits(email) != want {
			t.Errorf("e-mail %q: %v", email, !want)
		}
	}
	for _, c := range []struct {
		role  Role
		agent string
		want  bool
	}{{Operator, "", true}, {Manager, "", true}, {Agent, "n1", true}, {Agent, "", false}, {Operator, "n1", false}, {"boss", "", false}} {
		if PlaceFits(c.role, c.agent) != c.want {
			t.Errorf("%s of %q: %v", c.role, c.agent, !c.want)
		}
	}
	for password, want := range map[string]bool{"ñññññññ": false, "ññññññññ": true, "12345678": true, "": false, "1234567\xff": false} {
		if PasswordFits(password) != want {
			t.Errorf("password %q: %v", password, !want)
		}
	}
	if NormalEmail("  Ana@Example.COM ") != "ana@example.com" || NameFits("") || NameFits("a\nb") || !NameFits("Ana Ñ.") {
		t.Error("names and e-mails are cleaned otherwise")
	}
}
