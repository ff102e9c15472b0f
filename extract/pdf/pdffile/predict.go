package pdffile

import "errors"

var errPredictor = errors.New("the data's predictor is wrong")

// unpredict undoes the prediction that rows of data went through before they
// were compressed (ISO 32000-1 7.4.4.4).
func (f *File) unpredict(parms Dict, data []byte) ([]byte, error) {
	predictor := f.Int(parms["Predictor"])
	if predictor <= 1 {
		return data, nil
	}
	value := func(key Name, usual int) int {
		if parms[key] == nil {
			return usual
		}
		return f.Int(parms[key])
	}
	colors, bits, columns := value("Colors", 1), value("BitsPerComponent", 8), value("Columns", 1)
	if colors < 1 || colors > 64 || bits < 1 || bits > 32 || columns < 1 || columns > 1<<24 {
		return nil, errPredictor
	}
	row := (colors*bits*columns + 7) / 8
	pixel := max(1, colors*bits/8)
	if predictor == 2 {
		return untiff(data, row, colors, bits)
	}
	return unpng(data, row, pixel)
}

// untiff adds to each sample the one to its left.
func untiff(data []byte, row, colors, bits int) ([]byte, error) {
	if bits != 8 {
		return nil, errPredictor
	}
	for start := 0; start+row <= len(data); start += row {
		for i := start + colors; i < start+row; i++ {
			data[i] += data[i-colors]
		}
	}
	return data, nil
}

// unpng undoes PNG's filters; the first byte of each row says which (PNG 9.2).
func unpng(data []byte, row, pixel int) ([]byte, error) {
	out := make([]byte, 0, len(data))
	above := make([]byte, row)
	for len(data) > 1 {
		kind := data[0]
		n := min(row, len(data)-1)
		from := len(out)
		out = append(out, data[1:1+n]...)
		data = data[1+n:]
		line := out[from:]
		switch kind {
		case 0:
		case 1:
			for i := pixel; i < n; i++ {
				line[i] += line[i-pixel]
			}
		case 2:
			for i := range line {
				line[i] += above[i]
			}
		case 3:
			for i := range line {
				left := 0
				if i >= pixel {
					left = int(line[i-pixel])
				}
				line[i] += byte((left + int(above[i])) / 2)
			}
		case 4:
			for i := range line {
				var left, corner int
				if i >= pixel {
					left, corner = int(line[i-pixel]), int(above[i-pixel])
				}
				line[i] += byte(paeth(left, int(above[i]), corner))
			}
		default:
			return out, errPredictor
		}
		above = line
		if n < row {
			break
		}
	}
	return out, nil
}

func paeth(left, above, corner int) int {
	p := left + above - corner
	a, b, c := abs(p-left), abs(p-above), abs(p-corner)
	switch {
	case a <= b && a <= c:
		return left
	case b <= c:
		return above
	}
	return corner
}

func abs(n int) int {
	if n < 0 {
		return -n
	}
	return n
}
