package api

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"image"
	"image/png"
	"strings"
	"testing"

	"trastienda/app/agency"
)

const agencyPath = "/v1/agency"

// setAgency changes the agency's data.
func (h *hub) setAgency(who, key, version string, change func(*agency.Profile)) answer {
	h.t.Helper()
	p := agency.Profile{Name: "Agencia Norte", Currency: "ARS", TimeZone: "America/Argentina/Buenos_Aires"}
	change(&p)
	body, err := json.Marshal(map[string]any{"name": p.Name, "currency": p.Currency, "time_zone": p.TimeZone, "logo": p.Logo})
	if err != nil {
		h.t.Fatal(err)
	}
	return h.do(who, "PUT", agencyPath, string(body), "Idempotency-Key", key, "If-Match", `"`+version+`"`)
}

func logo(t *testing.T) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := png.Encode(&out, image.NewGray(image.Rect(0, 0, 40, 20))); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// Everybody of the agency hears of a change of it by the feed, without the logo;
// nobody of another does.
func TestTheAgencyIsFollowed(t *testing.T) {
	each(t, func(t *testing.T, h *hub) {
		cursors := map[string]string{}
		people := []string{"operator", "manager", "agent", "stranger"}
		for _, who := range people {
			cursors[who] = h.changes(who, "").Next
		}
		h.do("manager", "PUT", "/v1/agency", `{"name":"Norte Nuevo","currency":"ARS","time_zone":"UTC"}`, "Idempotency-Key", "k1", "If-Match", `"1"`).want(200, "")
		for _, who := range people {
			a := h.do(who, "GET", "/v1/changes?after="+cursors[who], "")
			a.want(200, "")
			told := strings.Contains(a.Body.String(), `"entity":"agency","id":"north","version":2,"deleted":false,"doc":{"id":"north","name":"Norte Nuevo","currency":"ARS","time_zone":"UTC","bonus_bp":0,"buy_min":100,"buy_max":100000000,"version":2}`)
			if told != (who != "stranger") || strings.Contains(a.Body.String(), "Norte") != told {
				t.Errorf("%s is told %s", who, a.Body)
			}
			want := "north"
			if who == "stranger" {
				want = "south"
			}
			if got := strings.Join(h.snapshotIDs(who, "agency"), " "); got != want {
				t.Errorf("the snapshot gives %s %q", who, got)
			}
		}
	})
}

func TestAgencyIsReadByAllAndChangedByManagers(t *testing.T) {
	each(t, func(t *testing.T, h *hub) {
		picture := logo(t)
		for _, who := range []string{"operator", "agent", "manager"} {
			var p agency.Profile
			h.do(who, "GET", agencyPath, "").into(&p)
			if p.ID != "north" || p.Version != 1 {
				t.Errorf("%s reads %+v", who, p)
			}
		}
		for _, who := range []string{"operator", "agent"} {
			h.setAgency(who, "k-"+who, "1", func(*agency.Profile) {}).want(403, "forbidden")
		}
		h.setAgency("", "k0", "1", func(*agency.Profile) {}).want(401, "no-session")
		var p agency.Profile
		changed := h.setAgency("manager", "k1", "1", func(p *agency.Profile) { p.Name, p.Logo = "  Agencia del Norte ", picture })
		changed.want(200, "")
		changed.into(&p)
		if p.Name != "Agencia del Norte" || !bytes.Equal(p.Logo, picture) || p.Version != 2 || changed.Header().Get("ETag") != `"2"` {
			t.Errorf("changed %+v", p)
		}
		again := h.setAgency("manager", "k1", "1", func(p *agency.Profile) { p.Name, p.Logo = "  Agencia del Norte ", picture })
		if again.want(200, ""); again.Header().Get("Idempotency-Replayed") != "true" || again.Body.String() != changed.Body.String() {
			t.Errorf("replayed: %s", again.Body)
		}
		stale := h.setAgency("manager", "k2", "1", func(p *agency.Profile) { p.Name = "Otra" })
		stale.want(412, "version-conflict")
		if !strings.Contains(stale.Body.String(), `"name":"Agencia del Norte"`) {
			t.Errorf("the conflict does not tell the present data: %s", stale.Body)
		}
		var other agency.Profile
		h.do("stranger", "GET", agencyPath, "").into(&other)
		if other.ID != "south" || other.Name == "Agencia del Norte" || other.Logo != nil {
			t.Errorf("the other agency reads %+v", other)
		}
		var before, after string
		row := h.store.Read().QueryRow(`select before, after from audit where act = 'agency.edit' and agency_id = 'north'`)
		if err := row.Scan(&before, &after); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(before, `"version":1`) || !strings.Contains(after, `"name":"Agencia del Norte"`) ||
			strings.Contains(after, base64.StdEncoding.EncodeToString(picture)) || strings.Contains(after, `"logo_sha256":""`) {
			t.Errorf("audit %s > %s", before, after)
		}
	})
}

func TestAgencyRefusesWhatCannotBe(t *testing.T) {
	each(t, func(t *testing.T, h *hub) {
		for name, change := range map[string]func(*agency.Profile){
			"no name": func(p *agency.Profile) { p.Name = "  " }, "a zone that is none": func(p *agency.Profile) { p.TimeZone = "Marte/Norte" },
			"no currency": func(p *agency.Profile) { p.Currency = "ZZ9" }, "a logo that is none": func(p *agency.Profile) { p.Logo = []byte("<svg/>") },
			"a NUL": func(p *agency.Profile) { p.Name = "a\x00b" },
		} {
			if a := h.setAgency("manager", "k-"+name, "1", change); a.Code != 422 {
				t.Errorf("%s: %d %s", name, a.Code, a.Body)
			}
		}
		// The agency has purchases.
		h.setAgency("manager", "k1", "1", func(p *agency.Profile) { p.Currency = "BRL" }).want(409, "currency-in-use")
		h.do("manager", "PUT", agencyPath, `{"name":"a","currency":"ARS","time_zone":"UTC"}`, "Idempotency-Key", "k2").want(428, "version-missing")
		h.do("manager", "PUT", agencyPath, `{"name":"a","currency":"ARS","time_zone":"UTC"}`, "If-Match", `"1"`).want(400, "key-missing")
		var p agency.Profile
		h.do("manager", "GET", agencyPath, "").into(&p)
		if p.Version != 1 {
			t.Errorf("something changed: %+v", p)
		}
	})
}
