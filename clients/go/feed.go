package redleaf

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"sync"

	"connectrpc.com/connect"
	"google.golang.org/protobuf/proto"

	redleafv1 "github.com/redleaf-exchange/redleaf/clients/go/gen/redleaf/v1"
)

// EventKind is what has happened to a subscription or a book.
type EventKind int

const (
	// Began: the first snapshot is there.
	Began EventKind = iota + 1
	// Changed: it has followed.
	Changed
	// Stale: what you have may be wrong. The connection was lost or silent, or an update is missing.
	Stale
	// Reconnected: another stream has been opened and has answered. What you have is stale until Resynced.
	Reconnected
	// Resynced: right again, with a new snapshot.
	Resynced
	// Ended: it is over. The exchange does not take the subscription, or the client is closed.
	Ended
)

func (k EventKind) String() string {
	return [...]string{"", "Began", "Changed", "Stale", "Reconnected", "Resynced", "Ended"}[k]
}

// FeedEvent is news of one subscription.
type FeedEvent struct {
	Kind EventKind
	// Update is nil with Stale, Reconnected and Ended.
	Update *redleafv1.MarketDataUpdate
	// Err tells why, with Stale and Ended.
	Err error
}

// Feed is market data of many instruments and channels over one stream. It is open while something is subscribed to, and
// comes back by itself: when the connection is lost or silent, or an update is missing, each subscription begins anew with
// a snapshot.
type Feed struct {
	client *Client
	// Something is wanted.
	wake chan struct{}

	mu sync.Mutex
	// By subscription id.
	wanted     map[uint32]*subscription
	nextID     uint32
	connection *connection
	failure    error
}

type subscription struct {
	wish     *redleafv1.MarketDataSubscription
	listener func(FeedEvent)
	id       uint32
	chain    *updateChain
	// It was up to date once.
	hasBegun bool
	// It has its snapshot, and missed nothing since.
	isCurrent bool
}

// connection is one stream, from its opening to its end.
type connection struct {
	ctx    context.Context
	hangUp context.CancelCauseFunc
	// Subscriptions that the exchange has.
	known   map[uint32]bool
	changed chan struct{}
}

const maxSubscriptions = 256

// A wrong subscription in an error's field: `subscriptions[3].depth`.
var refusedField = regexp.MustCompile(`^(?:subscriptions|add)\[(\d+)\]`)

var errGap = &Error{Code: connect.CodeDataLoss, Message: "an update is missing"}

// Feed is the one that all books of the client share.
func (c *Client) Feed() *Feed {
	c.feedOnce.Do(func() {
		c.feed = &Feed{client: c, wake: make(chan struct{}, 1), wanted: map[uint32]*subscription{}, nextID: 1}
		c.running.Go(func() { c.feed.run(c.ctx) })
	})
	return c.feed
}

// Subscribe begins with a snapshot. The id of the wish is the feed's to choose. The listener is called with every update, in
// order and without a gap, one at a time; while it works, nothing more is read. What it returns ends the subscription.
func (f *Feed) Subscribe(wish *redleafv1.MarketDataSubscription, listener func(FeedEvent)) (end func(), err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.client.ctx.Err() != nil {
		return nil, errClientClosed
	}
	if len(f.wanted) >= maxSubscriptions {
		message := fmt.Sprintf("a feed has at most %d subscriptions", maxSubscriptions)
		return nil, &Error{Code: connect.CodeResourceExhausted, Reason: TooManySubscriptions, Message: message}
	}
	one := &subscription{wish: proto.CloneOf(wish), listener: listener}
	f.begin(one)
	raise(f.wake)
	return func() { f.remove(one) }, nil
}

// begin gives it a new number, so that updates under an older one are told from those that follow its snapshot.
func (f *Feed) begin(one *subscription) {
	delete(f.wanted, one.id)
	one.id, one.chain, one.isCurrent = f.nextID, newUpdateChain(), false
	f.nextID++
	f.wanted[one.id] = one
	f.update()
}

