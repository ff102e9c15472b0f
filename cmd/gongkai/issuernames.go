package main

import (
	"cmp"
	"strings"
	"unicode/utf8"

	"gongkai/archive"
	"gongkai/report"
)

// issuerNames gives an issuer one name of those that its reports have: of 县财政局
// and 青渡县财政局 the longest, where the portal is 青渡县's.
type issuerNames struct {
	places map[string]string // portal → what its name says that it is of: 青渡县
	full   map[issuerKey]string
}

type issuerKey struct{ portal, own string }

// namesOf learns the names of the reports' issuers.
func namesOf(reports []archive.ReportSummary, portals []outlook) issuerNames {
	n := issuerNames{map[string]string{}, map[issuerKey]string{}}
	for _, o := range portals {
		if place, _, ok := strings.Cut(o.Name, "人民政府"); ok && strings.ContainsAny(place, "县市区旗") {
			n.places[o.Portal] = place
		}
	}
	for _, r := range reports {
		if n.places[r.Portal] == "" {
			continue
		}
		key := n.key(r.Portal, r.Issuer)
		if longest := n.full[key]; len(r.Issuer) > len(longest) || len(r.Issuer) == len(longest) && r.Issuer < longest {
			n.full[key] = r.Issuer
		}
	}
	return n
}

// of returns the name that an issuer goes by.
func (n issuerNames) of(portal, issuer string) string {
	if n.places[portal] == "" {
		return issuer
	}
	return cmp.Or(n.full[n.key(portal, issuer)], issuer)
}

// key returns what an issuer's names have in common: they say whose it is in full,
// by the rank of the place alone, or not at all, a town's may leave its government
// out, and that of a government's office is shortened.
func (n issuerNames) key(portal, issuer string) issuerKey {
	own, place := issuer, n.places[portal]
	_, size := utf8.DecodeLastRuneInString(place)
	if rest, ok := strings.CutPrefix(own, place); ok {
		own = rest
	} else if rest, ok := strings.CutPrefix(own, place[len(place)-size:]); ok && !strings.HasPrefix(own, "市场") {
		own = rest
	}
	if report.IsOffice(own) {
		own = strings.TrimSuffix(own, "公室") // 政府办公室
		return issuerKey{portal, strings.TrimSuffix(strings.TrimSuffix(own, "政府办"), "人民") + "政府办"}
	}
	for _, end := range [...]string{"人民政府", "办事处"} {
		if rest := strings.TrimSuffix(own, end); rest != "" {
			own = rest
		}
	}
	return issuerKey{portal, own}
}
