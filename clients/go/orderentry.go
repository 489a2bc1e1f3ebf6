package redleaf

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"

	"connectrpc.com/connect"

	redleafv1 "github.com/redleaf-exchange/redleaf/clients/go/gen/redleaf/v1"
)

// OrderEntryOptions bound what is on its way.
type OrderEntryOptions struct {
	// MaxCommandsPerFrame is 1 to 1,024; 0 means 1,024.
	MaxCommandsPerFrame int
	// MaxFramesInFlight is how many frames may wait for their answers; 0 means 16.
	MaxFramesInFlight int
}

// OrderEntry is many commands over one stream, executed in the order of the calls. What is called while frames are on their
// way goes together into the next one.
//
// When the stream is lost or silent it is opened again, and finds out what became of the commands that were not answered: a
// place is sent again under its name, which executes it once; a cancel is sent again, and an order that is canceled by then
// is the answer; an amend is sent again unless the order is as it wants it. What was found out by looking has sequence 0 and
// no fills. A command that was not answered within the client's time limit fails with an [Error] that says whether it was
// sent.
type OrderEntry struct {
	client  *Client
	options OrderEntryOptions
	// Ends everything at once.
	abort    context.CancelFunc
	finished chan struct{}
	// There is something to send.
	wake chan struct{}

	mu      sync.Mutex
	waiting []*command
	flight  [][]*command
	closing bool
	// Closed when a frame was taken from what waits.
	room chan struct{}
	// Runs while frames are in flight.
	watchdog *time.Timer
	// Looks up canceled orders.
	looking sync.WaitGroup
}

// OrderEntry opens an order-entry stream when the first command comes. Close it in the end.
func (c *Client) OrderEntry(options OrderEntryOptions) *OrderEntry {
	const maxCommands = 1_024
	if options.MaxCommandsPerFrame <= 0 || options.MaxCommandsPerFrame > maxCommands {
		options.MaxCommandsPerFrame = maxCommands
	}
	if options.MaxFramesInFlight <= 0 {
		options.MaxFramesInFlight = 16
	}
	ctx, abort := context.WithCancel(c.ctx)
	e := &OrderEntry{
		client: c, options: options, abort: abort,
		finished: make(chan struct{}), wake: make(chan struct{}, 1), room: make(chan struct{}),
	}
	c.running.Go(func() {
		defer close(e.finished)
		e.run(ctx)
		e.looking.Wait()
	})
	return e
}

// Place places an order. Its client order id is in the answer; the SDK makes one unless you do.
func (e *OrderEntry) Place(order Order) *Answer[*redleafv1.PlaceOrderResponse] {
	request, err := order.toProto(e.client.names)
	proto := &redleafv1.OrderCommand{Command: &redleafv1.OrderCommand_Place{Place: request}}
	one, answer := newCommand(proto, (*redleafv1.OrderResult).GetPlaced)
	e.enqueue(one, err)
	return answer
}

// Amend changes an open order.
func (e *OrderEntry) Amend(order Ref, change Change) *Answer[*redleafv1.AmendOrderResponse] {
	request, err := change.toProto(order)
	proto := &redleafv1.OrderCommand{Command: &redleafv1.OrderCommand_Amend{Amend: request}}
	one, answer := newCommand(proto, (*redleafv1.OrderResult).GetAmended)
	e.enqueue(one, err)
	return answer
}

// Cancel cancels what is open of an order.
func (e *OrderEntry) Cancel(order Ref) *Answer[*redleafv1.CancelOrderResponse] {
	request := &redleafv1.CancelOrderRequest{Order: order.toProto()}
	proto := &redleafv1.OrderCommand{Command: &redleafv1.OrderCommand_Cancel{Cancel: request}}
	one, answer := newCommand(proto, (*redleafv1.OrderResult).GetCanceled)
	e.enqueue(one, nil)
	return answer
}

// CancelAll cancels all open orders of the caller, or a selection: also orders of earlier calls, and none of later ones. When
// the stream is lost while commands behind it are unanswered too, it fails with an [Error] that is Unanswered: sent again, it
// would cancel their orders.
func (e *OrderEntry) CancelAll(orders Selection) *Answer[*redleafv1.CancelAllOrdersResponse] {
	proto := &redleafv1.OrderCommand{Command: &redleafv1.OrderCommand_CancelAll{CancelAll: orders.toProto()}}
	one, answer := newCommand(proto, (*redleafv1.OrderResult).GetAllCanceled)
	e.enqueue(one, nil)
	return answer
}

