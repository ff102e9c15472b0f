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

// KeepModel keeps a model in place of the one that had its name.
func (s *Store) KeepModel(ctx context.Context, m archive.Model) error {
	err := checkName("model", m.Name)
	if err == nil {
		err = s.commit(ctx, func(c *change) error { return bucketModels.in(c.tx).Put([]byte(m.Name), m.Data) })
	}
	if err != nil {
		return fmt.Errorf("keep model %s: %w", m.Name, err)
	}
	return nil
}
