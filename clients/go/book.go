package redleaf

import (
	"context"
	"errors"
	"iter"
	"slices"
	"sync"
	"time"

	redleafv1 "github.com/redleaf-exchange/redleaf/clients/go/gen/redleaf/v1"
)

// BookOptions says how much of a book is wanted, and who hears of its connection. Each callback gets the book as it is by
// then, and holds up the market data of the whole client while it works.
type BookOptions struct {
	// Depth is the levels on each side, 1 to 1,000; 0 means 20.
	Depth uint32
	// Grouping sums levels into steps of this size: bids down, asks up. Minor units; 0 for levels as they are.
	Grouping int64
	// Interval is the shortest time between two updates, 10 ms to 60 s; 0 means 100 ms.
	Interval time.Duration
	// OnStale is called when the book may be wrong, and why: take your quotes back.
	OnStale func(BookView, error)
	// OnReconnected is called when another stream has been opened and has answered. The book is stale until OnResynced.
	OnReconnected func(BookView)
	// OnResynced is called when it is right again.
	OnResynced func(BookView)
}

// Book is the live book of one instrument: equal to the exchange's, or stale and says so. It can be used from many
// goroutines.
type Book struct {
	options BookOptions
	end     func()
	began   chan struct{}
	closed  chan struct{}
	once    sync.Once

	mu       sync.Mutex
	view     BookView
	bids     levels
	asks     levels
	refusal  error
	watchers map[*watcher]struct{}
}

// BookView is a book at one moment. It does not change any more.
type BookView struct {
	Instrument Instrument
	// Epoch is which history Sequence is of: another one when the exchange was restored or rebuilt.
	Epoch uint64
	// Sequence is the last event that is in it.
	Sequence uint64
	// Bids are the buy levels, highest price first.
	Bids []Level
	// Asks are the sell levels, lowest price first.
	Asks []Level
	// Stale tells that the exchange's book may have moved on: what is here is how it was.
	Stale bool
}

// BookEvent is what has happened to a book.
type BookEvent struct {
	Kind EventKind
	Book BookView
}

// Book follows the book of an instrument, and returns when it is there. All books of a client share one stream. Close it
// when it is not wanted any more.
func (c *Client) Book(ctx context.Context, instrument Instrument, options BookOptions) (*Book, error) {
	b := &Book{
		options:  options,
		began:    make(chan struct{}),
		closed:   make(chan struct{}),
		view:     BookView{Instrument: instrument, Stale: true},
		bids:     levels{best: 1},
		asks:     levels{best: -1},
		watchers: map[*watcher]struct{}{},
	}
	end, err := c.Feed().Subscribe(&redleafv1.MarketDataSubscription{
		Channel:          ChannelOrderBook,
		InstrumentId:     instrument.GetInstrumentId(),
		Depth:            options.Depth,
		PriceGrouping:    options.Grouping,
		UpdateIntervalMs: uint32(options.Interval.Milliseconds()),
	}, b.hear)
	if err != nil {
		return nil, err
	}
	b.end = end
	ctx, cancel := context.WithTimeout(ctx, c.settings.timeLimit)
	defer cancel()
	select {
	case <-b.began:
		return b, nil
	case <-b.closed:
		return nil, b.Err()
	case <-ctx.Done():
		b.Close()
		return nil, errors.Join(toError(ctx.Err(), "StreamMarketData"), c.feed.lastFailure())
	}
}

// View is the book as it is now.
func (b *Book) View() BookView {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.viewNow()
}

func (b *Book) viewNow() BookView {
	view := b.view
	view.Bids, view.Asks = slices.Clone(b.bids.list), slices.Clone(b.asks.list)
	return view
}

// Events are what happens to the book, with the book as it is by then: first how it is now, then each change. Changes that
// came while the caller was busy are one; Stale and what ends it are always told. It ends with the context or the book.
func (b *Book) Events(ctx context.Context) iter.Seq[BookEvent] {
	return func(yield func(BookEvent) bool) {
		w := b.watch()
		defer b.unwatch(w)
		for {
			select {
			case <-w.news:
			case <-b.closed:
				return
			case <-ctx.Done():
				return
			}
			kinds, view := b.take(w)
			for _, kind := range kinds {
				if !yield(BookEvent{Kind: kind, Book: view}) {
					return
				}
			}
		}
	}
}

// Err tells why the book is over; nil while it goes on, and after Close.
func (b *Book) Err() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.refusal
}

// Close ends it. What it has stays, and is stale.
func (b *Book) Close() {
	b.end()
	b.finish(nil)
}

func (b *Book) finish(refusal error) {
	b.once.Do(func() {
		b.mu.Lock()
		b.view.Stale, b.refusal = true, refusal
		b.mu.Unlock()
		close(b.closed)
	})
}

// hear takes what the feed tells.
func (b *Book) hear(event FeedEvent) {
	if event.Kind == Ended {
		b.finish(event.Err)
		return
	}
	b.mu.Lock()
	if event.Update != nil {
		b.apply(event.Update)
	}
	b.view.Stale = event.Kind == Stale || event.Kind == Reconnected
	for w := range b.watchers {
		w.tell(event.Kind)
	}
	b.mu.Unlock()
	switch {
	case event.Kind == Began:
		close(b.began)
	case event.Kind == Stale && b.options.OnStale != nil:
		b.options.OnStale(b.View(), event.Err)
	case event.Kind == Reconnected && b.options.OnReconnected != nil:
		b.options.OnReconnected(b.View())
	case event.Kind == Resynced && b.options.OnResynced != nil:
		b.options.OnResynced(b.View())
	}
}

func (b *Book) apply(update *redleafv1.MarketDataUpdate) {
	if update.GetIsSnapshot() {
		b.bids.list, b.asks.list = nil, nil
	}
	for _, level := range update.GetOrderBook().GetBids() {
		b.bids.set(level)
	}
	for _, level := range update.GetOrderBook().GetAsks() {
		b.asks.set(level)
	}
	b.view.Epoch, b.view.Sequence = update.GetEpoch(), update.GetSequence()
}

// watcher is one caller of Events, and what it has not heard yet.
type watcher struct {
	kinds []EventKind
	news  chan struct{}
}

func (w *watcher) tell(kind EventKind) {
	switch {
	case kind == Stale:
		// What came before does not matter any more.
		w.kinds = []EventKind{Stale}
	case kind == Changed && len(w.kinds) > 0:
	default:
		w.kinds = append(w.kinds, kind)
	}
	raise(w.news)
}

func (b *Book) watch() *watcher {
	b.mu.Lock()
	defer b.mu.Unlock()
	w := &watcher{news: make(chan struct{}, 1)}
	b.watchers[w] = struct{}{}
	if b.view.Stale {
		w.tell(Stale)
	} else {
		w.tell(Began)
	}
	return w
}

func (b *Book) unwatch(w *watcher) {
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.watchers, w)
}

func (b *Book) take(w *watcher) ([]EventKind, BookView) {
	b.mu.Lock()
	defer b.mu.Unlock()
	kinds := w.kinds
	w.kinds = nil
	return kinds, b.viewNow()
}
