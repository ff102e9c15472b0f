package store

import (
	"bytes"
	"context"
	"fmt"

	"go.etcd.io/bbolt"

	"gongkai/archive"
)

// Model returns what is kept under a model's name, or nil.
func (s *Store) Model(ctx context.Context, name string) ([]byte, error) {
	var data []byte
	err := s.view(ctx, func(tx *bbolt.Tx) error {
		if models := bucketModels.in(tx); models != nil {
			data = bytes.Clone(models.Get([]byte(name)))
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("model %s: %w", name, err)
	}
	return data, nil
}

// KeepModels keeps models, all of them or none, each in place of the one that
// had its name.
func (s *Store) KeepModels(ctx context.Context, models ...archive.Model) error {
	for _, m := range models {
		if err := checkName("model", m.Name); err != nil {
			return fmt.Errorf("keep models: %w", err)
		}
	}
	err := s.commit(ctx, func(c *change) error {
		for _, m := range models {
			if err := bucketModels.in(c.tx).Put([]byte(m.Name), m.Data); err != nil {
				return fmt.Errorf("%s: %w", m.Name, err)
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("keep models: %w", err)
	}
	return nil
}
