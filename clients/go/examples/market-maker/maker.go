package main

import (
	"context"
	"errors"
	"log"
	"strconv"
	"time"

	redleaf "github.com/redleaf-exchange/redleaf/clients/go"
	redleafv1 "github.com/redleaf-exchange/redleaf/clients/go/gen/redleaf/v1"
)

// The book is looked at no more often.
const minInterval = 20 * time.Millisecond

var sides = [2]redleaf.Side{redleaf.Buy, redleaf.Sell}

// maker has at most one quote on each side. All of it runs in one goroutine.
type maker struct {
	client     *redleaf.Client
	instrument redleaf.Instrument
	terms      terms
	book       *redleaf.Book
	entry      *redleaf.OrderEntry
	market     market
	// Bought less sold, in minor units.
	position int64
	// As of this: what follows comes as executions.
	since  redleaf.Position
	quotes [2]openQuote
	// Executions are followed.
	isFollowing bool
	// A command has failed, and what is in the book is not known.
	isLost bool
}

// openQuote is an order in the book; without an order id there is none.
type openQuote struct {
	orderID uint64
	quote
	// What has traded of it.
	traded int64
}

func newMaker(ctx context.Context, client *redleaf.Client, instrument redleaf.Instrument, terms terms) (*maker, error) {
	m := &maker{client: client, instrument: instrument, terms: terms, isFollowing: true}
	if err := m.cancelAll(ctx); err != nil {
		return nil, err
	}
	request := &redleafv1.ListPositionsRequest{InstrumentId: instrument.GetInstrumentId()}
	held, err := client.Positions.ListPositions(ctx, request)
	if err != nil {
		return nil, err
	}
	m.since = redleaf.Position{Epoch: held.GetEpoch(), Sequence: held.GetSequence()}
	for _, position := range held.GetPositions() {
		if m.position, err = strconv.ParseInt(position.GetNetQuantity(), 10, 64); err != nil {
			return nil, err
		}
	}
	m.book, err = client.Book(ctx, instrument, redleaf.BookOptions{Depth: 5, Interval: minInterval})
	if err != nil {
		return nil, err
	}
	m.entry = client.OrderEntry(redleaf.OrderEntryOptions{})
	return m, nil
}

// cancelAll takes back whatever there is, also of an earlier run.
func (m *maker) cancelAll(ctx context.Context) error {
	if _, err := m.client.CancelAll(ctx, redleaf.Selection{Instrument: m.instrument}); err != nil {
		return err
	}
	m.quotes, m.isLost = [2]openQuote{}, false
	return nil
}

// run quotes until the context ends, and takes the quotes back.
func (m *maker) run(ctx context.Context) error {
	following, stop := context.WithCancel(ctx)
	defer stop()
	defer m.book.Close()
	defer m.withdraw()
	looks := make(chan redleaf.BookEvent)
	go func() {
		defer close(looks)
		for event := range m.book.Events(following) {
			send(following, looks, event)
		}
	}()
	steps := make(chan func() error)
	go m.follow(following, steps)
	for {
		select {
		case event, isOpen := <-looks:
			if !isOpen {
				return m.book.Err()
			}
			m.look(ctx, event.Book)
		case step := <-steps:
			if err := step(); err != nil {
				return err
			}
		case <-ctx.Done():
			return nil
		}
	}
}

// follow sends what is to be done about each execution.
func (m *maker) follow(ctx context.Context, steps chan<- func() error) {
	reports := m.client.Executions(ctx, redleaf.Resume{
		From: &m.since,
		OnInterrupted: func(error) {
			send(ctx, steps, func() error { m.isFollowing = false; m.withdraw(); return nil })
		},
		OnResumed: func() {
			send(ctx, steps, func() error { m.isFollowing = true; return nil })
		},
	})
	for report, err := range reports {
		send(ctx, steps, func() error {
			if err == nil {
				m.executed(report)
			}
			return err
		})
	}
}

func send[Value any](ctx context.Context, to chan<- Value, value Value) {
	select {
	case to <- value:
	case <-ctx.Done():
	}
}

func (m *maker) executed(report *redleafv1.ExecutionReport) {
	order := report.GetOrder()
	if order.GetInstrumentId() != m.instrument.GetInstrumentId() {
		return
	}
	if report.GetExecType() == redleaf.ExecTrade {
		quantity := report.GetLastQuantity()
		if order.GetSide() == redleaf.Sell {
			quantity = -quantity
		}
		m.position += quantity
		log.Printf("%v %s at %s, holding %s", order.GetSide(), m.instrument.QuantityText(report.GetLastQuantity()),
			m.instrument.PriceText(report.GetLastPrice()), m.instrument.QuantityText(m.position))
	}
	for i := range m.quotes {
		if one := &m.quotes[i]; one.orderID == order.GetOrderId() {
			one.quantity, one.traded = order.GetLeavesQuantity(), order.GetCumQuantity()
			if one.quantity == 0 {
				*one = openQuote{}
			}
		}
	}
}

// look brings the quotes to where they should be.
func (m *maker) look(ctx context.Context, view redleaf.BookView) {
	if m.isLost && m.cancelAll(ctx) != nil {
		return
	}
	if view.Stale || !m.isFollowing {
		m.withdraw()
		return
	}
	m.market.look(view, [2]quote{m.quotes[0].quote, m.quotes[1].quote})
	m.move(m.terms.targets(m.market, m.position))
}

// withdraw takes back both quotes.
func (m *maker) withdraw() { m.move([2]quote{}) }

// move sends what is needed for both sides, and then waits for both answers.
func (m *maker) move(targets [2]quote) {
	var answers [2]func() (openQuote, error)
	for i, target := range targets {
		answers[i] = m.send(i, target)
	}
	for i, answer := range answers {
		if answer == nil {
			continue
		}
		var err error
		if m.quotes[i], err = answer(); err != nil && !errors.Is(err, redleaf.UnknownOrder) {
			log.Printf("%v: %v", sides[i], err)
			m.isLost = true
		}
	}
}

// send gives nil where nothing is to be done.
func (m *maker) send(i int, target quote) func() (openQuote, error) {
	now := m.quotes[i]
	ctx := context.Background()
	price, quantity := m.instrument.Price(target.price), m.instrument.Quantity(target.quantity)
	switch {
	case now.orderID == 0 && target.quantity == 0:
		return nil
	case now.orderID == 0:
		answer := m.entry.Place(m.instrument.Limit(sides[i], quantity, price))
		return func() (openQuote, error) {
			placed, err := answer.Wait(ctx)
			if placed.GetLeavesQuantity() == 0 {
				return openQuote{}, err
			}
			open := quote{target.price, placed.GetLeavesQuantity()}
			return openQuote{placed.GetOrderId(), open, placed.GetCumQuantity()}, err
		}
	case target.quantity == 0:
		answer := m.entry.Cancel(redleaf.ByID(now.orderID))
		return func() (openQuote, error) {
			_, err := answer.Wait(ctx)
			return openQuote{}, err
		}
	case now.price == target.price && now.quantity == target.quantity:
		return nil
	}
	total := m.instrument.Quantity(target.quantity + now.traded)
	change := redleaf.Change{Instrument: m.instrument, Price: &price, Quantity: &total}
	answer := m.entry.Amend(redleaf.ByID(now.orderID), change)
	return func() (openQuote, error) {
		amended, err := answer.Wait(ctx)
		if amended.GetLeavesQuantity() == 0 {
			return openQuote{}, err
		}
		open := quote{amended.GetPrice(), amended.GetLeavesQuantity()}
		return openQuote{now.orderID, open, amended.GetCumQuantity()}, err
	}
}
