package rtf_test

import (
	"context"
	"strings"
	"testing"

	"gongkai/extract/rtf"
)

func TestOneStrikeThatIsOffDoesNotEndTheOther(t *testing.T) {
	for _, words := range []string{`\strike\striked0`, `\striked1\strike0`} {
		r := strings.NewReader(`{\rtf1\ansi\pard{` + words + ` 66}7\par}`)
		doc, err := rtf.Read(context.Background(), r, r.Size())
		if err != nil || doc.Text != "7" && (len(doc.Blocks) != 1 || doc.Blocks[0].Text != "7") {
			t.Errorf("%s: got %v, %v", words, doc.Blocks, err)
		}
	}
}
