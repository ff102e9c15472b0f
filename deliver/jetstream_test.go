package deliver

import (
	"context"
	"net"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"github.com/rs/zerolog"
)

// broker starts a NATS server on loopback that keeps streams in dir.
func broker(t *testing.T, dir string, port int) *server.Server {
	t.Helper()
	s, err := server.NewServer(&server.Options{
		Host: "127.0.0.1", Port: port, JetStream: true, StoreDir: dir, MaxPayload: 64 << 10, NoLog: true, NoSigs: true,
	})
	if err != nil {
		t.Fatal(err)
	}
	s.Start()
	if !s.ReadyForConnections(10 * time.Second) {
		t.Fatal("the server is not ready")
	}
	t.Cleanup(func() { s.Shutdown(); s.WaitForShutdown() })
	return s
}

// streamOf makes the stream DOCS of the subject docs, and returns it.
func streamOf(t *testing.T, url string) jetstream.Stream {
	t.Helper()
	conn, err := nats.Connect(url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(conn.Close)
	js, err := jetstream.New(conn)
	if err != nil {
		t.Fatal(err)
	}
	stream, err := js.CreateOrUpdateStream(t.Context(), jetstream.StreamConfig{Name: "DOCS", Subjects: []string{"docs"}, Duplicates: time.Minute})
	if err != nil {
		t.Fatal(err)
	}
	return stream
}

func kept(t *testing.T, stream jetstream.Stream) uint64 {
	t.Helper()
	info, err := stream.Info(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return info.State.Msgs
}

func TestAStreamKeepsEachParcelOnceUnderItsID(t *testing.T) {
	b := broker(t, t.TempDir(), -1)
	s := NewJetStream("stream", b.ClientURL(), "docs", zerolog.Nop(), JetStreamOptions{})
	defer s.Close()
	batch := parcels("stream", "a", "b", "c")
	if _, err := s.Deliver(t.Context(), batch); err == nil || !strings.Contains(err.Error(), "no stream listens to docs") {
		t.Fatalf("without a stream: got %v, want an error that says so", err)
	}
	stream := streamOf(t, b.ClientURL())
	for range 2 { // the second time is a repeat, as after a crash
		receipts, err := s.Deliver(t.Context(), batch)
		if err != nil || outcome(receipts, batch) != "a, b, c" {
			t.Fatalf("got %s, %v; want all taken", outcome(receipts, batch), err)
		}
	}
	if n := kept(t, stream); n != 3 {
		t.Errorf("the stream keeps %d messages, want 3", n)
	}
	msg, err := stream.GetMsg(t.Context(), 2)
	if err != nil {
		t.Fatal(err)
	}
	want, _ := Envelope(batch[1])
	if string(msg.Data) != string(want) || msg.Header.Get("Nats-Msg-Id") != batch[1].Delivery.ID {
		t.Errorf("second message: got %s of %s, want b's envelope under its id", msg.Header, msg.Data)
	}
}

func TestADocumentThatIsTooLargeForTheServerIsRefusedForGood(t *testing.T) {
	b := broker(t, t.TempDir(), -1)
	streamOf(t, b.ClientURL())
	s := NewJetStream("stream", b.ClientURL(), "docs", zerolog.Nop(), JetStreamOptions{})
	defer s.Close()
	batch := parcels("stream", "a", "b")
	batch[0].Document.Text = strings.Repeat("长", 40<<10)
	receipts, err := s.Deliver(t.Context(), batch)
	if err != nil || len(receipts) != 2 {
		t.Fatalf("got %+v, %v; want two receipts", receipts, err)
	}
	for _, r := range receipts {
		if large := r.Delivery.ID == batch[0].Delivery.ID; r.Dead != large || large && !strings.Contains(r.Error, "max_payload") {
			t.Errorf("got %+v; want the large one dead, with the reason", r)
		}
	}
}

func TestAServerThatDiesIsFoundAgain(t *testing.T) {
	dir := t.TempDir()
	b := broker(t, dir, -1)
	url := b.ClientURL()
	streamOf(t, url)
	s := NewJetStream("stream", url, "docs", zerolog.Nop(), JetStreamOptions{Timeout: 5 * time.Second})
	defer s.Close()
	if _, err := s.Deliver(t.Context(), parcels("stream", "a")); err != nil {
		t.Fatal(err)
	}
	port := b.Addr().String()
	b.Shutdown()
	b.WaitForShutdown()
	if receipts, err := s.Deliver(t.Context(), parcels("stream", "a", "b")); err == nil || len(receipts) != 0 {
		t.Fatalf("while the server is down: got %+v, %v; want an error alone", receipts, err)
	}
	broker(t, dir, portOf(t, port))
	if _, err := s.Deliver(t.Context(), parcels("stream", "a", "b")); err != nil {
		t.Fatal(err)
	}
	if n := kept(t, streamOf(t, url)); n != 2 {
		t.Errorf("the stream keeps %d messages, want 2: a was kept before", n)
	}
}

func TestAServerThatDoesNotGreetIsNotWaitedForWhenStopping(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	ctx, stop := context.WithTimeout(t.Context(), connectTimeout-time.Second)
	defer stop()
	go func() {
		conn, err := l.Accept()
		if err != nil {
			return
		}
		stop()
		_, _ = conn.Read(make([]byte, 1)) // says nothing until the other end goes
		conn.Close()
	}()
	s := NewJetStream("stream", "nats://"+l.Addr().String(), "docs", zerolog.Nop(), JetStreamOptions{})
	defer s.Close()
	receipts, err := s.Deliver(ctx, parcels("stream", "a"))
	if err == nil || len(receipts) != 0 || strings.Contains(err.Error(), "timeout") {
		t.Errorf("got %v, %v; want no receipt, and an end before the timeout", receipts, err)
	}
}

func portOf(t *testing.T, address string) int {
	t.Helper()
	_, port, err := net.SplitHostPort(address)
	if err != nil {
		t.Fatal(err)
	}
	n, err := strconv.Atoi(port)
	if err != nil {
		t.Fatal(err)
	}
	return n
}
