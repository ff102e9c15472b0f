package needed

import (
	"path/filepath"
	"testing"
)

// ended is a test that notes how it would have ended.
type ended struct {
	testing.TB
	failed, skipped bool
}

func (e *ended) Helper()               {}
func (e *ended) Fatalf(string, ...any) { e.failed = true }
func (e *ended) Skipf(string, ...any)  { e.skipped = true }

func TestAProgramThatIsMissingSkipsATestButFailsItInCI(t *testing.T) {
	t.Setenv("CI", "")
	if path := Program(t, "go"); !filepath.IsAbs(path) {
		t.Errorf("got go at %q, want where it is", path)
	}
	for ci, want := range map[string]ended{"": {skipped: true}, "true": {failed: true}, "1": {failed: true}} {
		t.Setenv("CI", ci)
		var got ended
		if Program(&got, "no-program-has-this-name"); got != want {
			t.Errorf("CI=%q: got %+v, want %+v", ci, got, want)
		}
	}
}
