package charset

import (
	"math/rand/v2"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// TestFiguresOutliveAWrongGuess reads texts of a few characters, of which no
// statistics can be sure: whatever encoding they are taken for, no figure in ASCII
// is another. Those of double width may become signs, but no such figures.
func TestFiguresOutliveAWrongGuess(t *testing.T) {
	const words = "行政许可处罚强制收费规范性文件申请数量本年结转总计予以公开部分不其他项信息内制发现有效废止联通件次个的，。：（）%"
	random := rand.New(rand.NewPCG(1, 2))
	runes := []rune(words)
	digits := func(s string) string {
		return strings.Map(func(r rune) rune {
			if r >= '0' && r <= '9' || r == '.' || r == '-' {
				return r
			}
			return -1
		}, s)
	}
	for range 20_000 {
		var b strings.Builder
		for range 1 + random.IntN(6) {
			if random.IntN(3) == 0 {
				b.WriteString([]string{"0", "7", "12", "1438", "0.5", "-3", "１２", "０"}[random.IntN(8)])
			} else {
				b.WriteRune(runes[random.IntN(len(runes))])
			}
		}
		text := b.String()
		gbk, err := simplifiedchinese.GBK.NewEncoder().String(text)
		if err != nil {
			t.Fatal(err)
		}
		for _, body := range []string{text, gbk} {
			for _, contentType := range []string{"", "text/html; charset=gb2312", "text/html; charset=utf-8", "text/html; charset=iso-8859-1"} {
				got, how := Decode([]byte(body), contentType)
				if digits(string(got)) != digits(text) {
					t.Fatalf("%q as % x, declared %q: got %q as %v", text, body, contentType, got, how)
				}
			}
		}
	}
}
