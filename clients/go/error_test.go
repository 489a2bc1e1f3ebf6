package redleaf

import (
	"context"
	"errors"
	"fmt"
	"os"
	"regexp"
	"testing"
	"time"

	"connectrpc.com/connect"
	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/durationpb"

	redleafv1 "github.com/redleaf-exchange/redleaf/clients/go/gen/redleaf/v1"
)

func status(t *testing.T, code connect.Code, details ...proto.Message) *connect.Error {
	t.Helper()
	err := connect.NewError(code, errors.New("what people read"))
	for _, message := range details {
		detail, problem := connect.NewErrorDetail(message)
		if problem != nil {
			t.Fatal(problem)
		}
		err.AddDetail(detail)
	}
	return err
}

func TestARefusalHasItsReasonFieldAndFacts(t *testing.T) {
	err := toError(status(t, connect.CodeInvalidArgument,
		&errdetails.ErrorInfo{Reason: "PRICE_OFF_TICK", Domain: "redleaf", Metadata: map[string]string{"tick_size": "5"}},
		&errdetails.BadRequest{FieldViolations: []*errdetails.BadRequest_FieldViolation{{Field: "price"}}},
	), "PlaceOrder")
	var failure *Error
	if !errors.As(err, &failure) {
		t.Fatalf("not an *Error: %v", err)
	}
	if failure.Reason != PriceOffTick || failure.Field != "price" || failure.Facts["tick_size"] != "5" {
		t.Errorf("got %+v", failure)
	}
	if !errors.Is(fmt.Errorf("around: %w", err), PriceOffTick) || errors.Is(err, QuantityOffLot) {
		t.Error("errors.Is does not tell the reason")
	}
	if failure.Temporary() || failure.ConnectionLost() {
		t.Error("a wrong price is not temporary")
	}
	if want := "PlaceOrder: PRICE_OFF_TICK: what people read (price)"; err.Error() != want {
		t.Errorf("got %q, want %q", err, want)
	}
	var underneath *connect.Error
	if !errors.As(err, &underneath) {
		t.Error("what the connection said is lost")
	}
}

func TestTheExchangeTellsHowLongToWait(t *testing.T) {
	told := toError(status(t, connect.CodeUnavailable,
		&errdetails.ErrorInfo{Reason: "JOURNAL_UNAVAILABLE"},
		&errdetails.RetryInfo{RetryDelay: durationpb.New(1500 * time.Millisecond)}), "")
	delayed := toError(status(t, connect.CodeResourceExhausted,
		&errdetails.ErrorInfo{Reason: "LOGIN_DELAYED", Metadata: map[string]string{"retry_after_ms": "700"}}), "")
	if retryAfter(told) != 1500*time.Millisecond || retryAfter(delayed) != 700*time.Millisecond {
		t.Errorf("got %v and %v", retryAfter(told), retryAfter(delayed))
	}
}

func TestWhatIsTemporary(t *testing.T) {
	reason := func(code connect.Code, reason string) error {
		return toError(status(t, code, &errdetails.ErrorInfo{Reason: reason}), "")
	}
	for _, temporary := range []error{
		toError(status(t, connect.CodeUnavailable), ""),
		toError(context.DeadlineExceeded, ""),
		toError(errors.New("EOF"), ""),
		reason(connect.CodeUnavailable, "SHUTTING_DOWN"),
		reason(connect.CodeUnavailable, "A_REASON_OF_TOMORROW"),
		reason(connect.CodeResourceExhausted, "TOO_MANY_REQUESTS"),
	} {
		if !isTemporary(temporary, false) {
			t.Errorf("%v is temporary", temporary)
		}
	}
	for _, final := range []error{
		reason(connect.CodeFailedPrecondition, "EPOCH_MISMATCH"),
		reason(connect.CodeInternal, "INTERNAL"),
		reason(connect.CodeResourceExhausted, "TOO_MANY_OPEN_ORDERS"),
		reason(connect.CodeUnauthenticated, "TOKEN_INVALID"),
		toError(status(t, connect.CodeUnimplemented), ""),
	} {
		if isTemporary(final, false) {
			t.Errorf("%v is final", final)
		}
	}
	if !isTemporary(reason(connect.CodeUnauthenticated, "TOKEN_INVALID"), true) {
		t.Error("with a password, another session can be had")
	}
}

func TestOnlyALostCommandIsUnanswered(t *testing.T) {
	refused := toError(status(t, connect.CodeNotFound, &errdetails.ErrorInfo{Reason: "UNKNOWN_ORDER"}), "CancelOrder")
	if unanswered(refused, true, "a") != refused {
		t.Error("a refusal is an answer")
	}
	down := toError(status(t, connect.CodeUnavailable), "PlaceOrder")
	if unanswered(down, false, "a") != down {
		t.Error("what was never sent is not unanswered")
	}
	var failure *Error
	if !errors.As(unanswered(down, true, "a"), &failure) || !failure.Unanswered || failure.ClientOrderID != "a" {
		t.Errorf("got %+v", failure)
	}
}

func TestEveryReasonOfTheContractIsThere(t *testing.T) {
	source, err := os.ReadFile("reason.go")
	if err != nil {
		t.Fatal(err)
	}
	listed := map[string]bool{}
	for _, match := range regexp.MustCompile(`Reason = "(\w+)"`).FindAllSubmatch(source, -1) {
		listed[string(match[1])] = true
	}
	for name, number := range redleafv1.ErrorReason_value {
		if reason := name[len("ERROR_REASON_"):]; number != 0 && !listed[reason] {
			t.Errorf("add %s to reason.go", reason)
		}
		delete(listed, name[len("ERROR_REASON_"):])
	}
	if len(listed) > 0 {
		t.Errorf("not in the contract: %v", listed)
	}
}
