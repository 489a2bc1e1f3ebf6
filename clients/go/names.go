package redleaf

import (
	"crypto/rand"
	"strconv"
	"strings"
	"sync/atomic"
)

// orderNames makes client order ids that no other program makes.
type orderNames struct {
	prefix string
	count  atomic.Uint64
}

func newOrderNames() *orderNames {
	// 60 random bits; a name has at most 36 characters.
	return &orderNames{prefix: strings.ToLower(rand.Text()[:12])}
}

func (n *orderNames) next() string {
	return n.prefix + "-" + strconv.FormatUint(n.count.Add(1), 36)
}
