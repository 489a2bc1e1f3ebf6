package redleaf_test

import (
	"context"
	"errors"
	"fmt"
	"log"

	redleaf "github.com/redleaf-exchange/redleaf/clients/go"
	redleafv1 "github.com/redleaf-exchange/redleaf/clients/go/gen/redleaf/v1"
)

var (
	ctx    context.Context
	client *redleaf.Client
	acme   redleaf.Instrument
)

func ExampleConnect() {
	client, err := redleaf.Connect("http://127.0.0.1:8000", redleaf.WithPassword("alice", "alice-demo"))
	if err != nil {
		log.Fatal(err)
	}
	defer client.Close()
	if err := client.Login(ctx); err != nil {
		log.Fatal(err)
	}
}

func ExampleClient_Place() {
	placed, err := client.Place(ctx, acme.Limit(redleaf.Buy, redleaf.D("10"), redleaf.D("100.50")))
	var failure *redleaf.Error
	switch {
	case errors.Is(err, redleaf.PriceOffTick):
		log.Printf("the price is no multiple of %s", acme.PriceText(acme.GetTickSize()))
	case errors.As(err, &failure) && failure.Unanswered:
		log.Printf("%s was executed or not: place it again under this name", failure.ClientOrderID)
	case err != nil:
		log.Print(err)
	default:
		fmt.Println(placed.GetOrderStatus(), acme.QuantityText(placed.GetLeavesQuantity()))
	}
}

func ExampleClient_Amend() {
	price := redleaf.D("100.45")
	amended, err := client.Amend(ctx, redleaf.ByName("my-order-1"), redleaf.Change{Instrument: acme, Price: &price})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(acme.PriceText(amended.GetPrice()))
}

func ExampleClient_Book() {
	book, err := client.Book(ctx, acme, redleaf.BookOptions{Depth: 10})
	if err != nil {
		log.Fatal(err)
	}
	defer book.Close()
	for event := range book.Events(ctx) {
		if event.Book.Stale {
			fmt.Println("take the quotes back")
			continue
		}
		for _, bid := range event.Book.Bids {
			fmt.Println(acme.SumText(bid.Quantity), acme.PriceText(bid.Price))
		}
	}
}

func ExampleClient_Executions() {
	// From a file of your own.
	last := redleaf.Position{}
	resume := redleaf.Resume{
		From:       &last,
		OnPosition: func(position redleaf.Position) { last = position },
	}
	for report, err := range client.Executions(ctx, resume) {
		if errors.Is(err, redleaf.EpochMismatch) {
			log.Fatal("the exchange goes on from another history")
		}
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(report.GetExecType(), report.GetOrder().GetClientOrderId())
	}
}

func ExampleClient_OrderEntry() {
	entry := client.OrderEntry(redleaf.OrderEntryOptions{})
	first := entry.Place(acme.Limit(redleaf.Buy, redleaf.D("10"), redleaf.D("100.00")))
	second := entry.Place(acme.Limit(redleaf.Buy, redleaf.D("10"), redleaf.D("99.95")))
	// Both are on their way by now.
	for _, answer := range []*redleaf.Answer[*redleafv1.PlaceOrderResponse]{first, second} {
		placed, err := answer.Wait(ctx)
		fmt.Println(placed.GetOrderId(), err)
	}
	if err := entry.Close(ctx); err != nil {
		log.Fatal(err)
	}
}
