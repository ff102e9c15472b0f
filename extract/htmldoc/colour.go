package htmldoc

import (
	"strconv"
	"strings"

	"gongkai/extract/visible"
)

// colourOf reads a colour of a style; what is none, or shows what is behind, is
// none, and one that is not understood is unclear.
func colourOf(value string) visible.Colour {
	value, _, _ = strings.Cut(value, "!")
	value = strings.ToLower(strings.TrimSpace(value))
	if digits, ok := strings.CutPrefix(value, "#"); ok {
		return hex(digits)
	}
	if c, ok := named(value); ok {
		return c
	}
	switch value {
	case "", "inherit", "initial", "unset", "none", "transparent":
		return 0
	}
	return mixed(value)
}

// hex reads the digits of a colour.
func hex(digits string) visible.Colour {
	if n := len(digits); n == 3 || n == 4 {
		var long []byte
		for i := range n {
			long = append(long, digits[i], digits[i])
		}
		digits = string(long)
	}
	if rest, ok := strings.CutSuffix(digits, "ff"); ok && len(digits) == 8 {
		digits = rest
	} else if strings.HasSuffix(digits, "00") && len(digits) == 8 {
		return 0
	}
	return visible.Hex(digits)
}

// mixed reads rgb() and rgba(), and of hsl() and hsla() what is white.
func mixed(value string) visible.Colour {
	name, rest, ok := strings.Cut(value, "(")
	hsl := name == "hsl" || name == "hsla"
	if !ok || name != "rgb" && name != "rgba" && !hsl {
		return visible.Unclear
	}
	rest, _, _ = strings.Cut(rest, ")")
	fields := strings.FieldsFunc(rest, func(r rune) bool { return r == ',' || r == ' ' || r == '/' })
	if len(fields) < 3 {
		return visible.Unclear
	}
	if hsl {
		if fields[2] != "100%" {
			return visible.Unclear
		}
		fields[0], fields[1] = "100%", "100%"
	}
	var parts [3]uint8
	for i := range parts {
		number, percent := strings.CutSuffix(fields[i], "%")
		v, err := strconv.ParseFloat(number, 64)
		if percent {
			v *= 2.55
		}
		if err != nil || !(v >= 0 && v <= 255) {
			return visible.Unclear
		}
		parts[i] = uint8(v + 0.5)
	}
	if len(fields) > 3 {
		number, percent := strings.CutSuffix(fields[3], "%")
		switch alpha, err := strconv.ParseFloat(number, 64); {
		case err == nil && alpha == 0:
			return 0
		case err != nil || alpha < 1 || percent && alpha < 100:
			return visible.Unclear
		}
	}
	return visible.RGB(parts[0], parts[1], parts[2])
}

// named returns the colour of a name: the sixteen of HTML 4, those of windows,
// and all that are nearly white.
func named(name string) (visible.Colour, bool) {
	rgb := ""
	switch name {
	case "black", "windowtext":
		rgb = "000000"
	case "white", "window":
		rgb = "ffffff"
	case "silver":
		rgb = "c0c0c0"
	case "gray", "grey":
		rgb = "808080"
	case "maroon":
		rgb = "800000"
	case "red":
		rgb = "ff0000"
	case "purple":
		rgb = "800080"
	case "fuchsia", "magenta":
		rgb = "ff00ff"
	case "green":
		rgb = "008000"
	case "lime":
		rgb = "00ff00"
	case "olive":
		rgb = "808000"
	case "yellow":
		rgb = "ffff00"
	case "navy":
		rgb = "000080"
	case "blue":
		rgb = "0000ff"
	case "teal":
		rgb = "008080"
	case "aqua", "cyan":
		rgb = "00ffff"
	case "aliceblue":
		rgb = "f0f8ff"
	case "azure":
		rgb = "f0ffff"
	case "floralwhite":
		rgb = "fffaf0"
	case "ghostwhite":
		rgb = "f8f8ff"
	case "honeydew":
		rgb = "f0fff0"
	case "ivory":
		rgb = "fffff0"
	case "lavenderblush":
		rgb = "fff0f5"
	case "mintcream":
		rgb = "f5fffa"
	case "oldlace":
		rgb = "fdf5e6"
	case "seashell":
		rgb = "fff5ee"
	case "snow":
		rgb = "fffafa"
	case "whitesmoke":
		rgb = "f5f5f5"
	default:
		return 0, false
	}
	return visible.Hex(rgb), true
}

// groundOf reads a background. A picture, or more colours than one, is unclear.
func groundOf(value string) visible.Colour {
	value, _, _ = strings.Cut(strings.ToLower(value), "!")
	if c := colourOf(value); c != visible.Unclear {
		return c
	}
	if strings.Contains(value, "gradient") || strings.Contains(value, "url(") {
		return visible.Unclear
	}
	at := 0 // open brackets
	ground := visible.Colour(0)
	for word := range strings.FieldsFuncSeq(value, func(r rune) bool {
		switch r {
		case '(':
			at++
		case ')':
			at--
		}
		return at == 0 && (r == ' ' || r == ',' || r == '/' || r == '\t' || r == '\n')
	}) {
		switch word {
		case "repeat", "no-repeat", "repeat-x", "repeat-y", "scroll", "fixed", "local", "center", "left", "right", "top", "bottom",
			"cover", "contain", "auto", "border-box", "padding-box", "content-box":
			continue
		}
		if word[0] >= '0' && word[0] <= '9' || word[0] == '-' {
			continue
		}
		if c := colourOf(word); c != 0 {
			ground = c
		}
	}
	return ground
}
