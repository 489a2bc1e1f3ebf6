package redleaf

import (
	"context"
	"iter"

	"connectrpc.com/connect"

	redleafv1 "github.com/redleaf-exchange/redleaf/clients/go/gen/redleaf/v1"
)

// Position is a place in the exchange's one order of everything. Sequences count within an epoch, which changes when the
// exchange is restored from a backup or rebuilt.
type Position struct {
	Epoch uint64
	// Sequence of the last event seen; 0 asks for all that is in memory.
	Sequence uint64
}

// Resume says from where a stream goes on, and who hears of its connection.
type Resume struct {
	// From is the last position seen; nil means only what happens from now on.
	From *Position
	// OnPosition is called when everything up to a position has been taken: keep it, to go on from there after a restart of
	// your program.
	OnPosition func(Position)
	// OnInterrupted is called when the connection was lost, and why; it is tried again from then on.
	OnInterrupted func(error)
	// OnResumed is called when it is back. Nothing was missed.
	OnResumed func()
}

func (r Resume) sequence() uint64 {
	if r.From == nil {
		return 0
	}
	return r.From.Sequence
}

// A message that tells up to where all has been sent.
type positioned[Message any] interface {
	*Message
	GetEpoch() uint64
	GetSequence() uint64
}

// resumed is the messages of a stream that is opened again, from where it was, whenever the connection is lost. One that
// cannot be opened the first time fails at once: the address or the request is wrong.
func resumed[Message any, Pointer positioned[Message]](
	ctx context.Context, c *Client, resume Resume,
	open func(context.Context, *Position) (*connect.ServerStreamForClient[Message], error),
) iter.Seq2[Pointer, error] {
	return func(yield func(Pointer, error) bool) {
		ctx, end := joined(ctx, c.ctx)
		defer end()
		var pauses backoff
		last, hasBegun, isInterrupted := resume.From, false, false
		for {
			var failure error
			stream := follow(ctx, c.settings.silence(), func(ctx context.Context) (*connect.ServerStreamForClient[Message], error) {
				return open(ctx, last)
			})
			for message, err := range stream {
				if err != nil {
					failure = err
					break
				}
				if isInterrupted && resume.OnResumed != nil {
					resume.OnResumed()
				}
				hasBegun, isInterrupted = true, false
				pauses.reset()
				if !yield(message, nil) {
					return
				}
				// Only now the caller has it all: before, a lost connection would have to bring it again.
				last = &Position{Epoch: Pointer(message).GetEpoch(), Sequence: Pointer(message).GetSequence()}
				if resume.OnPosition != nil {
					resume.OnPosition(*last)
				}
			}
			if ctx.Err() != nil {
				return
			}
			if !hasBegun || !isTemporary(failure, c.session.canLogin()) {
				yield(nil, failure)
				return
			}
			if !isInterrupted && resume.OnInterrupted != nil {
				resume.OnInterrupted(failure)
			}
			isInterrupted = true
			if !pauses.wait(ctx, failure) {
				return
			}
		}
	}
}

// joined ends with either of two contexts.
func joined(ctx, other context.Context) (context.Context, context.CancelFunc) {
	ctx, end := context.WithCancel(ctx)
	stop := context.AfterFunc(other, end)
	return ctx, func() { stop(); end() }
}

// Executions are the reports on what happens to the caller's orders: each exactly once and in order, over lost connections
// too. The last turn has an error, unless the context was ended. [EpochMismatch] is such an end: the exchange goes on from
// another history, so drop what you have of the one before and begin again from Position{}.
func (c *Client) Executions(ctx context.Context, resume Resume) iter.Seq2[*redleafv1.ExecutionReport, error] {
	open := func(ctx context.Context, from *Position) (*connect.ServerStreamForClient[redleafv1.StreamExecutionsResponse], error) {
		request := &redleafv1.StreamExecutionsRequest{}
		if from != nil {
			request.Epoch, request.ResumeFromSequence = from.Epoch, &from.Sequence
		}
		return c.Orders.StreamExecutions(ctx, request)
	}
	messages := resumed(ctx, c, resume, open)
	// Twice the sequence, and one more for a maker.
	return once(messages, (*redleafv1.StreamExecutionsResponse).GetExecutions, (*redleafv1.ExecutionReport).GetExecId, 2*resume.sequence()+1)
}

// Trades are those of one instrument, or of all with Instrument{}: each exactly once and in order, as with [Client.Executions].
func (c *Client) Trades(ctx context.Context, instrument Instrument, resume Resume) iter.Seq2[*redleafv1.Trade, error] {
	open := func(ctx context.Context, from *Position) (*connect.ServerStreamForClient[redleafv1.StreamTradesResponse], error) {
		request := &redleafv1.StreamTradesRequest{InstrumentId: instrument.GetInstrumentId()}
		if from != nil {
			request.Epoch, request.ResumeFromSequence = from.Epoch, &from.Sequence
		}
		return c.MarketData.StreamTrades(ctx, request)
	}
	messages := resumed(ctx, c, resume, open)
	return once(messages, (*redleafv1.StreamTradesResponse).GetTrades, (*redleafv1.Trade).GetSequence, resume.sequence())
}

// once is the items of messages, without those whose number is not above the last one's: they were seen before.
func once[Message, Item any](
	messages iter.Seq2[Message, error], itemsOf func(Message) []Item, numberOf func(Item) uint64, last uint64,
) iter.Seq2[Item, error] {
	return func(yield func(Item, error) bool) {
		last := last
		for message, err := range messages {
			if err != nil {
				var none Item
				yield(none, err)
				return
			}
			for _, item := range itemsOf(message) {
				if numberOf(item) <= last {
					continue
				}
				last = numberOf(item)
				if !yield(item, nil) {
					return
				}
			}
		}
	}
}
