package redleaf

import (
	"testing"

	redleafv1 "github.com/redleaf-exchange/redleaf/clients/go/gen/redleaf/v1"
)

func TestAMissingUpdateIsSeen(t *testing.T) {
	snapshot := func(instrument uint32, sequence uint64) *redleafv1.MarketDataUpdate {
		return &redleafv1.MarketDataUpdate{InstrumentId: instrument, Sequence: sequence, IsSnapshot: true}
	}
	delta := func(instrument uint32, previous, sequence uint64) *redleafv1.MarketDataUpdate {
		return &redleafv1.MarketDataUpdate{InstrumentId: instrument, PreviousSequence: previous, Sequence: sequence}
	}
	heartbeat := func(sequence uint64) *redleafv1.MarketDataUpdate {
		return &redleafv1.MarketDataUpdate{Sequence: sequence, Update: &redleafv1.MarketDataUpdate_Heartbeat{Heartbeat: &redleafv1.Heartbeat{}}}
	}
	chain := newUpdateChain()
	for _, step := range []struct {
		name   string
		update *redleafv1.MarketDataUpdate
		wanted bool
	}{
		{"no snapshot yet", delta(1, 0, 5), false},
		{"a snapshot", snapshot(1, 5), true},
		{"the next part of it", delta(1, 5, 5), true},
		{"what follows", delta(1, 5, 8), true},
		{"another instrument", snapshot(2, 9), true},
		{"the first goes on by itself", delta(1, 8, 10), true},
		{"a heartbeat of the newest", heartbeat(10), true},
		{"a heartbeat of one that never came", heartbeat(11), false},
		{"a gap", delta(2, 10, 12), false},
		{"a repeat", delta(1, 8, 10), false},
		{"a snapshot unasked", snapshot(2, 12), true},
	} {
		if got := chain.accept(step.update); got != step.wanted {
			t.Errorf("%s: got %v", step.name, got)
		}
	}
}
