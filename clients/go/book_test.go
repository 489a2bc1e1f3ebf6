package redleaf

import (
	"context"
	"errors"
	"slices"
	"testing"

	redleafv1 "github.com/redleaf-exchange/redleaf/clients/go/gen/redleaf/v1"
)

func newTestBook() *Book {
	return &Book{
		began:    make(chan struct{}),
		closed:   make(chan struct{}),
		end:      func() {},
		view:     BookView{Stale: true},
		bids:     levels{best: 1},
		asks:     levels{best: -1},
		watchers: map[*watcher]struct{}{},
	}
}

func bid(kind EventKind, sequence uint64, price int64) FeedEvent {
	return FeedEvent{Kind: kind, Update: &redleafv1.MarketDataUpdate{
		Sequence:   sequence,
		IsSnapshot: kind != Changed,
		Update: &redleafv1.MarketDataUpdate_OrderBook{OrderBook: &redleafv1.OrderBookDelta{
			Bids: []*redleafv1.PriceLevel{{Price: price, Quantity: "1", OrderCount: 1}},
		}},
	}}
}

func TestABookIsStaleFromTheLossToTheSnapshot(t *testing.T) {
	b := newTestBook()
	for _, step := range []struct {
		event FeedEvent
		stale bool
		bids  []int64
	}{
		{bid(Began, 5, 100), false, []int64{100}},
		{bid(Changed, 6, 101), false, []int64{101, 100}},
		{FeedEvent{Kind: Stale, Err: errGap}, true, []int64{101, 100}},
		{FeedEvent{Kind: Reconnected}, true, []int64{101, 100}},
		{bid(Resynced, 9, 90), false, []int64{90}},
	} {
		before := b.View()
		b.hear(step.event)
		view := b.View()
		prices := []int64{}
		for _, level := range view.Bids {
			prices = append(prices, level.Price)
		}
		if view.Stale != step.stale || !slices.Equal(prices, step.bids) {
			t.Errorf("%v: stale %v, bids %v", step.event.Kind, view.Stale, prices)
		}
		if len(before.Bids) > 0 && &before.Bids[0] == &view.Bids[0] {
			t.Error("a view changes after it was given out")
		}
	}
}

func TestEventsTellEveryLossAndJoinChanges(t *testing.T) {
	b := newTestBook()
	b.hear(bid(Began, 1, 100))
	var kinds []EventKind
	for event := range b.Events(t.Context()) {
		kinds = append(kinds, event.Kind)
		if len(kinds) == 1 {
			// While the caller is busy.
			b.hear(bid(Changed, 2, 101))
			b.hear(bid(Changed, 3, 102))
			b.hear(FeedEvent{Kind: Stale})
			b.hear(FeedEvent{Kind: Reconnected})
			b.hear(bid(Resynced, 4, 103))
			b.hear(bid(Changed, 5, 104))
		}
		if event.Kind == Resynced {
			if event.Book.Sequence != 5 {
				t.Errorf("the book is of %d", event.Book.Sequence)
			}
			break
		}
	}
	if want := []EventKind{Began, Stale, Reconnected, Resynced}; !slices.Equal(kinds, want) {
		t.Errorf("got %v, want %v", kinds, want)
	}
}

func TestEventsEndWithTheContextOrTheBook(t *testing.T) {
	b := newTestBook()
	b.hear(bid(Began, 1, 100))
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	for range b.Events(ctx) {
		cancel()
	}
	refusal := errors.New("no such instrument")
	for range b.Events(t.Context()) {
		b.hear(FeedEvent{Kind: Ended, Err: refusal})
	}
	if b.Err() != refusal || !b.View().Stale {
		t.Error("a refused book says why, and is stale")
	}
}
