package redleaf

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"testing"
	"time"

	"connectrpc.com/connect"

	redleafv1 "github.com/redleaf-exchange/redleaf/clients/go/gen/redleaf/v1"
	"github.com/redleaf-exchange/redleaf/clients/go/gen/redleaf/v1/redleafv1connect"
)

// losing is an order service whose first stream is lost after some frames, and whose orders stand as they are set.
type losing struct {
	redleafv1connect.UnimplementedOrderServiceHandler
	streams chan *entryHandlerStream
	order   *redleafv1.Order
}

type entryHandlerStream struct {
	*connect.BidiStream[redleafv1.OrderEntryRequest, redleafv1.OrderEntryResponse]
	end chan error
}

func (l *losing) OrderEntry(ctx context.Context, stream *connect.BidiStream[redleafv1.OrderEntryRequest, redleafv1.OrderEntryResponse]) error {
	handled := &entryHandlerStream{stream, make(chan error, 1)}
	l.streams <- handled
	select {
	case err := <-handled.end:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (l *losing) GetOrder(context.Context, *redleafv1.GetOrderRequest) (*redleafv1.GetOrderResponse, error) {
	return &redleafv1.GetOrderResponse{Order: l.order}, nil
}

func (l *losing) mount(mux *http.ServeMux) { mux.Handle(redleafv1connect.NewOrderServiceHandler(l)) }

func (s *entryHandlerStream) commands(t *testing.T, count int) []*redleafv1.OrderCommand {
	t.Helper()
	var all []*redleafv1.OrderCommand
	for len(all) < count {
		request, err := s.Receive()
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, request.GetCommands()...)
	}
	return all
}

var acme = Instrument{&redleafv1.Instrument{InstrumentId: 1, Symbol: "ACME", PriceScale: 2}}

func priced(price string) Change {
	value := D(price)
	return Change{Instrument: acme, Price: &value}
}

func lostStream() error { return connect.NewError(connect.CodeUnavailable, errors.New("lost")) }

func TestAmendsThatWereMadeAreNotMadeAgain(t *testing.T) {
	t.Parallel()
	server := &losing{streams: make(chan *entryHandlerStream, 9), order: &redleafv1.Order{OrderId: 7, Price: 600, Quantity: 5}}
	client := connectTo(t, server.mount)
	entry := client.OrderEntry(OrderEntryOptions{})
	first := entry.Amend(ByID(7), priced("5"))
	second := entry.Amend(ByID(7), priced("6"))
	third := entry.Amend(ByID(7), priced("7"))
	stream := within(t, 5*time.Second, server.streams)
	stream.commands(t, 3)
	stream.end <- lostStream()

	again := within(t, 5*time.Second, server.streams)
	commands := again.commands(t, 1)
	if len(commands) != 1 || commands[0].GetAmend().GetPrice() != 700 {
		t.Fatalf("sent again: %v", commands)
	}
	for _, made := range []*Answer[*redleafv1.AmendOrderResponse]{first, second} {
		if response, err := made.Wait(t.Context()); err != nil || response.GetPrice() != 600 {
			t.Errorf("got %v, %v", response, err)
		}
	}
	_ = again.Send(&redleafv1.OrderEntryResponse{Results: []*redleafv1.OrderResult{
		{Result: &redleafv1.OrderResult_Amended{Amended: &redleafv1.AmendOrderResponse{Price: 700}}},
	}})
	if response, err := third.Wait(t.Context()); err != nil || response.GetPrice() != 700 {
		t.Errorf("got %v, %v", response, err)
	}
	again.end <- nil
}

func TestWhatIsSentAgainKeepsItsOrderAndItsName(t *testing.T) {
	t.Parallel()
	server := &losing{streams: make(chan *entryHandlerStream, 9)}
	client := connectTo(t, server.mount)
	entry := client.OrderEntry(OrderEntryOptions{MaxCommandsPerFrame: 10, MaxFramesInFlight: 3})
	for range 100 {
		entry.Place(acme.Limit(Buy, D("1"), D("1.00")))
	}
	stream := within(t, 5*time.Second, server.streams)
	// Each of the three frames has what was there by then: at least one.
	before := namesOf(stream.commands(t, 3))
	stream.end <- lostStream()
	again := within(t, 5*time.Second, server.streams)
	after := namesOf(again.commands(t, 30))
	if len(after) != 30 || !slices.Equal(before, after[:len(before)]) || slices.Contains(after, "") {
		t.Errorf("sent %v, then %v", before, after)
	}
	again.end <- nil
}

func namesOf(commands []*redleafv1.OrderCommand) []string {
	var names []string
	for _, one := range commands {
		names = append(names, one.GetPlace().GetClientOrderId())
	}
	return names
}

func TestACommandFailsWhenItsTimeIsUpAndTellsWhetherItWasSent(t *testing.T) {
	t.Parallel()
	server := &losing{streams: make(chan *entryHandlerStream, 9)}
	client := connectTo(t, server.mount, WithTimeLimit(300*time.Millisecond))
	entry := client.OrderEntry(OrderEntryOptions{MaxCommandsPerFrame: 1, MaxFramesInFlight: 1})
	sent, unsent := entry.Place(acme.Limit(Buy, D("1"), D("1"))), entry.Cancel(ByID(1))
	var failure *Error
	if _, err := sent.Wait(t.Context()); !errors.As(err, &failure) || !failure.Unanswered || failure.ClientOrderID == "" {
		t.Errorf("got %+v", err)
	}
	if _, err := unsent.Wait(t.Context()); !errors.As(err, &failure) || failure.Unanswered {
		t.Errorf("got %+v", err)
	}
}

func TestAStreamThatDoesNotAnswerIsTakenForLost(t *testing.T) {
	t.Parallel()
	server := &losing{streams: make(chan *entryHandlerStream, 9)}
	client := connectTo(t, server.mount, WithHeartbeat(100*time.Millisecond))
	entry := client.OrderEntry(OrderEntryOptions{})
	entry.Place(acme.Limit(Buy, D("1"), D("1")))
	within(t, 5*time.Second, server.streams)
	begun := time.Now()
	within(t, 5*time.Second, server.streams)
	if took := time.Since(begun); took < 150*time.Millisecond || took > 2*time.Second {
		t.Errorf("noticed after %v", took)
	}
	// While nothing is asked, nothing has to be answered.
	idle := client.OrderEntry(OrderEntryOptions{})
	select {
	case <-idle.finished:
		t.Error("it ended")
	case <-time.After(500 * time.Millisecond):
	}
}

func TestAStreamThatHasAnsweredOnceIsLeftAtOnce(t *testing.T) {
	t.Parallel()
	server := &losing{streams: make(chan *entryHandlerStream, 9)}
	client := connectTo(t, server.mount, WithHeartbeat(100*time.Millisecond))
	entry := client.OrderEntry(OrderEntryOptions{})
	answer := entry.Cancel(ByID(1))
	stream := within(t, 5*time.Second, server.streams)
	stream.commands(t, 1)
	_ = stream.Send(&redleafv1.OrderEntryResponse{Results: []*redleafv1.OrderResult{
		{Result: &redleafv1.OrderResult_Canceled{Canceled: &redleafv1.CancelOrderResponse{}}},
	}})
	if _, err := answer.Wait(t.Context()); err != nil {
		t.Fatal(err)
	}
	// Silent from now on.
	entry.Cancel(ByID(2))
	within(t, 5*time.Second, server.streams)
	closed := make(chan struct{})
	go func() { client.Close(); close(closed) }()
	within(t, 5*time.Second, closed)
}

func TestACancelOfAllIsNotSentAgainOverLaterOrders(t *testing.T) {
	t.Parallel()
	server := &losing{streams: make(chan *entryHandlerStream, 9)}
	client := connectTo(t, server.mount)
	entry := client.OrderEntry(OrderEntryOptions{})
	overtaken := entry.CancelAll(Selection{})
	entry.Place(acme.Limit(Buy, D("1"), D("1")))
	last := entry.CancelAll(Selection{Side: Buy})
	stream := within(t, 5*time.Second, server.streams)
	if request, err := stream.Receive(); err != nil || len(request.GetCommands()) != 1 {
		t.Fatalf("got %v, %v", request, err)
	}
	stream.commands(t, 2)
	stream.end <- lostStream()

	var failure *Error
	if _, err := overtaken.Wait(t.Context()); !errors.As(err, &failure) || !failure.Unanswered || failure.Call != "CancelAllOrders" {
		t.Errorf("got %+v", err)
	}
	again := within(t, 5*time.Second, server.streams)
	commands := again.commands(t, 2)
	if commands[0].GetPlace() == nil || commands[1].GetCancelAll().GetSide() != Buy {
		t.Fatalf("sent again: %v", commands)
	}
	_ = again.Send(&redleafv1.OrderEntryResponse{Results: []*redleafv1.OrderResult{
		{Result: &redleafv1.OrderResult_Placed{Placed: &redleafv1.PlaceOrderResponse{}}},
		{Result: &redleafv1.OrderResult_AllCanceled{AllCanceled: &redleafv1.CancelAllOrdersResponse{CanceledOrderCount: 1}}},
	}})
	if response, err := last.Wait(t.Context()); err != nil || response.GetCanceledOrderCount() != 1 {
		t.Errorf("got %v, %v", response, err)
	}
	again.end <- nil
}
