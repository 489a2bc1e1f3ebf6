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
	// Held while the grant is read or changed. A channel, so that a wait for it can be canceled.
	lock chan struct{}
	grant
	// Tells the renewal that there is another token.
	changed chan struct{}
}

// grant is a token, and how long it is good.
type grant struct {
	// Empty while there is none.
	token string
	// When the token ends, as the exchange has told; 0 while that is not known.
	expireTimeNs uint64
	// By the clock of this machine.
	renewAt time.Time
}

func newSession(calls redleafv1connect.SessionServiceClient, s settings) *session {
	return &session{
		calls:        calls,
		partyID:      s.partyID,
		password:     s.password,
		tokenMinutes: s.tokenMinutes,
		grant:        grant{token: s.token},
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

// renewIfDue tells when to look again. Calls go on with the token meanwhile.
func (s *session) renewIfDue(ctx context.Context) (time.Duration, error) {
	const never = 24 * time.Hour
	if err := s.enter(ctx); err != nil {
		return never, nil
	}
	now := s.grant
	s.leave()
	if now.token == "" {
		return never, nil
	}
	if due := time.Until(now.renewAt); due > 0 {
		return due, nil
	}
	expireTimeNs, err := s.renew(withToken(ctx, now.token), now)
	switch {
	case errors.Is(err, TokenInvalid):
		// The next call that needs a token logs in.
		s.forget(ctx, now.token)
		return never, nil
	case err != nil:
		return 0, err
	case expireTimeNs <= now.expireTimeNs && !s.canLogin():
		return never, nil
	}
	if err := s.enter(ctx); err != nil {
		return never, nil
	}
	defer s.leave()
	if s.token != now.token {
		return 0, nil
	}
	// The session is as old as sessions get.
	if expireTimeNs <= now.expireTimeNs {
		return 0, s.login(ctx)
	}
	s.goodUntil(expireTimeNs)
	return 0, nil
}

// renew tells when the token ends now. Of one that was given, that is to be asked first.
func (s *session) renew(ctx context.Context, now grant) (uint64, error) {
	if now.expireTimeNs == 0 {
		answer, err := s.calls.GetSession(ctx, &redleafv1.GetSessionRequest{})
		return answer.GetExpireTimeNs(), err
	}
	answer, err := s.calls.RenewSession(ctx, &redleafv1.RenewSessionRequest{TokenMinutes: s.tokenMinutes})
	return answer.GetExpireTimeNs(), err
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