func (f *Feed) remove(one *subscription) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.wanted[one.id] != one {
		return
	}
	delete(f.wanted, one.id)
	f.update()
	if len(f.wanted) == 0 && f.connection != nil {
		f.connection.hangUp(nil)
	}
}

func (f *Feed) update() {
	if f.connection != nil {
		raise(f.connection.changed)
	}
}

func (f *Feed) run(ctx context.Context) {
	defer f.end()
	var pauses backoff
	for {
		for !f.isWanted() {
			select {
			case <-f.wake:
			case <-ctx.Done():
				return
			}
		}
		hasWorked, isRefused, err := f.connect(ctx)
		if ctx.Err() != nil {
			return
		}
		f.lost(err)
		if hasWorked {
			pauses.reset()
		}
		// Without the subscription that was refused, the stream can be opened.
		if !isRefused && !pauses.wait(ctx, err) {
			return
		}
	}
}

// end is for a client that is closed.
func (f *Feed) end() {
	f.mu.Lock()
	ended := f.those(func(*subscription) bool { return true })
	f.wanted = map[uint32]*subscription{}
	f.mu.Unlock()
	for _, one := range ended {
		one.listener(FeedEvent{Kind: Ended, Err: errClientClosed})
	}
}

func (f *Feed) isWanted() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return len(f.wanted) > 0
}

// connect opens the stream and reads it to its end.
func (f *Feed) connect(ctx context.Context) (hasWorked, isRefused bool, failure error) {
	ctx, hangUp := context.WithCancelCause(ctx)
	var changing sync.WaitGroup
	defer changing.Wait()
	defer hangUp(nil)
	here := &connection{ctx: ctx, hangUp: hangUp, changed: make(chan struct{}, 1)}
	requested := f.open(here)
	open := func(ctx context.Context) (*connect.ServerStreamForClient[redleafv1.StreamMarketDataResponse], error) {
		return f.client.MarketData.StreamMarketData(ctx, &redleafv1.StreamMarketDataRequest{Subscriptions: requested})
	}
	for message, err := range follow(ctx, f.client.settings.silence(), open) {
		if err != nil {
			return hasWorked, f.refuse(err, requested), err
		}
		if !hasWorked {
			hasWorked = true
			f.answered()
			changing.Go(func() { f.sendChanges(here, message.GetStreamId()) })
		}
		for _, update := range message.GetUpdates() {
			f.deliver(update)
		}
	}
	return hasWorked, false, context.Cause(ctx)
}

// open is what to ask for at first.
func (f *Feed) open(here *connection) []*redleafv1.MarketDataSubscription {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.connection = here
	here.known = map[uint32]bool{}
	for id, one := range f.wanted {
		here.known[id] = true
		one.chain = newUpdateChain()
	}
	return f.wishes(slices.Sorted(maps.Keys(f.wanted)))
}

func (f *Feed) wishes(ids []uint32) []*redleafv1.MarketDataSubscription {
	wishes := make([]*redleafv1.MarketDataSubscription, len(ids))
	for i, id := range ids {
		wishes[i] = proto.CloneOf(f.wanted[id].wish)
		wishes[i].SubscriptionId = id
	}
	return wishes
}

func (f *Feed) deliver(update *redleafv1.MarketDataUpdate) {
	f.mu.Lock()
	one := f.wanted[update.GetSubscriptionId()]
	// It may have been removed.
	if one == nil {
		f.mu.Unlock()
		return
	}
	event := FeedEvent{Kind: Changed, Update: update}
	wasCurrent := one.isCurrent
	switch {
	case !one.chain.accept(update):
		f.begin(one)
		event = FeedEvent{Kind: Stale, Err: errGap}
		if !wasCurrent {
			f.mu.Unlock()
			return
		}
	case update.GetHeartbeat() != nil:
		f.mu.Unlock()
		return
	case !one.hasBegun:
		event.Kind = Began
		one.hasBegun, one.isCurrent = true, true
	case !one.isCurrent:
		event.Kind = Resynced
		one.isCurrent = true
	}
	f.mu.Unlock()
	one.listener(event)
}

