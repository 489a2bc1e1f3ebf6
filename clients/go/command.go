package redleaf

import (
	"context"
	"time"

	"connectrpc.com/connect"

	redleafv1 "github.com/redleaf-exchange/redleaf/clients/go/gen/redleaf/v1"
)

// command is one that waits in an order-entry stream, or for its answer.
type command struct {
	proto *redleafv1.OrderCommand
	// Of a place.
	name string
	// It was sent; and it was, over a stream that is lost.
	isSent, isLost bool
	answer         interface{ isSettled() bool }
	settle         func(*redleafv1.OrderResult)
	fail           func(error)
	limit          *time.Timer
}

// newCommand makes a command and the answer to it. The answer is read with `read`, which gives nil for one that is not of
// the command's kind.
func newCommand[Response any](proto *redleafv1.OrderCommand, read func(*redleafv1.OrderResult) *Response) (*command, *Answer[*Response]) {
	answer := newAnswer[*Response]()
	one := &command{proto: proto, name: proto.GetPlace().GetClientOrderId(), answer: answer}
	one.fail = func(err error) {
		answer.settle(nil, err)
		if one.limit != nil {
			one.limit.Stop()
		}
	}
	one.settle = func(result *redleafv1.OrderResult) {
		switch response := read(result); {
		case response != nil:
			answer.settle(response, nil)
			one.limit.Stop()
		case result.GetRefused() != nil:
			one.fail(refusalError(result.GetRefused(), one.call()))
		default:
			one.fail(errWrongAnswer)
		}
	}
	return one, answer
}

var errWrongAnswer = &Error{Code: connect.CodeDataLoss, Message: "the exchange answered what was not asked", Call: "OrderEntry"}

func (c *command) call() string {
	switch c.proto.GetCommand().(type) {
	case *redleafv1.OrderCommand_Place:
		return "PlaceOrder"
	case *redleafv1.OrderCommand_Amend:
		return "AmendOrder"
	case *redleafv1.OrderCommand_CancelAll:
		return "CancelAllOrders"
	}
	return "CancelOrder"
}

// abandon fails it with what has happened to it so far.
func (c *command) abandon(why error) {
	failure := &Error{Code: connect.CodeUnavailable, Message: "the command was not sent", Call: c.call(), ClientOrderID: c.name, cause: why}
	if c.isSent {
		failure.Unanswered, failure.Message = true, "the command was sent, and no answer came"
	}
	c.fail(failure)
}

// foundOut looks up the order of a cancel that was sent twice and is refused now: the first one may have done it.
func (c *command) foundOut(ctx context.Context, client *Client, result *redleafv1.OrderResult) *redleafv1.OrderResult {
	if !c.isLost || c.proto.GetCancel() == nil || Reason(result.GetRefused().GetReason()) != UnknownOrder {
		return result
	}
	order := lookUp(ctx, client, c.proto.GetCancel().GetOrder())
	if order.GetOrderStatus() != Canceled {
		return result
	}
	return &redleafv1.OrderResult{Result: &redleafv1.OrderResult_Canceled{Canceled: canceledAnswer(order)}}
}

// settleMade answers the amends that were executed before their stream was lost: commands are executed in order, so when
// an order is as an amend wants it, those of before were executed too.
func settleMade(ctx context.Context, client *Client, lost []*command) {
	orders, made := map[string]*redleafv1.Order{}, map[string]bool{}
	for i := len(lost) - 1; i >= 0; i-- {
		amend := lost[i].proto.GetAmend()
		if amend == nil {
			continue
		}
		key := amend.GetOrder().String()
		order, isKnown := orders[key]
		if !isKnown {
			order = lookUp(ctx, client, amend.GetOrder())
			orders[key] = order
		}
		if made[key] = made[key] || order != nil && isAmended(order, amend); made[key] {
			lost[i].settle(&redleafv1.OrderResult{Result: &redleafv1.OrderResult_Amended{Amended: amendedAnswer(order)}})
		}
	}
}

// lookUp gives nil for an order that is not there, or cannot be asked for.
func lookUp(ctx context.Context, client *Client, order *redleafv1.OrderReference) *redleafv1.Order {
	answer, err := again(ctx, client, func(ctx context.Context) (*redleafv1.GetOrderResponse, error) {
		return client.Orders.GetOrder(ctx, &redleafv1.GetOrderRequest{Order: order})
	})
	if err != nil {
		return nil
	}
	return answer.GetOrder()
}
