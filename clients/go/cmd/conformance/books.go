package main

import (
	"bytes"
	"context"
	"encoding/json"
	"strconv"
	"sync"

	redleaf "github.com/redleaf-exchange/redleaf/clients/go"
)

// goals are the sequences at which books are printed, in the order of the case.
type goals []goal

type goal struct {
	symbol   string
	sequence uint64
}

func (g *goals) UnmarshalJSON(text []byte) error {
	decoder := json.NewDecoder(bytes.NewReader(text))
	if _, err := decoder.Token(); err != nil {
		return err
	}
	for decoder.More() {
		symbol, err := decoder.Token()
		if err != nil {
			return err
		}
		digits, err := decoder.Token()
		if err != nil {
			return err
		}
		sequence, err := strconv.ParseUint(digits.(string), 10, 64)
		if err != nil {
			return err
		}
		*g = append(*g, goal{symbol.(string), sequence})
	}
	return nil
}

type books struct {
	Books []book `json:"books"`
}

type book struct {
	Symbol   string   `json:"symbol"`
	Epoch    uint64   `json:"epoch,string"`
	Sequence uint64   `json:"sequence,string"`
	Bids     [][3]any `json:"bids"`
	Asks     [][3]any `json:"asks"`
	Notices  []string `json:"notices"`
}

// followBooks prints each book when it is where it is to be.
func followBooks(ctx context.Context, client *redleaf.Client, t *task) (any, error) {
	found := books{make([]book, len(t.Until))}
	failures := make([]error, len(t.Until))
	var following sync.WaitGroup
	for i, goal := range t.Until {
		following.Go(func() { found.Books[i], failures[i] = followBook(ctx, client, goal) })
	}
	following.Wait()
	for _, err := range failures {
		if err != nil {
			return nil, err
		}
	}
	return found, nil
}

func followBook(ctx context.Context, client *redleaf.Client, goal goal) (book, error) {
	instrument, err := client.Instrument(ctx, goal.symbol)
	if err != nil {
		return book{}, err
	}
	notices := &notices{list: []string{}}
	live, err := client.Book(ctx, instrument, redleaf.BookOptions{
		OnStale:       func(redleaf.BookView, error) { notices.add("stale") },
		OnReconnected: func(redleaf.BookView) { notices.add("reconnected") },
		OnResynced:    func(redleaf.BookView) { notices.add("resynced") },
	})
	if err != nil {
		return book{}, err
	}
	defer live.Close()
	for event := range live.Events(ctx) {
		view := event.Book
		if view.Stale || view.Sequence != goal.sequence {
			continue
		}
		return book{
			Symbol:   goal.symbol,
			Epoch:    view.Epoch,
			Sequence: view.Sequence,
			Bids:     levels(instrument, view.Bids),
			Asks:     levels(instrument, view.Asks),
			Notices:  notices.all(),
		}, nil
	}
	return book{}, live.Err()
}

func levels(instrument redleaf.Instrument, list []redleaf.Level) [][3]any {
	printed := make([][3]any, len(list))
	for i, level := range list {
		printed[i] = [3]any{instrument.PriceText(level.Price), instrument.SumText(level.Quantity), level.OrderCount}
	}
	return printed
}

// notices are what the SDK has told meanwhile.
type notices struct {
	mu   sync.Mutex
	list []string
}

func (n *notices) add(notice string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.list = append(n.list, notice)
}

func (n *notices) all() []string {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.list
}
