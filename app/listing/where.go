package listing

import (
	"strconv"
	"strings"
)

// Where collects the conditions of a list and their arguments. Placeholders
// are written "?" and come out as $1, $2, …, which PostgreSQL and SQLite both
// take. Column names come from the program, never from a request.
type Where struct {
	parts []string
	args  []any
}

// And adds a condition; each "?" in it takes the next argument.
func (w *Where) And(condition string, args ...any) {
	var b strings.Builder
	for _, c := range condition {
		if c == '?' {
			b.WriteString("$" + strconv.Itoa(len(w.args)+1))
			w.args = append(w.args, args[0])
			args = args[1:]
			continue
		}
		b.WriteRune(c)
	}
	if len(args) != 0 {
		panic("listing: more arguments than placeholders in " + condition)
	}
	w.parts = append(w.parts, b.String())
}

// In adds "column in (…)" for a list of texts; an empty list adds nothing.
func In[T ~string](w *Where, column string, values []T) { among(w, column+" in ", values) }

// NotIn adds "column not in (…)" for a list of texts; an empty list adds nothing.
func NotIn[T ~string](w *Where, column string, values []T) { among(w, column+" not in ", values) }

func among[T ~string](w *Where, condition string, values []T) {
	if len(values) == 0 {
		return
	}
	args := make([]any, len(values))
	for i, v := range values {
		args[i] = string(v)
	}
	w.And(condition+"("+strings.TrimSuffix(strings.Repeat("?,", len(values)), ",")+")", args...)
}

// Column is a sortable field's column in a table.
type Column struct {
	Name   string
	Number bool
	// NullsLast: rows without a value come last in both directions. Such a
	// column cannot be one of After's, because null is beyond no value.
	NullsLast bool
}

// After adds the condition that continues a keyset page after the row with
// these sort values. With one direction for all keys it is a row comparison,
// which both engines answer from the index; with mixed directions it is
// spelled out, led by the first key's own bound.
func (w *Where) After(s Sort, columns map[string]Column, values []any) {
	if uniform(s) {
		names, marks := make([]string, len(s)), make([]string, len(s))
		for i, k := range s {
			names[i], marks[i] = columns[k.Field].Name, "?"
		}
		w.And("("+strings.Join(names, ",")+") "+beyond(s[0])+" ("+strings.Join(marks, ",")+")", values...)
		return
	}
	var alternatives []string
	var args []any
	for i, k := range s {
		var all []string
		for j := range i {
			all = append(all, columns[s[j].Field].Name+" = ?")
			args = append(args, values[j])
		}
		all = append(all, columns[k.Field].Name+" "+beyond(k)+" ?")
		args = append(args, values[i])
		alternatives = append(alternatives, "("+strings.Join(all, " and ")+")")
	}
	w.And(columns[s[0].Field].Name+" "+beyond(s[0])+"= ?", values[0])
	w.And("("+strings.Join(alternatives, " or ")+")", args...)
}

// SQL returns " where …" (or nothing) and the arguments.
func (w *Where) SQL() (string, []any) {
	if len(w.parts) == 0 {
		return "", nil
	}
	return " where " + strings.Join(w.parts, " and "), w.args
}

// OrderBy returns " order by …" for the sort.
func (s Sort) OrderBy(columns map[string]Column) string {
	if len(s) == 0 {
		return ""
	}
	parts := make([]string, len(s))
	for i, k := range s {
		parts[i] = columns[k.Field].Name
		if k.Desc {
			parts[i] += " desc"
		}
		if columns[k.Field].NullsLast {
			parts[i] += " nulls last"
		}
	}
	return " order by " + strings.Join(parts, ", ")
}

// Numbers tells for each key whether its column holds integers, as
// DecodeCursor wants it.
func (s Sort) Numbers(columns map[string]Column) []bool {
	numbers := make([]bool, len(s))
	for i, k := range s {
		numbers[i] = columns[k.Field].Number
	}
	return numbers
}

func beyond(k Key) string {
	if k.Desc {
		return "<"
	}
	return ">"
}

func uniform(s Sort) bool {
	for _, k := range s {
		if k.Desc != s[0].Desc {
			return false
		}
	}
	return true
}
