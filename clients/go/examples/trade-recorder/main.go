// Command trade-recorder appends every trade of an instrument to a CSV file, until Ctrl-C: trade-recorder SYMBOL FILE.
// Started again on the same file it goes on after the last trade in it: none is missing, and none is there twice.
package main

import (
	"bufio"
	"cmp"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"log"
	"os"
	"os/signal"
	"strconv"
	"syscall"
	"time"

	redleaf "github.com/redleaf-exchange/redleaf/clients/go"
	redleafv1 "github.com/redleaf-exchange/redleaf/clients/go/gen/redleaf/v1"
)

var header = []string{"epoch", "sequence", "trade_id", "time", "price", "quantity", "aggressor"}

func main() {
	if len(os.Args) != 3 {
		log.Fatal("usage: trade-recorder SYMBOL FILE")
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	err := record(ctx, os.Args[1], os.Args[2])
	if errors.Is(err, redleaf.EpochMismatch) {
		log.Fatal("the exchange was restored and goes on from another history: begin another file")
	}
	if err != nil && ctx.Err() == nil {
		log.Fatal(err)
	}
}

func record(ctx context.Context, symbol, path string) error {
	client, err := redleaf.Connect(cmp.Or(os.Getenv("REDLEAF_URL"), "http://127.0.0.1:8000"))
	if err != nil {
		return err
	}
	defer client.Close()
	instrument, err := client.Instrument(ctx, symbol)
	if err != nil {
		return err
	}
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o644)
	if err != nil {
		return err
	}
	defer file.Close()
	last, err := readLast(file)
	if err != nil {
		return err
	}
	rows := csv.NewWriter(file)
	if size, err := file.Seek(0, io.SeekCurrent); err != nil {
		return err
	} else if size == 0 {
		if err := rows.Write(header); err != nil {
			return err
		}
	}
	// Trades of one message: they are written when all of it is here.
	var trades []*redleafv1.Trade
	var failure error
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	stream := client.Trades(ctx, instrument, redleaf.Resume{
		From: &last,
		OnPosition: func(position redleaf.Position) {
			for _, trade := range trades {
				_ = rows.Write(toRow(instrument, position.Epoch, trade))
			}
			trades = nil
			rows.Flush()
			if failure = rows.Error(); failure != nil {
				cancel()
			}
		},
		OnInterrupted: func(why error) { log.Printf("interrupted: %v", why) },
		OnResumed:     func() { log.Print("resumed") },
	})
	for trade, err := range stream {
		if err != nil {
			return err
		}
		trades = append(trades, trade)
	}
	return failure
}

// readLast finds the last whole row, and cuts off what a power failure may have left of another.
func readLast(file *os.File) (redleaf.Position, error) {
	var last redleaf.Position
	lines := bufio.NewReader(file)
	whole := int64(0)
	for {
		line, err := lines.ReadString('\n')
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return last, err
		}
		if whole > 0 {
			if _, err := fmt.Sscanf(line, "%d,%d,", &last.Epoch, &last.Sequence); err != nil {
				return last, fmt.Errorf("this is no file of trades: %w", err)
			}
		}
		whole += int64(len(line))
	}
	if err := file.Truncate(whole); err != nil {
		return last, err
	}
	_, err := file.Seek(whole, io.SeekStart)
	return last, err
}

func toRow(instrument redleaf.Instrument, epoch uint64, trade *redleafv1.Trade) []string {
	aggressor := "buy"
	if trade.GetAggressorSide() == redleaf.Sell {
		aggressor = "sell"
	}
	return []string{
		strconv.FormatUint(epoch, 10),
		strconv.FormatUint(trade.GetSequence(), 10),
		strconv.FormatUint(trade.GetTradeId(), 10),
		time.Unix(0, int64(trade.GetTransactTimeNs())).UTC().Format(time.RFC3339Nano),
		instrument.PriceText(trade.GetPrice()),
		instrument.QuantityText(trade.GetQuantity()),
		aggressor,
	}
}
