package report

import (
	"bytes"
	"encoding/binary"
	"slices"
	"sync"
)

// glanceWords are the words that a page has to have to be a report for [Likely]:
// some of the name of such reports, or two of the labels of their tables. Every
// five labels that Likely counts hold two of these.
var glanceName = []string{"信息公开"}

var glanceKind = []string{"年度报告", "年报", "年度工作报告", "工作报告", "情况报告", "情况的报告"}

var glanceLabels = []string{
	"自然人", "商业企业", "科研机构", "社会公益", "法律服务", "规章", "规范性文件", "行政许可", "行政处罚", "行政强制", "事业性收费",
	"集中采购", "对外管理", "制发", "废止", "现行有效", "新制作", "新公开", "对外公开", "项目数量", "处理决定", "收费金额", "采购总金额", "本年增",
	"新收政府信息", "结转", "予以公开", "部分公开", "不予公开", "国家秘密", "禁止公开", "危及", "第三方合法", "三类内部", "四类过程", "行政执法案卷",
	"行政查询", "无法提供", "不掌握", "需要另行", "补正后", "不予处理", "信访举报", "重复申请", "公开出版物", "大量反复", "确认或重新",
	"其他处理", "逾期", "结果维持", "结果纠正", "其他结果", "尚未审结", "未经复议", "复议后", "行政复议", "行政诉讼", "总计", "申请人情况", "信息内容", "办理结果",
	"公开政府信息数", "重大舆情", "新闻发布会", "在线访谈", "解读稿件", "回应事件数", "收到申请数", "当面申请", "传真申请", "网络申请",
	"信函申请", "申请办结", "按时办结", "延期办结", "申请答复", "已主动公开范围", "公开答复数", "商业秘密", "个人隐私", "公共安全",
	"所指政府信息", "其他情形", "不属于本行政机关", "申请信息不存在", "更改补充", "其他途径办理", "具体行政行为", "依法纠错", "举报投诉数量",
	"收取的费用", "专门机构数", "查阅点", "从事政府信息", "专职人员", "兼职人员", "专项经费", "专题会议", "培训班", "接受培训",
}

// glance is the words by their first two characters, which are of three bytes
// each.
type glance struct {
	pairs [1 << 16 / 64]uint64 // hashes of the pairs that a word begins with
	words map[[6]byte][]glanceWord
}

// pairHash is a hash of a pair.
func pairHash(pair []byte) uint16 {
	const golden = 0x9e3779b1 // 2^32 divided by the golden ratio: multiplying by it spreads
	return uint16((binary.LittleEndian.Uint32(pair[1:]) ^ uint32(pair[5])<<9) * golden >> 16)
}

type glanceWord struct {
	text string
	part int // 0: the name; 1: the kind; from 2 on: a label
}

var glancing = newGlance()

func newGlance() *glance {
	g := &glance{words: map[[6]byte][]glanceWord{}}
	add := func(part int, text string) {
		pair := [6]byte([]byte(text))
		h := pairHash(pair[:])
		g.pairs[h/64] |= 1 << (h % 64)
		g.words[pair] = append(g.words[pair], glanceWord{text, part})
	}
	for _, w := range glanceName {
		add(0, w)
	}
	for _, w := range glanceKind {
		add(1, w)
	}
	for i, w := range glanceLabels {
		add(2+i, w)
	}
	return g
}

// Conceivable reports whether a page, in UTF-8, may be what [Likely] accepts,
// without reading it: whether it says so outside of its links, or anchor, the
// text of the link that led to it, does. It errs towards true, and is so cheap
// that a crawl can ask it of every page.
func Conceivable(page []byte, anchor string) bool {
	if readsAsReport(anchor) {
		return true
	}
	buffer := glanced.Get().(*[]byte)
	defer glanced.Put(buffer)
	text, plain := spoken((*buffer)[:0], page)
	if !plain {
		return true
	}
	*buffer = text
	var name, kind bool
	var labels []int
	for i := 0; i+6 <= len(text); {
		c := text[i]
		if c < 0xe0 || c > 0xef {
			i++
			continue
		}
		pair := text[i : i+6]
		i += 3
		h := pairHash(pair)
		if glancing.pairs[h/64]&(1<<(h%64)) == 0 {
			continue
		}
		for _, w := range glancing.words[[6]byte(pair)] {
			if !bytes.HasPrefix(text[i-3:], []byte(w.text)) {
				continue
			}
			switch {
			case w.part == 0:
				name = true
			case w.part == 1:
				kind = true
			case !slices.Contains(labels, w.part):
				labels = append(labels, w.part)
			}
		}
		if name && kind || len(labels) >= 2 {
			return true
		}
	}
	return false
}

