package font

// cffEncoding reads the names that a CFF program gives to its codes (Adobe
// Technical Note 5176). A program with CIDs has none.
func cffEncoding(data []byte) (names [256]string) {
	c := cff{data: table(data)}
	if len(data) < 4 {
		return names
	}
	_, at := c.index(int(data[2])) // names of fonts
	tops, at := c.index(at)
	c.strings, _ = c.index(at)
	if len(tops) == 0 {
		return names
	}
	top := dictionary(tops[0])
	charstrings := top[17]
	if _, isCID := top[12<<8|30]; isCID || charstrings == 0 {
		return names
	}
	count := min(c.data.u16(charstrings), 1<<16-1)
	glyphs := c.charset(top[15], count)
	switch at := top[16]; at {
	case 0:
		standard := standard()
		for code, r := range standard {
			if r != 0 {
				names[code] = "u" + hex4(r)
			}
		}
	case 1: // expert
	default:
		c.encoding(at, glyphs, &names)
	}
	return names
}

type cff struct {
	data    table
	strings []table
}

// index reads an INDEX and returns where what follows it begins.
func (c *cff) index(at int) ([]table, int) {
	count := c.data.u16(at)
	if count == 0 {
		return nil, at + 2
	}
	size := 0
	if at+2 < len(c.data) {
		size = int(c.data[at+2])
	}
	if size < 1 || size > 4 {
		return nil, len(c.data)
	}
	offset := func(i int) int {
		n := 0
		for _, b := range c.data.from(at + 3 + i*size)[:min(size, len(c.data.from(at+3+i*size)))] {
			n = n<<8 | int(b)
		}
		return n
	}
	base := at + 2 + (count+1)*size
	var out []table
	for i := range count {
		from, to := base+offset(i), base+offset(i+1)
		if from < 0 || to < from || to > len(c.data) {
			return out, len(c.data)
		}
		out = append(out, c.data[from:to])
	}
	return out, base + offset(count)
}

// dictionary returns the last operand of each operator of a DICT; an operator of
// two bytes is 12<<8 and its second.
func dictionary(d table) map[int]int {
	m := map[int]int{}
	operand := 0
	for i := 0; i < len(d); i++ {
		switch b := int(d[i]); {
		case b <= 21:
			if b == 12 && i+1 < len(d) {
				i++
				b = 12<<8 | int(d[i])
			}
			m[b] = operand
			operand = 0
		case b == 28:
			operand = int(int16(d.u16(i + 1)))
			i += 2
		case b == 29:
			operand = int(int32(d.u32(i + 1)))
			i += 4
		case b == 30:
			for i++; i < len(d) && d[i]&0xf != 0xf && d[i]>>4 != 0xf; i++ {
			}
		case b >= 32 && b <= 246:
			operand = b - 139
		case b >= 247 && b <= 250 && i+1 < len(d):
			operand = (b-247)*256 + int(d[i+1]) + 108
			i++
		case b >= 251 && b <= 254 && i+1 < len(d):
			operand = -(b-251)*256 - int(d[i+1]) - 108
			i++
		}
	}
	return m
}

// charset returns the names of the glyphs.
func (c *cff) charset(at, count int) []string {
	names := make([]string, count)
	if at <= 2 { // predefined: glyph i is string i
		for i := range names {
			names[i] = c.name(i)
		}
		return names
	}
	if at >= len(c.data) {
		return names
	}
	format := c.data[at]
	at++
	for i := 1; i < count && at < len(c.data); {
		sid := c.data.u16(at)
		run := 1
		switch format {
		case 0:
			at += 2
		case 1:
			if at+2 < len(c.data) {
				run += int(c.data[at+2])
			}
			at += 3
		default:
			run += c.data.u16(at + 2)
			at += 4
		}
		for ; run > 0 && i < count; run-- {
			names[i] = c.name(sid)
			sid++
			i++
		}
	}
	return names
}

func (c *cff) encoding(at int, glyphs []string, names *[256]string) {
	if at < 0 || at+2 > len(c.data) {
		return
	}
	format, n := c.data[at]&0x7f, int(c.data[at+1])
	glyph := 1
	put := func(code int) {
		if glyph < len(glyphs) && code < 256 {
			names[code] = glyphs[glyph]
		}
		glyph++
	}
	for i := range n {
		if format == 0 {
			if at+2+i < len(c.data) {
				put(int(c.data[at+2+i]))
			}
			continue
		}
		if p := at + 2 + 2*i; p+1 < len(c.data) {
			for j := range int(c.data[p+1]) + 1 {
				put(int(c.data[p]) + j)
			}
		}
	}
}

// standardStrings is how many strings every CFF program knows.
const standardStrings = 391

// name returns the string of a number. Of the standard ones those are known that
// are the characters of the standard encoding, in its order.
func (c *cff) name(sid int) string {
	if sid >= standardStrings {
		if i := sid - standardStrings; i < len(c.strings) {
			return string(c.strings[i])
		}
		return ""
	}
	n := 1
	for _, r := range standard() {
		if r == 0 {
			continue
		}
		if n == sid {
			return "u" + hex4(r)
		}
		n++
	}
	return ""
}
