package store

import (
	"context"
	"errors"
	"io"
	"net"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"alun/base/errs"
)

// postgresConn is the transaction of one run of a closure.
type postgresConn struct {
	tx    pgx.Tx
	texts *texts
	ctx   context.Context // of a write: outlives the caller; nil for a read, which ends with the caller's
}

func (p *postgresConn) context(ctx context.Context) context.Context {
	if p.ctx != nil {
		return p.ctx
	}
	return ctx
}

func (p *postgresConn) exec(ctx context.Context, q string, args []any) (int64, error) {
	tag, err := p.tx.Exec(p.context(ctx), p.texts.of(q), args...)
	return tag.RowsAffected(), lost(err)
}

func (p *postgresConn) query(ctx context.Context, q string, args []any) (cursor, error) {
	rows, err := p.tx.Query(p.context(ctx), p.texts.of(q), args...)
	if err != nil {
		return nil, lost(err)
	}
	return &postgresCursor{rows: rows}, nil
}

// lost marks the errors of a connection that broke; before COMMIT they mean that nothing was done.
func lost(err error) error {
	if err == nil {
		return nil
	}
	if _, ok := errors.AsType[*pgconn.PgError](err); ok {
		return err
	}
	if _, ok := errors.AsType[net.Error](err); ok || pgconn.SafeToRetry(err) || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return errDown.Because(err)
	}
	return err
}

type postgresCursor struct{ rows pgx.Rows }

func (c *postgresCursor) next() bool { return c.rows.Next() }

func (c *postgresCursor) scan(dest []any) error {
	if n := len(c.rows.FieldDescriptions()); n != len(dest) {
		return errCount(n, len(dest))
	}
	if err := c.rows.Scan(dest...); err != nil {
		return errs.Internal("store.scan", "cannot scan a column").Because(err)
	}
	return nil
}

func (c *postgresCursor) values() ([]any, error) { return c.rows.Values() }

func (c *postgresCursor) close() error {
	c.rows.Close()
	return lost(c.rows.Err())
}
