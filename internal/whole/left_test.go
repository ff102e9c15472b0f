//go:build unix

package whole_test

import (
	"bufio"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"gongkai/internal/whole"
)

// target makes this test's binary write there, say so and wait.
const target = "GONGKAI_TEST_WHOLE_TARGET"

func TestMain(m *testing.M) {
	path := os.Getenv(target)
	if path == "" {
		os.Exit(m.Run())
	}
	err := whole.Write(path, whole.Options{Folder: true, Replace: true, Ours: ours}, func(at string) error {
		if err := os.WriteFile(filepath.Join(at, "half.csv"), []byte("half"), 0o644); err != nil {
			return err
		}
		fmt.Println("writing")
		_, err := os.Stdin.Read(make([]byte, 1)) // until it is killed
		return err
	})
	fmt.Println("not killed:", err)
	os.Exit(1)
}

// writing starts a process that writes at path, and returns once it does.
func writing(t *testing.T, path string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), self)
	cmd.Env = append(os.Environ(), target+"="+path)
	if _, err := cmd.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	if line, err := bufio.NewReader(out).ReadString('\n'); err != nil || line != "writing\n" {
		t.Fatalf("got %q, %v", line, err)
	}
	return cmd
}

func kill(t *testing.T, cmd *exec.Cmd) {
	t.Helper()
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait() // it says that it was killed
}

func TestWhatAKilledProcessLeftIsRemovedByTheNext(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "out")
	put(t, path+"/a.csv", "old")
	put(t, filepath.Join(dir, ".other.partial-1/a.csv"), "another's")
	put(t, filepath.Join(dir, ".out.partial-mine"), "a file")
	mine := map[string]string{".other.partial-1/a.csv": "another's", ".out.partial-mine": "a file"}
	with := func(more map[string]string) map[string]string {
		all := maps.Clone(mine)
		maps.Copy(all, more)
		return all
	}
	for range 2 { // the second one removes what the first left
		kill(t, writing(t, path))
		if got := tree(t, dir); got["out/a.csv"] != "old" || len(got) != 4 {
			t.Fatalf("after a kill: got %v", got)
		}
	}
	other := writing(t, path) // which is at it still
	if got := tree(t, dir); got["out/a.csv"] != "old" || len(got) != 4 {
		t.Errorf("beside another: got %v", got)
	}
	err := whole.Write(path, whole.Options{Folder: true, Replace: true, Ours: ours}, func(at string) error {
		return os.WriteFile(filepath.Join(at, "a.csv"), []byte("new"), 0o644)
	})
	got := tree(t, dir)
	if err != nil || got["out/a.csv"] != "new" || len(got) != 4 {
		t.Errorf("what another process is writing was not left alone: got %v, %v", got, err)
	}
	kill(t, other)
	fails := whole.Write(path, whole.Options{Folder: true, Ours: ours}, nil)
	if got := tree(t, dir); fails == nil || !maps.Equal(got, with(map[string]string{"out/a.csv": "new"})) {
		t.Errorf("in the end: got %v, %v", got, fails)
	}
}

// TestAKillBetweenTwoRenamesLosesNothing lays out what it leaves.
func TestAKillBetweenTwoRenamesLosesNothing(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "out")
	put(t, filepath.Join(dir, ".out.partial-123/former/a.csv"), "old")
	put(t, filepath.Join(dir, ".out.partial-123/out/a.csv"), "new")
	err := whole.Write(path, whole.Options{Folder: true, Ours: ours}, nil)
	if got := tree(t, dir); err == nil || !maps.Equal(got, map[string]string{"out/a.csv": "old"}) {
		t.Errorf("got %v, %v; want the former", got, err)
	}
}
