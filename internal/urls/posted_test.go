package urls

import "testing"

func TestWhatIsPostedHasAnAddressOfItsOwn(t *testing.T) {
	const target = "http://www.qingdu.gov.cn/api/list"
	for _, c := range []struct{ target, form, want string }{
		{target, "page=1&cat=5", target + "?__wb_method=POST&page=1&cat=5"},
		{target + "?cat=5", "page=1", target + "?cat=5&__wb_method=POST&page=1"},
		{target + "?page=1", "", target + "?page=1&__wb_method=POST"},
	} {
		got := Post(c.target, c.form)
		if got != c.want {
			t.Errorf("got %s, want %s", got, c.want)
		}
		if to, form, ok := Posted(got); to != c.target || form != c.form || !ok {
			t.Errorf("%s: got %q to %s (%v)", got, form, to, ok)
		}
	}
	for _, url := range []string{target, target + "?page=1", target + "?a__wb_method=POST", target + "?__wb_method=POSTED"} {
		if to, _, ok := Posted(url); ok {
			t.Errorf("%s: got one to %s", url, to)
		}
	}
}
