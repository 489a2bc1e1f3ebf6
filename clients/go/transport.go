package redleaf

import (
	"fmt"
	"net/http"
	"net/url"
)

// newTransport makes connections of HTTP/2: over TLS for https, in clear text for http. Pings find a connection that
// died without a word.
func newTransport(address string, s settings) (*http.Transport, error) {
	parsed, err := url.Parse(address)
	if err != nil {
		return nil, fmt.Errorf("redleaf: %w", err)
	}
	protocols := new(http.Protocols)
	var proxy func(*http.Request) (*url.URL, error)
	switch {
	case parsed.Host == "":
		return nil, fmt.Errorf("redleaf: %q is not an address such as http://127.0.0.1:8000", address)
	case parsed.Scheme == "https":
		protocols.SetHTTP2(true)
		// A proxy passes TLS on as it is. It does not understand HTTP/2 in clear text.
		proxy = http.ProxyFromEnvironment
	case parsed.Scheme == "http":
		protocols.SetUnencryptedHTTP2(true)
	default:
		return nil, fmt.Errorf("redleaf: %q begins neither with http:// nor with https://", address)
	}
	return &http.Transport{
		Proxy:           proxy,
		TLSClientConfig: s.tls,
		Protocols:       protocols,
		HTTP2:           &http.HTTP2Config{SendPingTimeout: s.heartbeat, PingTimeout: s.heartbeat},
	}, nil
}
