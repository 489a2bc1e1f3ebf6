package redleaf

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"time"
)

// connectTo makes a client of a server with these services, for what a real exchange does too rarely or too late.
func connectTo(t *testing.T, mount func(*http.ServeMux), options ...Option) *Client {
	t.Helper()
	mux := http.NewServeMux()
	mount(mux)
	server := httptest.NewUnstartedServer(mux)
	server.Config.Protocols = new(http.Protocols)
	server.Config.Protocols.SetUnencryptedHTTP2(true)
	server.Start()
	t.Cleanup(func() { server.CloseClientConnections(); server.Close() })
	return connected(t, server.URL, options...)
}

func connected(t *testing.T, url string, options ...Option) *Client {
	t.Helper()
	client, err := Connect(url, options...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	return client
}

// within fails the test when something takes longer than it may.
func within[Value any](t *testing.T, limit time.Duration, from <-chan Value) Value {
	t.Helper()
	select {
	case value := <-from:
		return value
	case <-time.After(limit):
		t.Fatalf("nothing came within %v", limit)
		panic("unreachable")
	}
}
