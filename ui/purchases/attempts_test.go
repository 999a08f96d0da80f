package purchases

import (
	"time"

	"trastienda/app/purchase"
)

func sampleAttempts() []purchase.Attempt {
	start := at("13/12/22", "10:28:31")
	end := func(t time.Time, d time.Duration) *time.Time { e := t.Add(d); return &e }
	second, third := start.Add(4*time.Second), start.Add(2*time.Minute)
	return []purchase.Attempt{
		{N: 1, Leg: purchase.Payment, By: purchase.By{Kind: purchase.Automatic}, StartedAt: start, FinishedAt: end(start, 350*time.Millisecond),
			Outcome: purchase.OutcomeDone, Reference: "141"},
		{N: 2, Leg: purchase.Transfer, By: purchase.By{Kind: purchase.Automatic}, StartedAt: second, FinishedAt: end(second, 10*time.Second),
			Outcome: purchase.OutcomeUnknown, Detail: "504 gateway timeout", Reference: "4f1c6f0e-7d7e-5a51-9a53-0b8f1f6f2d11"},
		{N: 3, Leg: purchase.Transfer, By: purchase.By{Kind: purchase.Person, Name: "Operador de muestra"}, StartedAt: third, FinishedAt: end(third, 1200*time.Millisecond),
			Outcome: purchase.OutcomeRefused, Code: purchase.CodeNoBalance, Reference: "4f1c6f0e-7d7e-5a51-9a53-0b8f1f6f2d11"},
	}
}
