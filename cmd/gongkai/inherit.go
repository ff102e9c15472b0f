package main

import (
	"context"
	"slices"

	"github.com/rs/zerolog"

	"gongkai/archive"
	"gongkai/config"
	"gongkai/crawler"
	"gongkai/store"
)

// inherit has the portals of the config go on with what the archive knows of others on
// their hosts: of those that have another id now, or were merged into them.
func inherit(ctx context.Context, st *store.Store, cfg config.Config, log zerolog.Logger) error {
	ids, err := st.Portals(ctx)
	if err != nil {
		return err
	}
	var heirs []store.Heir
	for _, id := range ids {
		if slices.ContainsFunc(cfg.Portals, func(p archive.Portal) bool { return p.ID == id }) {
			continue
		}
		asked, err := st.Asked(ctx, id)
		if err != nil {
			return err
		}
		for _, p := range cfg.Portals {
			holds := func(url string) bool { return crawler.Shun(p, url) != archive.ReasonScope }
			if !slices.ContainsFunc(asked, func(authority string) bool { return holds(authority + "/") }) {
				continue
			}
			heirs = append(heirs, store.Heir{From: id, To: p.ID, Holds: holds})
		}
	}
	inherited, err := st.Inherit(ctx, heirs...)
	for i, n := range inherited {
		if n > 0 {
			log.Warn().Str("component", "store").Str("portal", heirs[i].To).Str("was", heirs[i].From).Int("urls", n).
				Msg("the config has this portal no more, and another on its hosts: what is known of its pages is that one's now")
		}
	}
	return err
}