// glanced holds buffers for what pages say.
var glanced = sync.Pool{New: func() any { return new([]byte) }}

// spoken appends the text of a page to text, without its tags, white space,
// scripts, and links to other pages. Where characters stand in another form than their own,
// plain is false: what they say isn't known.
func spoken(text, page []byte) (_ []byte, plain bool) {
	text = slices.Grow(text, len(page)/2)
	link, before := false, 0 // what a link says, and from where on
	for i := 0; i < len(page); {
		end := len(page)
		if at := bytes.IndexByte(page[i:], '<'); at >= 0 {
			end = i + at
		}
		if text, plain = appendSpoken(text, page[i:end]); !plain {
			return nil, false
		}
		if i = end; i == len(page) {
			break
		}
		end, name, closing := tagAt(page, i)
		switch string(name) {
		case "a": // one that is not closed, or holds more than a link would, is none
			if closing && link && len(text)-before <= mostOfLink {
				text = text[:before]
			}
			link, before = !closing, len(text)
		case "":
			if !closing && i+1 < len(page) && page[i+1] != '!' && page[i+1] != '?' {
				end = i + 1 // a sign in a text
			}
		case "script", "style":
			if !closing {
				end = afterElement(page, end, string(name))
			}
		case "meta", "input", "img", "iframe", "embed", "object":
			text = append(text, page[i:end]...) // what it says stands in its attributes
			before = len(text)
		}
		i = end
	}
	return text, true
}

// mostOfLink is how long the text of a link may be, in bytes: four lines.
const mostOfLink = 500

// appendSpoken adds a text between two tags without its white space.
func appendSpoken(text, run []byte) ([]byte, bool) {
	for i := 0; i < len(run); {
		switch c := run[i]; {
		case c <= ' ':
			i++
		case c < 0x80 && c != '&':
			text = append(text, c)
			i++
		case c == '&':
			end, foreign := reference(run, i)
			if foreign {
				return nil, false
			}
			i = end
		case c == 0xc2 && i+1 < len(run) && run[i+1] == 0xa0: // no-break space
			i += 2
		case c == 0xe3 && i+2 < len(run) && run[i+1] == 0x80 && run[i+2] == 0x80: // ideographic space
			i += 3
		case c == 0xe2 && i+2 < len(run) && run[i+1] <= 0x80: // zero-width and other spaces
			i += 3
		case c == 0xe2 && i+1 < len(run) && run[i+1] >= 0xba, c == 0xef && i+1 < len(run) && (run[i+1] >= 0xa4 && run[i+1] < 0xac):
			return nil, false // radicals (U+2E80–2FDF) and compatibility ideographs (U+F900–FAFF)
		case c >= 0xe3 && c <= 0xe9: // Hanzi, by far the most
			end := i + 3
			for end+2 < len(run) && run[end] >= 0xe4 && run[end] <= 0xe9 {
				end += 3
			}
			text = append(text, run[i:min(end, len(run))]...)
			i = end
		default:
			text = append(text, c)
			i++
		}
	}
	return text, true
}

// longestTag is the most that is taken of a tag's name.
const longestTag = 8

// tagAt returns where the tag that begins at i ends, and its name in lower case.
func tagAt(page []byte, i int) (end int, name []byte, closing bool) {
	end = len(page)
	if at := bytes.IndexByte(page[i:], '>'); at >= 0 {
		end = i + at + 1
	}
	i++
	if i < end && page[i] == '/' {
		closing = true
		i++
	}
	start, lower := i, true
	for i < end && i < start+longestTag && 'a' <= page[i]|0x20 && page[i]|0x20 <= 'z' {
		lower = lower && page[i] >= 'a'
		i++
	}
	if name = page[start:i]; !lower {
		name = bytes.ToLower(name)
	}
	return end, name, closing
}

// afterElement returns where the text of an element ends that holds no tags.
func afterElement(page []byte, i int, name string) int {
	for {
		at := bytes.Index(page[i:], []byte("</"))
		if at < 0 {
			return len(page)
		}
		i += at
		if end, other, _ := tagAt(page, i); string(other) == name {
			return end
		}
		i += 2
	}
}

// reference returns where the character reference at i ends, and whether it is
// of a character that words are made of.
func reference(page []byte, i int) (end int, foreign bool) {
	end = i + 1
	for end < len(page) && end < i+12 && page[end] != ';' && page[end] > ' ' && page[end] < 0x80 && page[end] != '<' && page[end] != '&' {
		end++
	}
	if i+1 < len(page) && page[i+1] == '#' {
		// A number of five figures, or four hexadecimal digits, may be a Hanzi.
		return end, end-i >= 6
	}
	if end < len(page) && page[end] == ';' {
		end++
	}
	return end, false
}
