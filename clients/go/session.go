package redleaf

import (
	"context"
	"errors"
	"time"

	redleafv1 "github.com/redleaf-exchange/redleaf/clients/go/gen/redleaf/v1"
	"github.com/redleaf-exchange/redleaf/clients/go/gen/redleaf/v1/redleafv1connect"
)

// session is the token of the calls: given, or fetched with a password when a call needs it, and kept good while the
// client is open.
type session struct {
	// Calls without a token of their own.
	calls        redleafv1connect.SessionServiceClient
	partyID      string
	password     string
	tokenMinutes uint32
	// Held by whoever reads or changes the token; a channel, so that waiting for it can end.
	lock  chan struct{}
	token string
	// When the token ends, as the exchange has told; 0 while that is not known.
	expireTimeNs uint64
	// By the clock of this machine.
	renewAt time.Time
	// Tells the renewal that there is another token.
	changed chan struct{}
}

func newSession(calls redleafv1connect.SessionServiceClient, s settings) *session {
	return &session{
		calls:        calls,
		partyID:      s.partyID,
		password:     s.password,
		tokenMinutes: s.tokenMinutes,
		token:        s.token,
		lock:         make(chan struct{}, 1),
		changed:      make(chan struct{}, 1),
	}
}

func (s *session) canLogin() bool { return s.partyID != "" }

// current is empty when there is neither a token nor a password: the exchange then says what it misses. Calls at the
// same time share one login.
func (s *session) current(ctx context.Context) (string, error) {
	if err := s.enter(ctx); err != nil {
		return "", err
	}
	defer s.leave()
	if s.token == "" && s.canLogin() {
		if err := s.login(ctx); err != nil {
			return "", err
		}
	}
	return s.token, nil
}

// forget drops a token that the exchange does not take any more. Tells whether a call made again would have another.
func (s *session) forget(ctx context.Context, token string) bool {
	if !s.canLogin() || s.enter(ctx) != nil {
		return false
	}
	defer s.leave()
	if s.token == token {
		s.token = ""
	}
	return true
}

// keep renews the token before it ends, until the context does. A session that cannot be renewed any more is followed
// by another, when there is a password.
func (s *session) keep(ctx context.Context) {
	var pauses backoff
	for {
		pause, err := s.renewIfDue(ctx)
		if err != nil {
			pause = pauses.next(err)
		} else {
			pauses.reset()
		}
		timer := time.NewTimer(pause)
		select {
		case <-timer.C:
		case <-s.changed:
		case <-ctx.Done():
			timer.Stop()
			return
		}
		timer.Stop()
	}
}

// renewIfDue tells when to look again.
func (s *session) renewIfDue(ctx context.Context) (time.Duration, error) {
	const never = 24 * time.Hour
	if err := s.enter(ctx); err != nil {
		return never, nil
	}
	defer s.leave()
	if s.token == "" {
		return never, nil
	}
	if s.expireTimeNs == 0 {
		// It was given, and only the exchange knows how long it is good.
		answer, err := s.calls.GetSession(withToken(ctx, s.token), &redleafv1.GetSessionRequest{})
		if err != nil {
			return s.unlessEnded(err)
		}
		s.goodUntil(answer.GetExpireTimeNs())
	}
	if due := time.Until(s.renewAt); due > 0 {
		return due, nil
	}
	answer, err := s.calls.RenewSession(withToken(ctx, s.token), &redleafv1.RenewSessionRequest{TokenMinutes: s.tokenMinutes})
	if err != nil {
		return s.unlessEnded(err)
	}
	if answer.GetExpireTimeNs() > s.expireTimeNs {
		s.goodUntil(answer.GetExpireTimeNs())
		return time.Until(s.renewAt), nil
	}
	// The session is as old as sessions get.
	if !s.canLogin() {
		return never, nil
	}
	return 0, s.login(ctx)
}

// unlessEnded: a session that is over is not renewed; the next call that needs one logs in.
func (s *session) unlessEnded(err error) (time.Duration, error) {
	if errors.Is(err, TokenInvalid) {
		if s.canLogin() {
			s.token = ""
		}
		return 24 * time.Hour, nil
	}
	return 0, err
}

// goodUntil trusts the clock of the exchange no further than the time that was asked for: it may differ from this one. A
// third of the token's time is left for attempts to renew it that fail.
func (s *session) goodUntil(expireTimeNs uint64) {
	asked := time.Duration(s.tokenMinutes) * time.Minute
	life := time.Until(time.Unix(0, int64(expireTimeNs)))
	if life <= 0 || life > asked {
		life = asked
	}
	s.expireTimeNs, s.renewAt = expireTimeNs, time.Now().Add(max(life*2/3, shortestPause))
}

func (s *session) login(ctx context.Context) error {
	answer, err := s.calls.Login(ctx, &redleafv1.LoginRequest{
		PartyId:      s.partyID,
		Password:     s.password,
		TokenMinutes: s.tokenMinutes,
	})
	if err != nil {
		return err
	}
	s.token = answer.GetToken()
	s.goodUntil(answer.GetExpireTimeNs())
	raise(s.changed)
	return nil
}

func (s *session) enter(ctx context.Context) error {
	select {
	case s.lock <- struct{}{}:
		return nil
	case <-ctx.Done():
		return toError(ctx.Err(), "")
	}
}

func (s *session) leave() { <-s.lock }
