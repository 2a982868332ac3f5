package rpc

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"runtime/debug"
	"strings"

	"connectrpc.com/connect/v2"

	"alun/base/authn"
	"alun/base/errs"
)

// report is the outermost interceptor: it turns a panic into a failure, every failure into its wire shape, and every call
// into one line of the log. It never logs what a request or an answer says.
func report(cfg Config) connect.ServerInterceptor {
	return func(next connect.ServerFunc) connect.ServerFunc {
		return func(ctx context.Context, spec connect.Spec, stream connect.ServerStream) (err error) {
			began := cfg.Clock.Now()
			err = fromTransport(recovered(ctx, next, spec, stream))
			took := cfg.Clock.Now().Sub(began)
			if cfg.Observe != nil {
				cfg.Observe(spec.Procedure, errs.CodeOf(err), took)
			}
			caller, _ := authn.From(ctx)
			attrs := []slog.Attr{
				slog.String("rpc", strings.TrimPrefix(spec.Procedure, "/")),
				slog.Int64("account", int64(caller.Account)),
				slog.Duration("took", took),
			}
			if err == nil {
				cfg.Log.LogAttrs(ctx, slog.LevelDebug, "call", attrs...)
				return nil
			}
			reference, level := "", slog.LevelInfo
			attrs = append(attrs, slog.String("code", errs.CodeOf(err)))
			if errs.KindOf(err) == errs.KindInternal {
				reference, level = strings.ToLower(rand.Text()[:10]), slog.LevelError
				attrs = append(attrs, slog.String("reference", reference), slog.String("error", err.Error()))
			}
			cfg.Log.LogAttrs(ctx, level, "call failed", attrs...)
			return toConnect(err, reference)
		}
	}
}

func recovered(ctx context.Context, next connect.ServerFunc, spec connect.Spec, stream connect.ServerStream) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
	}()
	return next(ctx, spec, stream)
}

// authorize looks the procedure up in the table before anything of the request is decoded.
func authorize(table Table) connect.ServerInterceptor {
	return func(next connect.ServerFunc) connect.ServerFunc {
		return func(ctx context.Context, spec connect.Spec, stream connect.ServerStream) error {
			caller, ok := authn.From(ctx)
			if err := table.Allows(spec.Procedure, caller, ok); err != nil {
				return err
			}
			return next(ctx, spec, stream)
		}
	}
}

// deadline bounds a call; what a handler has already given to the store is finished all the same.
func deadline(next connect.ServerFunc) connect.ServerFunc {
	return func(ctx context.Context, spec connect.Spec, stream connect.ServerStream) error {
		ctx, cancel := context.WithTimeout(ctx, Deadline)
		defer cancel()
		err := next(ctx, spec, stream)
		if errors.Is(err, io.EOF) {
			return errs.Invalid("rpc.malformed", "The request is empty.")
		}
		return err
	}
}
