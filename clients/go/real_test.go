package redleaf

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	redleafv1 "github.com/redleaf-exchange/redleaf/clients/go/gen/redleaf/v1"
)

func find(t *testing.T, client *Client, symbol string) Instrument {
	t.Helper()
	instrument, err := client.Instrument(t.Context(), symbol)
	if err != nil {
		t.Fatal(err)
	}
	return instrument
}

func TestAnExchange(t *testing.T) {
	t.Parallel()
	exchange := startExchange(t)
	for name, test := range map[string]func(*testing.T, *exchangeUnderTest){
		"orders are placed, amended and canceled":                       ordersArePlacedAmendedAndCanceled,
		"a refused book takes no other with it":                         aRefusedBookTakesNoOtherWithIt,
		"trades of all instruments come from a position or from now on": tradesComeFromAPositionOrFromNowOn,
	} {
		t.Run(name, func(t *testing.T) { test(t, exchange) })
	}
}

func ordersArePlacedAmendedAndCanceled(t *testing.T, exchange *exchangeUnderTest) {
	client := exchange.connect("alice")
	acme := find(t, client, "acme")
	placed, err := client.Place(t.Context(), acme.Limit(Buy, D("2.5"), D("99.95")))
	if err != nil {
		t.Fatal(err)
	}
	if placed.GetOrderStatus() != New || acme.QuantityText(placed.GetLeavesQuantity()) != "2.5" || placed.GetClientOrderId() == "" {
		t.Errorf("got %v", placed)
	}
	price := D("100.05")
	amended, err := client.Amend(t.Context(), ByID(placed.GetOrderId()), Change{Instrument: acme, Price: &price})
	if err != nil || acme.PriceText(amended.GetPrice()) != "100.05" || acme.QuantityText(amended.GetQuantity()) != "2.5" {
		t.Errorf("got %v, %v", amended, err)
	}
	filled, err := client.Place(t.Context(), acme.Market(Sell, D("1")))
	if err != nil || filled.GetOrderStatus() != Filled || acme.PriceText(filled.GetFills()[0].GetPrice()) != "100.05" {
		t.Errorf("got %v, %v", filled, err)
	}
	order := ByName(placed.GetClientOrderId())
	canceled, err := client.Cancel(t.Context(), order)
	if err != nil || acme.QuantityText(canceled.GetCanceledQuantity()) != "1.5" {
		t.Errorf("got %v, %v", canceled, err)
	}
	if _, err := client.Cancel(t.Context(), order); !errors.Is(err, UnknownOrder) {
		t.Errorf("got %v", err)
	}
	entry := client.OrderEntry(OrderEntryOptions{})
	entry.Place(acme.Limit(Buy, D("1"), D("90")))
	entry.Place(acme.Limit(Sell, D("1"), D("110")))
	sells, err := entry.CancelAll(Selection{Instrument: acme, Side: Sell}).Wait(t.Context())
	if err != nil || sells.GetCanceledOrderCount() != 1 {
		t.Errorf("got %v, %v", sells, err)
	}
	if all, err := client.CancelAll(t.Context(), Selection{}); err != nil || all.GetCanceledOrderCount() != 1 {
		t.Errorf("got %v, %v", all, err)
	}
	if err := entry.Close(t.Context()); err != nil {
		t.Error(err)
	}
	var failure *Error
	_, err = client.Place(t.Context(), acme.Limit(Buy, D("1"), D("99.97")))
	if !errors.As(err, &failure) || failure.Reason != PriceOffTick || failure.Field != "price" || failure.Facts["tick_size"] != "5" {
		t.Errorf("got %+v", err)
	}
	if _, err := client.Place(t.Context(), acme.Limit(Buy, D("1"), D("99.955"))); !errors.Is(err, FieldInvalid) {
		t.Errorf("got %v", err)
	}
	if _, err := client.Instrument(t.Context(), "NOPE"); !errors.Is(err, UnknownInstrument) {
		t.Errorf("got %v", err)
	}
}

