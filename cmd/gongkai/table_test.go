package main

import (
	"strings"
	"testing"
)

func TestALongTextMovesNoOtherRow(t *testing.T) {
	long := strings.Repeat("极", 5000)
	table := newTable("left", "right")
	table.row("县水利局", "1")
	table.row(long, "22")
	table.row("town", "3")
	var out strings.Builder
	table.print(&out, "")
	short := "县水利局" + strings.Repeat(" ", widest-8) + "   1\n"
	if got, want := out.String(), short+long+"  22\ntown"+strings.Repeat(" ", widest-4)+"   3\n"; got != want {
		t.Errorf("got %d bytes, beginning with %q; want %d", len(got), got[:min(len(got), 100)], len(want))
	}
}
