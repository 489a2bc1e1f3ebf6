package main

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	redleaf "github.com/redleaf-exchange/redleaf/clients/go"
	redleafv1 "github.com/redleaf-exchange/redleaf/clients/go/gen/redleaf/v1"
)

type order struct {
	Symbol   string
	Side     string
	Price    string
	Quantity string
}

// command has one of both.
type command struct {
	Place *order
	// Which of all placed orders, from 0.
	Cancel *int
}

type answers struct {
	Answers []any `json:"answers"`
}

type placed struct {
	OrderID          uint64 `json:"order_id,string"`
	OrderStatus      string `json:"order_status"`
	LeavesQuantity   string `json:"leaves_quantity"`
	CumQuantity      string `json:"cum_quantity"`
	CanceledQuantity string `json:"canceled_quantity"`
	IsRepeat         bool   `json:"is_repeat"`
}

type canceled struct {
	OrderID          uint64 `json:"order_id,string"`
	OrderStatus      string `json:"order_status"`
	CumQuantity      string `json:"cum_quantity"`
	CanceledQuantity string `json:"canceled_quantity"`
}

type refusal struct {
	Reason   redleaf.Reason    `json:"reason"`
	Field    *string           `json:"field"`
	Metadata map[string]string `json:"metadata"`
}

type sessions struct {
	Orders [][]string `json:"orders"`
}

// listOrders lists the open orders after each pause.
func listOrders(ctx context.Context, client *redleaf.Client, t *task) (any, error) {
	found := sessions{}
	for _, pause := range t.PausesMs {
		time.Sleep(time.Duration(pause) * time.Millisecond)
		orders, err := client.OpenOrders(ctx)
		if err != nil {
			return nil, err
		}
		ids := make([]string, len(orders))
		for i, order := range orders {
			ids[i] = strconv.FormatUint(order.GetOrderId(), 10)
		}
		found.Orders = append(found.Orders, ids)
	}
	return found, nil
}

// placeOrder places the one of the case.
func placeOrder(ctx context.Context, client *redleaf.Client, t *task) (any, error) {
	order, err := toPlace(ctx, client, t.Order)
	if err != nil {
		return nil, err
	}
	response, err := client.Place(ctx, order)
	answer, err := placedAnswer(order.Instrument, response, err)
	return answers{[]any{answer}}, err
}

// enterOrders gives the commands of each group to an order-entry stream.
func enterOrders(ctx context.Context, client *redleaf.Client, t *task) (any, error) {
	entry := client.OrderEntry(redleaf.OrderEntryOptions{})
	var all answers
	var orders []redleaf.Order
	var ids []uint64
	for _, group := range t.Groups {
		var waits []func() (any, error)
		for _, command := range group {
			if command.Cancel != nil {
				which := *command.Cancel
				answer := entry.Cancel(redleaf.ByID(ids[which]))
				waits = append(waits, func() (any, error) {
					response, err := answer.Wait(ctx)
					return canceledAnswer(orders[which].Instrument, response, err)
				})
				continue
			}
			order, err := toPlace(ctx, client, *command.Place)
			if err != nil {
				return nil, err
			}
			which := len(orders)
			orders, ids = append(orders, order), append(ids, 0)
			answer := entry.Place(order)
			waits = append(waits, func() (any, error) {
				response, err := answer.Wait(ctx)
				ids[which] = response.GetOrderId()
				return placedAnswer(order.Instrument, response, err)
			})
		}
		for _, wait := range waits {
			answer, err := wait()
			if err != nil {
				return nil, err
			}
			all.Answers = append(all.Answers, answer)
		}
	}
	return all, entry.Close(ctx)
}

func toPlace(ctx context.Context, client *redleaf.Client, o order) (redleaf.Order, error) {
	instrument, err := client.Instrument(ctx, o.Symbol)
	if err != nil {
		return redleaf.Order{}, err
	}
	quantity, err := redleaf.ParseDecimal(o.Quantity)
	if err != nil {
		return redleaf.Order{}, err
	}
	price, err := redleaf.ParseDecimal(o.Price)
	if err != nil {
		return redleaf.Order{}, err
	}
	side := redleaf.Side(redleafv1.Side_value["SIDE_"+o.Side])
	return instrument.Limit(side, quantity, price), nil
}

func placedAnswer(instrument redleaf.Instrument, response *redleafv1.PlaceOrderResponse, err error) (any, error) {
	if err != nil {
		return refusalOf(err)
	}
	return placed{
		OrderID:          response.GetOrderId(),
		OrderStatus:      name(response.GetOrderStatus(), "ORDER_STATUS_"),
		LeavesQuantity:   instrument.QuantityText(response.GetLeavesQuantity()),
		CumQuantity:      instrument.QuantityText(response.GetCumQuantity()),
		CanceledQuantity: instrument.QuantityText(response.GetCanceledQuantity()),
		IsRepeat:         response.GetIsRepeat(),
	}, nil
}

func canceledAnswer(instrument redleaf.Instrument, response *redleafv1.CancelOrderResponse, err error) (any, error) {
	if err != nil {
		return refusalOf(err)
	}
	return canceled{
		OrderID:          response.GetOrderId(),
		OrderStatus:      name(response.GetOrderStatus(), "ORDER_STATUS_"),
		CumQuantity:      instrument.QuantityText(response.GetCumQuantity()),
		CanceledQuantity: instrument.QuantityText(response.GetCanceledQuantity()),
	}, nil
}

// refusalOf is what the exchange has refused; any other failure is one.
func refusalOf(err error) (*refusal, error) {
	var failure *redleaf.Error
	if !errors.As(err, &failure) || failure.Reason == "" {
		return nil, err
	}
	found := &refusal{Reason: failure.Reason, Metadata: failure.Facts}
	if failure.Field != "" {
		found.Field = &failure.Field
	}
	if found.Metadata == nil {
		found.Metadata = map[string]string{}
	}
	return found, nil
}

// name is that of an enum's value without its prefix.
func name(value fmt.Stringer, prefix string) string {
	return strings.TrimPrefix(value.String(), prefix)
}
