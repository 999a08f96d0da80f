package replica

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
)

// Document is one of the hub's documents of an entity that has no table of its
// own.
type Document struct {
	Entity, ID string
	Version    int64
	Doc        json.RawMessage
}

// documents stores documents as the hub lists them. Of one version the one that
// came last wins: the hub does not count when it last saw somebody.
func (a *applier) documents(list []Document) error { return a.storeDocuments(list, true) }

// storeDocuments stores documents, newer ones winning; with again one of the
// same version too. What was deleted since stays deleted.
func (a *applier) storeDocuments(list []Document, again bool) error {
	for _, d := range list {
		done, err := a.tx.ExecContext(a.ctx, `insert into document (entity, id, doc, version, gen) select ?1, ?2, ?3, ?4, ?5
			where not exists (select 1 from gone where entity = ?1 and id = ?2 and version >= ?4 and gen = ?5)
			on conflict (entity, id) do update set doc = excluded.doc, version = excluded.version, gen = excluded.gen
			where excluded.version > document.version or excluded.gen <> document.gen
				or ?6 and excluded.version = document.version and excluded.doc <> document.doc`,
			d.Entity, d.ID, string(d.Doc), d.Version, a.gen, again)
		if err != nil {
			return err
		}
		if n, _ := done.RowsAffected(); n > 0 {
			a.changed++
		}
	}
	return nil
}

// deleteDocument takes a document away that the hub deleted at a version, and
// keeps that in mind. One that an act made anew since stays. Without a version it
// is whichever is here.
func (a *applier) deleteDocument(d Document) error {
	if d.Version == 0 {
		err := a.tx.QueryRowContext(a.ctx, `select version from document where entity = ? and id = ?`, d.Entity, d.ID).Scan(&d.Version)
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		if err != nil {
			return err
		}
	}
	if _, err := a.tx.ExecContext(a.ctx, `insert into gone (entity, id, version, gen) values (?, ?, ?, ?)
		on conflict (entity, id) do update set version = excluded.version, gen = excluded.gen
		where excluded.version > gone.version or excluded.gen <> gone.gen`, d.Entity, d.ID, d.Version, a.gen); err != nil {
		return err
	}
	done, err := a.tx.ExecContext(a.ctx, `delete from document where entity = ? and id = ? and (version <= ? or gen <> ?)`, d.Entity, d.ID, d.Version, a.gen)
	if err != nil {
		return err
	}
	if n, _ := done.RowsAffected(); n > 0 {
		a.changed++
	}
	return nil
}

// metaHaveDocuments, with the entity behind it, holds the generation for which
// every document of the entity was loaded, or notShown.
const metaHaveDocuments = "have_documents_"

// notShown: the hub said that it shows the user no such documents.
const notShown = "none"

// ShowsDocuments is false when the hub said so; while nobody asked it yet, it
// is true.
func (r *Replica) ShowsDocuments(ctx context.Context, entity string) (bool, error) {
	have, err := getMeta(ctx, r.readers, metaHaveDocuments+entity)
	return have != notShown, named(err)
}

// LacksDocuments tells whether the documents of an entity are still to be
// loaded for the present copy.
func (r *Replica) LacksDocuments(ctx context.Context, entity string) (bool, error) {
	have, err := getMeta(ctx, r.readers, metaHaveDocuments+entity)
	if err != nil {
		return false, named(err)
	}
	gen, err := getMeta(ctx, r.readers, metaGen)
	return have == "" || have != gen, named(err)
}

// AddDocuments stores a page of all documents of an entity; whole notes that
// none is missing any more, and takes away those of an earlier copy.
func (r *Replica) AddDocuments(ctx context.Context, entity string, list []Document, whole bool) error {
	return r.apply(ctx, func(a *applier) error {
		if err := a.documents(list); err != nil || !whole {
			return err
		}
		if err := a.dropDocuments(entity); err != nil {
			return err
		}
		gen, err := getMeta(ctx, a.tx, metaGen)
		if err != nil {
			return err
		}
		return setMeta(ctx, a.tx, metaHaveDocuments+entity, gen)
	})
}

