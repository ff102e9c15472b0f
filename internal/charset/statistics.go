package charset

import (
	"bytes"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// looksChinese reports whether body reads as Chinese in GB18030: under 5% of
// its characters beyond ASCII can't be read, and over an eighth of them are
// common Hanzi. Korean, Japanese and Big5 read as GB18030 give Hanzi too, but
// seldom these.
func looksChinese(body []byte) bool {
	text, err := simplifiedchinese.GB18030.NewDecoder().Bytes(sampleOf(body))
	if err != nil {
		return false
	}
	var beyond, bad, common int
	for len(text) > 0 {
		r, size := utf8.DecodeRune(text)
		text = text[size:]
		switch {
		case r < utf8.RuneSelf:
			continue
		case r == utf8.RuneError:
			bad++
		case isCommon(r):
			common++
		}
		beyond++
	}
	return bad*20 < beyond && common*8 > beyond
}

// sampleOf returns up to 64 KiB of body, from its first byte beyond ASCII on.
func sampleOf(body []byte) []byte {
	at := max(0, bytes.IndexFunc(body, func(r rune) bool { return r >= utf8.RuneSelf }))
	return body[at:min(len(body), at+64<<10)]
}

// isCommon reports whether r is among the Hanzi that fill ordinary Chinese
// prose and official papers.
func isCommon(r rune) bool {
	switch r {
	case '的', '一', '是', '在', '不', '了', '有', '和', '人', '这', '中', '大', '为', '上', '个', '国',
		'我', '以', '要', '他', '时', '来', '用', '们', '生', '到', '作', '地', '于', '出', '就', '分',
		'对', '成', '会', '可', '主', '发', '年', '动', '同', '工', '也', '能', '下', '过', '子', '说',
		'产', '种', '面', '而', '方', '后', '多', '定', '行', '学', '法', '所', '民', '得', '经', '十',
		'三', '之', '进', '着', '等', '部', '度', '家', '电', '力', '里', '如', '水', '化', '高', '自',
		'二', '理', '起', '小', '物', '现', '实', '加', '量', '都', '两', '体', '制', '机', '当', '使',
		'点', '从', '业', '本', '去', '把', '性', '好', '应', '开', '它', '合', '还', '因', '由', '其',
		'些', '然', '前', '外', '天', '政', '四', '日', '那', '社', '义', '事', '平', '形', '相', '全',
		'表', '间', '样', '与', '关', '各', '重', '新', '线', '内', '数', '正', '心', '反', '你', '明',
		'看', '原', '又', '么', '利', '比', '或', '但', '质', '气', '第', '向', '道', '命', '此', '变',
		'府', '信', '息', '公', '月', '市', '县', '区', '乡', '镇', '办', '报', '告', '通', '知', '务',
		'首', '页', '网', '站', '位', '章', '件', '规', '文', '情', '况', '管', '服', '申', '请', '总':
		return true
	}
	return false
}
