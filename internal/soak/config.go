package soak

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"time"

	"gongkai/internal/portalsim"
)

// minFree is disk.min_free of the config.
const minFree = 48 << 20

// hangup lets another portal join, one time in three after a config that is
// wrong.
func (s *soak) hangup(ctx context.Context, random *rand.Rand) {
	if random.IntN(3) == 0 {
		// No service starts meanwhile: one that finds a wrong config ends at once,
		// as it should.
		s.mu.Lock()
		b, err := os.ReadFile(s.path("gongkai.yaml"))
		if err == nil {
			err = os.WriteFile(s.path("gongkai.yaml"), append([]byte("colour: red\n"), b...), 0o644)
		}
		if err == nil && s.service.hangup() {
			s.result.Refused++
			s.say("SIGHUP with a wrong config")
			wait(ctx, 500*time.Millisecond)
		}
		s.mu.Unlock()
	}
	if err := s.join(s.joined + 1); err != nil {
		s.problem("write the config: %v", err)
	}
	if s.service.hangup() {
		s.result.Hangups++
		s.say("SIGHUP with %d portals", s.joined)
	}
}

// join writes a config with the first n portals.
func (s *soak) join(n int) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.joined = min(n, s.opts.Portals)
	return os.WriteFile(s.path("gongkai.yaml"), s.config(s.world.Portals()[:s.joined]), 0o644)
}

func (s *soak) config(portals []portalsim.Portal) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "data: %q\ncontact: soak@example.org\ncrawl:\n  delay: %s\n  timeout: 5s\n  patience: 1m\n", s.opts.Data, s.opts.Delay)
	fmt.Fprintf(&b, "disk:\n  min_free: %dMiB\nrun:\n  metrics: \"off\"\n  web: \"off\"\n", minFree>>20)
	fmt.Fprintf(&b, "sinks:\n  - {name: files, type: jsonl, folder: %q}\n", s.deliveries())
	fmt.Fprintf(&b, "  - {name: hook, type: webhook, url: %q, timeout: 5s, alarms: true}\n", s.hook.url)
	b.WriteString("  - name: program\n    type: process\n    command:\n")
	for _, arg := range append(s.opts.Sink[:len(s.opts.Sink):len(s.opts.Sink)], s.path("program.ledger")) {
		fmt.Fprintf(&b, "      - %q\n", arg)
	}
	b.WriteString("portals:\n")
	for i, p := range portals {
		fmt.Fprintf(&b, "  - id: %s\n    name: %s\n    division: %q\n    seeds: [%q]\n    resolve: {%s: %q}\n",
			p.ID, p.Name, p.Division, p.Seeds[0], p.Host, s.sites.addresses[i])
	}
	return b.Bytes()
}
