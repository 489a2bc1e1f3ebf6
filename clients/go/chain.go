package redleaf

import redleafv1 "github.com/redleaf-exchange/redleaf/clients/go/gen/redleaf/v1"

// updateChain is the updates of one subscription, each checked against the one before.
type updateChain struct {
	// Of the last update, by instrument.
	last   map[uint32]uint64
	newest uint64
}

func newUpdateChain() *updateChain { return &updateChain{last: map[uint32]uint64{}} }

// accept reports whether this update follows the one before without a gap.
func (c *updateChain) accept(update *redleafv1.MarketDataUpdate) bool {
	if update.GetHeartbeat() != nil {
		return update.GetSequence() == c.newest
	}
	last, isKnown := c.last[update.GetInstrumentId()]
	if !update.GetIsSnapshot() && (!isKnown || last != update.GetPreviousSequence()) {
		return false
	}
	c.last[update.GetInstrumentId()] = update.GetSequence()
	c.newest = max(c.newest, update.GetSequence())
	return true
}
