package config

import (
	"strings"
	"testing"
)

func TestWhatIsWrongIsNamedWithItsPlace(t *testing.T) {
	const (
		contact = "contact: a@example.org\n"
		portal  = contact + "portals:\n  - id: qingdu\n    seeds: [http://www.qingdu.gov.cn/]\n"
		sink    = contact + "sinks:\n  - name: parser\n"
	)
	for name, c := range map[string]struct{ file, want string }{
		"an empty file":                {"", `1:1: no contact: add contact: with an e-mail address or URL where portals can reach you`},
		"no contact":                   {"# x\n\ndata: x\n", `3:1: no contact: add contact: with an e-mail address or URL where portals can reach you`},
		"an empty contact":             {"contact:\n", `1:10: contact is empty: write an e-mail address or URL where portals can reach you`},
		"a contact that is none":       {"contact: me\n", `1:10: contact "me": write an e-mail address or URL where portals can reach you`},
		"a contact with a name":        {"contact: Me <me@example.org>\n", `1:10: contact "Me <me@example.org>": write an e-mail address or URL where portals can reach you`},
		"a contact on this machine":    {"contact: root@localhost\n", `1:10: contact "root@localhost": write an e-mail address or URL where portals can reach you`},
		"a contact with a parenthesis": {"contact: https://example.org/(x)\n", `1:10: contact "https://example.org/(x)": write an e-mail address or URL where portals can reach you`},
		"an address without a host":    {"contact: https:///x\n", `1:10: contact "https:///x": write an e-mail address or URL where portals can reach you`},
		"a list for a contact":         {"contact: [a@example.org]\n", `1:10: contact: want one line of plain text`},

		"an unknown key":         {contact + "portal: []\n", `2:1: unknown key "portal" in the file: known are contact, crawl, data, disk, extract, portals, run, sinks`},
		"an unknown key below":   {contact + "crawl:\n  delay: 5s\n  retries: 3\n", `4:3: unknown key "retries" in crawl: known are bytes_per_day, delay, floor, hours, max_body, max_hops, pages, patience, timeout, timezone, workers`},
		"a key twice":            {contact + "data: x\ndata: y\n", `3:1: key data stands twice in the file: keep one`},
		"a merge key":            {contact + "<<: {data: x}\n", `2:1: unknown key "<<" in the file: known are contact, crawl, data, disk, extract, portals, run, sinks`},
		"an alias":               {"contact: &c a@example.org\ndata: *c\n", `1:10: contact: anchors, aliases and tags are not read here: write the value out`},
		"a tag":                  {contact + "data: !!str x\n", `2:7: data: anchors, aliases and tags are not read here: write the value out`},
		"a tab":                  {contact + "crawl:\n\tdelay: 5s\n", `3:1: not YAML: a tab: indent with spaces`},
		"a tab before a dash":    {contact + "portals:\n\t- id: a\n", `3:1: not YAML: a tab: indent with spaces`},
		"a Chinese colon":        {"contact：a@example.org\n" + "data: x\n", `1:1: not YAML: the colon behind contact is a Chinese one (：): write contact: with a space behind it`},
		"a Chinese colon inside": {contact + "portals:\n  - id: a\n    name：青\n    seeds: [http://a.cn/]\n", `4:1: not YAML: the colon behind name is a Chinese one (：): write name: with a space behind it`},
		"no space behind a key":  {contact + "portals:\n  - id: a\n    name:青\n    seeds: [http://a.cn/]\n", `4:1: not YAML: nothing parts name: from its value: write a space behind the colon`},
		"a bracket left open":    {contact + "portals: [\n", `2:10: not YAML: sequence end token ']' not found`},
		"two documents":          {contact + "---\ndata: x\n", `3:1: a second document: keep everything before the line ---`},
		"a list at the top":      {"- contact\n", `1:1: the file: want keys with values, each on a line such as key: value`},
		"bytes that are no text": {contact + "data: \xff\n", `2:1: not UTF-8: save the file in UTF-8`},
		"brackets without end":   {contact + "data: " + strings.Repeat("[", 100000), `2:23: nested too deeply for a configuration`},
		"dashes without end":     {strings.Repeat("- ", 100000), `1:33: nested too deeply for a configuration`},
		"a file without end":     {strings.Repeat("#\n", maxFile), ` larger than 16 MiB: this is no configuration`},
		"a block of text":        {contact + "data: |\n  x\n  y\n", `2:7: data: want one line of plain text`},
		"a control character":    {contact + "data: \"x\\ny\"\n", `2:7: data: want one line, without control characters`},
		"a value left out":       {contact + "data:\n", `2:7: data is empty: write a value, or remove the line`},
		"ocr that is neither":    {contact + "extract: {ocr: on}\n", `2:16: ocr "on": want auto (where tesseract is installed) or off`},
		"a value for a mapping":  {contact + "crawl: 5s\n", `2:8: crawl: want keys with values, each on a line such as key: value`},
		"a value for a list":     {contact + "portals: qingdu\n", `2:10: portals: want a list, each entry on a line that begins with -`},

		"a delay without a unit": {contact + "crawl: {delay: 5}\n", `2:16: delay "5": want a duration above 0, such as 5s, 1m30s or 2h`},
		"no delay at all":        {contact + "crawl: {delay: 0s}\n", `2:16: delay "0s": want a duration above 0, such as 5s, 1m30s or 2h`},
		"a short delay":          {contact + "crawl: {delay: 500ms}\n", `2:16: delay 500ms: only a portal whose every host resolve pins to a loopback address may be asked more often than once a second`},
		"a size in megabytes":    {contact + "crawl: {max_body: 256MB}\n", `2:19: max_body "256MB": want a whole number of KiB, MiB or GiB, such as 256MiB`},
		"a size of nothing":      {contact + "crawl: {max_body: 0MiB}\n", `2:19: max_body "0MiB": want a whole number of KiB, MiB or GiB, such as 256MiB`},
		"a size beyond all":      {contact + "crawl: {max_body: 8589934592GiB}\n", `2:19: max_body "8589934592GiB": want a whole number of KiB, MiB or GiB, such as 256MiB`},
		"no workers":             {contact + "crawl: {workers: 0}\n", `2:18: workers "0": want a whole number from 1 to 1000`},
		"hours without an end":   {contact + "crawl: {hours: 22:00}\n", `2:16: hours "22:00": want from when to when, such as "22:00-06:00"`},
		"hours of no length":     {contact + "crawl: {hours: 22:00-22:00}\n", `2:16: hours "22:00-22:00": want from when to when, such as "22:00-06:00"`},
		"a zone that is none":    {contact + "crawl: {timezone: Peking}\n", `2:19: timezone "Peking": want a name such as Asia/Shanghai`},
		"a floor above one":      {contact + "crawl: {floor: 2}\n", `2:16: floor "2": want reports per request, from 0 (fetch everything) to 1, such as 0.01`},
		"a floor of no number":   {contact + "crawl: {floor: NaN}\n", `2:16: floor "NaN": want reports per request, from 0 (fetch everything) to 1, such as 0.01`},
		"hops in words":          {contact + "crawl: {max_hops: many}\n", `2:19: max_hops "many": want a whole number from 1 to 1000`},

		"a schedule that isn't one":             {contact + "portals:\n  - {id: x, seeds: [\"http://x.cn/\"], schedule: \"Mondays\"}\n", `3:48: schedule "Mondays": want five fields as cron has them, such as "0 3 * * 1" for Mondays at 3 (Sunday is 0), or @daily`},
		"a schedule by seconds":                 {contact + "portals:\n  - {id: x, seeds: [\"http://x.cn/\"], schedule: \"@every 1s\"}\n", `3:48: schedule "@every 1s": want five fields as cron has them, such as "0 3 * * 1" for Mondays at 3 (Sunday is 0), or @daily`},
		"a schedule of a day that never is":     {contact + "portals:\n  - {id: x, seeds: [\"http://x.cn/\"], schedule: \"0 3 30 2 *\"}\n", `3:48: schedule "0 3 30 2 *": no year has such a day: correct the day or the month`},
		"a schedule of every minute of an hour": {contact + "portals:\n  - {id: x, seeds: [\"http://x.cn/\"], schedule: \"* 3 * * *\"}\n", `3:48: schedule "* 3 * * *": crawls would begin less than an hour apart: write one minute, such as "0 3 * * *" for each day at 3`},
		"a schedule of half hours":              {contact + "portals:\n  - {id: x, seeds: [\"http://x.cn/\"], schedule: \"0,30 * 29 2 *\"}\n", `3:48: schedule "0,30 * 29 2 *": crawls would begin less than an hour apart: write one minute, such as "0 3 * * *" for each day at 3`},
		"a portal without id":                   {contact + "portals:\n  - name: x\n", `3:5: a portal without id: add one of a-z, 0-9 and -, such as id: qingdu`},
		"a portal that is a word":               {contact + "portals:\n  - qingdu\n", `3:5: a portal: want keys with values, each on a line such as key: value`},
		"an id in capitals":                     {contact + "portals:\n  - id: Qingdu\n", `3:9: id "Qingdu": want up to 64 of a-z, 0-9 and -, not - at the start`},
		"an id like a flag":                     {contact + "portals:\n  - id: -q\n", `3:9: id "-q": want up to 64 of a-z, 0-9 and -, not - at the start`},
		"an id twice":                           {portal + "  - id: qingdu\n", `5:9: id qingdu stands twice: give each portal its own`},
		"no seeds":                              {contact + "portals:\n  - id: qingdu\n    name: x\n", `3:5: portal qingdu has no seeds: add seeds: with the URL where a crawl starts`},
		"a seed without scheme":                 {contact + "portals:\n  - id: qingdu\n    seeds:\n      - http://a.gov.cn/\n      - www.qingdu.gov.cn\n", `6:9: seed "www.qingdu.gov.cn": want an absolute URL that begins with http:// or https://`},
		"a seed of another scheme":              {contact + "portals:\n  - id: qingdu\n    seeds: [ftp://a.gov.cn/]\n", `4:13: seed "ftp://a.gov.cn/": want an absolute URL that begins with http:// or https://`},
		"a seed without host":                   {contact + "portals:\n  - id: qingdu\n    seeds:\n      - http:///x\n      - http://\n", `5:9: seed "http:///x": want a URL with a host and, if any, a port that can exist`},
		"a seed with a password":                {contact + "portals:\n  - id: qingdu\n    seeds: [http://a:b@a.gov.cn/]\n", `4:13: seed "http://a:b@a.gov.cn/": want a URL without user name and password`},
		"a seed with a port beyond all":         {contact + "portals:\n  - id: qingdu\n    seeds: [http://a.gov.cn:99999/]\n", `4:13: seed "http://a.gov.cn:99999/": want a URL with a host and, if any, a port that can exist`},
		"a host with a scheme":                  {portal + "    hosts: [http://qingdu.gov.cn]\n", `5:13: host "http://qingdu.gov.cn": want a plain name such as example.gov.cn, without http://, port or path (an international one as xn--…)`},
		"a host of everybody":                   {portal + "    hosts: [qingdu.gov.cn, gov.cn]\n", `5:28: host "gov.cn": this holds sites of many owners: write the portal's own domain`},
		"TLS of a word":                         {portal + "    tls: any\n", `5:10: tls "any": want strict, or lax for a portal whose certificate is wrong or whose TLS is older than 1.2`},
		"a division of a word":                  {portal + "    division: x12345\n", `5:15: division "x12345": want 6 to 12 digits`},
		"a division of five digits":             {portal + "    division: 51010\n", `5:15: division "51010": want 6 to 12 digits`},
		"a short delay without pins":            {portal + "    delay: 10ms\n", `5:12: delay 10ms of portal qingdu: only a portal whose every host resolve pins to a loopback address may be asked more often than once a second`},
		"a short delay with a pin elsewhere":    {portal + "    delay: 10ms\n    resolve: {www.qingdu.gov.cn: 10.0.0.1:80}\n", `5:12: delay 10ms of portal qingdu: only a portal whose every host resolve pins to a loopback address may be asked more often than once a second`},
		"a short delay with one pin elsewhere":  {portal + "    delay: 10ms\n    hosts: [qingdu.gov.cn]\n    resolve: {www.qingdu.gov.cn: 127.0.0.1:80, qingdu.gov.cn: 10.0.0.1:80}\n", `5:12: delay 10ms of portal qingdu: only a portal whose every host resolve pins to a loopback address may be asked more often than once a second`},
		"a short delay with a host unpinned":    {portal + "    delay: 10ms\n    hosts: [qingdu.cn]\n    resolve: {www.qingdu.gov.cn: 127.0.0.1:80}\n", `5:12: delay 10ms of portal qingdu: only a portal whose every host resolve pins to a loopback address may be asked more often than once a second`},
		"a short common delay":                  {portal + "crawl: {delay: 10ms}\n", `5:16: delay 10ms of portal qingdu: only a portal whose every host resolve pins to a loopback address may be asked more often than once a second`},
		"a pin without port":                    {portal + "    resolve: {www.qingdu.gov.cn: 127.0.0.1}\n", `5:34: address "127.0.0.1" of www.qingdu.gov.cn: want ip:port, such as 127.0.0.1:8080 or "[::1]:8080"`},
		"a pin to a name":                       {portal + "    resolve: {www.qingdu.gov.cn: localhost:80}\n", `5:34: address "localhost:80" of www.qingdu.gov.cn: want ip:port, such as 127.0.0.1:8080 or "[::1]:8080"`},
		"a pin of another's host":               {portal + "    resolve: {qingdu.gov.cn: 127.0.0.1:80}\n", `5:15: resolve names qingdu.gov.cn, which is no host of portal qingdu: correct it, or add it to hosts`},
		"a pin twice":                           {portal + "    resolve:\n      www.qingdu.gov.cn: 127.0.0.1:80\n      WWW.qingdu.gov.cn: 127.0.0.1:81\n", `7:7: host www.qingdu.gov.cn stands twice in resolve: keep one`},

		"a sink without name":     {contact + "sinks:\n  - type: jsonl\n", `3:5: a sink without name: add one of a-z, 0-9 and -, such as name: parser`},
		"a sink's name twice":     {sink + "    type: jsonl\n    folder: x\n  - name: parser\n", `6:11: name parser stands twice: give each sink its own`},
		"a sink without type":     {sink, `3:5: sink parser has no type: add type: jsonl, process, webhook or nats`},
		"a sink of another type":  {sink + "    type: carrier\n", `4:11: type "carrier": want jsonl, process, webhook or nats`},
		"jsonl without folder":    {sink + "    type: jsonl\n", `3:5: sink parser has no folder: add folder: with where its files go`},
		"jsonl with a command":    {sink + "    type: jsonl\n    folder: x\n    command: [x]\n", `6:14: command is for sinks of type process: remove it`},
		"process without command": {sink + "    type: process\n    command: []\n", `3:5: sink parser has no command: add command: with a program and its arguments, such as [python3, sink.py]`},
		"process with a folder":   {sink + "    type: process\n    command: [x]\n    folder: x\n", `6:13: folder is for sinks of type jsonl: remove it`},
		"a command in one line":   {sink + "    type: process\n    command: python3 sink.py\n", `5:14: command: want a list, each entry on a line that begins with -`},
		"an empty program":        {sink + "    type: process\n    command: [\"\", x]\n", `5:15: command is empty: write a value, or remove the line`},
		"a webhook without url":   {sink + "    type: webhook\n", `3:5: sink parser has no url: add url: with where to post to, such as https://example.org/in`},
		"a webhook elsewhere":     {sink + "    type: webhook\n    url: ftp://example.org/\n", `5:10: url "ftp://example.org/": want one that begins with http:// or https://`},
		"a password in a url":     {sink + "    type: nats\n    url: nats://me:pw@127.0.0.1\n    subject: a\n", `5:10: url of sink parser holds a password: put it into a file, and name that as secret_file or credentials`},
		"a subject for many":      {sink + "    type: nats\n    url: nats://127.0.0.1\n    subject: a.>\n", `6:14: subject "a.>": want words with dots between, such as gongkai.documents`},
		"a url for a folder":      {sink + "    type: jsonl\n    folder: x\n    url: https://example.org\n", `6:10: url is for sinks of type webhook or nats: remove it`},
		"a sink's unknown portal": {sink + "    type: jsonl\n    folder: x\n    portals: [nosuch]\n", `6:15: no portal "nosuch" in this file: correct the name, or remove it`},
		"a sink's unknown kind":   {sink + "    type: jsonl\n    folder: x\n    kinds: [village]\n", `6:13: kind "village": want government, office, department, town, street, park`},
		"a sink's maybe":          {sink + "    type: jsonl\n    folder: x\n    reports: perhaps\n", `6:14: reports "perhaps": want true or false`},
		"a folder for two":        {sink + "    type: jsonl\n    folder: out\n  - name: other\n    type: jsonl\n    folder: ./out/\n", `8:13: folder of sink other is that of sink parser: give each its own`},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Parse("gongkai.yaml", []byte(c.file))
			want := "gongkai.yaml:" + c.want
			if err == nil || err.Error() != want {
				t.Errorf("%q\n got %v\nwant %s", c.file[:min(len(c.file), 300)], err, want)
			}
		})
	}
}
