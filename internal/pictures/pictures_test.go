package pictures_test

import (
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"gongkai/internal/pictures"
)

func TestAPictureOfTextIsToldFromDecoration(t *testing.T) {
	for img, want := range map[string]string{
		`<img src="./W020240112345.jpg">`:                                    "./W020240112345.jpg",
		`<img src="/__local/A/BC/1F.PNG?e=.png" width="900" height="1200">`:  "/__local/A/BC/1F.PNG?e=.png",
		`<img src="a.tif" style="width: 650.5px; height:900px">`:             "a.tif",
		`<img src="a.jpg" width="100%">`:                                     "a.jpg",
		`<img src="/images/loading.gif" data-original="/upload/2024/1.jpg">`: "/upload/2024/1.jpg",
		`<img src="/upload/2024/1.jpg" data-src="">`:                         "/upload/2024/1.jpg",
		`<img src="/u/icon_doc.gif">`:                                        "",
		`<img src="/ueditor/dialogs/attachment/fileTypeImages/doc.gif">`:     "",
		`<img src="/u/qrcode.png">`:                                          "",
		`<img src="a.jpg" width="16" height="16">`:                           "",
		`<img src="a.jpg" width="900" style="HEIGHT: 18px">`:                 "",
		`<img src="/u/a.svg">`:                                               "",
		`<img src="data:image/png;base64,iVBORw0KGgo=">`:                     "",
		`<img src="data:image/png;base64,iVBORw0KGgo=.png">`:                 "",
		`<img src="/counter.jsp?id=5">`:                                      "",
		`<img>`:                                                              "",
	} {
		doc, err := goquery.NewDocumentFromReader(strings.NewReader(img))
		if err != nil {
			t.Fatal(err)
		}
		if got := pictures.Of(doc.Find("img").Nodes[0]); got != want {
			t.Errorf("%s: got %q, want %q", img, got, want)
		}
	}
}
