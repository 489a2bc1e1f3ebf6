package main

import (
	"math"
	"strconv"

	redleaf "github.com/redleaf-exchange/redleaf/clients/go"
)

// terms are what the market maker was told. Minor units.
type terms struct {
	tick, size, limit int64
}

// quote is a price and a quantity in minor units; without a quantity there is none.
type quote struct {
	price, quantity int64
}

// market is what the others bid and ask, and how far the middle of it jumps from one look to the next.
type market struct {
	bid, ask int64
	// Both 0 while it has not been looked at.
	middle, jump float64
}

// look takes the best prices of the others: what stays of the book without the own quotes.
func (m *market) look(view redleaf.BookView, own [2]quote) {
	m.bid, m.ask = best(view.Bids, own[0]), best(view.Asks, own[1])
	if m.bid == 0 || m.ask == 0 {
		return
	}
	middle := float64(m.bid+m.ask) / 2
	if m.middle != 0 {
		m.jump = 0.95*m.jump + 0.05*math.Abs(middle-m.middle)
	}
	m.middle = middle
}

func best(side []redleaf.Level, own quote) int64 {
	for _, level := range side {
		quantity, err := strconv.ParseInt(level.Quantity, 10, 64)
		// What an int64 does not hold is more than the own quote.
		if level.Price != own.price || err != nil || quantity > own.quantity {
			return level.Price
		}
	}
	return 0
}

// targets are the quotes to have: to buy, and to sell. There are none in a market that has but one side.
func (t terms) targets(m market, position int64) [2]quote {
	if m.bid == 0 || m.ask == 0 || m.bid >= m.ask {
		return [2]quote{}
	}
	held := float64(position) / float64(t.limit)
	half := math.Max(float64(m.ask-m.bid)/2, 2*m.jump)
	// Who holds much buys lower and sells lower.
	center := m.middle - held*2*half
	tick := float64(t.tick)
	buy := min(m.bid, int64(math.Floor((center-half)/tick))*t.tick)
	sell := max(m.ask, int64(math.Ceil((center+half)/tick))*t.tick)
	// What would bring it back is as good as the best of the others, and no better.
	if held > 0.5 {
		sell = m.ask
	}
	if held < -0.5 {
		buy = m.bid
	}
	return [2]quote{
		{buy, positive(min(t.size, t.limit-position), buy)},
		{sell, positive(min(t.size, t.limit+position), sell)},
	}
}

func positive(quantity, price int64) int64 {
	if price <= 0 {
		return 0
	}
	return max(0, quantity)
}
