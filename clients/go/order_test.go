package redleaf

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"

	"connectrpc.com/connect"
	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/protobuf/proto"

	redleafv1 "github.com/redleaf-exchange/redleaf/clients/go/gen/redleaf/v1"
	"github.com/redleaf-exchange/redleaf/clients/go/gen/redleaf/v1/redleafv1connect"
)

// forgetful executes every command, and loses the first answers.
type forgetful struct {
	redleafv1connect.UnimplementedOrderServiceHandler
	losing int

	mu    sync.Mutex
	calls []string
	names []string
	order *redleafv1.Order
}

func (f *forgetful) mount(mux *http.ServeMux) { mux.Handle(redleafv1connect.NewOrderServiceHandler(f)) }

// lose never answers a call that is among the first.
func (f *forgetful) lose(ctx context.Context, call string) bool {
	f.mu.Lock()
	f.calls = append(f.calls, call)
	isLost := len(f.calls) <= f.losing
	f.mu.Unlock()
	if isLost {
		<-ctx.Done()
	}
	return isLost
}

func (f *forgetful) PlaceOrder(ctx context.Context, request *redleafv1.PlaceOrderRequest) (*redleafv1.PlaceOrderResponse, error) {
	f.mu.Lock()
	f.names = append(f.names, request.GetClientOrderId())
	f.mu.Unlock()
	if f.lose(ctx, "place") {
		return nil, ctx.Err()
	}
	return &redleafv1.PlaceOrderResponse{OrderId: 1, ClientOrderId: request.GetClientOrderId(), IsRepeat: true}, nil
}

func (f *forgetful) AmendOrder(ctx context.Context, request *redleafv1.AmendOrderRequest) (*redleafv1.AmendOrderResponse, error) {
	f.mu.Lock()
	f.order.Price = request.GetPrice()
	f.mu.Unlock()
	if f.lose(ctx, "amend") {
		return nil, ctx.Err()
	}
	return &redleafv1.AmendOrderResponse{Price: request.GetPrice()}, nil
}

func (f *forgetful) CancelOrder(ctx context.Context, _ *redleafv1.CancelOrderRequest) (*redleafv1.CancelOrderResponse, error) {
	f.mu.Lock()
	isOpen := f.order.GetOrderStatus() == New
	f.order.OrderStatus, f.order.CanceledQuantity = Canceled, 5
	f.mu.Unlock()
	if f.lose(ctx, "cancel") {
		return nil, ctx.Err()
	}
	if isOpen {
		return &redleafv1.CancelOrderResponse{CanceledQuantity: 5}, nil
	}
	err := connect.NewError(connect.CodeNotFound, errors.New("no such open order"))
	detail, _ := connect.NewErrorDetail(&errdetails.ErrorInfo{Reason: "UNKNOWN_ORDER"})
	err.AddDetail(detail)
	return nil, err
}

func (f *forgetful) CancelAllOrders(ctx context.Context, request *redleafv1.CancelAllOrdersRequest) (*redleafv1.CancelAllOrdersResponse, error) {
	if f.lose(ctx, "cancelAll") {
		return nil, ctx.Err()
	}
	return &redleafv1.CancelAllOrdersResponse{CanceledOrderCount: uint64(request.GetInstrumentId())}, nil
}

func (f *forgetful) GetOrder(ctx context.Context, _ *redleafv1.GetOrderRequest) (*redleafv1.GetOrderResponse, error) {
	f.lose(ctx, "get")
	f.mu.Lock()
	defer f.mu.Unlock()
	return &redleafv1.GetOrderResponse{Order: proto.CloneOf(f.order)}, nil
}

func TestAnOrderWhoseAnswerIsLostIsSentAgainUnderItsName(t *testing.T) {
	t.Parallel()
	server := &forgetful{losing: 2}
	client := connectTo(t, server.mount, WithHeartbeat(100*time.Millisecond))
	placed, err := client.Place(t.Context(), acme.Limit(Buy, D("1"), D("1")))
	if err != nil || !placed.GetIsRepeat() || placed.GetClientOrderId() == "" {
		t.Errorf("got %v, %v", placed, err)
	}
	if len(server.names) != 3 || len(slices.Compact(server.names)) != 1 {
		t.Errorf("sent as %v", server.names)
	}
}

func TestAnOrderThatIsNeverAnsweredTellsItsName(t *testing.T) {
	t.Parallel()
	server := &forgetful{losing: 1_000}
	client := connectTo(t, server.mount, WithHeartbeat(100*time.Millisecond), WithTimeLimit(time.Second))
	order, begun := acme.Limit(Buy, D("1"), D("1")), time.Now()
	order.ClientOrderID = "mine"
	var failure *Error
	_, err := client.Place(t.Context(), order)
	if !errors.As(err, &failure) || !failure.Unanswered || failure.ClientOrderID != "mine" {
		t.Errorf("got %+v", err)
	}
	if took := time.Since(begun); took < 900*time.Millisecond || took > 3*time.Second {
		t.Errorf("it took %v", took)
	}
}

func TestAnAmendThatWasMadeIsNotMadeAgain(t *testing.T) {
	t.Parallel()
	server := &forgetful{losing: 1, order: &redleafv1.Order{OrderId: 1, Price: 100, Quantity: 5}}
	client := connectTo(t, server.mount, WithHeartbeat(100*time.Millisecond))
	amended, err := client.Amend(t.Context(), ByID(1), priced("7"))
	if err != nil || amended.GetPrice() != 700 || !slices.Equal(server.calls, []string{"amend", "get"}) {
		t.Errorf("got %v, %v after %v", amended, err, server.calls)
	}
}

func TestACancelThatWasMadeIsFoundOut(t *testing.T) {
	t.Parallel()
	server := &forgetful{losing: 1, order: &redleafv1.Order{OrderId: 1, OrderStatus: New, Quantity: 5}}
	client := connectTo(t, server.mount, WithHeartbeat(100*time.Millisecond))
	canceled, err := client.Cancel(t.Context(), ByID(1))
	if err != nil || canceled.GetCanceledQuantity() != 5 || !slices.Equal(server.calls, []string{"cancel", "cancel", "get"}) {
		t.Errorf("got %v, %v after %v", canceled, err, server.calls)
	}
	// What was never lost is refused.
	if _, err := client.Cancel(t.Context(), ByID(1)); !errors.Is(err, UnknownOrder) {
		t.Errorf("got %v", err)
	}
}

func TestACancelOfAllWhoseAnswerIsLostIsSentAgain(t *testing.T) {
	t.Parallel()
	server := &forgetful{losing: 1}
	client := connectTo(t, server.mount, WithHeartbeat(500*time.Millisecond))
	canceled, err := client.CancelAll(t.Context(), Selection{Instrument: acme})
	if err != nil || canceled.GetCanceledOrderCount() != 1 || !slices.Equal(server.calls, []string{"cancelAll", "cancelAll"}) {
		t.Errorf("got %v, %v after %v", canceled, err, server.calls)
	}
}
