package main

import (
	"testing"

	redleaf "github.com/redleaf-exchange/redleaf/clients/go"
)

func looked(jump float64, bid, ask int64) market {
	return market{bid: bid, ask: ask, middle: float64(bid+ask) / 2, jump: jump}
}

func TestQuotesAreNeverBetterThanTheOthers(t *testing.T) {
	terms := terms{tick: 5, size: 10, limit: 100}
	for position := int64(-100); position <= 100; position += 5 {
		for _, jump := range []float64{0, 3, 40} {
			quotes := terms.targets(looked(jump, 1000, 1010), position)
			buy, sell := quotes[0], quotes[1]
			if buy.price > 1000 || sell.price < 1010 || buy.price%5 != 0 || sell.price%5 != 0 {
				t.Errorf("holding %d: %v", position, quotes)
			}
			if position+buy.quantity > 100 || position-sell.quantity < -100 {
				t.Errorf("holding %d: %v is beyond the limit", position, quotes)
			}
		}
	}
}

func TestWhoHoldsMuchBuysLowerAndSellsCloser(t *testing.T) {
	terms := terms{tick: 1, size: 10, limit: 100}
	flat, long := terms.targets(looked(5, 1000, 1010), 0), terms.targets(looked(5, 1000, 1010), 80)
	if long[0].price >= flat[0].price || long[1].price >= flat[1].price || long[1].price != 1010 {
		t.Errorf("flat %v, long %v", flat, long)
	}
}

func TestAJumpWidensTheQuotes(t *testing.T) {
	terms := terms{tick: 1, size: 10, limit: 100}
	calm, wild := terms.targets(looked(0, 1000, 1010), 0), terms.targets(looked(20, 1000, 1010), 0)
	if wild[0].price >= calm[0].price || wild[1].price <= calm[1].price {
		t.Errorf("calm %v, wild %v", calm, wild)
	}
}

func TestAMarketOfOneSideIsNotQuoted(t *testing.T) {
	terms := terms{tick: 1, size: 10, limit: 100}
	for _, m := range []market{looked(0, 0, 1010), looked(0, 1000, 0), looked(0, 0, 0)} {
		if quotes := terms.targets(m, 0); quotes[0].quantity != 0 || quotes[1].quantity != 0 {
			t.Errorf("got %v", quotes)
		}
	}
}

func TestOwnQuotesAreNotTheMarket(t *testing.T) {
	view := redleaf.BookView{
		Bids: []redleaf.Level{{Price: 1001, Quantity: "10"}, {Price: 1000, Quantity: "30"}},
		Asks: []redleaf.Level{{Price: 1010, Quantity: "25"}},
	}
	var m market
	m.look(view, [2]quote{{1001, 10}, {1010, 10}})
	if m.bid != 1000 || m.ask != 1010 {
		t.Errorf("got %d and %d", m.bid, m.ask)
	}
}
