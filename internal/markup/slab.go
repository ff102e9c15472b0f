package markup

// slab makes many values at once: few for a short page, and twice as many each
// time, up to mostAtOnce.
type slab[T any] struct {
	free []T
	made int
}

const (
	firstSlab  = 16
	mostAtOnce = 512
)

// take returns n values that nobody else has.
func (s *slab[T]) take(n int) []T {
	if len(s.free) < n {
		s.made = min(max(2*s.made, firstSlab), mostAtOnce)
		s.free = make([]T, max(s.made, n))
	}
	taken := s.free[:n:n]
	s.free = s.free[n:]
	return taken
}
