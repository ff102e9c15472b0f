package report

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// isNumeral reports whether counts are written with r, plain or as in accounts.
func isNumeral(r rune) bool {
	switch r {
	case '〇', '零', '一', '二', '两', '三', '四', '五', '六', '七', '八', '九', '十', '百', '千', '万',
		'壹', '贰', '叁', '肆', '伍', '陆', '柒', '捌', '玖', '拾', '佰', '仟':
		return true
	}
	return false
}

// spelledCounts returns s with the counts of cases that are written in Hanzi in
// digits: 十二件 is 12件. Those that are no counts, or not exact, stay: 第一件,
// 十余件, 数十件, 三四件.
func spelledCounts(s string) string {
	if strings.IndexFunc(s, isNumeral) < 0 {
		return s
	}
	var b strings.Builder
	before := ' '
	for s != "" {
		rest := strings.TrimLeftFunc(s, isNumeral)
		if word := s[:len(s)-len(rest)]; word != "" {
			n, ok := spelled(word)
			unit := strings.TrimLeft(rest, gaps)
			if ok && (isCase(unit) || strings.HasPrefix(unit, "项")) && !strings.ContainsRune("第几数近约余多上0123456789.", before) && !(n == 1 && hasAnyPrefix(unit, "件事", "起", "条龙", "条线")) {
				word = strconv.Itoa(n)
			}
			b.WriteString(word)
			before, _ = utf8.DecodeLastRuneInString(word)
			s = rest
			continue
		}
		r, size := utf8.DecodeRuneInString(s)
		b.WriteString(s[:size])
		before, s = r, s[size:]
	}
	return b.String()
}

// spelled reads a number below 100 million: 三百七十二, 二〇, 一千零五.
func spelled(word string) (n int, ok bool) {
	sum, digit, digits, last := 0, 0, 0, 100_000_000
	zero := false // 一千零五; 三百五 is 350
	for _, r := range word {
		if i := strings.IndexRune("十百千万拾佰仟", r) / len("十"); strings.ContainsRune("十百千万拾佰仟", r) {
			unit := []int{10, 100, 1000, 10_000, 10, 100, 1000}[i]
			switch {
			case digits > 1, digits == 0 && !(unit == 10 && sum == 0) && unit != 10_000:
				return 0, false
			case unit == 10_000:
				if sum += digit; sum == 0 || sum >= 10_000 {
					return 0, false
				}
				sum, last = sum*unit, unit
			case unit >= last:
				return 0, false
			default:
				if digits == 0 {
					digit = 1
				}
				sum, last = sum+digit*unit, unit
			}
			digit, digits, zero = 0, 0, false
			continue
		}
		i := max(strings.IndexRune("零一二三四五六七八九", r), strings.IndexRune("零壹贰叁肆伍陆柒捌玖", r)) / len("零")
		switch r {
		case '〇', '零':
			if last < 100_000_000 {
				zero = true
				continue
			}
			i = 0
		case '两':
			i = 2
		}
		digit, digits = 10*digit+i, digits+1
	}
	switch {
	case digits > 8, last < 100_000_000 && digits > 1, last >= 100 && last < 100_000_000 && digits == 1 && !zero, last == 100_000_000 && digits == 2 && !strings.ContainsAny(word, "〇零"):
		return 0, false
	}
	return sum + digit, true
}
