package docx

import "testing"

func TestOneStrikeThatIsOffDoesNotEndTheOther(t *testing.T) {
	for _, marks := range []string{`<w:strike/><w:dstrike w:val="0"/>`, `<w:strike w:val="0"/><w:dstrike/>`} {
		doc := read(t, document(`<w:p><w:r><w:rPr>`+marks+`</w:rPr><w:t>66</w:t></w:r><w:r><w:t>7</w:t></w:r></w:p>`))
		if len(doc.Blocks) != 1 || doc.Blocks[0].Text != "7" {
			t.Errorf("%s: got %v", marks, doc.Blocks)
		}
	}
}
