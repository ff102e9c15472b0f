package needed

import (
	"os"
	"os/exec"
	"testing"
)

// Program returns where the program called name is. Where it is missing the test
// is skipped, but fails where CI is set in the environment: what decides there
// has all of them.
func Program(t testing.TB, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	switch {
	case err == nil:
	case os.Getenv("CI") != "":
		t.Fatalf("%s is not installed, and CI is set, where every test runs: %v", name, err)
	default:
		t.Skipf("%s is not installed", name)
	}
	return path
}
