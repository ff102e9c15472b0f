package sqlitefile

import (
	"fmt"
	"math"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"gongkai/internal/needed"
)

// ask asks SQLite's own program about a database.
func ask(t *testing.T, path, sql string) string {
	t.Helper()
	out, err := exec.Command(needed.Program(t, "sqlite3"), "-readonly", path, sql).CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v: %s", sql, err, out)
	}
	return strings.TrimSpace(string(out))
}

// write makes a database of a table of texts whose lengths are given, in pages of
// at most so many children.
func write(t *testing.T, children int, lengths ...int) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "test.db")
	db, err := Create(path, 7)
	if err != nil {
		t.Fatal(err)
	}
	db.children = children
	table, empty := db.Table("texts", "CREATE TABLE texts (n INTEGER, s TEXT)"), db.Table("empty", "CREATE TABLE empty (a)")
	_ = empty
	for i, length := range lengths {
		var r Record
		r.Integer(int64(i))
		r.Text(strings.Repeat(string(rune('a'+i%26)), length))
		if err := table.Add(r.Append(nil)); err != nil {
			t.Fatal(err)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestDatabasesAreSound(t *testing.T) {
	many := func(n, length int) []int {
		var all []int
		for range n {
			all = append(all, length)
		}
		return all
	}
	var edges []int
	for _, around := range []int{120, 65501, 2 * 65532, 65501 + 65532} {
		for d := -14; d <= 14; d++ {
			edges = append(edges, around+d)
		}
	}
	for name, c := range map[string]struct {
		children int
		lengths  []int
	}{
		"no row":                        {mostChildren, nil},
		"one row":                       {mostChildren, []int{3}},
		"one page":                      {mostChildren, many(600, 100)},
		"two pages":                     {mostChildren, many(700, 100)},
		"three levels":                  {3, many(11, 60000)},
		"four levels":                   {3, many(40, 60000)},
		"one child more than a page":    {3, many(4, 60000)},
		"two children more":             {3, many(5, 60000)},
		"rows that overflow their page": {4, edges},
		"a row of a megabyte":           {mostChildren, []int{1, 1 << 20, 1}},
	} {
		t.Run(name, func(t *testing.T) {
			path := write(t, c.children, c.lengths...)
			if got := ask(t, path, "PRAGMA integrity_check"); got != "ok" {
				t.Errorf("integrity: %s", got)
			}
			total := 0
			for _, l := range c.lengths {
				total += l
			}
			want := fmt.Sprintf("%d|%d|%d|7|0", len(c.lengths), total, len(c.lengths))
			got := ask(t, path, `SELECT count(*), ifnull(sum(length(s)), 0),
				(SELECT count(*) FROM texts WHERE rowid = n + 1 AND s = replace(printf('%.*c', length(s), 'x'), 'x', char(97 + n % 26))),
				(SELECT * FROM pragma_user_version), (SELECT count(*) FROM empty) FROM texts`)
			if got != want {
				t.Errorf("got %s, want %s", got, want)
			}
		})
	}
}

func TestValuesAreReadBack(t *testing.T) {
	path := filepath.Join(t.TempDir(), "test.db")
	db, err := Create(path, 1)
	if err != nil {
		t.Fatal(err)
	}
	table := db.Table("v", "CREATE TABLE v (i INTEGER, d REAL, s TEXT, n)")
	integers := []int64{0, 1, 2, -1, 127, 128, -128, -129, 32767, 32768, -32769, 1<<31 - 1, 1 << 31, -1<<31 - 1, math.MaxInt64, math.MinInt64}
	var want []string
	for i, n := range integers {
		var r Record
		r.Integer(n)
		r.Double(float64(i) / 8)
		r.Text("县'\"" + strings.Repeat("x", i*20))
		r.Null()
		if err := table.Add(r.Append(nil)); err != nil {
			t.Fatal(err)
		}
		want = append(want, fmt.Sprintf("%d|%.3f|%d|null", n, float64(i)/8, 3+i*20))
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	got := ask(t, path, "SELECT i, printf('%.3f', d), length(s), typeof(n) FROM v")
	if got != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", got, strings.Join(want, "\n"))
	}
}

func TestVarintsAreOfTheirSize(t *testing.T) {
	for n, want := range map[uint64]string{
		0: "00", 127: "7f", 128: "8100", 16383: "ff7f", 16384: "818000", 1<<56 - 1: "ffffffffffffff7f",
		1 << 56: "80c080808080808000", math.MaxUint64: "ffffffffffffffffff",
	} {
		got := fmt.Sprintf("%x", appendVarint(nil, n))
		if got != want || varintSize(n) != len(want)/2 {
			t.Errorf("%d: got %s of %d, want %s", n, got, varintSize(n), want)
		}
	}
}
