package redleaf

import (
	"bufio"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	redleafv1 "github.com/redleaf-exchange/redleaf/clients/go/gen/redleaf/v1"
)

const (
	admin     = "root"
	password  = "correct horse"
	heartbeat = 500 * time.Millisecond
)

// exchangeUnderTest is a real one, in a process of its own that can be killed.
type exchangeUnderTest struct {
	t       *testing.T
	folder  string
	env     []string
	options []Option
	url     string
	process *exec.Cmd
}

// startExchange needs the repository around this module, with its packages installed.
func startExchange(t *testing.T) *exchangeUnderTest {
	t.Helper()
	e := &exchangeUnderTest{t: t, folder: t.TempDir()}
	e.begin()
	return e
}

// begin has two instruments and a party.
func (e *exchangeUnderTest) begin() {
	t := e.t
	t.Helper()
	e.start("0")
	t.Cleanup(e.kill)
	client := e.connect(admin)
	for _, symbol := range []string{"ACME", "BETA"} {
		if _, err := client.Admin.CreateInstrument(t.Context(), &redleafv1.CreateInstrumentRequest{Symbol: symbol, TickSize: 5, QuantityScale: 1}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := client.Admin.CreateParty(t.Context(), &redleafv1.CreatePartyRequest{PartyId: "alice", Password: password}); err != nil {
		t.Fatal(err)
	}
}

func (e *exchangeUnderTest) start(port string) {
	e.t.Helper()
	repository, err := filepath.Abs("../..")
	if err != nil {
		e.t.Fatal(err)
	}
	node := filepath.Join(repository, "node_modules/.bin/node")
	if _, err := os.Stat(node); err != nil {
		if os.Getenv("REQUIRE_SDKS") == "1" {
			e.t.Fatal("there is no exchange here: run npm install in the repository")
		}
		e.t.Skip("there is no exchange here: run npm install in the repository")
	}
	e.process = exec.Command(node, filepath.Join(repository, "clients/cli/redleaf.ts"), "--json", "serve", "--host", "127.0.0.1", "--port", port, "--data-dir", e.folder)
	// Where there is no .env.
	e.process.Dir = e.folder
	e.process.Env = append(os.Environ(), "ADMIN_ID="+admin, "ADMIN_PASSWORD="+password, "LOG_LEVEL=error",
		"PARTY_STORE=sqlite", "HEARTBEAT_MS="+strconv.FormatInt(heartbeat.Milliseconds(), 10))
	e.process.Env = append(e.process.Env, e.env...)
	e.process.Stderr = os.Stderr
	output, err := e.process.StdoutPipe()
	if err != nil {
		e.t.Fatal(err)
	}
	if err := e.process.Start(); err != nil {
		e.t.Fatal(err)
	}
	line, err := bufio.NewReader(output).ReadString('\n')
	if err != nil {
		e.t.Fatal(err)
	}
	var told struct{ URL string }
	if err := json.Unmarshal([]byte(line), &told); err != nil {
		e.t.Fatal(err)
	}
	e.url = told.URL
}

func (e *exchangeUnderTest) kill() {
	_ = e.process.Process.Kill()
	_ = e.process.Wait()
}

// restart is on the same folder and the same address.
func (e *exchangeUnderTest) restart() {
	e.t.Helper()
	e.kill()
	e.start(e.url[strings.LastIndex(e.url, ":")+1:])
}

func (e *exchangeUnderTest) freeze() { _ = e.process.Process.Signal(syscall.SIGSTOP) }

func (e *exchangeUnderTest) thaw() { _ = e.process.Process.Signal(syscall.SIGCONT) }

func (e *exchangeUnderTest) connect(party string, options ...Option) *Client {
	e.t.Helper()
	account := []Option{WithPassword(party, password), WithHeartbeat(heartbeat)}
	return connected(e.t, e.url, slices.Concat(e.options, account, options)...)
}
