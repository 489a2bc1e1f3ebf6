package redleaf

import (
	"context"
	"errors"
	"io"
	"path"
	"time"

	"connectrpc.com/connect"

	"github.com/redleaf-exchange/redleaf/clients/go/gen/redleaf/v1/redleafv1connect"
)

type tokenKey struct{}

// withToken makes the calls of the session itself, which come with a token of their own.
func withToken(ctx context.Context, token string) context.Context {
	return context.WithValue(ctx, tokenKey{}, token)
}

// limits gives every unary call its time limit, and makes an *Error of every failure.
type limits struct {
	timeLimit time.Duration
}

func (l limits) WrapUnary(next connect.UnaryFunc) connect.UnaryFunc {
	return func(ctx context.Context, request connect.AnyRequest) (connect.AnyResponse, error) {
		ctx, cancel := context.WithTimeout(ctx, l.timeLimit)
		defer cancel()
		if token, ok := ctx.Value(tokenKey{}).(string); ok {
			authorize(request.Header().Set, token)
		}
		response, err := next(ctx, request)
		return response, toError(err, callOf(request.Spec()))
	}
}

func (l limits) WrapStreamingClient(next connect.StreamingClientFunc) connect.StreamingClientFunc {
	return func(ctx context.Context, spec connect.Spec) connect.StreamingClientConn {
		return &errorConn{next(ctx, spec)}
	}
}

func (limits) WrapStreamingHandler(next connect.StreamingHandlerFunc) connect.StreamingHandlerFunc {
	return next
}

// tokens sends the session's token with every call that needs one.
type tokens struct {
	session *session
}

func (t tokens) WrapUnary(next connect.UnaryFunc) connect.UnaryFunc {
	return func(ctx context.Context, request connect.AnyRequest) (connect.AnyResponse, error) {
		if !needsToken(request.Spec()) {
			return next(ctx, request)
		}
		token, err := t.session.current(ctx)
		if err != nil {
			return nil, err
		}
		authorize(request.Header().Set, token)
		response, err := next(ctx, request)
		// A call that was turned away at the door was not executed: it may be made again.
		if token == "" || connect.CodeOf(err) != connect.CodeUnauthenticated || !t.session.forget(ctx, token) {
			return response, err
		}
		token, err = t.session.current(ctx)
		if err != nil {
			return nil, err
		}
		authorize(request.Header().Set, token)
		return next(ctx, request)
	}
}

func (t tokens) WrapStreamingClient(next connect.StreamingClientFunc) connect.StreamingClientFunc {
	return func(ctx context.Context, spec connect.Spec) connect.StreamingClientConn {
		conn := next(ctx, spec)
		if !needsToken(spec) {
			return conn
		}
		token, err := t.session.current(ctx)
		if err != nil {
			return &failedConn{conn, err}
		}
		authorize(conn.RequestHeader().Set, token)
		return &tokenConn{conn, func() { t.session.forget(ctx, token) }}
	}
}

func (tokens) WrapStreamingHandler(next connect.StreamingHandlerFunc) connect.StreamingHandlerFunc {
	return next
}

func authorize(set func(name, value string), token string) {
	if token != "" {
		set("Authorization", "Bearer "+token)
	}
}

func needsToken(spec connect.Spec) bool {
	service := path.Dir(spec.Procedure)[1:]
	return service != redleafv1connect.MarketDataServiceName && spec.Procedure != redleafv1connect.SessionServiceLoginProcedure
}

func callOf(spec connect.Spec) string { return path.Base(spec.Procedure) }

// errorConn makes an *Error of every failure of a stream.
type errorConn struct {
	connect.StreamingClientConn
}

func (c *errorConn) Receive(message any) error { return c.read(c.StreamingClientConn.Receive(message)) }

func (c *errorConn) Send(message any) error { return c.read(c.StreamingClientConn.Send(message)) }

func (c *errorConn) read(err error) error {
	if err == nil || errors.Is(err, io.EOF) {
		return err
	}
	return toError(err, callOf(c.Spec()))
}

// tokenConn forgets the token of a stream that ended because its token did.
type tokenConn struct {
	connect.StreamingClientConn
	forget func()
}

func (c *tokenConn) Receive(message any) error {
	err := c.StreamingClientConn.Receive(message)
	if connect.CodeOf(err) == connect.CodeUnauthenticated {
		c.forget()
	}
	return err
}

// failedConn is a stream that could not get its token.
type failedConn struct {
	connect.StreamingClientConn
	err error
}

func (c *failedConn) Send(any) error { return c.err }

func (c *failedConn) Receive(any) error { return c.err }