// Orders go on while the exchange is killed, twice: each is executed once, each execution is told once, and the book is right.
func TestAKilledExchangeLosesAndRepeatsNothing(t *testing.T) {
	t.Parallel()
	exchange := startExchange(t)
	// A machine that is busy is not to look like an exchange that is frozen.
	client := exchange.connect("alice", WithHeartbeat(10*time.Second))
	acme, beta := find(t, client, "ACME"), find(t, client, "BETA")

	var notices []EventKind
	note := func(kind EventKind) func(BookView) { return func(BookView) { notices = append(notices, kind) } }
	book, err := client.Book(t.Context(), acme, BookOptions{
		Depth: 1_000, OnReconnected: note(Reconnected), OnResynced: note(Resynced),
		OnStale: func(view BookView, err error) { note(Stale)(view) },
	})
	if err != nil {
		t.Fatal(err)
	}
	other, err := client.Book(t.Context(), beta, BookOptions{})
	if err != nil {
		t.Fatal(err)
	}

	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	reports := make(chan *redleafv1.ExecutionReport, 10_000)
	var following sync.WaitGroup
	following.Go(func() {
		for report, err := range client.Executions(ctx, Resume{From: &Position{}}) {
			if err != nil {
				t.Error(err)
				return
			}
			reports <- report
		}
	})

	// Every fourth order is canceled, and every fourth amended.
	const count, unary = 400, 10
	entry := client.OrderEntry(OrderEntryOptions{MaxCommandsPerFrame: 5})
	var answers []*Answer[*redleafv1.PlaceOrderResponse]
	var amends []*Answer[*redleafv1.AmendOrderResponse]
	var cancels []*Answer[*redleafv1.CancelOrderResponse]
	less := D("0.4")
	for i := range count {
		name := fmt.Sprintf("order-%d", i)
		order := acme.Limit(Buy, D("0.5"), acme.Price(int64(5*(i+1))))
		order.ClientOrderID = name
		answers = append(answers, entry.Place(order))
		switch i % 4 {
		case 1:
			amends = append(amends, entry.Amend(ByName(name), Change{Instrument: acme, Quantity: &less}))
		case 2:
			cancels = append(cancels, entry.Cancel(ByName(name)))
		}
		if i == count/3 || i == 2*count/3 {
			// In the middle of what is on its way.
			_, _ = answers[i-50].Wait(t.Context())
			for book.View().Stale {
				time.Sleep(10 * time.Millisecond)
			}
			exchange.restart()
		}
		// And the unary calls.
		if i%(count/unary) == 0 {
			if _, err := client.Place(t.Context(), beta.Limit(Sell, D("1"), D("10"))); err != nil {
				t.Fatal(err)
			}
		}
	}
	ids := map[uint64]bool{}
	for i, answer := range answers {
		response, err := answer.Wait(t.Context())
		if err != nil {
			t.Fatalf("order %d: %v", i, err)
		}
		ids[response.GetOrderId()] = true
	}
	for i, amend := range amends {
		if response, err := amend.Wait(t.Context()); err != nil || response.GetQuantity() != 4 {
			t.Errorf("amend %d: %v, %v", i, response, err)
		}
	}
	for i, cancel := range cancels {
		if response, err := cancel.Wait(t.Context()); err != nil || response.GetCanceledQuantity() != 5 {
			t.Errorf("cancel %d: %v, %v", i, response, err)
		}
	}
	if err := entry.Close(t.Context()); err != nil {
		t.Error(err)
	}
	if len(ids) != count {
		t.Errorf("%d orders of %d", len(ids), count)
	}

	open, err := client.OpenOrders(t.Context())
	if err != nil || len(open) != count-len(cancels)+unary {
		t.Errorf("%d open orders, %v", len(open), err)
	}
	seen := map[string]int{}
	var last uint64
	for range count + unary + len(amends) + len(cancels) {
		report := within(t, 20*time.Second, reports)
		seen[report.GetOrder().GetClientOrderId()+report.GetExecType().String()]++
		if report.GetExecId() <= last {
			t.Errorf("%d came after %d", report.GetExecId(), last)
		}
		last = report.GetExecId()
	}
	if len(seen) != count+unary+len(amends)+len(cancels) {
		t.Errorf("%d different reports", len(seen))
	}
	cancel()
	following.Wait()

	now, err := client.MarketData.GetOrderBook(t.Context(), &redleafv1.GetOrderBookRequest{InstrumentId: acme.GetInstrumentId(), Depth: 1_000})
	if err != nil {
		t.Fatal(err)
	}
	var want []Level
	for _, bid := range now.GetOrderBook().GetBids() {
		want = append(want, Level{bid.GetPrice(), bid.GetQuantity(), bid.GetOrderCount()})
	}
	for event := range book.Events(t.Context()) {
		if !event.Book.Stale && slices.Equal(event.Book.Bids, want) {
			break
		}
	}
	if len(want) != count-len(cancels) || other.View().Stale {
		t.Errorf("%d bids, stale %v", len(want), other.View().Stale)
	}
	if want := []EventKind{Stale, Reconnected, Resynced, Stale, Reconnected, Resynced}; !slices.Equal(notices, want) {
		t.Errorf("got %v, want %v", notices, want)
	}
}

