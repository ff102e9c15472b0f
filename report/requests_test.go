package report_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"

	"gongkai/report"
)

// TestTheTextIsComparedWithTheRequests writes sentences of overviews; {…} is what the
// table has, and {…+} more than that.
func TestTheTextIsComparedWithTheRequests(t *testing.T) {
	for text, key := range map[string]string{
		"共受理政府信息公开申请十二万件。":                   "t3.new.total",
		"共受理政府信息公开申请九千零一件。":                  "t3.new.total",
		"收到的政府信息公开申请为壹佰零贰件。":                 "t3.new.total",
		"受理政府信息公开申请九百余件。":                    "",
		"受理申请数十件，均为政府信息公开申请。":                "",
		"政府信息公开申请总量{new+}件。":                 "t3.new.total",
		"我单位全年依申请公开数量为{new+}件。":              "t3.new.total",
		"政府信息公开申请量为0。":                       "t3.new.total",
		"全年新增政府信息公开申请{new+}件。":               "t3.new.total",
		"新收政府信息公开申请数量 9 0 0 0 0 0 9":         "",
		"全年新增政府信息公开申请{new}件。":                "",
		"办结政府信息公开申请{done+}件。":                "t3.result_total.total",
		"共答复政府信息公开申请{done}件。":                "",
		"收到政府信息公开申请{new}件，答复政府信息公开申请{new}件。": "",
		"按时办结政府信息公开申请9999件。":                 "",
		"结转下年度继续办理{out+}件。":                  "t3.carried_out.total",
		"全年办理建议提案90件，结转下年度继续办理99件。":          "",
		"上年结转政府信息公开申请{in+}件。":                "t3.carried_in.total",
		"自然人提出申请{natural+}件。":                "t3.new.natural",
		"收到政府信息公开申请{new}件，其中自然人{natural}件。":  "",
		"收到政府信息公开申请{new}件，其中自然人{natural+}件。": "t3.new.natural",
		"本年度未收到涉企政府信息公开申请。":                  "",
		"本年度未收到政府信息公开申请。":                    "t3.new.total",
		"近三年来，共收到政府信息公开申请99999件。":            "",
		"制作依申请公开受理流程图一份。":                    "",
		"推进高效办成一件事，受理政府信息公开申请{new}件。":        "",
		"收取行政事业性收费{fee+}万元。":                 "t2.8.fees.fee_amount",
		"收取行政事业性收费{fee}.00万元。":               "",
		"减免行政事业性收费99999万元。":                  "",
	} {
		w := write(2023, rand.New(rand.NewPCG(3, 3)))
		for word, key := range map[string]string{"new": "t3.new.total", "done": "t3.result_total.total", "out": "t3.carried_out.total",
			"in": "t3.carried_in.total", "natural": "t3.new.natural", "fee": "t2.8.fees.fee_amount"} {
			n, err := strconv.Atoi(w.truth[key])
			if err != nil {
				t.Fatal(err)
			}
			text = strings.NewReplacer("{"+word+"}", fmt.Sprint(n), "{"+word+"+}", fmt.Sprint(n+7000)).Replace(text)
		}
		doc := merged(w)
		doc.Blocks[1].Text = text
		got, err := report.Parse(doc)
		if err != nil {
			t.Fatal(err)
		}
		var named []string
		for _, f := range got.Findings {
			if f.Code == "narrative_mismatch" && f.Severity == "warning" {
				named = append(named, f.Cells...)
			}
		}
		if key == "" && len(named) > 0 || key != "" && !slices.Equal(named, []string{key}) {
			t.Errorf("%s: got a mismatch with %v, want %q", text, named, key)
		}
	}
}
