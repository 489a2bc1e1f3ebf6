package redleaf

import (
	"context"
	"errors"
	"maps"
	"strconv"
	"strings"
	"time"

	"connectrpc.com/connect"
	"google.golang.org/genproto/googleapis/rpc/errdetails"

	redleafv1 "github.com/redleaf-exchange/redleaf/clients/go/gen/redleaf/v1"
)

// Error is every failure of a call, whatever the way it came: a status, a refused command of an
// order-entry stream, a lost connection. Find it with [errors.As], or ask for one reason with
// [errors.Is]:
//
//	var refused *redleaf.Error
//	if errors.As(err, &refused) { fmt.Println(refused.Reason, refused.Field, refused.Facts) }
//	if errors.Is(err, redleaf.UnknownOrder) { … }
type Error struct {
	// Code is the gRPC status code.
	Code connect.Code
	// Reason is the exchange's; empty when the failure does not come from the exchange.
	Reason Reason
	// Field is the wrong field, spelled as in the proto; empty when no field is wrong.
	Field string
	// Facts are for programs, such as the bounds that were missed.
	Facts map[string]string
	// Message is for people.
	Message string
	// Call is the call that failed, such as PlaceOrder; empty when it was none.
	Call string
	// RetryAfter is how long the exchange asks to wait before the next attempt; 0 when it does not say.
	RetryAfter time.Duration
	// Unanswered tells that a command was sent and its answer never came: it was executed or not. Placing the
	// order again under the same ClientOrderID executes it once, whatever happened.
	Unanswered bool
	// ClientOrderID is the name of the order that was to be placed; empty for other calls.
	ClientOrderID string

	cause error
}

func (e *Error) Error() string {
	var text strings.Builder
	if e.Call != "" {
		text.WriteString(e.Call + ": ")
	}
	if e.Reason != "" {
		text.WriteString(string(e.Reason) + ": ")
	}
	text.WriteString(e.Message)
	if e.Field != "" {
		text.WriteString(" (" + e.Field + ")")
	}
	return text.String()
}

// Unwrap gives what the connection said.
func (e *Error) Unwrap() error { return e.cause }

// Is reports whether the error has this reason.
func (e *Error) Is(target error) bool {
	reason, ok := target.(Reason)
	return ok && e.Reason == reason
}

// ConnectionLost reports whether the exchange could not be reached, or the connection to it was lost.
func (e *Error) ConnectionLost() bool {
	if e.Reason != "" {
		return false
	}
	switch e.Code {
	case connect.CodeUnavailable, connect.CodeAborted, connect.CodeCanceled, connect.CodeInternal,
		connect.CodeUnknown, connect.CodeDeadlineExceeded, connect.CodeDataLoss:
		return true
	}
	return false
}

// Temporary reports whether the same request may succeed later.
func (e *Error) Temporary() bool {
	switch e.Reason {
	case SlowConsumer, TooManyRequests, TooManySubscriptions, LoginDelayed:
		return true
	}
	return e.Code == connect.CodeUnavailable || e.ConnectionLost()
}

// toError makes an Error of whatever a call has returned; nil stays nil.
func toError(err error, call string) error {
	if err == nil {
		return nil
	}
	var known *Error
	if errors.As(err, &known) {
		return err
	}
	failure := &Error{Code: connect.CodeUnknown, Message: err.Error(), Call: call, cause: err}
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		failure.Code = connect.CodeDeadlineExceeded
	case errors.Is(err, context.Canceled):
		failure.Code = connect.CodeCanceled
	}
	var status *connect.Error
	if !errors.As(err, &status) {
		return failure
	}
	failure.Code, failure.Message = status.Code(), status.Message()
	for _, detail := range status.Details() {
		value, err := detail.Value()
		if err != nil {
			continue
		}
		switch value := value.(type) {
		case *errdetails.ErrorInfo:
			failure.Reason, failure.Facts = Reason(value.GetReason()), maps.Clone(value.GetMetadata())
		case *errdetails.BadRequest:
			if violations := value.GetFieldViolations(); len(violations) > 0 {
				failure.Field = violations[0].GetField()
			}
		case *errdetails.RetryInfo:
			failure.RetryAfter = value.GetRetryDelay().AsDuration()
		}
	}
	failure.readRetryAfter()
	return failure
}

func refusalError(refusal *redleafv1.CommandRefusal, call string) *Error {
	failure := &Error{
		Code:    connect.Code(refusal.GetCode()),
		Reason:  Reason(refusal.GetReason()),
		Field:   refusal.GetField(),
		Facts:   maps.Clone(refusal.GetMetadata()),
		Message: refusal.GetMessage(),
		Call:    call,
	}
	failure.readRetryAfter()
	return failure
}

// readRetryAfter takes the wait from the facts where no RetryInfo came.
func (e *Error) readRetryAfter() {
	if milliseconds, err := strconv.ParseUint(e.Facts["retry_after_ms"], 10, 31); err == nil && e.RetryAfter == 0 {
		e.RetryAfter = time.Duration(milliseconds) * time.Millisecond
	}
}

// isTemporary reports whether a call with this failure can be tried again. If the client has a password, this includes a
// session that has ended.
func isTemporary(err error, canLogin bool) bool {
	var failure *Error
	if !errors.As(err, &failure) {
		return false
	}
	return failure.Temporary() || canLogin && failure.Reason == TokenInvalid
}

func retryAfter(err error) time.Duration {
	var failure *Error
	if errors.As(err, &failure) {
		return failure.RetryAfter
	}
	return 0
}
