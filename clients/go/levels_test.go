package redleaf

import (
	"cmp"
	"maps"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"

	redleafv1 "github.com/redleaf-exchange/redleaf/clients/go/gen/redleaf/v1"
)

func TestASideIsSortedAndHasWhatWasSetLast(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	for _, best := range []int64{1, -1} {
		side, model := levels{best: best}, map[int64]Level{}
		for range 5_000 {
			price, quantity := 1+random.Int64N(40), random.Int64N(3)
			digits := strconv.FormatInt(quantity, 10)
			side.set(&redleafv1.PriceLevel{Price: price, Quantity: digits, OrderCount: uint32(quantity)})
			model[price] = Level{Price: price, Quantity: digits, OrderCount: uint32(quantity)}
			if quantity == 0 {
				delete(model, price)
			}
			want := slices.SortedFunc(maps.Values(model), func(a, b Level) int { return cmp.Compare(b.Price, a.Price) * int(best) })
			if !slices.Equal(side.list, want) {
				t.Fatalf("got %v, want %v", side.list, want)
			}
		}
	}
}
