package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// instruction is one of a Dockerfile.
type instruction struct{ name, rest string }

// instructions reads the part of the Dockerfile's language that ours uses:
// comments, and lines that go on behind a backslash.
func instructions(t *testing.T, file string) []instruction {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var all []instruction
	more := ""
	for line := range strings.Lines(string(b)) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		if rest, goesOn := strings.CutSuffix(line, "\\"); goesOn {
			more += rest + " "
			continue
		}
		name, rest, _ := strings.Cut(more+line, " ")
		all, more = append(all, instruction{strings.ToUpper(name), strings.TrimSpace(rest)}), ""
	}
	return all
}

// TestTheStepsOfTheDockerfileFitTheRepository looks at what needs no engine: the
// files that are copied, the steps of the build, which are done, and the command
// line, which the program that was built must know.
func TestTheStepsOfTheDockerfileFitTheRepository(t *testing.T) {
	if raceDetector {
		t.Skip("it builds the program as it does without")
	}
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	built := filepath.Join(t.TempDir(), "gongkai")
	ran, stage := 0, 0
	var names []string
	for _, in := range instructions(t, "../../deploy/Dockerfile") {
		names = append(names, in.name)
		switch {
		case in.name == "FROM":
			stage++
			if image, _, _ := strings.Cut(in.rest, " "); !strings.Contains(image, ":") || strings.HasSuffix(image, ":latest") {
				t.Errorf("FROM %s: want a tag that does not change under us", in.rest)
			}
		case in.name == "COPY" && !strings.HasPrefix(in.rest, "--from="):
			files := strings.Fields(in.rest)
			for _, file := range files[:len(files)-1] {
				if _, err := os.Stat(filepath.Join(root, file)); err != nil {
					t.Errorf("COPY %s: %v", in.rest, err)
				}
			}
		case in.name == "RUN" && stage == 1:
			cmd := exec.CommandContext(t.Context(), "sh", "-ec", strings.Replace(in.rest, "-o /gongkai", "-o "+built, 1))
			cmd.Dir = root
			if out, err := cmd.CombinedOutput(); err != nil {
				t.Fatalf("RUN %s: %v\n%s", in.rest, err, out)
			}
			ran++
		case in.name == "RUN":
			if out, err := exec.CommandContext(t.Context(), "sh", "-nc", in.rest).CombinedOutput(); err != nil {
				t.Errorf("RUN %s: %v\n%s", in.rest, err, out)
			}
		case in.name == "CMD":
			args := strings.FieldsFunc(in.rest, func(c rune) bool { return strings.ContainsRune(`[]", `, c) })
			cmd := exec.CommandContext(t.Context(), built, append(args, "--help")...)
			if out, err := cmd.CombinedOutput(); err != nil || !strings.Contains(string(out), "gongkai run") {
				t.Errorf("CMD %s: got %s, %v; want the service's help", in.rest, out, err)
			}
		}
	}
	if ran < 2 || stage != 2 {
		t.Errorf("%d steps ran in %d stages, want two at least, in two", ran, stage)
	}
	for _, name := range []string{"USER", "VOLUME", "ENTRYPOINT", "STOPSIGNAL"} {
		if !slices.Contains(names, name) {
			t.Errorf("the image has no %s", name)
		}
	}
}
