package cms

// The families of content management systems. Those without a name of their own
// are called by the province whose platform they are.
const (
	FamilyTRS       = "trs"       // 拓尔思 WCM
	FamilyJPage     = "jpage"     // 大汉 Hanweb
	FamilyVSB       = "vsb"       // 博达
	FamilyUCAP      = "ucap"      // 开普云
	FamilyLonsun    = "lonsun"    // 龙讯
	FamilyJeecms    = "jeecms"    //
	FamilyGkmlpt    = "gkmlpt"    // 广东, 政府信息公开目录平台
	FamilyOpenness  = "openness"  // 宣城, 铜陵
	FamilyShaanxi   = "shaanxi"   // 陕西
	FamilyHebei     = "hebei"     // 河北
	FamilyHenan     = "henan"     // 河南
	FamilyHunan     = "hunan"     // 湖南
	FamilyLiaoning  = "liaoning"  // 辽宁, eportal
	FamilyPowerEasy = "powereasy" // 动易
)

// where is the part of a page that a sign stands in. Text is none of them: what
// editors paste, and articles about a vendor, say nothing about the system.
type where int

const (
	inScript  where = iota // the text of a script
	inSource               // the address of a script or style sheet
	inName                 // an id or class; inside of an article's body it doesn't count
	inAddress              // the address of the page itself, or of a link to its host
	inTag                  // an element's name
)

// sign is something that a family leaves in its pages.
type sign struct {
	where  where
	text   string
	weight int
}

// certain is the weight at which a family counts as found. A class alone, which
// a paste could bring along, weighs less.
const certain = 3

// system describes a family. What can't be said here is code: how TRS, VSB, jpage
// and Lonsun page on, and how 广东 names its lists.
type system struct {
	family    string
	generator []string // names in <meta name="generator">, in lower case
	signs     []sign
	articles  []string // shapes of the addresses of articles: see matches
	columns   []string // parts of the paths of columns
	boxes     []string // ids and classes of the containers of bodies, in lower case
	numbered  string   // extension of lists whose page n is name_n, counted from 1, and whose pager only counts

	// request is part of the address of a list's data in a script that doesn't
	// name the page in the address, and field the name under which it is asked.
	request, field string
}

var systems = [...]system{
	{
		family: FamilyTRS, generator: []string{"trs", "拓尔思"},
		signs: []sign{{inScript, "createPageHTML(", 2}, {inName, "TRS_Editor", 2}, {inName, "trs_editor_view", 2}, {inName, "TRS_UEDITOR", 2}, {inName, "Custom_UnionStyle", 1}},
		articles: []string{
			"tDDDN html shtml htm", "tDDDN_N html shtml htm", "tDDDN_N_N html shtml htm",
		},
		boxes: []string{"trs_editor", "trs_editor_view", "trs_ueditor"},
	},
	{
		family: FamilyJPage, generator: []string{"hanweb", "大汉"},
		signs:    []sign{{inScript, "/jpage/dataproxy.jsp", 4}, {inSource, "/module/jslib/", 3}, {inSource, "/jslib/jquery/jquery.hanweb", 3}, {inAddress, "/module/download/downfile.jsp", 3}, {inAddress, "/module/xxgk/", 3}, {inAddress, "/col/col", 2}, {inTag, "datastore", 3}},
		articles: []string{"art/DDDD/N/N/art_W html", "art/DDDD/art_W html"},
		columns:  []string{"/col/col"},
		boxes:    []string{"bt-content"},
	},
	{
		family: FamilyVSB, generator: []string{"vsb", "sitebuilder", "博达"},
		signs:    []sign{{inScript, "_sitegray", 3}, {inScript, "_jsq_(", 3}, {inSource, "_sitegray", 3}, {inSource, "/system/resource/", 3}, {inScript, "/system/resource/", 3}, {inName, "vsb_content", 3}, {inName, "v_news_content", 2}, {inName, "vsbscreen", 2}, {inAddress, "/__local/", 2}, {inAddress, "/system/_content/", 3}},
		articles: []string{"info/N/N htm"},
		boxes:    []string{"vsb_content", "v_news_content"},
	},
	{
		family: FamilyUCAP, generator: []string{"ucap", "开普"},
		signs:    []sign{{inScript, "/common/search/", 4}, {inName, "UCAP-CONTENT", 4}, {inTag, "ucaptitle", 4}, {inTag, "ucapcontent", 4}, {inAddress, "common_list.shtml", 3}},
		articles: []string{"H html shtml"},
		boxes:    []string{"ucap-content"},
	},
	{
		family: FamilyLonsun, generator: []string{"lonsun", "龙讯"},
		signs:    []sign{{inScript, "/site/label/8888", 4}, {inAddress, "/public/column/", 3}, {inName, "j-fontContent", 3}},
		articles: []string{"public/N/N html"},
		columns:  []string{"/public/column/"},
		boxes:    []string{"j-fontcontent", "j_content"},
	},
	{
		family: FamilyJeecms, generator: []string{"jeecms"},
		signs:    []sign{{inAddress, ".jhtml", 4}, {inSource, "jeecms", 3}},
		articles: []string{"N jhtml"}, numbered: "jhtml",
	},
	{
		family:   FamilyGkmlpt,
		signs:    []sign{{inScript, "/gkmlpt/", 3}, {inSource, "/gkmlpt/", 3}, {inAddress, "/gkmlpt/", 3}},
		articles: []string{"post_N html"},
		columns:  []string{"/gkmlpt/index"},
	},
	{
		family: FamilyOpenness,
		signs:  []sign{{inAddress, "/openness/OpennessAnnualReport/", 4}, {inAddress, "/XxgkAnnualReport/", 4}, {inAddress, "/openness/OpennessContent/", 4}},
	},
	{
		family:   FamilyShaanxi,
		articles: []string{"L html", "X html"},
		boxes:    []string{"pages_content"},
	},
	{
		family:   FamilyHebei,
		articles: []string{"columns/U/DDDDDD/DD/U html"},
		request:  "/blocks/", field: "page",
	},
	{
		family:   FamilyHenan,
		articles: []string{"DDDD/DD-DD/N html"},
	},
	{
		family:   FamilyHunan,
		articles: []string{"DDDDDDDD/iN html"},
	},
	{
		family: FamilyLiaoning, generator: []string{"eportal"},
		signs:    []sign{{inScript, "/eportal/ui?", 3}, {inSource, "/eportal/", 3}, {inAddress, "/eportal/ui?", 3}},
		articles: []string{"DDDDDDDDDDDDDDDN/index shtml"},
		boxes:    []string{"zy_content"},
		request:  "/eportal/ui?", field: "pageNo",
	},
	{
		family: FamilyPowerEasy, generator: []string{"powereasy", "siteweaver"},
		signs:    []sign{{inSource, "powereasy", 3}, {inAddress, "/Category_", 3}},
		articles: []string{"item/N aspx"},
		columns:  []string{"/category_"},
		numbered: "aspx",
	},
	{ // of no family, or of several
		articles: []string{
			"DDDDDD/W html shtml htm", "DDDDDDD/W html shtml htm", "DDDDDDDD/W html shtml htm", // filed by month or day
			"detail/N html htm shtml", "details/N html htm shtml", "content/N html htm shtml", "article/N html htm shtml", "view/N html htm shtml",
			"show/N html", "content_N html",
		},
		boxes: []string{"zoom", "article-content"},
	},
}
