// Command book-watcher prints the best levels of a book whenever it changes, until Ctrl-C: book-watcher [SYMBOL].
package main

import (
	"cmp"
	"context"
	"fmt"
	"log"
	"os"
	"os/signal"

	redleaf "github.com/redleaf-exchange/redleaf/clients/go"
)

const depth = 5

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	symbol := "ACME"
	if len(os.Args) > 1 {
		symbol = os.Args[1]
	}
	if err := watch(ctx, symbol); err != nil && ctx.Err() == nil {
		log.Fatal(err)
	}
}

func watch(ctx context.Context, symbol string) error {
	// What everyone may see needs no login.
	client, err := redleaf.Connect(cmp.Or(os.Getenv("REDLEAF_URL"), "http://127.0.0.1:8000"))
	if err != nil {
		return err
	}
	defer client.Close()
	instrument, err := client.Instrument(ctx, symbol)
	if err != nil {
		return err
	}
	book, err := client.Book(ctx, instrument, redleaf.BookOptions{
		Depth:   depth,
		OnStale: func(_ redleaf.BookView, why error) { log.Printf("stale: %v", why) },
	})
	if err != nil {
		return err
	}
	defer book.Close()
	for event := range book.Events(ctx) {
		if event.Book.Stale {
			continue
		}
		fmt.Printf("%s at %d, %v\n", symbol, event.Book.Sequence, event.Kind)
		for i := range depth {
			fmt.Printf("%25s | %s\n", level(instrument, event.Book.Bids, i), level(instrument, event.Book.Asks, i))
		}
	}
	return book.Err()
}

func level(instrument redleaf.Instrument, side []redleaf.Level, i int) string {
	if i >= len(side) {
		return ""
	}
	return fmt.Sprintf("%s x %s", instrument.SumText(side[i].Quantity), instrument.PriceText(side[i].Price))
}
