package redleaf

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"testing"
	"time"

	"connectrpc.com/connect"
	"google.golang.org/genproto/googleapis/rpc/errdetails"

	redleafv1 "github.com/redleaf-exchange/redleaf/clients/go/gen/redleaf/v1"
	"github.com/redleaf-exchange/redleaf/clients/go/gen/redleaf/v1/redleafv1connect"
)

// sessions issues tokens with this lifetime, and renews them for the same time.
type sessions struct {
	redleafv1connect.UnimplementedSessionServiceHandler
	life    time.Duration
	renewed chan string

	mu     sync.Mutex
	logins int
	good   string
}

func (s *sessions) until() uint64 { return uint64(time.Now().Add(s.life).UnixNano()) }

func (s *sessions) Login(context.Context, *redleafv1.LoginRequest) (*redleafv1.LoginResponse, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.logins++
	s.good = string(rune('a' + s.logins - 1))
	time.Sleep(20 * time.Millisecond)
	return &redleafv1.LoginResponse{Token: s.good, ExpireTimeNs: s.until()}, nil
}

func (s *sessions) RenewSession(ctx context.Context, _ *redleafv1.RenewSessionRequest) (*redleafv1.RenewSessionResponse, error) {
	info, _ := connect.CallInfoForHandlerContext(ctx)
	s.renewed <- info.RequestHeader().Get("Authorization")
	return &redleafv1.RenewSessionResponse{ExpireTimeNs: s.until()}, nil
}

func (s *sessions) GetSession(ctx context.Context, _ *redleafv1.GetSessionRequest) (*redleafv1.GetSessionResponse, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if info, _ := connect.CallInfoForHandlerContext(ctx); info.RequestHeader().Get("Authorization") != "Bearer "+s.good {
		err := connect.NewError(connect.CodeUnauthenticated, errors.New("not this one"))
		detail, _ := connect.NewErrorDetail(&errdetails.ErrorInfo{Reason: "TOKEN_INVALID"})
		err.AddDetail(detail)
		return nil, err
	}
	return &redleafv1.GetSessionResponse{PartyId: "alice", ExpireTimeNs: s.until()}, nil
}

func (s *sessions) mount(mux *http.ServeMux) {
	mux.Handle(redleafv1connect.NewSessionServiceHandler(s))
}

func TestCallsAtTheSameTimeShareOneLogin(t *testing.T) {
	t.Parallel()
	s := &sessions{life: time.Hour, renewed: make(chan string, 9)}
	client := connectTo(t, s.mount, WithPassword("alice", "secret"))
	var calls sync.WaitGroup
	for range 20 {
		calls.Go(func() {
			if _, err := client.Sessions.GetSession(t.Context(), &redleafv1.GetSessionRequest{}); err != nil {
				t.Error(err)
			}
		})
	}
	calls.Wait()
	if s.logins != 1 {
		t.Errorf("%d logins", s.logins)
	}
}

func TestATokenIsRenewedBeforeItEnds(t *testing.T) {
	t.Parallel()
	s := &sessions{life: 3 * time.Second, renewed: make(chan string, 9)}
	client := connectTo(t, s.mount, WithPassword("alice", "secret"))
	begun := time.Now()
	if err := client.Login(t.Context()); err != nil {
		t.Fatal(err)
	}
	if token := within(t, 5*time.Second, s.renewed); token != "Bearer a" {
		t.Errorf("renewed %q", token)
	}
	if took := time.Since(begun); took < s.life/2 || took > s.life {
		t.Errorf("renewed after %v of %v", took, s.life)
	}
}

func TestATokenThatWasGivenIsRenewedToo(t *testing.T) {
	t.Parallel()
	s := &sessions{life: 300 * time.Millisecond, renewed: make(chan string, 9), good: "given"}
	connectTo(t, s.mount, WithToken("given"))
	if token := within(t, 5*time.Second, s.renewed); token != "Bearer given" {
		t.Errorf("renewed %q", token)
	}
	if s.logins != 0 {
		t.Error("there is no password to log in with")
	}
}

func TestASessionThatIsOverIsFollowedByAnother(t *testing.T) {
	t.Parallel()
	s := &sessions{life: time.Hour, renewed: make(chan string, 9)}
	client := connectTo(t, s.mount, WithPassword("alice", "secret"))
	for range 3 {
		if _, err := client.Sessions.GetSession(t.Context(), &redleafv1.GetSessionRequest{}); err != nil {
			t.Fatal(err)
		}
		s.mu.Lock()
		s.good = "none"
		s.mu.Unlock()
	}
	if s.logins != 3 {
		t.Errorf("%d logins", s.logins)
	}
	stranger := connectTo(t, s.mount, WithToken("old"))
	if _, err := stranger.Sessions.GetSession(t.Context(), &redleafv1.GetSessionRequest{}); !errors.Is(err, TokenInvalid) {
		t.Errorf("got %v", err)
	}
}