// ApplyDocument stores a document that came as the answer to an act, or takes it
// away, so that the copy is right before the feed brings it.
func (r *Replica) ApplyDocument(ctx context.Context, d Document, deleted bool) error {
	return r.apply(ctx, func(a *applier) error {
		if deleted {
			return a.deleteDocument(d)
		}
		return a.storeDocuments([]Document{d}, false)
	})
}

// DropDocuments takes away those of an earlier copy, because the hub does not
// show the entity to its user (any more).
func (r *Replica) DropDocuments(ctx context.Context, entity string) error {
	return r.apply(ctx, func(a *applier) error {
		if err := a.dropDocuments(entity); err != nil {
			return err
		}
		return setMeta(ctx, a.tx, metaHaveDocuments+entity, notShown)
	})
}

// dropDocuments deletes the documents of an entity that the present copy did
// not bring.
func (a *applier) dropDocuments(entity string) error {
	gone, err := a.tx.ExecContext(a.ctx, `delete from document where entity = ? and gen <> ?`, entity, a.gen)
	if err != nil {
		return err
	}
	if n, _ := gone.RowsAffected(); n > 0 {
		a.changed++
	}
	return nil
}

// Overlaid is what the copy holds of records of one entity, and what is unsent
// of them: both as of one moment.
type Overlaid struct {
	Docs   map[string]json.RawMessage // by id; those the hub never had are not there
	Unsent map[string][]Queued        // by id, in their order
	Gone   map[string]int64           // by id; the version that those were deleted at which are not there
}

// Overlaid reads records; nil ids mean all there are.
func (r *Replica) Overlaid(ctx context.Context, entity string, ids []string) (Overlaid, error) {
	o := Overlaid{Docs: map[string]json.RawMessage{}, Unsent: map[string][]Queued{}, Gone: map[string]int64{}}
	if ids != nil && len(ids) == 0 {
		return o, nil
	}
	wanted, err := json.Marshal(ids)
	if err != nil {
		return o, err
	}
	tx, err := r.readers.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return o, named(err)
	}
	defer tx.Rollback() // it wrote nothing
	if err := o.read(ctx, tx, entity, ids); err != nil {
		return o, named(err)
	}
	if err := o.readGone(ctx, tx, entity, string(wanted)); err != nil {
		return o, named(err)
	}
	unsent, err := r.queued(ctx, tx, `o.user_id = ? and o.entity = ? and o.state in `+open+` and (? = 'null' or o.record in (select value from json_each(?)))
		order by o.place, o.n`, r.user, entity, string(wanted), string(wanted))
	for _, q := range unsent {
		o.Unsent[q.Record] = append(o.Unsent[q.Record], q)
	}
	return o, err
}

// read adds what the copy holds of records.
func (o *Overlaid) read(ctx context.Context, tx *sql.Tx, entity string, ids []string) error {
	wanted, err := json.Marshal(ids)
	if err != nil {
		return err
	}
	list := `select id, doc from document where entity = ?1 and (?2 = 'null' or id in (select value from json_each(?2)))`
	switch entity {
	case EntityAgent:
		list = `select id, doc from agent where ?1 = 'agent' and doc <> '' and (?2 = 'null' or id in (select value from json_each(?2)))`
	case EntityMark:
		list = `select purchase_id, doc from purchase_mark where ?1 = 'mark' and (?2 = 'null' or purchase_id in (select value from json_each(?2)))`
	}
	rows, err := tx.QueryContext(ctx, list, entity, string(wanted))
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var id, doc string
		if err := rows.Scan(&id, &doc); err != nil {
			return err
		}
		o.Docs[id] = json.RawMessage(doc)
	}
	return rows.Err()
}

// readGone adds what was deleted of the records that are not there.
func (o *Overlaid) readGone(ctx context.Context, tx *sql.Tx, entity, wanted string) error {
	rows, err := tx.QueryContext(ctx, `select id, version from gone where entity = ?1 and (?2 = 'null' or id in (select value from json_each(?2)))`, entity, wanted)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var id string
		var version int64
		if err := rows.Scan(&id, &version); err != nil {
			return err
		}
		if _, there := o.Docs[id]; !there {
			o.Gone[id] = version
		}
	}
	return rows.Err()
}
