package report

import (
	"strings"

	"gongkai/archive"
	"gongkai/internal/division"
)

// findIssuer enters who reports, of what kind, and where: by the title, else the
// signature, else what the page says of itself.
func findIssuer(r *archive.AnnualReport, doc *archive.Document, title heading, o *outline, portal string, found *findings) {
	issuer, signed := issuerOf(title.text), signature(o)
	source, words := title.source, title.text
	switch {
	case issuer != "" && signed != "" && !alike(issuer, signed):
		found.add("issuer_mismatch", warning, nil, "the title names %s, and %s signs", issuer, signed)
	case issuer == "" && signed != "":
		issuer, source, words = signed, "signature", signed
	case issuer == "":
		if issuer, source, words = fold(doc.IssuerHint), "metadata", doc.IssuerHint; issuer != "" {
			found.add("issuer_missing", warning, nil, "neither title nor signature names the issuer: %s is what the page says of itself", issuer)
		}
	}
	if issuer == "" {
		found.add("issuer_missing", warning, nil, "neither title nor signature names the issuer")
		if l, ok := division.Locate("", portal); ok {
			r.Division = archive.OptionalText(l.Code)
			found.because("division", l.Code, "portal", portal)
		}
		return
	}
	r.Issuer = archive.OptionalText(issuer)
	if own := ownTitle(doc.Title); readsAsReport(own) {
		if other := issuerOf(own); mayIssue(other) && !alike(issuer, other) && !shortens(other, issuer) && !shortens(issuer, other) {
			found.add("issuer_mismatch", warning, nil, "the report is by %s, and a title names %s", issuer, other)
		}
	}
	found.because("issuer", issuer, source, words)
	l, located := division.Locate(issuer, portal)
	if located {
		r.Division = archive.OptionalText(l.Code)
		if l.Portal {
			found.because("division", l.Code, "portal", portal)
		} else {
			found.because("division", l.Code, "divisions", pathWords(l.Path))
		}
	}
	if kind, suffix := kindOf(issuer, l); kind != "" {
		r.IssuerKind = archive.OptionalText(kind)
		found.because("issuer_kind", kind, source, suffix)
	}
}

// pathWords names the divisions of a path, and what became of one that is no
// longer.
func pathWords(path []division.Place) string {
	var words []string
	for _, p := range path {
		text := p.Name + " " + p.Code
		if p.Until != "" {
			text += ", in the lists until " + p.Until
			if now, ok := division.Successor(p); ok && (now.Code != p.Code || now.Name != p.Name) {
				text += ", now " + now.Name + " " + now.Code
			}
		}
		words = append(words, text)
	}
	return strings.Join(words, "; ")
}

// kindOf returns the kind of an issuer, and the end of its name that tells it;
// "" where the name does not.
func kindOf(issuer string, l division.Location) (kind, suffix string) {
	s, _, _ := strings.Cut(issuer, "(")
	if n := len(l.Path); n > 0 {
		place := l.Path[n-1]
		rest, _, _ := strings.Cut(l.Rest, "(")
		whole := rest == "" || rest == "人民政府" || rest == "政府" || rest == "街办" || rest == "办事处" || rest == "区"
		switch {
		case whole && len(place.Code) == 9:
			if kind, _ := kindByName(place.Name); kind == "park" || kind == "street" || kind == "town" {
				return kind, place.Name
			}
			if strings.HasPrefix(place.Code[6:], "4") {
				return "park", place.Name
			}
		case rest == "" || rest == "人民政府" || rest == "政府":
			return "government", s
		}
	}
	return kindByName(s)
}

// kindEnds are the ends of names, and what they say of the issuer; the first
// that fits counts.
func kindEnds() []struct {
	kind string
	ends []string
} {
	return []struct {
		kind string
		ends []string
	}{
		{"street", []string{"街道办事处", "街道办", "街道", "街办", "地区办事处", "街工委"}},
		{"park", []string{"园区", "开发区", "高新区", "工业园", "产业园", "示范区", "管委会", "管理委员会", "合作区", "保税区", "管理区", "园区管理办公室", "产业集聚区", "实验区", "度假区"}},
		{"office", []string{"政府办公室", "政府办公厅", "政府办", "政务公开办公室", "政务公开领导小组办公室"}},
		{"town", []string{"镇人民政府", "镇政府", "镇", "乡人民政府", "乡政府", "乡", "苏木", "苏木人民政府"}},
		{"department", []string{"局", "委员会", "委", "办公室", "中心", "站", "队", "厅", "院", "所", "部", "办", "处", "公司", "学会", "联合会", "总工会", "银行"}},
		{"government", []string{"人民政府", "县政府", "市政府", "区政府", "旗政府", "省政府", "县", "市", "区", "旗", "州", "省", "盟"}},
	}
}

func kindByName(s string) (kind, suffix string) {
	for _, k := range kindEnds() {
		for _, end := range k.ends {
			if strings.HasSuffix(s, end) {
				return k.kind, end
			}
		}
	}
	return "", ""
}

// shortens reports whether a name has the characters of another in their order, as
// 县人社局 has those of 县人力资源和社会保障局.
func shortens(short, name string) bool {
	for _, r := range short {
		_, rest, ok := strings.Cut(name, string(r))
		if !ok {
			return false
		}
		name = rest
	}
	return true
}
