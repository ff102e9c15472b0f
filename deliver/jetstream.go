package deliver

import (
	"context"
	"errors"
	"fmt"
	"net"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"github.com/rs/zerolog"

	"gongkai/archive"
)

// JetStreamOptions tune a JetStream sink. The zero value is for use.
type JetStreamOptions struct {
	Credentials string        // file with the user's credentials; empty is none
	Timeout     time.Duration // for the server to keep a batch; 30 s
}

// JetStream is a sink that publishes each parcel to a subject of NATS. A parcel
// is taken when the stream that listens to the subject has kept it. Its
// Nats-Msg-Id is the delivery's id, by which the server drops repeats within the
// stream's window. The stream is the operator's to make.
type JetStream struct {
	name    string
	url     string
	subject string
	opts    JetStreamOptions
	log     zerolog.Logger
	conn    *nats.Conn // nil while there is none
	stream  jetstream.JetStream
}

// NewJetStream returns the sink name that publishes to subject at url, such as
// nats://127.0.0.1:4222. It connects with the first batch.
func NewJetStream(name, url, subject string, log zerolog.Logger, o JetStreamOptions) *JetStream {
	if o.Timeout <= 0 {
		o.Timeout = 30 * time.Second
	}
	return &JetStream{name: name, url: url, subject: subject, opts: o, log: log.With().Str("component", "deliver").Str("sink", name).Logger()}
}

// Name returns the sink's name.
func (s *JetStream) Name() string { return s.name }

// Deliver publishes parcels in their order, and waits until the stream has kept
// them. One that is larger than the server takes is refused for good. When the
// server can't be reached, or no stream listens to the subject, it is an error.
func (s *JetStream) Deliver(ctx context.Context, parcels []archive.Parcel) (receipts []archive.Receipt, err error) {
	defer func() {
		if err != nil {
			s.drop() // or what was published and not kept would be tried again behind our back
		}
	}()
	if err := s.connect(ctx); err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, s.opts.Timeout)
	defer cancel()
	var pending []jetstream.PubAckFuture
	var published []archive.Parcel
	for _, p := range parcels {
		body, err := Envelope(p)
		if err == nil && int64(len(body)) > s.conn.MaxPayload() {
			err = fmt.Errorf("its %d bytes are more than the server takes (max_payload %d)", len(body), s.conn.MaxPayload())
		}
		if err != nil {
			receipts = append(receipts, archive.Receipt{Delivery: p.Delivery, Error: err.Error(), Dead: true})
			continue
		}
		msg := &nats.Msg{Subject: s.subject, Data: body, Header: nats.Header{}}
		msg.Header.Set(jetstream.MsgIDHeader, p.Delivery.ID)
		msg.Header.Set("Content-Type", "application/cloudevents+json; charset=utf-8")
		ack, err := s.stream.PublishMsgAsync(msg)
		if err != nil {
			return receipts, fmt.Errorf("publish to %s: %w", s.subject, err)
		}
		pending, published = append(pending, ack), append(published, p)
	}
	for i, ack := range pending {
		select {
		case <-ack.Ok():
			receipts = append(receipts, archive.Receipt{Delivery: published[i].Delivery})
		case err := <-ack.Err():
			if errors.Is(err, jetstream.ErrNoStreamResponse) || errors.Is(err, nats.ErrNoResponders) {
				err = fmt.Errorf("no stream listens to %s: add one (nats stream add)", s.subject)
			}
			return receipts, err
		case <-ctx.Done():
			return receipts, fmt.Errorf("published %d to %s, and %d of them were not kept in time: %w", len(pending), s.subject, len(pending)-i, ctx.Err())
		}
	}
	return receipts, nil
}

// connectTimeout bounds the wait for a server to be reached, and again for its
// greeting.
const connectTimeout = 10 * time.Second

// dialFunc is how a connection is made.
type dialFunc func(network, address string) (net.Conn, error)

// Dial calls f.
func (f dialFunc) Dial(network, address string) (net.Conn, error) { return f(network, address) }

// connect connects where there is no connection, and gives up when ctx ends.
func (s *JetStream) connect(ctx context.Context) error {
	if s.conn != nil && s.conn.IsConnected() {
		return nil
	}
	s.drop()
	var greeted []func() bool
	defer func() {
		for _, stop := range greeted {
			stop()
		}
	}()
	dial := dialFunc(func(network, address string) (net.Conn, error) {
		conn, err := (&net.Dialer{Timeout: connectTimeout}).DialContext(ctx, network, address)
		if err == nil {
			// Ends the wait for a greeting.
			greeted = append(greeted, context.AfterFunc(ctx, func() { _ = conn.Close() }))
		}
		return conn, err
	})
	opts := []nats.Option{
		nats.SetCustomDialer(dial),
		nats.Name("gongkai sink " + s.name),
		nats.NoReconnect(), // the courier decides when to try again
		nats.Timeout(connectTimeout),
		nats.ErrorHandler(func(_ *nats.Conn, _ *nats.Subscription, err error) { s.log.Warn().Err(err).Msg("nats") }),
	}
	if s.opts.Credentials != "" {
		opts = append(opts, nats.UserCredentials(s.opts.Credentials))
	}
	conn, err := nats.Connect(s.url, opts...)
	if err != nil {
		return fmt.Errorf("connect to %s: %w", s.url, err)
	}
	stream, err := jetstream.New(conn, jetstream.WithPublishAsyncMaxPending(1024))
	if err != nil {
		conn.Close()
		return fmt.Errorf("connect to %s: %w", s.url, err)
	}
	s.conn, s.stream = conn, stream
	return nil
}

// drop gives the connection up.
func (s *JetStream) drop() {
	if s.conn != nil {
		s.conn.Close()
		s.conn, s.stream = nil, nil
	}
}

// Close closes the connection.
func (s *JetStream) Close() error {
	s.drop()
	return nil
}
