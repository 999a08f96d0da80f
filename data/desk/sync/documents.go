package sync

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"

	"trastienda/data/desk/remote"
	"trastienda/data/desk/replica"
)

// documented are the entities whose documents are few. They are loaded after
// the rows, once for each copy; what changes comes by the feed.
var documented = []remote.Entity{remote.Settings, remote.Users, remote.Exceptions, remote.Closings, remote.AgencyFacts, remote.BankChanges, remote.RateChanges}

// addDocuments loads what is missing of them. A hub that does not know one of
// them, or does not show it to this user, is asked again the next time.
func (l *Loop) addDocuments(ctx context.Context) error {
	for _, entity := range documented {
		lacks, err := l.o.Replica.LacksDocuments(ctx, string(entity))
		if err != nil {
			return err
		}
		if !lacks {
			continue
		}
		err = l.loadDocuments(ctx, entity)
		if notShown(err) {
			err = l.o.Replica.DropDocuments(ctx, string(entity))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// notShown tells whether the hub answered that there is no such entity for this
// user.
func notShown(err error) bool {
	var refusal *remote.Refusal
	if !errors.As(err, &refusal) || errors.Is(err, remote.ErrMustRefetch) {
		return false
	}
	switch refusal.Problem.Status {
	case http.StatusBadRequest, http.StatusForbidden, http.StatusNotFound, http.StatusUnprocessableEntity:
		return true
	}
	return false
}

func (l *Loop) loadDocuments(ctx context.Context, entity remote.Entity) error {
	p, err := l.o.Replica.Progress(ctx)
	if err != nil {
		return err
	}
	for cursor := ""; ; {
		page, err := remote.Snapshot[json.RawMessage](ctx, l.o.Remote, entity, cursor)
		if err != nil {
			return err
		}
		l.reached()
		if page.Epoch != p.Epoch {
			return remote.ErrMustRefetch
		}
		list := make([]replica.Document, len(page.Items))
		for i, doc := range page.Items {
			var is struct {
				ID, Key    string
				PurchaseID string `json:"purchase_id"`
				Version    int64
			}
			err := json.Unmarshal(doc, &is)
			id := is.ID
			switch entity {
			case remote.Settings:
				id = is.Key
			case remote.Closings:
				id = is.PurchaseID
			}
			if err := fits(err, id); err != nil {
				return err
			}
			list[i] = replica.Document{Entity: string(entity), ID: id, Version: is.Version, Doc: doc}
		}
		if err := l.o.Replica.AddDocuments(ctx, string(entity), list, page.Next == ""); err != nil {
			return err
		}
		if cursor = page.Next; cursor == "" {
			return nil
		}
	}
}

// document takes a change of such a document in.
func document(c *replica.Changes, x remote.Change, owner string) error {
	d := replica.Document{Entity: string(x.Entity), ID: localID(x.Entity, x.ID, owner), Version: x.Version, Doc: x.Doc}
	switch {
	case d.ID == "":
		return nil
	case x.Deleted:
		c.DeletedDocuments = append(c.DeletedDocuments, d)
		return nil
	}
	c.Documents = append(c.Documents, d)
	return fits(json.Unmarshal(x.Doc, &struct{}{}), d.ID)
}

// localID is a document's id in the copy. A setting's begins with its user's,
// who is the owner of the copy; another's is none of it, and has none.
func localID(entity remote.Entity, id, owner string) string {
	if entity != remote.Settings {
		return id
	}
	key, _ := strings.CutPrefix(id, owner+"/")
	if key == id {
		return ""
	}
	return key
}
