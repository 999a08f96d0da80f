package api

import (
	"context"
	"net/http"
	"reflect"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"trastienda/app/access"
	"trastienda/app/listing"
	"trastienda/app/problem"
	"trastienda/app/purchase"
	"trastienda/data/hub/store"
)

// List is a page of any list. Next continues it and is empty at its end.
type List[T any] struct {
	Items []T    `json:"items"`
	Next  string `json:"next"`
}

func listOf[T any](page store.Page[T]) List[T] { return List[T]{Items: page.Items, Next: page.Next} }

// Paging are the parameters of every list.
type Paging struct {
	Cursor string `query:"cursor" maxLength:"2000" doc:"What the page before gave as next; empty for the first page"`
	Limit  int    `query:"limit" minimum:"1" maximum:"1000" default:"100"`
}

// Optional is a parameter whose zero is a value of its own.
type Optional[T any] struct {
	Value T
	IsSet bool
}

// Schema is the schema of the value.
func (Optional[T]) Schema(r huma.Registry) *huma.Schema {
	return huma.SchemaFromType(r, reflect.TypeFor[T]())
}

// Receiver is where huma puts the value.
func (o *Optional[T]) Receiver() reflect.Value { return reflect.ValueOf(o).Elem().Field(0) }

// OnParamSet tells whether there was one.
func (o *Optional[T]) OnParamSet(isSet bool, _ any) { o.IsSet = isSet }

func (o Optional[T]) pointer() *T {
	if !o.IsSet {
		return nil
	}
	return &o.Value
}

func (a *api) purchaseOperations() {
	register(a, access.PurchasesSee, huma.Operation{
		OperationID: "list-purchases", Method: http.MethodGet, Path: "/v1/purchases", Summary: "List purchases",
		Description: "Newest first unless sort says otherwise. Amounts are credited minor units. Problems: 400 bad-cursor, 422 bad-sort.",
	}, a.listPurchases)
	register(a, access.PurchasesSee, huma.Operation{
		OperationID: "get-purchase", Method: http.MethodGet, Path: "/v1/purchases/{id}", Summary: "One purchase with every attempt",
	}, a.getPurchase)
}

type purchasesInput struct {
	Paging
	Sort           string          `query:"sort" maxLength:"200" doc:"Fields with commas, - for descending: at, psr, wallet_transfer, amount, transfer_id, status"`
	Status         []string        `query:"status" enum:"ok,pending,error" maxItems:"3"`
	PSR            string          `query:"psr" maxLength:"64"`
	Agent          string          `query:"agent" maxLength:"64" doc:"Id of the agent"`
	From           time.Time       `query:"from" doc:"From this instant on"`
	To             time.Time       `query:"to" doc:"Before this instant"`
	WalletTransfer string          `query:"wallet_transfer" maxLength:"200"`
	TransferID     string          `query:"transfer_id" maxLength:"200"`
	AmountMin      Optional[int64] `query:"amount_min"`
	AmountMax      Optional[int64] `query:"amount_max"`
	Cause          string          `query:"cause" maxLength:"200"`
	Q              string          `query:"q" maxLength:"200" doc:"Searched in PSR, both transfer numbers and the credited amount"`
}

func (in *purchasesInput) filter() purchase.Filter {
	f := purchase.Filter{PSR: in.PSR, Agent: in.Agent, From: in.From, To: in.To, WalletTransfer: in.WalletTransfer,
		TransferID: in.TransferID, AmountMin: in.AmountMin.pointer(), AmountMax: in.AmountMax.pointer(),
		Cause: purchase.Cause(in.Cause), Text: in.Q}
	for _, s := range in.Status {
		f.Statuses = append(f.Statuses, purchase.Status(s))
	}
	return f
}

type purchasesOutput struct {
	Body List[purchase.Purchase] `nameHint:"PurchaseList"`
}

func (a *api) listPurchases(ctx context.Context, in *purchasesInput) (*purchasesOutput, error) {
	sort, err := listing.ParseSort(in.Sort, purchase.SortFields...)
	if err != nil {
		return nil, fail(ctx, problem.BadSort)
	}
	page, err := a.Store.ListPurchases(ctx, callerOf(ctx).who.Scope(), in.filter(), sort, in.Cursor, in.Limit)
	if err != nil {
		return nil, err
	}
	return &purchasesOutput{Body: listOf(page)}, nil
}

type idInput struct {
	ID string `path:"id" maxLength:"200"`
}

type purchaseOutput struct {
	ETag string `header:"ETag"`
	Body purchase.Detail
}

func (a *api) getPurchase(ctx context.Context, in *idInput) (*purchaseOutput, error) {
	found, err := a.Store.FindPurchase(ctx, callerOf(ctx).who.Scope(), in.ID)
	if err != nil {
		return nil, err
	}
	return &purchaseOutput{ETag: etag(found.Version), Body: found}, nil
}

// etag is a record's version as HTTP wants it.
func etag(version int64) string { return strconv.Quote(strconv.FormatInt(version, 10)) }
