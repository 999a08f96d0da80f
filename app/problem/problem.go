// Package problem is the one form of every error that crosses the hub's API:
// RFC 9457 problem+json with a stable code, a text for the user in their
// language and the number to quote.
package problem

// ContentType is the media type of a problem.
const ContentType = "application/problem+json"

// Problem is an error as the hub answers it.
type Problem struct {
	Type      string `json:"type"`
	Title     string `json:"title"`
	Status    int    `json:"status"`
	Detail    string `json:"detail"`
	Code      Code   `json:"code"`
	RequestID string `json:"request_id"`
}

// Error gives the code and the number to quote, for logs.
func (p *Problem) Error() string {
	return "problem " + string(p.Code) + " (request " + p.RequestID + ")"
}

// Code is the stable name of a problem. texts.go holds what each one says.
type Code string
