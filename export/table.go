package export

import (
	"strings"
	"time"
)

// Schema names the tables and columns as they are. It changes where one of them
// changes its meaning or goes; a new one does not change it.
const Schema = "gongkai.export/1"

// Kind is what the values of a column are.
type Kind byte

// The kinds.
const (
	Text    Kind = iota
	Integer      // of at most 64 bits
	Decimal      // exact, with sign and point
	Time         // UTC, whole seconds
)

// String returns the kind's name in the codebook.
func (k Kind) String() string {
	return [...]string{"text", "integer", "decimal", "time"}[k]
}

// Table is a table with its columns.
type Table struct {
	Name    string
	Chinese string
	English string
	Columns []Column
}

// Column is a column of a table, as the codebook describes it.
type Column struct {
	Name    string
	Kind    Kind
	Chinese string
	English string
	Cell    string // key of the statutory cell whose figures it holds
	Unit    string // that the form prints for them
}

// Value is one value. The zero value is none.
type Value struct {
	text   string
	number int64
	set    bool
}

func textValue(s string) Value { return Value{text: s, set: s != ""} }

func integerValue(n int) Value { return Value{number: int64(n), set: true} }

func timeValue(t time.Time) Value { return Value{number: t.Unix(), set: !t.IsZero()} }

func flagValue(b bool) Value {
	if b {
		return integerValue(1)
	}
	return integerValue(0)
}

// time returns the time of a column of kind Time.
func (v Value) time() time.Time { return time.Unix(v.number, 0).UTC() }

// columnName returns a cell's key as a name that needs no quotes in SQL, R and
// Python: t3.new.total is t3_new_total, and t2.1.rules.made t2_1_rules_made.
func columnName(key string) string { return strings.ReplaceAll(key, ".", "_") }
