package redleaf

import (
	"slices"

	redleafv1 "github.com/redleaf-exchange/redleaf/clients/go/gen/redleaf/v1"
)

// Level is a price of a book and what rests there, in the instrument's minor units.
type Level struct {
	Price int64
	// Quantity is the digits of a sum, which may be larger than an int64: see [Instrument.Sum].
	Quantity   string
	OrderCount uint32
}

// levels is one side of a book, the best price first.
type levels struct {
	// 1 where a higher price is better, -1 where a lower one is.
	best int64
	list []Level
}

func (l *levels) set(change *redleafv1.PriceLevel) {
	at, isKnown := slices.BinarySearchFunc(l.list, change.GetPrice(), func(one Level, price int64) int {
		return int(min(1, max(-1, (price-one.Price)*l.best)))
	})
	level := Level{Price: change.GetPrice(), Quantity: change.GetQuantity(), OrderCount: change.GetOrderCount()}
	isGone := level.Quantity == "0"
	switch {
	case isGone && isKnown:
		l.list = slices.Delete(l.list, at, at+1)
	case isGone:
	case isKnown:
		l.list[at] = level
	default:
		l.list = slices.Insert(l.list, at, level)
	}
}
