package report

import (
	"strings"

	"gongkai/archive"
)

// Forms describes the statutory forms as they are read.
func Forms() []archive.Form {
	var all []archive.Form
	for _, f := range []*form{form2019, form2021} {
		all = append(all, f.describe())
	}
	return append(all, describeStat())
}

func (f *form) describe() archive.Form {
	d := archive.Form{ID: f.id, Basis: f.basis, Years: f.years}
	for _, t := range f.tables {
		about := tableWords(t)
		s := archive.FormTable{ID: t.id, Chinese: about.chinese, English: about.english}
		for _, c := range t.columns {
			unit := c.unit
			if unit == "" {
				unit = t.unit
			}
			under, name := underColumn(c), columnWords(c.key)
			s.Columns = append(s.Columns, archive.FormLine{Key: c.key, Chinese: under.chinese + c.label, English: under.english + name, Unit: unit})
		}
		for _, r := range t.rows {
			s.Rows = append(s.Rows, archive.FormLine{Key: r.key, Chinese: underRow(r.key) + r.label, English: rowWords(r.key)})
		}
		d.Tables = append(d.Tables, s)
	}
	return d
}

// bilingual is a name in both languages.
type bilingual struct{ chinese, english string }

// tableWords says what a table is about. The items of 第二十条 are those of the
// 政府信息公开条例 of 2019.
func tableWords(t table) bilingual {
	if t.item != "" {
		items := map[string]string{"一": "1", "五": "5", "六": "6", "八": "8", "九": "9"}
		return bilingual{"第二十条第（" + t.item + "）项", "Article 20, item " + items[t.item]}
	}
	switch t.id {
	case "t3":
		return bilingual{"收到和处理政府信息公开申请情况", "requests received and handled"}
	case "t4":
		return bilingual{"政府信息公开行政复议、行政诉讼情况", "reviews and lawsuits"}
	}
	return bilingual{}
}

// underColumn is what the header prints above a column.
func underColumn(c column) bilingual {
	switch c.group {
	case "review":
		return bilingual{"行政复议：", "administrative review: "}
	case "suit_direct":
		return bilingual{"行政诉讼，未经复议直接起诉：", "lawsuit without review: "}
	case "suit_after_review":
		return bilingual{"行政诉讼，复议后起诉：", "lawsuit after review: "}
	}
	switch c.key {
	case "commercial", "research", "public_welfare", "legal_service", "other_org":
		return bilingual{"法人或其他组织：", "organisations: "}
	}
	return bilingual{}
}

// underRow is what the table of section three prints before a row's own label.
func underRow(key string) string {
	const result = "三、本年度办理结果："
	kind, _, _ := strings.Cut(key, "_")
	switch {
	case key == "result_total", key == "granted", key == "partial", key == "other":
		return result
	case kind == "deny":
		return result + "（三）不予公开："
	case kind == "unable":
		return result + "（四）无法提供："
	case kind == "noproc":
		return result + "（五）不予处理："
	case strings.HasPrefix(key, "other_") && key != "other_service":
		return result + "（六）其他处理："
	}
	return ""
}

// columnWords is a column in English; of one with a group, without it.
func columnWords(key string) string {
	if i := strings.LastIndexByte(key, '.'); i >= 0 {
		key = key[i+1:]
		return map[string]string{
			"upheld": "decision upheld", "corrected": "decision corrected", "other": "other outcome",
			"pending": "not yet decided", "total": "total",
		}[key]
	}
	return map[string]string{
		"made": "newly made this year", "opened": "newly opened this year", "open_total": "open to the public in all",
		"prev_items": "items in the year before", "delta": "more or fewer this year", "decisions": "decisions made",
		"projects": "procurement projects", "amount": "amount of procurement",
		"issued": "issued this year", "repealed": "repealed this year", "in_force": "in force",
		"fee_amount": "fees collected this year, in 10,000 yuan",
		"natural":    "natural persons", "commercial": "commercial enterprises", "research": "research institutions",
		"public_welfare": "public-benefit organisations", "legal_service": "legal service organisations",
		"other_org": "other", "total": "total",
	}[key]
}

// rowWords is a row in English.
func rowWords(key string) string {
	return map[string]string{
		"rules": "rules (规章)", "normative": "normative documents (规范性文件)", "license": "administrative licences",
		"other_service": "other external administrative services", "penalty": "administrative penalties",
		"coercion": "administrative coercion", "fees": "administrative fees", "procurement": "central government procurement",
		"new": "requests received this year", "carried_in": "requests carried over from the year before",
		"granted": "disclosed", "partial": "disclosed in part",
		"deny_secret": "not disclosed: state secret", "deny_law": "not disclosed: forbidden by other laws and regulations",
		"deny_3s1s":        "not disclosed: endangers national, public or economic security or social stability",
		"deny_third_party": "not disclosed: rights of a third party", "deny_internal": "not disclosed: internal matters",
		"deny_process": "not disclosed: information of a process", "deny_enforcement_file": "not disclosed: law enforcement file",
		"deny_query":      "not disclosed: subject to administrative inquiry",
		"unable_not_held": "cannot be provided: not held", "unable_create": "cannot be provided: would have to be made",
		"unable_unclear":     "cannot be provided: still unclear after correction",
		"noproc_petition":    "not handled: petition, report or complaint",
		"noproc_repeat":      "not handled: repeated request",
		"noproc_publication": "not handled: asks for a publication",
		"noproc_mass":        "not handled: many requests without good reason",
		"noproc_confirm":     "not handled: asks to confirm or reissue what was had already",
		"other":              "handled otherwise", "other_no_correction": "handled otherwise: not corrected in time without good reason",
		"other_unpaid": "handled otherwise: fee not paid in time", "other_other": "handled otherwise: other",
		"result_total": "handled in all", "carried_out": "carried over to the next year",
	}[key]
}
