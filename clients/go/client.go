package redleaf

import (
	"context"
	"net/http"
	"sync"

	"connectrpc.com/connect"

	"github.com/redleaf-exchange/redleaf/clients/go/gen/redleaf/v1/redleafv1connect"
)

// Client is a connection to the exchange. All of it can be used from many goroutines.
//
// Its fields are the generated clients of every service, for what has no method here: with the token, the time limit and
// the errors of the SDK. They send nothing again by themselves.
type Client struct {
	Sessions   redleafv1connect.SessionServiceClient
	Orders     redleafv1connect.OrderServiceClient
	MarketData redleafv1connect.MarketDataServiceClient
	History    redleafv1connect.HistoryServiceClient
	Positions  redleafv1connect.PositionServiceClient
	Admin      redleafv1connect.AdminServiceClient

	settings    settings
	session     *session
	names       *orderNames
	instruments *directory
	transport   *http.Transport
	// Of everything that goes on by itself.
	ctx     context.Context
	close   context.CancelFunc
	running sync.WaitGroup

	feedOnce sync.Once
	feed     *Feed
}

// Connect makes a client of the exchange at an address such as http://127.0.0.1:8000. Nothing is sent before the first
// call, and [Client.Login] tells at once whether the address and the password are right. Close it in the end.
func Connect(url string, options ...Option) (*Client, error) {
	s := defaultSettings()
	for _, option := range options {
		if err := option(&s); err != nil {
			return nil, err
		}
	}
	transport, err := newTransport(url, s)
	if err != nil {
		return nil, err
	}
	caller := &http.Client{Transport: transport}
	grpc, limits := connect.WithGRPC(), limits{s.timeLimit}
	bare := redleafv1connect.NewSessionServiceClient(caller, url, grpc, connect.WithInterceptors(limits))
	session := newSession(bare, s)
	calls := connect.WithClientOptions(grpc, connect.WithInterceptors(limits, tokens{session}))
	c := &Client{
		Sessions:   redleafv1connect.NewSessionServiceClient(caller, url, calls),
		Orders:     redleafv1connect.NewOrderServiceClient(caller, url, calls),
		MarketData: redleafv1connect.NewMarketDataServiceClient(caller, url, calls),
		History:    redleafv1connect.NewHistoryServiceClient(caller, url, calls),
		Positions:  redleafv1connect.NewPositionServiceClient(caller, url, calls),
		Admin:      redleafv1connect.NewAdminServiceClient(caller, url, calls),
		settings:   s,
		session:    session,
		names:      newOrderNames(),
		transport:  transport,
	}
	c.instruments = newDirectory(c)
	c.ctx, c.close = context.WithCancel(context.Background())
	c.running.Go(func() { session.keep(c.ctx) })
	return c, nil
}

var errClientClosed = &Error{Code: connect.CodeCanceled, Message: "the client is closed"}

// Close ends every stream and book, and returns when nothing of the client runs any more. The session ends by itself
// when its token is not renewed; c.Sessions.Logout ends it at once. A callback of a book must not call it.
func (c *Client) Close() {
	c.close()
	c.running.Wait()
	c.transport.CloseIdleConnections()
}

// Login logs in now, unless that is done already. Otherwise the first call that needs a session does.
func (c *Client) Login(ctx context.Context) error {
	_, err := c.session.current(ctx)
	return err
}

// again makes a call until it is answered, is refused for good, or its time is up.
func again[Answer any](ctx context.Context, c *Client, call func(context.Context) (Answer, error)) (Answer, error) {
	ctx, cancel := context.WithTimeout(ctx, c.settings.timeLimit)
	defer cancel()
	var pauses backoff
	for {
		attempt, end := context.WithTimeout(ctx, c.settings.silence())
		answer, err := call(attempt)
		end()
		if err == nil || ctx.Err() != nil || c.ctx.Err() != nil || !isTemporary(err, false) || !pauses.wait(ctx, err) {
			return answer, err
		}
	}
}
