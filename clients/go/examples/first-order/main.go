// Command first-order buys 10 of ACME at whatever the book offers.
package main

import (
	"cmp"
	"context"
	"fmt"
	"log"
	"os"

	redleaf "github.com/redleaf-exchange/redleaf/clients/go"
)

func main() {
	client, err := redleaf.Connect(cmp.Or(os.Getenv("REDLEAF_URL"), "http://127.0.0.1:8000"),
		redleaf.WithPassword(os.Getenv("PARTY_ID"), os.Getenv("PASSWORD")))
	check(err)
	defer client.Close()
	acme, err := client.Instrument(context.Background(), "ACME")
	check(err)
	placed, err := client.Place(context.Background(), acme.Market(redleaf.Buy, redleaf.D("10")))
	check(err)
	fmt.Printf("bought %s of %s\n", acme.QuantityText(placed.GetCumQuantity()), acme.GetSymbol())
	for _, fill := range placed.GetFills() {
		fmt.Printf("%s at %s\n", acme.QuantityText(fill.GetQuantity()), acme.PriceText(fill.GetPrice()))
	}
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
