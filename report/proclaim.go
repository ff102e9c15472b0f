package report

import "strings"

// proclamations are the words of a sentence that publishes the report itself. That
// of last year was published on time, says many an overview.
var proclamations = []string{"本报告", "现将", "现公布", "现予公布", "现予以公布", "现向社会", "特向社会", "特公布"}

// tellProclaimed tells where the sentence that publishes the report, 现公布…年政府信息公开
// 工作年度报告, names another year or issuer than its title.
func (o *outline) tellProclaimed(year int, issuer string, found *findings) {
	for _, lines := range [][]string{o.head, o.text(0)} {
		for _, line := range lines {
			for sentence := range strings.SplitSeq(line, "。") {
				if !hasAny(sentence, proclamations...) {
					continue
				}
				before, _, ok := cutAny(fold(sentence), "政府信息公开工作年度报告", "政府信息公开年度报告")
				if !ok {
					continue
				}
				clause := before[strings.LastIndexAny(before, ",;")+1:]
				if named := yearsIn(clause); year != 0 && len(named) == 1 && named[0].year != year {
					found.add("year_mismatch", warning, nil, "the report is on %d, and its text publishes another: %s", year, clip(strings.TrimSpace(sentence)))
				}
				for _, verb := range []string{"公布", "发布", "公开", "编制", "现将"} {
					if _, rest, ok := strings.Cut(clause, verb); ok {
						clause = rest
					}
				}
				name := strings.TrimRight(strings.TrimLeft(cutYears(clause), "了《"), "度的")
				if issuer != "" && leadsForAnother(name, issuer) && !shortens(name, issuer) {
					found.add("issuer_mismatch", warning, nil, "the report is by %s, and its text publishes one by %s", issuer, name)
				}
			}
		}
	}
}
