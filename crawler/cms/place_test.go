package cms

import (
	"strings"
	"testing"

	"gongkai/archive"
)

func TestPlacesAreTheTagsDownToALink(t *testing.T) {
	for name, c := range map[string]struct{ body, want string }{
		"tags":                             {`<ul><li><a href="/x">a</a></li></ul>`, "body ul li a"},
		"ids and sorted classes":           {`<div class="menu  big" id=nav><a class=on href="/x">a</a></div>`, "body div#nav.big.menu a.on"},
		"numbers don't matter":             {`<div id=list20 class="m10x300"><a id="a7" href="/x">a</a></div>`, "body div#list0.m0x0 a#a0"},
		"what is closed is left":           {`<div class=a><b>a</b></div><p class=b><a href="/x">a</a></p>`, "body p.b a"},
		"what a click leads to":            {`<p><span class=s onclick="location.href='/x'">a</span></p>`, "body p span.s"},
		"a frame":                          {`<div><iframe src="/x"></iframe></div>`, "body div iframe"},
		"names of endless length":          {`<div class="` + strings.Repeat("x ", 400) + `"><a href="/x">a</a></div>`, "body div a"},
		"a class that is only white space": {`<div class=" "><a href="/x">a</a></div>`, "body div a"},
		"an id with white space":           {`<div id="a b"><a href="/x">a</a></div>`, "body div#a_b a"},
		"a script makes none":              {`<meta http-equiv=refresh content="0;url=/x">`, ""},
	} {
		t.Run(name, func(t *testing.T) {
			if l := best(t, Read(page(t, "/zwgk/", c.body, archive.KindList), "").Links, "/x"); l.Place != c.want {
				t.Errorf("got %q, want %q", l.Place, c.want)
			}
		})
	}
}

func TestLongPlacesKeepTheirEnd(t *testing.T) {
	body := strings.Repeat("<div class=wrapper>", 100) + `<ul class=list><li><a href="/x">a</a>`
	got := best(t, Read(page(t, "/zwgk/", body, archive.KindList), "").Links, "/x").Place
	if len(got) > maxPlace || !strings.HasPrefix(got, "div.wrapper div") || !strings.HasSuffix(got, "div.wrapper ul.list li a") {
		t.Errorf("got %q", got)
	}
}
