package redleaf

import (
	"context"
	"fmt"
	"math/big"
	"strings"
	"sync"

	"connectrpc.com/connect"
	"github.com/shopspring/decimal"

	redleafv1 "github.com/redleaf-exchange/redleaf/clients/go/gen/redleaf/v1"
)

// Instrument is something that can be traded, and the numbers its orders must keep to.
type Instrument struct {
	*redleafv1.Instrument
}

// Price makes a decimal of minor units: at price scale 2, 10050 is 100.50.
func (i Instrument) Price(units int64) Decimal { return fromMinorUnits(units, i.GetPriceScale()) }

// Quantity makes a decimal of minor units.
func (i Instrument) Quantity(units int64) Decimal { return fromMinorUnits(units, i.GetQuantityScale()) }

// PriceText is a price with every decimal place that the instrument has: 10050 is 100.50.
func (i Instrument) PriceText(units int64) string {
	return i.Price(units).StringFixed(int32(i.GetPriceScale()))
}

// QuantityText is a quantity with every decimal place that the instrument has.
func (i Instrument) QuantityText(units int64) string {
	return i.Quantity(units).StringFixed(int32(i.GetQuantityScale()))
}

// Sum makes a decimal of the digits of a sum of quantities, such as that of a level, a position or a volume.
func (i Instrument) Sum(digits string) (Decimal, error) {
	units, ok := new(big.Int).SetString(digits, 10)
	if !ok {
		return Decimal{}, fmt.Errorf("redleaf: %q is no sum of quantities", digits)
	}
	return decimal.NewFromBigInt(units, -int32(i.GetQuantityScale())), nil
}

// SumText is a sum of quantities with every decimal place that the instrument has. What is no sum stays as it is.
func (i Instrument) SumText(digits string) string {
	sum, err := i.Sum(digits)
	if err != nil {
		return digits
	}
	return sum.StringFixed(int32(i.GetQuantityScale()))
}

// PriceUnits makes minor units of a decimal. One with more places than the price scale is refused, never rounded.
func (i Instrument) PriceUnits(price Decimal) (int64, error) {
	return toMinorUnits(price, i.GetPriceScale(), "price")
}

// QuantityUnits makes minor units of a decimal. One with more places than the quantity scale is refused.
func (i Instrument) QuantityUnits(quantity Decimal) (int64, error) {
	return toMinorUnits(quantity, i.GetQuantityScale(), "quantity")
}

// Limit is an order at this price or better, which stays until it is canceled.
func (i Instrument) Limit(side Side, quantity, price Decimal) Order {
	return Order{Instrument: i, Side: side, Type: Limit, Quantity: quantity, Price: price}
}

// Market is an order at whatever the book offers.
func (i Instrument) Market(side Side, quantity Decimal) Order {
	return Order{Instrument: i, Side: side, Type: Market, Quantity: quantity}
}

// Instrument finds one by its symbol, in any case.
func (c *Client) Instrument(ctx context.Context, symbol string) (Instrument, error) {
	return c.instruments.find(ctx, symbol)
}

// Instruments are all that are listed now, in order of their numbers.
func (c *Client) Instruments(ctx context.Context) ([]Instrument, error) {
	return c.instruments.list(ctx)
}

// directory has the instruments seen so far, and asks the exchange again when one is new.
type directory struct {
	client *Client
	mu     sync.Mutex
	known  []Instrument
}

func newDirectory(c *Client) *directory { return &directory{client: c} }

func (d *directory) find(ctx context.Context, symbol string) (Instrument, error) {
	d.mu.Lock()
	known := d.known
	d.mu.Unlock()
	if found, ok := bySymbol(known, symbol); ok {
		return found, nil
	}
	listed, err := d.list(ctx)
	if err != nil {
		return Instrument{}, err
	}
	if found, ok := bySymbol(listed, symbol); ok {
		return found, nil
	}
	return Instrument{}, &Error{
		Code:    connect.CodeNotFound,
		Reason:  UnknownInstrument,
		Message: fmt.Sprintf("there is no instrument %q", symbol),
	}
}

func (d *directory) list(ctx context.Context) ([]Instrument, error) {
	var listed []Instrument
	for token := ""; ; {
		page, err := again(ctx, d.client, func(ctx context.Context) (*redleafv1.ListInstrumentsResponse, error) {
			return d.client.MarketData.ListInstruments(ctx, &redleafv1.ListInstrumentsRequest{PageToken: token})
		})
		if err != nil {
			return nil, err
		}
		for _, one := range page.GetInstruments() {
			listed = append(listed, Instrument{one})
		}
		if token = page.GetNextPageToken(); token == "" {
			break
		}
	}
	d.mu.Lock()
	d.known = listed
	d.mu.Unlock()
	return listed, nil
}

// bySymbol looks for the exact spelling first: two symbols may differ by their case alone.
func bySymbol(instruments []Instrument, symbol string) (Instrument, bool) {
	for _, one := range instruments {
		if one.GetSymbol() == symbol {
			return one, true
		}
	}
	for _, one := range instruments {
		if strings.EqualFold(one.GetSymbol(), symbol) {
			return one, true
		}
	}
	return Instrument{}, false
}
