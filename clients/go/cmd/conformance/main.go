// Command conformance does the task of a recorded conversation: conformance CASE URL. It prints one line of JSON, and what
// is awaited of it is in clients/conformance/README.md.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"time"

	redleaf "github.com/redleaf-exchange/redleaf/clients/go"
)

// task is one of clients/conformance/cases.json, which is read from the folder of the SDK.
type task struct {
	Task        string
	HeartbeatMs int64 `json:"heartbeat_ms"`
	// Of books.
	Until goals
	// Of executions.
	From struct {
		Epoch    uint64 `json:",string"`
		Sequence uint64 `json:",string"`
	}
	Count int
	// Of session.
	PausesMs []int64 `json:"pauses_ms"`
	// Of place.
	Order order
	// Of order-entry.
	Groups [][]command
}

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: conformance CASE URL")
		os.Exit(2)
	}
	if err := run(context.Background(), os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context, name, url string) error {
	t, err := readTask(name)
	if err != nil {
		return err
	}
	options := []redleaf.Option{redleaf.WithPassword("alice", "correct horse")}
	if t.HeartbeatMs > 0 {
		options = append(options, redleaf.WithHeartbeat(time.Duration(t.HeartbeatMs)*time.Millisecond))
	}
	client, err := redleaf.Connect(url, options...)
	if err != nil {
		return err
	}
	defer client.Close()
	does := map[string]func(context.Context, *redleaf.Client, *task) (any, error){
		"books":       followBooks,
		"executions":  followExecutions,
		"session":     listOrders,
		"place":       placeOrder,
		"order-entry": enterOrders,
	}[t.Task]
	if does == nil {
		return fmt.Errorf("there is no task %q", t.Task)
	}
	result, err := does(ctx, client, t)
	if err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(result)
}

func readTask(name string) (*task, error) {
	text, err := os.ReadFile("../conformance/cases.json")
	if err != nil {
		return nil, err
	}
	var cases map[string]*task
	if err := json.Unmarshal(text, &cases); err != nil {
		return nil, err
	}
	if cases[name] == nil {
		return nil, fmt.Errorf("there is no case %q", name)
	}
	return cases[name], nil
}
