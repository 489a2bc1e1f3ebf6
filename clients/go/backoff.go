package redleaf

import (
	"context"
	"math/rand/v2"
	"time"
)

const (
	shortestPause = 100 * time.Millisecond
	longestPause  = 5 * time.Second
)

// backoff is the pauses between attempts: ever longer, and different between clients, so that they do not all
// come back at once.
type backoff struct {
	attempts int
}

// next is the pause before the next attempt, never shorter than the exchange asks for.
func (b *backoff) next(after error) time.Duration {
	longest := min(longestPause, shortestPause<<min(b.attempts, 10))
	b.attempts++
	jittered := longest/2 + rand.N(longest/2+1)
	if told := retryAfter(after); told > 0 {
		return told + rand.N(shortestPause)
	}
	return jittered
}

// wait lasts for the next pause. False when the context has ended before.
func (b *backoff) wait(ctx context.Context, after error) bool {
	return sleep(ctx, b.next(after))
}

// reset is for a connection that works again.
func (b *backoff) reset() { b.attempts = 0 }

// sleep waits. It returns false if the context ended first.
func sleep(ctx context.Context, pause time.Duration) bool {
	timer := time.NewTimer(pause)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}
