package store

// Rows is the open result of a query.
type Rows struct {
	tx   *Tx
	q    string
	cur  cursor
	err  error
	done bool
}

// Next moves to the next row and reports whether there is one. At the end, or on an error, the result closes itself.
func (r *Rows) Next() bool {
	if r.done {
		return false
	}
	if r.cur.next() {
		return true
	}
	_ = r.Close()
	return false
}

// Scan copies the columns of the current row into dest: pointers to int, int64, bool, string, []byte or types made of
// them, or to pointers to those, which become nil for NULL. NULL into anything else but a []byte is an error.
func (r *Rows) Scan(dest ...any) error {
	if err := r.cur.scan(dest); err != nil {
		return r.fail(err)
	}
	return nil
}

// Err returns the error that ended the rows before their end, if any.
func (r *Rows) Err() error { return r.err }

// Close ends the result early. It is harmless when the result is closed. It returns what Err returns.
func (r *Rows) Close() error {
	if r.done {
		return r.err
	}
	r.done = true
	if r.tx.open == r {
		r.tx.open = nil
	}
	if err := r.cur.close(); err != nil {
		return r.fail(err)
	}
	return r.err
}

func (r *Rows) fail(err error) error {
	err = r.tx.fail(r.q, err)
	if r.err == nil {
		r.err = err
	}
	return err
}

// Row is the first row of a result.
type Row struct {
	rows *Rows
	err  error
}

// Scan copies the columns into dest as Rows.Scan does. Without a row it returns ErrNoRows, which does not fail the closure.
func (r *Row) Scan(dest ...any) error {
	if r.err != nil {
		return r.err
	}
	if !r.rows.Next() {
		if r.rows.err != nil {
			return r.rows.err
		}
		return ErrNoRows
	}
	if err := r.rows.Scan(dest...); err != nil {
		_ = r.rows.Close()
		return err
	}
	return r.rows.Close()
}
