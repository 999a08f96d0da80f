package remote

import (
	"context"
	"encoding/json"
	"strconv"
)

// Act is an act as it leaves: what it does, its identity, which version of the
// record it changes, and the token of the person whose act it is, whoever is
// signed in by now.
type Act struct {
	Method, Path string
	Body         json.RawMessage
	Key          string
	Match        int64
	Token        string
}

// Send sends an act once. It returns the record as the hub answers it and the
// hub's epoch. Errors: those of every call; a Refusal with 412 carries the
// present record.
func (c *Client) Send(ctx context.Context, a Act) (doc json.RawMessage, epoch string, err error) {
	answer, err := c.do(ctx, call{method: a.Method, path: a.Path, body: a.Body, key: a.Key,
		match: strconv.Quote(strconv.FormatInt(a.Match, 10)), token: a.Token, act: true})
	if err != nil {
		return nil, "", err
	}
	if !json.Valid(answer.body) {
		return nil, "", &NotAHubError{What: "the JSON of " + a.Path + " does not fit"}
	}
	return answer.body, answer.epoch, nil
}
