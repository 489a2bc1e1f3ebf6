package redleaf

import (
	"context"
	"fmt"
	"iter"
	"time"

	"connectrpc.com/connect"
)

// opener opens a stream of the exchange. Its context ends the stream.
type opener[Message any] func(context.Context) (*connect.ServerStreamForClient[Message], error)

// follow reads one connection's worth of a stream. It ends with the error that ended it, or without one when the context
// was ended. A stream on which nothing came for too long is taken for lost: the exchange sends a message at once, and then
// a sign of life at least every heartbeat.
func follow[Message any](ctx context.Context, silence time.Duration, open opener[Message]) iter.Seq2[*Message, error] {
	return func(yield func(*Message, error) bool) {
		streaming, hangUp := context.WithCancelCause(ctx)
		defer hangUp(nil)
		silent := &Error{Code: connect.CodeDeadlineExceeded, Message: fmt.Sprintf("nothing came for %v", silence)}
		watchdog := time.AfterFunc(silence, func() { hangUp(silent) })
		defer watchdog.Stop()
		stream, err := open(streaming)
		if err == nil {
			// It would wait for the exchange's last words.
			defer func() { hangUp(nil); _ = stream.Close() }()
			for stream.Receive() {
				// What the caller does with the message takes as long as it takes.
				watchdog.Stop()
				if !yield(stream.Msg(), nil) {
					return
				}
				watchdog.Reset(silence)
			}
			err = stream.Err()
		}
		if ctx.Err() != nil {
			return
		}
		if context.Cause(streaming) == silent {
			err = silent
		}
		if err == nil {
			err = &Error{Code: connect.CodeUnavailable, Message: "the stream has ended"}
		}
		yield(nil, toError(err, ""))
	}
}
