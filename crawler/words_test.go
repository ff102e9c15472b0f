package crawler

import "testing"

func TestVocabulary(t *testing.T) {
	v := newVocabulary([]string{"百家乐", "域名出售", "Domain for sale"}, []string{"政府"})
	tests := map[string]struct {
		text   string
		enough uint64
		want   uint64
	}{
		"nothing":                        {"百家争鸣，域名备案", 0, 0},
		"too short":                      {"乐", 0, 0},
		"all, whatever the case":         {"政府：DOMAIN FOR SALE，域名出售百家乐", 0, 0b1111},
		"at the very end":                {"这里是百家乐", 0, 0b1},
		"cut short at the end":           {"域名出", 0, 0},
		"bytes that are no text":         {"\xe7\x99百家乐\xff", 0, 0b1},
		"what comes after what's enough": {"政府的百家乐", 0b1000, 0b1000},
		"a letter of another length":     {"Domaın for ſale", 0, 0},
	}
	for name, test := range tests {
		if got := v.in(test.text, test.enough); got != test.want {
			t.Errorf("%s: %b, want %b", name, got, test.want)
		}
	}
	if got := v.among([]string{"政府"}); got != 0b1000 {
		t.Errorf("among: %b, want 1000", got)
	}
}
