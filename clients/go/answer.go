package redleaf

import (
	"context"
	"sync"
)

// Answer is what becomes of a command that was given to an order-entry stream.
type Answer[Response any] struct {
	done     chan struct{}
	once     sync.Once
	response Response
	err      error
}

func newAnswer[Response any]() *Answer[Response] {
	return &Answer[Response]{done: make(chan struct{})}
}

// Done is closed when the answer is there.
func (a *Answer[Response]) Done() <-chan struct{} { return a.done }

// Wait returns the answer when it is there. When the context ends before, the command goes on.
func (a *Answer[Response]) Wait(ctx context.Context) (Response, error) {
	select {
	case <-a.done:
		return a.response, a.err
	default:
	}
	select {
	case <-a.done:
		return a.response, a.err
	case <-ctx.Done():
		var none Response
		return none, toError(ctx.Err(), "OrderEntry")
	}
}

// settle counts the first time only.
func (a *Answer[Response]) settle(response Response, err error) {
	a.once.Do(func() {
		a.response, a.err = response, err
		close(a.done)
	})
}

func (a *Answer[Response]) isSettled() bool {
	select {
	case <-a.done:
		return true
	default:
		return false
	}
}
