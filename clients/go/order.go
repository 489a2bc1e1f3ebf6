package redleaf

import (
	"context"
	"errors"

	redleafv1 "github.com/redleaf-exchange/redleaf/clients/go/gen/redleaf/v1"
)

// Order is an order to place. [Instrument.Limit] and [Instrument.Market] fill one in.
type Order struct {
	Instrument Instrument
	Side       Side
	Type       OrderType
	// TimeInForce unless set is GoodTillCanceled for Limit, and ImmediateOrCancel for Market.
	TimeInForce TimeInForce
	Quantity    Decimal
	// Price is the limit; not set for Market.
	Price Decimal
	// ClientOrderID is your own name for the order: 1 to 36 printable ASCII characters without spaces. The SDK makes
	// one unless you do. An order sent again under its name is executed once.
	ClientOrderID string
	// PostOnly orders never take: the exchange cancels one that would trade at once. Limit and GoodTillCanceled only.
	PostOnly bool
	// ExpireTimeNs is when a GoodTillDate order expires: nanoseconds since 1970-01-01 UTC, later than now. Others: 0.
	ExpireTimeNs uint64
}

// The order in minor units, under a name.
func (o Order) toProto(names *orderNames) (*redleafv1.PlaceOrderRequest, error) {
	if o.Instrument.Instrument == nil {
		return nil, errors.New("redleaf: the order has no instrument")
	}
	quantity, err := o.Instrument.QuantityUnits(o.Quantity)
	if err != nil {
		return nil, err
	}
	price, err := o.Instrument.PriceUnits(o.Price)
	if err != nil {
		return nil, err
	}
	name := o.ClientOrderID
	if name == "" {
		name = names.next()
	}
	return &redleafv1.PlaceOrderRequest{
		InstrumentId:  o.Instrument.GetInstrumentId(),
		Side:          o.Side,
		OrderType:     o.Type,
		TimeInForce:   o.TimeInForce,
		Price:         price,
		Quantity:      quantity,
		ClientOrderId: name,
		PostOnly:      o.PostOnly,
		ExpireTimeNs:  o.ExpireTimeNs,
	}, nil
}

// Ref names one order of the caller: by [ByID] or [ByName].
type Ref struct {
	id   uint64
	name string
}

// ByID is an order by the exchange's number.
func ByID(orderID uint64) Ref { return Ref{id: orderID} }

// ByName is an order by its client order id. It also works while the order's answer is on its way.
func ByName(clientOrderID string) Ref { return Ref{name: clientOrderID} }

func (r Ref) toProto() *redleafv1.OrderReference {
	if r.name != "" {
		return &redleafv1.OrderReference{Reference: &redleafv1.OrderReference_ClientOrderId{ClientOrderId: r.name}}
	}
	return &redleafv1.OrderReference{Reference: &redleafv1.OrderReference_OrderId{OrderId: r.id}}
}

// Selection is which open orders to cancel: those of an instrument, of a side, or of both. Empty, it is all of them.
type Selection struct {
	Instrument Instrument
	Side       Side
}

func (s Selection) toProto() *redleafv1.CancelAllOrdersRequest {
	return &redleafv1.CancelAllOrdersRequest{InstrumentId: s.Instrument.GetInstrumentId(), Side: s.Side}
}

// Change is what to amend. What is nil stays.
type Change struct {
	Instrument Instrument
	// Price is the new limit.
	Price *Decimal
	// Quantity is the new total, with what has traded.
	Quantity *Decimal
}

func (c Change) toProto(order Ref) (*redleafv1.AmendOrderRequest, error) {
	if c.Instrument.Instrument == nil {
		return nil, errors.New("redleaf: the change has no instrument")
	}
	request := &redleafv1.AmendOrderRequest{Order: order.toProto()}
	if c.Price != nil {
		price, err := c.Instrument.PriceUnits(*c.Price)
		if err != nil {
			return nil, err
		}
		request.Price = &price
	}
	if c.Quantity != nil {
		quantity, err := c.Instrument.QuantityUnits(*c.Quantity)
		if err != nil {
			return nil, err
		}
		request.Quantity = &quantity
	}
	return request, nil
}

// Place places an order, and returns when it has matched and is on the exchange's disk. When the answer is lost it is
// sent again under the same name, which executes it once; the answer to a repeat has IsRepeat and no fills. Fills and all
// else of the answer are in minor units.
//
// An [Error] with Unanswered tells that the time was up before an answer came: place it again with its ClientOrderID.
func (c *Client) Place(ctx context.Context, order Order) (*redleafv1.PlaceOrderResponse, error) {
	request, err := order.toProto(c.names)
	if err != nil {
		return nil, err
	}
	lost := false
	answer, err := again(ctx, c, func(ctx context.Context) (*redleafv1.PlaceOrderResponse, error) {
		answer, err := c.Orders.PlaceOrder(ctx, request)
		lost = lost || isLost(err)
		return answer, err
	})
	return answer, unanswered(err, lost, request.GetClientOrderId())
}

