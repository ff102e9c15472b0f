package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"sync"

	"github.com/rs/zerolog"

	"gongkai/archive"
	"gongkai/config"
	"gongkai/deliver"
)

// subscriptions returns what each sink is owed.
func subscriptions(cfg config.Config) []archive.Subscription {
	var all []archive.Subscription
	for _, c := range cfg.Sinks {
		all = append(all, c.Subscription)
	}
	return all
}

// openSinks opens the sinks of a config. Either all are open, or none.
func openSinks(sinks []config.Sink, log zerolog.Logger) (_ []deliver.Sink, err error) {
	var all []deliver.Sink
	for _, c := range sinks {
		sink, err := openSink(c, log)
		if err != nil {
			return nil, usage("%w", errors.Join(err, closeSinks(all)))
		}
		all = append(all, sink)
	}
	return all, nil
}

func openSink(c config.Sink, log zerolog.Logger) (deliver.Sink, error) {
	switch c.Type {
	case config.SinkJSONL:
		return deliver.NewJSONL(c.Sink, c.Folder)
	case config.SinkProcess:
		if _, err := exec.LookPath(c.Command[0]); err != nil {
			return nil, fmt.Errorf("sink %s: %w", c.Sink, err)
		}
		return deliver.NewProcess(c.Sink, c.Command, log, deliver.ProcessOptions{Timeout: c.Timeout})
	case config.SinkWebhook:
		o := deliver.WebhookOptions{Timeout: c.Timeout}
		if c.SecretFile != "" {
			b, err := os.ReadFile(c.SecretFile)
			if err == nil {
				o.Secret, err = deliver.Secret(string(b))
			}
			if err != nil {
				return nil, fmt.Errorf("sink %s: secret_file %s: %w", c.Sink, c.SecretFile, err)
			}
		}
		return deliver.NewWebhook(c.Sink, c.URL, o)
	case config.SinkNATS:
		return deliver.NewJetStream(c.Sink, c.URL, c.Subject, log, deliver.JetStreamOptions{Credentials: c.Credentials, Timeout: c.Timeout}), nil
	default:
		return nil, fmt.Errorf("sink %s: unknown type %q", c.Sink, c.Type)
	}
}

// closeSinks closes sinks side by side: a program has a while to end.
func closeSinks(sinks []deliver.Sink) error {
	errs := make([]error, len(sinks))
	var wg sync.WaitGroup
	for i, sink := range sinks {
		wg.Go(func() { errs[i] = sink.Close() })
	}
	wg.Wait()
	return errors.Join(errs...)
}
