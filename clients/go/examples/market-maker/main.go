// Command market-maker quotes both sides of one instrument until Ctrl-C: market-maker [-symbol ACME] [-size 10] [-limit 100].
//
// It earns the spread from those who are in a hurry, and takes care not to lose it again:
//   - it never quotes better than the best of the others, whose price is the best guess of what the instrument is worth;
//   - the more it holds, the less eager it is to hold more, and it stops at its limit;
//   - where prices jump, it steps back;
//   - when its book is stale or it cannot follow its executions, it takes its quotes back.
package main

import (
	"cmp"
	"context"
	"flag"
	"log"
	"os"
	"os/signal"
	"syscall"

	redleaf "github.com/redleaf-exchange/redleaf/clients/go"
)

func main() {
	symbol := flag.String("symbol", "ACME", "what to quote")
	size := flag.String("size", "10", "quantity of each quote")
	limit := flag.String("limit", "100", "most to hold, bought or sold")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	client, err := redleaf.Connect(cmp.Or(os.Getenv("REDLEAF_URL"), "http://127.0.0.1:8000"),
		redleaf.WithPassword(os.Getenv("PARTY_ID"), os.Getenv("PASSWORD")))
	if err != nil {
		log.Fatal(err)
	}
	defer client.Close()
	if err := run(ctx, client, *symbol, *size, *limit); err != nil && ctx.Err() == nil {
		log.Fatal(err)
	}
}

func run(ctx context.Context, client *redleaf.Client, symbol, size, limit string) error {
	instrument, err := client.Instrument(ctx, symbol)
	if err != nil {
		return err
	}
	terms := terms{tick: instrument.GetTickSize()}
	if terms.size, err = units(instrument, size); err != nil {
		return err
	}
	if terms.limit, err = units(instrument, limit); err != nil {
		return err
	}
	maker, err := newMaker(ctx, client, instrument, terms)
	if err != nil {
		return err
	}
	return maker.run(ctx)
}

func units(instrument redleaf.Instrument, text string) (int64, error) {
	quantity, err := redleaf.ParseDecimal(text)
	if err != nil {
		return 0, err
	}
	return instrument.QuantityUnits(quantity)
}