func TestAFrozenExchangeIsNoticedWithinTwoHeartbeats(t *testing.T) {
	t.Parallel()
	exchange := startExchange(t)
	client := exchange.connect("alice")
	acme := find(t, client, "ACME")
	book, err := client.Book(t.Context(), acme, BookOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if err := client.Login(t.Context()); err != nil {
		t.Fatal(err)
	}
	exchange.freeze()
	frozen := time.Now()
	place := make(chan error, 1)
	go func() {
		_, err := client.Place(context.Background(), acme.Limit(Buy, D("1"), D("1")))
		place <- err
	}()
	var noticed time.Duration
	for event := range book.Events(t.Context()) {
		switch event.Kind {
		case Stale:
			noticed = time.Since(frozen)
			exchange.thaw()
		case Resynced:
			book.Close()
		}
	}
	if noticed == 0 || noticed > 3*heartbeat {
		t.Errorf("noticed after %v", noticed)
	}
	if err := within(t, 20*time.Second, place); err != nil {
		t.Error(err)
	}
	// The thawed exchange may have read the order twice.
	if open, err := client.OpenOrders(t.Context()); err != nil || len(open) != 1 {
		t.Errorf("%d open orders, %v", len(open), err)
	}
}

func aRefusedBookTakesNoOtherWithIt(t *testing.T, exchange *exchangeUnderTest) {
	client := exchange.connect("alice")
	acme, beta := find(t, client, "ACME"), find(t, client, "BETA")
	unknown := Instrument{&redleafv1.Instrument{InstrumentId: 99}}
	// With the opening of the stream, and then as a change to it.
	for range 2 {
		if _, err := client.Book(t.Context(), unknown, BookOptions{}); !errors.Is(err, UnknownInstrument) {
			t.Fatalf("got %v", err)
		}
		if _, err := client.Book(t.Context(), acme, BookOptions{Depth: 5_000}); !errors.Is(err, FieldOutOfRange) {
			t.Fatalf("got %v", err)
		}
		for _, instrument := range []Instrument{acme, beta} {
			book, err := client.Book(t.Context(), instrument, BookOptions{})
			if err != nil {
				t.Fatal(err)
			}
			if instrument == beta {
				book.Close()
			}
		}
	}
	followed, err := client.Book(t.Context(), beta, BookOptions{})
	if err != nil {
		t.Fatal(err)
	}
	placed, err := client.Place(t.Context(), beta.Limit(Buy, D("1"), D("0.05")))
	if err != nil {
		t.Fatal(err)
	}
	for event := range followed.Events(t.Context()) {
		if event.Kind == Stale {
			t.Error("it was stale")
		}
		if len(event.Book.Bids) == 1 {
			break
		}
	}
	if _, err := client.Cancel(t.Context(), ByID(placed.GetOrderId())); err != nil {
		t.Error(err)
	}
	go client.Close()
	for event := range followed.Events(t.Context()) {
		if event.Kind == Stale {
			t.Error("it is over, not stale")
		}
	}
	if followed.Err() == nil || !followed.View().Stale {
		t.Error("a book of a closed client says so")
	}
	if _, err := client.Book(t.Context(), acme, BookOptions{}); err == nil {
		t.Error("a closed client follows no book")
	}
}

func tradesComeFromAPositionOrFromNowOn(t *testing.T, exchange *exchangeUnderTest) {
	client := exchange.connect("alice")
	acme, beta := find(t, client, "ACME"), find(t, client, "BETA")
	trade := func(instrument Instrument) {
		for _, side := range []Side{Buy, Sell} {
			if _, err := client.Place(t.Context(), instrument.Limit(side, D("1"), D("1"))); err != nil {
				t.Fatal(err)
			}
		}
	}
	positions, err := client.Positions.ListPositions(t.Context(), &redleafv1.ListPositionsRequest{})
	if err != nil {
		t.Fatal(err)
	}
	last := Position{Epoch: positions.GetEpoch(), Sequence: positions.GetSequence()}
	trade(acme)
	trade(beta)
	seen := []uint32{}
	begin := last
	resume := Resume{From: &begin, OnPosition: func(position Position) { last = position }}
	for one, err := range client.Trades(t.Context(), Instrument{}, resume) {
		if err != nil {
			t.Fatal(err)
		}
		if seen = append(seen, one.GetInstrumentId()); len(seen) == 3 {
			break
		}
		if len(seen) == 2 {
			trade(acme)
		}
	}
	if !slices.Equal(seen, []uint32{1, 2, 1}) {
		t.Errorf("got %v", seen)
	}
	// Another history.
	last.Epoch++
	for _, err := range client.Trades(t.Context(), Instrument{}, Resume{From: &last}) {
		if !errors.Is(err, EpochMismatch) {
			t.Errorf("got %v", err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(300*time.Millisecond, cancel)
	for one, err := range client.Trades(ctx, beta, Resume{}) {
		t.Errorf("got %v, %v", one, err)
	}
}
