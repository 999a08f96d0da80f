package replica

import (
	"context"
	"encoding/json"
	"testing"
)

const views = `{"key":"views","value":"old","version":1}`

func putViews(id string) Queued {
	return Queued{OpID: id, Kind: "setting.put", Entity: "setting", Record: "views", Method: "PUT", Path: "/", Body: json.RawMessage(`{"value":"old"}`), At: t0}
}

// The hub tells when it last saw somebody without counting a version; an answer
// to an act may be older than that.
func TestTheLatestOfOneVersion(t *testing.T) {
	ctx, r := context.Background(), openNew(t)
	doc := func(seen string) json.RawMessage { return json.RawMessage(`{"version":1,"last_seen":"` + seen + `"}`) }
	is := func(when, want string) {
		t.Helper()
		o, err := r.Overlaid(ctx, "user", nil)
		if err != nil || string(o.Docs["u"]) != want {
			t.Errorf("%s: %s, %v", when, o.Docs["u"], err)
		}
	}
	must(t, r.AddDocuments(ctx, "user", []Document{{Entity: "user", ID: "u", Version: 1, Doc: doc("")}}, true))
	before := r.Purchases.Generation()
	must(t, r.ApplyChanges(ctx, Changes{Cursor: "c", Epoch: "e", Documents: []Document{{Entity: "user", ID: "u", Version: 1, Doc: doc("today")}}}))
	is("by the feed", string(doc("today")))
	after := r.Purchases.Generation()
	must(t, r.ApplyChanges(ctx, Changes{Cursor: "c", Epoch: "e", Documents: []Document{{Entity: "user", ID: "u", Version: 1, Doc: doc("today")}}}))
	if before == after || r.Purchases.Generation() != after {
		t.Errorf("generations %d, %d, %d", before, after, r.Purchases.Generation())
	}
	q := edit("a", `{}`)
	must(t, r.AddQueued(ctx, q))
	must(t, r.Acknowledge(ctx, q, answered(t, q, doc("yesterday")), "e"))
	is("by an answer", string(doc("today")))
	must(t, r.ApplyChanges(ctx, Changes{Cursor: "c", Epoch: "e", Documents: []Document{{Entity: "user", ID: "u", Version: 0, Doc: json.RawMessage(`{"version":0}`)}}}))
	is("an older one", string(doc("today")))
}

// After a restore the hub answers acts as it did before. What was deleted since
// does not come back by that.
func TestAReplayedAnswerBringsNothingBack(t *testing.T) {
	for _, c := range []struct {
		name   string
		told   func(ctx context.Context, r *Replica) error // how the copy learns of the deletion
		answer string
		want   string
		gone   int64
	}{
		{"deleted by the feed", func(ctx context.Context, r *Replica) error {
			return r.ApplyChanges(ctx, Changes{Cursor: "c", Epoch: "e2", DeletedDocuments: []Document{{Entity: "setting", ID: "views", Version: 2}}})
		}, views, "", 2},
		{"not in the new copy", func(ctx context.Context, r *Replica) error {
			if err := r.StartSnapshot(ctx, "agent"); err != nil {
				return err
			}
			return r.AddDocuments(ctx, "setting", nil, true)
		}, views, "", 0},
		{"done anew", func(ctx context.Context, r *Replica) error {
			if err := r.StartSnapshot(ctx, "agent"); err != nil {
				return err
			}
			return r.AddDocuments(ctx, "setting", nil, true)
		}, `{"key":"views","value":"old","version":3}`, `{"key":"views","value":"old","version":3}`, 0},
		{"still there", func(context.Context, *Replica) error { return nil }, views, views, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			ctx, r := context.Background(), openNew(t)
			must(t, r.AddQueued(ctx, putViews("a")))
			q, err := r.BeginAttempt(ctx, "a")
			must(t, err)
			must(t, r.Acknowledge(ctx, q, answered(t, q, json.RawMessage(views)), "e1"))
			must(t, c.told(ctx, r))
			if n, err := r.ResendLost(ctx, "e2"); n != 1 || err != nil {
				t.Fatalf("%d go again, %v", n, err)
			}
			q, err = r.BeginAttempt(ctx, "a")
			must(t, err)
			must(t, r.Acknowledge(ctx, q, answered(t, q, json.RawMessage(c.answer)), "e2"))
			o, err := r.Overlaid(ctx, "setting", []string{"views"})
			if err != nil || string(o.Docs["views"]) != c.want || o.Gone["views"] != c.gone || len(o.Unsent) != 0 {
				t.Errorf("%s, gone %v, unsent %v, %v", o.Docs["views"], o.Gone, o.Unsent, err)
			}
		})
	}
}

// A deletion is of its version: what was made anew since stays, and in a new
// copy versions may begin again.
func TestDeletions(t *testing.T) {
	ctx, r := context.Background(), openNew(t)
	store := func(version int64) {
		must(t, r.ApplyChanges(ctx, Changes{Cursor: "c", Epoch: "e", Documents: []Document{{Entity: "setting", ID: "views", Version: version, Doc: json.RawMessage(views)}}}))
	}
	remove := func(version int64) {
		must(t, r.ApplyChanges(ctx, Changes{Cursor: "c", Epoch: "e", DeletedDocuments: []Document{{Entity: "setting", ID: "views", Version: version}}}))
	}
	is := func(when string, there bool, gone int64) {
		t.Helper()
		o, err := r.Overlaid(ctx, "setting", nil)
		if _, has := o.Docs["views"]; err != nil || has != there || o.Gone["views"] != gone {
			t.Errorf("%s: there %v, gone %v, %v", when, has, o.Gone, err)
		}
	}
	store(1)
	remove(2)
	is("deleted", false, 2)
	store(2)
	is("as old as its deletion", false, 2)
	store(3)
	is("anew", true, 0)
	remove(2)
	is("an old deletion", true, 0)
	remove(0)
	is("whichever it was", false, 3)
	remove(4)
	is("deleted again", false, 4)
	must(t, r.StartSnapshot(ctx, "agent"))
	is("a new copy begins", false, 4)
	store(1)
	is("a new copy", true, 0)
}

// answered is the answer to an act with its own record.
func answered(t *testing.T, q Queued, doc json.RawMessage) Answer {
	t.Helper()
	version, err := versionOf(doc)
	must(t, err)
	return Answer{Entity: q.Entity, ID: q.Record, Doc: doc, Version: version}
}
