package report

import "gongkai/archive"

// describeStat describes the 政府信息公开情况统计表: the rows of its dictionary.
func describeStat() archive.Form {
	t := archive.FormTable{
		ID: "stat", Chinese: "政府信息公开情况统计表", English: "statistics table",
		Columns: []archive.FormLine{{Key: "value", Chinese: "统计数", English: "number"}},
	}
	groups := map[string]string{"一": "主动公开情况", "二": "回应解读情况", "三": "依申请公开情况", "四": "行政复议", "五": "行政诉讼",
		"八": "机构建设和保障经费情况", "九": "政府信息公开会议和培训情况"}
	for _, r := range statRows.rows {
		label := r.label
		if name := groups[r.group]; name != "" {
			label = name + "：" + label
		}
		t.Rows = append(t.Rows, archive.FormLine{Key: r.key, Chinese: label, English: statWord(r.key), Unit: r.unit})
	}
	return archive.Form{ID: archive.STAT2014, Basis: "国办发〔2014〕32号", Years: [2]int{2014, 2018}, Tables: []archive.FormTable{t}}
}

// statWord is a row of the statistics table in English.
func statWord(key string) string {
	return map[string]string{
		"published": "items of information published", "published_normative": "of these: normative documents",
		"normative_issued":  "normative documents issued",
		"published_gazette": "published in the gazette", "published_website": "published on the website",
		"published_weibo": "published on Weibo", "published_wechat": "published on WeChat", "published_other": "published otherwise",
		"responses": "responses to matters of public concern", "press_conferences": "press conferences",
		"press_conferences_leader": "press conferences that the head attended", "interviews": "interviews on the website",
		"interviews_leader": "interviews in which the head took part", "explanations": "explanations of policies published",
		"responses_social": "responses on Weibo and WeChat", "responses_other": "responses otherwise",
		"received": "requests received", "received_in_person": "requests received in person", "received_fax": "requests received by fax",
		"received_online": "requests received online", "received_letter": "requests received by letter",
		"closed": "requests closed", "closed_on_time": "closed on time", "closed_extended": "closed after an extension",
		"answered": "requests answered", "already_public": "answered: already published", "granted": "answered: disclosed",
		"partial": "answered: disclosed in part", "denied": "answered: not disclosed",
		"denied_secret": "not disclosed: state secret", "denied_trade": "not disclosed: trade secret",
		"denied_privacy": "not disclosed: privacy", "denied_safety": "not disclosed: endangers security or stability",
		"denied_no_information": "not disclosed: no government information", "denied_other": "not disclosed: other laws and regulations",
		"not_competent": "answered: another body's", "not_existing": "answered: does not exist",
		"amend": "answered: the request has to be corrected", "other_way": "answered: to be had in another way",
		"review": "administrative reviews", "review_upheld": "administrative review: upheld",
		"review_corrected": "administrative review: corrected", "review_other": "administrative review: other",
		"suit": "lawsuits", "suit_upheld": "lawsuit: upheld or dismissed", "suit_corrected": "lawsuit: corrected", "suit_other": "lawsuit: other",
		"complaints": "complaints", "fees": "fees for information on request",
		"offices": "offices for disclosure", "reading_places": "places where information can be read",
		"staff": "staff for disclosure", "staff_full": "staff: full-time", "staff_part": "staff: part-time",
		"budget": "budget for disclosure", "meetings": "meetings on disclosure", "trainings": "trainings", "trained": "people trained",
	}[key]
}
