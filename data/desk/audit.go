package desk

import (
	"context"

	"trastienda/app/audit"
	"trastienda/data/desk/remote"
)

// Audit asks the hub for a page of the agency's audit chain. Nothing of it is
// kept on this computer: it tells of everybody, and only managers may read it.
func (d *Desk) Audit(ctx context.Context, q remote.AuditQuery) (remote.Page[audit.Entry], error) {
	_, done, err := d.use()
	if err != nil {
		return remote.Page[audit.Entry]{}, err
	}
	defer done()
	return d.remote.Audit(ctx, q)
}

// AuditCount asks how many links a filter keeps.
func (d *Desk) AuditCount(ctx context.Context, f audit.Filter) (audit.Count, error) {
	_, done, err := d.use()
	if err != nil {
		return audit.Count{}, err
	}
	defer done()
	return d.remote.AuditCount(ctx, f)
}

// AuditChoices asks who and which acts are in the chain.
func (d *Desk) AuditChoices(ctx context.Context) (audit.Choices, error) {
	_, done, err := d.use()
	if err != nil {
		return audit.Choices{}, err
	}
	defer done()
	return d.remote.AuditChoices(ctx)
}
