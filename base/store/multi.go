package store

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"sync"
)

// Values writes a list of rows of parameters, "(CAST($1 AS BIGINT),CAST($2 AS TEXT)),($3,$4)", for INSERT … VALUES and
// for WITH v(a, b) AS (VALUES …), where PostgreSQL would otherwise take every parameter for text. types are the columns'.
// Numbering starts at $1. Prefer a [Multi], which prepares each size once.
func Values(rows int, types ...string) string { return valuesFrom(1, rows, types) }

func valuesFrom(first, rows int, types []string) string {
	var b strings.Builder
	for r := range rows {
		if r > 0 {
			b.WriteByte(',')
		}
		b.WriteByte('(')
		for c, t := range types {
			if c > 0 {
				b.WriteByte(',')
			}
			n := strconv.Itoa(first + r*len(types) + c)
			if r == 0 {
				b.WriteString("CAST($" + n + " AS " + t + ")")
			} else {
				b.WriteString("$" + n)
			}
		}
		b.WriteByte(')')
	}
	return b.String()
}

// multiSizes are the numbers of rows that one statement takes. Few sizes keep the number of prepared statements small;
// above 32 rows nothing is gained on SQLite.
var multiSizes = [...]int{32, 8, 1}

// Multi is a statement for any number of rows. Make it once, as a package variable: {{rows}} in q stands for the rows, as
// in INSERT INTO t (a, b) VALUES {{rows}} or WITH v(a, b) AS (VALUES {{rows}}) UPDATE …. Parameters of q itself are
// $1…$k, the same for all rows.
type Multi struct {
	types []string
	fixed int
	texts [len(multiSizes)]string

	args sync.Pool // of *[]any, so that a batch does not allocate its arguments
}

// NewMulti makes a statement whose rows have columns of the given types. It panics when q has no {{rows}}.
func NewMulti(q string, types ...string) *Multi {
	before, after, ok := strings.Cut(q, "{{rows}}")
	if !ok || len(types) == 0 {
		panic("store: no {{rows}}, or no columns, in " + q)
	}
	m := &Multi{types: types, fixed: highestParam(q)}
	for i, size := range multiSizes {
		m.texts[i] = before + valuesFrom(m.fixed+1, size, types) + after
	}
	return m
}

func highestParam(q string) int {
	highest := 0
	for i := strings.IndexByte(q, '$'); i >= 0; i = strings.IndexByte(q, '$') {
		q = q[i+1:]
		n, _ := strconv.Atoi(q[:span(q, isDigit)])
		highest = max(highest, n)
	}
	return highest
}

// Exec runs the statement for rows, which holds the columns of all rows one after the other, and returns how many rows
// of the database changed. fixed are the values of $1…$k.
func (m *Multi) Exec(ctx context.Context, tx *Tx, rows []any, fixed ...any) (affected int64, err error) {
	err = m.chunks(rows, fixed, func(q string, args []any) error {
		n, err := tx.Exec(ctx, q, args...)
		affected += n
		return err
	})
	return affected, err
}

// Query runs the statement for rows as Exec does and calls each for every row that it returns. Their order is the
// engine's, so return the key as well.
func (m *Multi) Query(ctx context.Context, tx *Tx, rows []any, each func(*Rows) error, fixed ...any) error {
	return m.chunks(rows, fixed, func(q string, args []any) error {
		result, err := tx.Query(ctx, q, args...)
		if err != nil {
			return err
		}
		defer result.Close()
		for result.Next() {
			if err := each(result); err != nil {
				return err
			}
		}
		return result.Err()
	})
}

func (m *Multi) chunks(rows, fixed []any, run func(q string, args []any) error) error {
	cols := len(m.types)
	if len(rows)%cols != 0 || len(fixed) != m.fixed {
		panic(fmt.Sprintf("store: %d values for rows of %d columns, %d fixed values of %d", len(rows), cols, len(fixed), m.fixed))
	}
	buf, _ := m.args.Get().(*[]any)
	if buf == nil {
		buf = new([]any)
	}
	defer func() {
		clear(*buf)
		m.args.Put(buf)
	}()
	for i, size := range multiSizes {
		for len(rows) >= size*cols {
			*buf = append(append((*buf)[:0], fixed...), rows[:size*cols]...)
			if err := run(m.texts[i], *buf); err != nil {
				return err
			}
			rows = rows[size*cols:]
		}
	}
	return nil
}
