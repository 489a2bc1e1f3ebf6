package redleaf

import (
	"encoding/pem"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	redleafv1 "github.com/redleaf-exchange/redleaf/clients/go/gen/redleaf/v1"
)

func TestACertificateOfAnOwnAuthorityIsTrustedWhenItIsGiven(t *testing.T) {
	s := &sessions{life: time.Hour, renewed: make(chan string, 9)}
	mux := http.NewServeMux()
	s.mount(mux)
	server := httptest.NewUnstartedServer(mux)
	server.EnableHTTP2 = true
	// It would log the client that turns away.
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.StartTLS()
	t.Cleanup(server.Close)
	ca := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw})

	client := connected(t, server.URL, WithPassword("alice", "secret"), WithCA(ca))
	if _, err := client.Sessions.GetSession(t.Context(), &redleafv1.GetSessionRequest{}); err != nil {
		t.Fatal(err)
	}
	stranger := connected(t, server.URL, WithPassword("alice", "secret"))
	if err := stranger.Login(t.Context()); !isLost(err) {
		t.Errorf("without the authority: %v", err)
	}
}

func TestWhatIsNoAddressIsRefused(t *testing.T) {
	for _, address := range []string{"", "127.0.0.1:8000", "ftp://127.0.0.1", "http://", "http://a b"} {
		if client, err := Connect(address); err == nil {
			client.Close()
			t.Errorf("%q was taken", address)
		}
	}
	if _, err := Connect("https://localhost", WithCA([]byte("no certificate"))); err == nil {
		t.Error("a CA file without a certificate was taken")
	}
}