// lost tells every subscription that the connection is.
func (f *Feed) lost(err error) {
	f.mu.Lock()
	f.connection, f.failure = nil, err
	current := f.those(func(one *subscription) bool { return one.isCurrent })
	for _, one := range current {
		one.isCurrent = false
	}
	f.mu.Unlock()
	for _, one := range current {
		one.listener(FeedEvent{Kind: Stale, Err: err})
	}
}

// answered tells those that have lost a connection that there is another.
func (f *Feed) answered() {
	f.mu.Lock()
	stale := f.those(func(one *subscription) bool { return one.hasBegun && !one.isCurrent })
	f.mu.Unlock()
	for _, one := range stale {
		one.listener(FeedEvent{Kind: Reconnected})
	}
}

// those are in the order in which they began.
func (f *Feed) those(match func(*subscription) bool) []*subscription {
	var found []*subscription
	for _, id := range slices.Sorted(maps.Keys(f.wanted)) {
		if match(f.wanted[id]) {
			found = append(found, f.wanted[id])
		}
	}
	return found
}

// sendChanges brings the exchange's list of subscriptions to the one that is wanted, as long as the stream is open.
func (f *Feed) sendChanges(here *connection, streamID string) {
	for {
		if changes := f.changesFor(here); changes != nil {
			changes.StreamId = streamID
			_, err := f.client.MarketData.UpdateSubscriptions(here.ctx, changes)
			switch {
			case err == nil:
				f.made(here, changes)
			case here.ctx.Err() != nil:
				return
			case !f.refuse(err, changes.GetAdd()):
				// It may have been executed or not; with a new stream that is known again.
				here.hangUp(err)
				return
			}
			continue
		}
		select {
		case <-here.changed:
		case <-here.ctx.Done():
			return
		}
	}
}

func (f *Feed) changesFor(here *connection) *redleafv1.UpdateSubscriptionsRequest {
	f.mu.Lock()
	defer f.mu.Unlock()
	var add, remove []uint32
	for id := range f.wanted {
		if !here.known[id] {
			add = append(add, id)
		}
	}
	for id := range here.known {
		if f.wanted[id] == nil {
			remove = append(remove, id)
		}
	}
	if len(add)+len(remove) == 0 {
		return nil
	}
	slices.Sort(add)
	return &redleafv1.UpdateSubscriptionsRequest{Add: f.wishes(add), Remove: remove}
}

func (f *Feed) made(here *connection, changes *redleafv1.UpdateSubscriptionsRequest) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, added := range changes.GetAdd() {
		here.known[added.GetSubscriptionId()] = true
	}
	for _, id := range changes.GetRemove() {
		delete(here.known, id)
	}
}

// refuse ends the subscription that an error is about, if it is about one.
func (f *Feed) refuse(err error, requested []*redleafv1.MarketDataSubscription) bool {
	var failure *Error
	if !errors.As(err, &failure) {
		return false
	}
	match := refusedField.FindStringSubmatch(failure.Field)
	if match == nil {
		return false
	}
	index, err := strconv.Atoi(match[1])
	if err != nil || index >= len(requested) {
		return false
	}
	id := requested[index].GetSubscriptionId()
	f.mu.Lock()
	one := f.wanted[id]
	delete(f.wanted, id)
	f.mu.Unlock()
	if one != nil {
		one.listener(FeedEvent{Kind: Ended, Err: failure})
	}
	return true
}

// lastFailure is why there was no connection the last time.
func (f *Feed) lastFailure() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.failure
}

// raise wakes the one who waits for the channel, or the next who does.
func raise(signal chan struct{}) {
	select {
	case signal <- struct{}{}:
	default:
	}
}
