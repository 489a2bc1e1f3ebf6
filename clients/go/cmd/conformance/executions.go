package main

import (
	"context"

	redleaf "github.com/redleaf-exchange/redleaf/clients/go"
	redleafv1 "github.com/redleaf-exchange/redleaf/clients/go/gen/redleaf/v1"
)

type executions struct {
	Executions []execution `json:"executions"`
	Notices    []string    `json:"notices"`
	Error      *refusal    `json:"error"`
}

type execution struct {
	ExecID         uint64  `json:"exec_id,string"`
	Sequence       uint64  `json:"sequence,string"`
	ExecType       string  `json:"exec_type"`
	OrderID        uint64  `json:"order_id,string"`
	ClientOrderID  string  `json:"client_order_id"`
	Symbol         string  `json:"symbol"`
	Side           string  `json:"side"`
	Price          string  `json:"price"`
	Quantity       string  `json:"quantity"`
	CumQuantity    string  `json:"cum_quantity"`
	LeavesQuantity string  `json:"leaves_quantity"`
	LastPrice      *string `json:"last_price"`
	LastQuantity   *string `json:"last_quantity"`
}

// followExecutions prints them when all have come, or what ended them.
func followExecutions(ctx context.Context, client *redleaf.Client, t *task) (any, error) {
	instruments, err := client.Instruments(ctx)
	if err != nil {
		return nil, err
	}
	notices := &notices{list: []string{}}
	found := executions{Executions: []execution{}}
	for report, err := range client.Executions(ctx, redleaf.Resume{
		From:          &redleaf.Position{Epoch: t.From.Epoch, Sequence: t.From.Sequence},
		OnInterrupted: func(error) { notices.add("stale") },
		OnResumed:     func() { notices.add("reconnected") },
	}) {
		if err != nil {
			if found.Error, err = refusalOf(err); err != nil {
				return nil, err
			}
			break
		}
		found.Executions = append(found.Executions, printed(report, instruments))
		if len(found.Executions) == t.Count {
			break
		}
	}
	found.Notices = notices.all()
	return found, nil
}

func printed(report *redleafv1.ExecutionReport, instruments []redleaf.Instrument) execution {
	order := report.GetOrder()
	var instrument redleaf.Instrument
	for _, one := range instruments {
		if one.GetInstrumentId() == order.GetInstrumentId() {
			instrument = one
		}
	}
	one := execution{
		ExecID:         report.GetExecId(),
		Sequence:       report.GetSequence(),
		ExecType:       name(report.GetExecType(), "EXEC_TYPE_"),
		OrderID:        order.GetOrderId(),
		ClientOrderID:  order.GetClientOrderId(),
		Symbol:         instrument.GetSymbol(),
		Side:           name(order.GetSide(), "SIDE_"),
		Price:          instrument.PriceText(order.GetPrice()),
		Quantity:       instrument.QuantityText(order.GetQuantity()),
		CumQuantity:    instrument.QuantityText(order.GetCumQuantity()),
		LeavesQuantity: instrument.QuantityText(order.GetLeavesQuantity()),
	}
	if report.GetExecType() == redleaf.ExecTrade {
		price, quantity := instrument.PriceText(report.GetLastPrice()), instrument.QuantityText(report.GetLastQuantity())
		one.LastPrice, one.LastQuantity = &price, &quantity
	}
	return one
}