// Ready returns when less than a frame of commands is waiting. Call it before each command to bound memory.
func (e *OrderEntry) Ready(ctx context.Context) error {
	for {
		e.mu.Lock()
		isReady, room := len(e.waiting) < e.options.MaxCommandsPerFrame, e.room
		e.mu.Unlock()
		if isReady {
			return nil
		}
		select {
		case <-room:
		case <-e.finished:
			return errEntryClosed
		case <-ctx.Done():
			return toError(ctx.Err(), "OrderEntry")
		}
	}
}

// Close sends what is waiting and returns when everything is answered. When the context ends before, it hangs up.
func (e *OrderEntry) Close(ctx context.Context) error {
	e.mu.Lock()
	e.closing = true
	e.mu.Unlock()
	raise(e.wake)
	defer e.abort()
	select {
	case <-e.finished:
		return nil
	case <-ctx.Done():
		e.abort()
		<-e.finished
		return toError(ctx.Err(), "OrderEntry")
	}
}

var errEntryClosed = &Error{Code: connect.CodeCanceled, Message: "this order-entry stream is closed", Call: "OrderEntry"}

func (e *OrderEntry) enqueue(one *command, err error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if err == nil && e.closing {
		err = errEntryClosed
	}
	if err != nil {
		one.fail(err)
		return
	}
	one.limit = time.AfterFunc(e.client.settings.timeLimit, func() { e.expire(one) })
	e.waiting = append(e.waiting, one)
	raise(e.wake)
}

func (e *OrderEntry) expire(one *command) {
	e.mu.Lock()
	defer e.mu.Unlock()
	one.abandon(context.DeadlineExceeded)
}

func (e *OrderEntry) run(ctx context.Context) {
	defer e.abandonAll()
	var pauses backoff
	for {
		for !e.isWanted() {
			if e.isClosing() {
				return
			}
			select {
			case <-e.wake:
			case <-ctx.Done():
				return
			}
		}
		hasWorked, err := e.stream(ctx)
		if ctx.Err() != nil {
			return
		}
		if hasWorked {
			pauses.reset()
		}
		if err == nil {
			continue
		}
		if !isTemporary(err, e.client.session.canLogin()) {
			e.failAll(err)
			continue
		}
		e.lose(err)
		if !e.isWanted() {
			continue
		}
		if !pauses.wait(ctx, err) {
			return
		}
		settleMade(ctx, e.client, e.lost())
	}
}

// stream is one connection, from its opening to its end; without an error when it was closed because nothing is wanted.
func (e *OrderEntry) stream(ctx context.Context) (hasWorked bool, failure error) {
	ctx, hangUp := context.WithCancelCause(ctx)
	var sending sync.WaitGroup
	defer sending.Wait()
	defer hangUp(nil)
	stream, err := e.client.Orders.OrderEntry(ctx)
	if err != nil {
		return false, err
	}
	silence := e.client.settings.silence()
	silent := &Error{Code: connect.CodeDeadlineExceeded, Message: fmt.Sprintf("no answer came for %v", silence), Call: "OrderEntry"}
	e.mu.Lock()
	e.watchdog = time.AfterFunc(silence, func() { hangUp(silent) })
	e.mu.Unlock()
	defer e.watchdog.Stop()
	sending.Go(func() { e.send(ctx, stream) })
	for {
		response, err := stream.Receive()
		if errors.Is(err, io.EOF) {
			if !e.isWanted() {
				return hasWorked, nil
			}
			err = &Error{Code: connect.CodeUnavailable, Message: "the stream has ended", Call: "OrderEntry"}
		}
		if err != nil {
			if context.Cause(ctx) == silent {
				err = silent
			}
			return hasWorked, err
		}
		hasWorked = true
		if err := e.answered(response.GetResults()); err != nil {
			return hasWorked, err
		}
		raise(e.wake)
	}
}

