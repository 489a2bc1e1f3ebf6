package redleaf

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// authority gives out certificates.
type authority struct {
	t    *testing.T
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
	pem  []byte
}

func newAuthority(t *testing.T) *authority {
	t.Helper()
	a := &authority{t: t}
	template := &x509.Certificate{Subject: pkix.Name{CommonName: "authority"}, IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign}
	a.key, a.cert, a.pem = a.sign(template)
	return a
}

// sign makes a certificate and its key; of itself while there is no authority yet.
func (a *authority) sign(template *x509.Certificate) (*ecdsa.PrivateKey, *x509.Certificate, []byte) {
	a.t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		a.t.Fatal(err)
	}
	template.SerialNumber = big.NewInt(time.Now().UnixNano())
	template.NotBefore, template.NotAfter = time.Now().Add(-time.Hour), time.Now().Add(time.Hour)
	parent, parentKey := a.cert, a.key
	if parent == nil {
		parent, parentKey = template, key
	}
	der, err := x509.CreateCertificate(rand.Reader, template, parent, &key.PublicKey, parentKey)
	if err != nil {
		a.t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		a.t.Fatal(err)
	}
	return key, cert, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
}

// loopback is for servers and clients of this machine: the PEM of a certificate and of its key.
func (a *authority) loopback() (cert, key []byte) {
	a.t.Helper()
	private, _, certPEM := a.sign(&x509.Certificate{
		Subject:     pkix.Name{CommonName: "loopback"},
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth},
	})
	der, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		a.t.Fatal(err)
	}
	return certPEM, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})
}

func TestAnExchangeWithACertificateOfAnOwnAuthorityIsSpokenToOverTLS(t *testing.T) {
	t.Parallel()
	ca := newAuthority(t)
	cert, key := ca.loopback()
	folder := t.TempDir()
	file := func(name string, text []byte) string {
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, text, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	pair, err := tls.X509KeyPair(cert, key)
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(ca.pem)
	both := WithTLS(&tls.Config{RootCAs: roots, Certificates: []tls.Certificate{pair}})
	exchange := &exchangeUnderTest{t: t, folder: t.TempDir(), options: []Option{both}, env: []string{
		"TLS_CERT=" + file("cert.pem", cert), "TLS_KEY=" + file("key.pem", key), "TLS_CLIENT_CA=" + file("ca.pem", ca.pem),
	}}
	exchange.begin()

	client := exchange.connect("alice")
	acme := find(t, client, "ACME")
	book, err := client.Book(t.Context(), acme, BookOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := client.Place(t.Context(), acme.Limit(Buy, D("1"), D("1"))); err != nil {
		t.Fatal(err)
	}
	for event := range book.Events(t.Context()) {
		if len(event.Book.Bids) == 1 {
			break
		}
	}
	for name, option := range map[string]Option{
		"no authority":   func(*settings) error { return nil },
		"no certificate": WithCA(ca.pem),
	} {
		stranger := connected(t, exchange.url, WithPassword("alice", password), option)
		if err := stranger.Login(t.Context()); !isLost(err) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
