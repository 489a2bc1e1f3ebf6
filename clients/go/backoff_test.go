package redleaf

import (
	"testing"
	"time"
)

func TestPausesGrowAndDifferAndEndAtFiveSeconds(t *testing.T) {
	seen := map[time.Duration]bool{}
	for range 20 {
		var pauses backoff
		for attempt := range 12 {
			longest := min(5*time.Second, 100*time.Millisecond<<attempt)
			pause := pauses.next(nil)
			if pause < longest/2 || pause > longest {
				t.Fatalf("attempt %d: %v is not within %v and %v", attempt, pause, longest/2, longest)
			}
			seen[pause] = true
		}
	}
	if len(seen) < 100 {
		t.Errorf("%d different pauses of 240", len(seen))
	}
}

func TestAPauseIsAtLeastWhatTheExchangeAsksFor(t *testing.T) {
	var pauses backoff
	for range 100 {
		if pause := pauses.next(&Error{RetryAfter: 2 * time.Second}); pause < 2*time.Second || pause > 2100*time.Millisecond {
			t.Fatalf("got %v", pause)
		}
	}
}