type entryStream = connect.BidiStreamForClientSimple[redleafv1.OrderEntryRequest, redleafv1.OrderEntryResponse]

// send sends frames as long as there is room in flight. Receiving tells what went wrong.
func (e *OrderEntry) send(ctx context.Context, stream *entryStream) {
	// Also when the context has ended: HTTP/2 does not look at it while it waits for more of the request.
	defer func() { _ = stream.CloseRequest() }()
	for {
		frame := e.takeFrame()
		if frame != nil {
			request := &redleafv1.OrderEntryRequest{Commands: make([]*redleafv1.OrderCommand, len(frame))}
			for i, one := range frame {
				request.Commands[i] = one.proto
			}
			if stream.Send(request) != nil {
				return
			}
			continue
		}
		if e.isClosing() && !e.isWanted() {
			return
		}
		select {
		case <-e.wake:
		case <-ctx.Done():
			return
		}
	}
}

func (e *OrderEntry) takeFrame() []*command {
	e.mu.Lock()
	defer e.mu.Unlock()
	if len(e.flight) >= e.options.MaxFramesInFlight {
		return nil
	}
	var frame []*command
	taken := 0
	for _, one := range e.waiting {
		if len(frame) == e.options.MaxCommandsPerFrame {
			break
		}
		taken++
		// Its time may be up, or it was looked up.
		if !one.answer.isSettled() {
			one.isSent = true
			frame = append(frame, one)
			// A frame may have one of these.
			if one.proto.GetCancelAll() != nil {
				break
			}
		}
	}
	e.waiting = e.waiting[taken:]
	if taken > 0 {
		close(e.room)
		e.room = make(chan struct{})
	}
	if frame == nil {
		return nil
	}
	if len(e.flight) == 0 {
		e.watchdog.Reset(e.client.settings.silence())
	}
	e.flight = append(e.flight, frame)
	return frame
}

func (e *OrderEntry) answered(results []*redleafv1.OrderResult) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	if len(e.flight) == 0 || len(e.flight[0]) != len(results) {
		return errWrongAnswer
	}
	frame := e.flight[0]
	e.flight = e.flight[1:]
	for i, one := range frame {
		if one.isLost && results[i].GetRefused() != nil {
			e.looking.Go(func() { one.settle(one.foundOut(e.client.ctx, e.client, results[i])) })
		} else {
			one.settle(results[i])
		}
	}
	if len(e.flight) == 0 {
		e.watchdog.Stop()
	} else {
		e.watchdog.Reset(e.client.settings.silence())
	}
	return nil
}

// lose puts what was sent in front of what is to be sent.
func (e *OrderEntry) lose(why error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	var lost []*command
	for _, frame := range e.flight {
		for _, one := range frame {
			one.isLost = true
			lost = append(lost, one)
		}
	}
	e.flight = nil
	for i, one := range lost {
		if one.proto.GetCancelAll() != nil && i < len(lost)-1 {
			one.abandon(why)
		}
	}
	e.waiting = append(lost, e.waiting...)
}

func (e *OrderEntry) lost() []*command {
	e.mu.Lock()
	defer e.mu.Unlock()
	var lost []*command
	for _, one := range e.waiting {
		if one.isLost && !one.answer.isSettled() {
			lost = append(lost, one)
		}
	}
	return lost
}

// isWanted reports whether a command has no answer yet.
func (e *OrderEntry) isWanted() bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	return len(e.waiting)+len(e.flight) > 0
}

func (e *OrderEntry) isClosing() bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.closing
}

// failAll is for a stream that the exchange does not open.
func (e *OrderEntry) failAll(err error) {
	for _, one := range e.takeAll(err) {
		if one.isSent {
			one.abandon(err)
		} else {
			one.fail(err)
		}
	}
}

// abandonAll is for the end.
func (e *OrderEntry) abandonAll() {
	e.mu.Lock()
	e.closing = true
	e.mu.Unlock()
	for _, one := range e.takeAll(errEntryClosed) {
		one.abandon(errEntryClosed)
	}
}

func (e *OrderEntry) takeAll(why error) []*command {
	e.lose(why)
	e.mu.Lock()
	defer e.mu.Unlock()
	all := e.waiting
	e.waiting = nil
	return all
}
