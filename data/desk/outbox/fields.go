package outbox

import (
	"bytes"
	"encoding/json"
	"strings"
)

// fieldsOf reads an object; what stands in an object of it has its name with a
// dot ("contact.email"). No document has no fields.
func fieldsOf(doc json.RawMessage) (map[string]json.RawMessage, error) {
	all := map[string]json.RawMessage{}
	if len(doc) == 0 {
		return all, nil
	}
	return all, addFields(all, "", doc)
}

func addFields(all map[string]json.RawMessage, prefix string, doc json.RawMessage) error {
	var m map[string]json.RawMessage
	if err := json.Unmarshal(doc, &m); err != nil {
		return err
	}
	for name, value := range m {
		if bytes.HasPrefix(bytes.TrimSpace(value), []byte("{")) {
			if err := addFields(all, prefix+name+".", value); err != nil {
				return err
			}
			continue
		}
		all[prefix+name] = value
	}
	return nil
}

// joined writes fields as the object that fieldsOf reads them from; an object
// without any field is not there.
func joined(fields map[string]json.RawMessage) (json.RawMessage, error) {
	root := map[string]any{}
	for name, value := range fields {
		at, parts := root, strings.Split(name, ".")
		for _, part := range parts[:len(parts)-1] {
			next, ok := at[part].(map[string]any)
			if !ok {
				next = map[string]any{}
				at[part] = next
			}
			at = next
		}
		at[parts[len(parts)-1]] = orNull(value)
	}
	return json.Marshal(root)
}

func orNull(value json.RawMessage) json.RawMessage {
	if len(value) == 0 {
		return json.RawMessage("null")
	}
	return value
}
