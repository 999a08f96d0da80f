package grid

import "context"

// Plain gives the rows of all groups, open or not, without heads.
func (s *Grouped) Plain() Source { return plainRows{s} }

// plainRows is the list as if every group were open and had no head.
type plainRows struct{ s *Grouped }

func (p plainRows) Count(ctx context.Context) (int, error) {
	shape, err := p.s.now(ctx)
	if err != nil {
		return 0, err
	}
	return shape.plain[len(shape.groups)], nil
}

func (p plainRows) Rows(ctx context.Context, from, n int) ([]Row, error) {
	shape, err := p.s.now(ctx)
	if err != nil {
		return nil, err
	}
	var rows []Row
	for at := groupAt(shape.plain, from); at < len(shape.groups) && len(rows) < n; at++ {
		into := from + len(rows) - shape.plain[at]
		want := min(n-len(rows), shape.plain[at+1]-shape.plain[at]-into)
		if want <= 0 {
			continue
		}
		some, err := p.s.read(ctx, shape.groups[at].Key, into, want)
		rows = append(rows, some...)
		if err != nil || len(some) < want {
			return rows, err
		}
	}
	return rows, nil
}