// Amend changes an open order. When the answer is lost, the SDK looks at the order first and sends the change again only
// when it was not made: so the order keeps its place where it can. What was found out by looking has no fills and sequence 0.
func (c *Client) Amend(ctx context.Context, order Ref, change Change) (*redleafv1.AmendOrderResponse, error) {
	request, err := change.toProto(order)
	if err != nil {
		return nil, err
	}
	lost := false
	answer, err := again(ctx, c, func(ctx context.Context) (*redleafv1.AmendOrderResponse, error) {
		if lost {
			found, err := c.Orders.GetOrder(ctx, &redleafv1.GetOrderRequest{Order: request.GetOrder()})
			if err != nil {
				return nil, err
			}
			if isAmended(found.GetOrder(), request) {
				return amendedAnswer(found.GetOrder()), nil
			}
		}
		answer, err := c.Orders.AmendOrder(ctx, request)
		lost = lost || isLost(err)
		return answer, err
	})
	return answer, unanswered(err, lost, "")
}

// Cancel cancels what is open of an order. When the answer is lost it is sent again; an order that is found canceled by
// then is answered like that, with sequence 0.
func (c *Client) Cancel(ctx context.Context, order Ref) (*redleafv1.CancelOrderResponse, error) {
	request := &redleafv1.CancelOrderRequest{Order: order.toProto()}
	lost := false
	answer, err := again(ctx, c, func(ctx context.Context) (*redleafv1.CancelOrderResponse, error) {
		answer, err := c.Orders.CancelOrder(ctx, request)
		if lost && errors.Is(err, UnknownOrder) {
			found, findErr := c.Orders.GetOrder(ctx, &redleafv1.GetOrderRequest{Order: request.GetOrder()})
			if findErr == nil && found.GetOrder().GetCanceledQuantity() > 0 {
				return canceledAnswer(found.GetOrder()), nil
			}
		}
		lost = lost || isLost(err)
		return answer, err
	})
	return answer, unanswered(err, lost, "")
}

// CancelAll cancels all open orders of the caller, or a selection, in one command. When the answer is lost it is sent again:
// it cancels what is open then, and the count is of that attempt.
func (c *Client) CancelAll(ctx context.Context, orders Selection) (*redleafv1.CancelAllOrdersResponse, error) {
	lost := false
	answer, err := again(ctx, c, func(ctx context.Context) (*redleafv1.CancelAllOrdersResponse, error) {
		answer, err := c.Orders.CancelAllOrders(ctx, orders.toProto())
		lost = lost || isLost(err)
		return answer, err
	})
	return answer, unanswered(err, lost, "")
}

// GetOrder looks at an order of the caller: open, or closed and still known.
func (c *Client) GetOrder(ctx context.Context, order Ref) (*redleafv1.Order, error) {
	answer, err := again(ctx, c, func(ctx context.Context) (*redleafv1.GetOrderResponse, error) {
		return c.Orders.GetOrder(ctx, &redleafv1.GetOrderRequest{Order: order.toProto()})
	})
	return answer.GetOrder(), err
}

// OpenOrders are the caller's, in order of their numbers.
func (c *Client) OpenOrders(ctx context.Context) ([]*redleafv1.Order, error) {
	var orders []*redleafv1.Order
	for token := ""; ; {
		page, err := again(ctx, c, func(ctx context.Context) (*redleafv1.ListOpenOrdersResponse, error) {
			return c.Orders.ListOpenOrders(ctx, &redleafv1.ListOpenOrdersRequest{PageSize: 1_000, PageToken: token})
		})
		if err != nil {
			return nil, err
		}
		orders = append(orders, page.GetOrders()...)
		if token = page.GetNextPageToken(); token == "" {
			return orders, nil
		}
	}
}

// isLost reports whether a command with this failure may have been executed.
func isLost(err error) bool {
	var failure *Error
	return errors.As(err, &failure) && failure.ConnectionLost()
}

// unanswered marks the failure of a command of which an answer was lost and none came since.
func unanswered(err error, lost bool, name string) error {
	var failure *Error
	if !lost || !errors.As(err, &failure) || !failure.Temporary() {
		return err
	}
	marked := *failure
	marked.Unanswered, marked.ClientOrderID = true, name
	return &marked
}

func isAmended(order *redleafv1.Order, request *redleafv1.AmendOrderRequest) bool {
	if request.Price != nil && order.GetPrice() != request.GetPrice() {
		return false
	}
	// No more than what had traded closes the order at that.
	isClosed := order.GetOrderStatus() == Filled && order.GetQuantity() >= request.GetQuantity()
	return request.Quantity == nil || order.GetQuantity() == request.GetQuantity() || isClosed
}

func amendedAnswer(order *redleafv1.Order) *redleafv1.AmendOrderResponse {
	return &redleafv1.AmendOrderResponse{
		OrderId:        order.GetOrderId(),
		ClientOrderId:  order.GetClientOrderId(),
		OrderStatus:    order.GetOrderStatus(),
		Price:          order.GetPrice(),
		Quantity:       order.GetQuantity(),
		LeavesQuantity: order.GetLeavesQuantity(),
		CumQuantity:    order.GetCumQuantity(),
		TransactTimeNs: order.GetTransactTimeNs(),
	}
}

func canceledAnswer(order *redleafv1.Order) *redleafv1.CancelOrderResponse {
	return &redleafv1.CancelOrderResponse{
		OrderId:          order.GetOrderId(),
		ClientOrderId:    order.GetClientOrderId(),
		OrderStatus:      order.GetOrderStatus(),
		CumQuantity:      order.GetCumQuantity(),
		CanceledQuantity: order.GetCanceledQuantity(),
		TransactTimeNs:   order.GetTransactTimeNs(),
	}
}
