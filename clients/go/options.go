package redleaf

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"time"
)

type settings struct {
	partyID      string
	password     string
	token        string
	tokenMinutes uint32
	timeLimit    time.Duration
	heartbeat    time.Duration
	tls          *tls.Config
}

func defaultSettings() settings {
	return settings{tokenMinutes: 15, timeLimit: 30 * time.Second, heartbeat: 5 * time.Second}
}

// silence is how long a stream that works is silent at most.
func (s settings) silence() time.Duration { return 2 * s.heartbeat }

// Option is a setting of [Connect].
type Option func(*settings) error

// WithPassword logs in when a call needs it, and again when the session has ended.
func WithPassword(partyID, password string) Option {
	return func(s *settings) error {
		s.partyID, s.password = partyID, password
		return nil
	}
}

// WithToken uses the session of an earlier login. It is renewed, and ends for good when the exchange says so.
func WithToken(token string) Option {
	return func(s *settings) error {
		s.token = token
		return nil
	}
}

// WithTokenMinutes sets for how long a token is good until it is renewed, 2 to 1,440 minutes; 15 unless set. A shorter
// time means that the session of a program that died ends sooner.
func WithTokenMinutes(minutes uint32) Option {
	return func(s *settings) error {
		if minutes < 2 || minutes > 1_440 {
			return errors.New("redleaf: token minutes are 2 to 1,440")
		}
		s.tokenMinutes = minutes
		return nil
	}
}

// WithTimeLimit sets how long a call may take, with all that is tried again in it; 30 s unless set. A context that
// ends sooner counts before it.
func WithTimeLimit(limit time.Duration) Option {
	return func(s *settings) error {
		if limit <= 0 {
			return errors.New("redleaf: a time limit is above 0")
		}
		s.timeLimit = limit
		return nil
	}
}

// WithHeartbeat tells the HEARTBEAT_MS of the exchange; 5 s unless set, as there. A connection on which nothing came
// for twice as long is taken for lost.
func WithHeartbeat(heartbeat time.Duration) Option {
	return func(s *settings) error {
		if heartbeat <= 0 {
			return errors.New("redleaf: a heartbeat is above 0")
		}
		s.heartbeat = heartbeat
		return nil
	}
}

// WithCA trusts the certificate authorities of a PEM file, and no others, with an https address.
func WithCA(pem []byte) Option {
	return func(s *settings) error {
		pool := x509.NewCertPool()
		if !pool.AppendCertsFromPEM(pem) {
			return errors.New("redleaf: there is no certificate in the CA file")
		}
		return WithTLS(&tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12})(s)
	}
}

// WithTLS sets everything there is about TLS with an https address.
func WithTLS(config *tls.Config) Option {
	return func(s *settings) error {
		s.tls = config
		return nil
	}
}
