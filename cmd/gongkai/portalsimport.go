package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"gongkai/config"
	"gongkai/internal/rowfile"
	"gongkai/internal/urls"
	"gongkai/internal/whole"
)

func (p *program) portalsImportCommand(s *settings) *cobra.Command {
	var out string
	var force bool
	cmd := &cobra.Command{
		Use:   "import FILE.csv|FILE.xlsx",
		Short: "Write a list of portals out of a spreadsheet",
		Long: `Read a list of portals out of a CSV file (UTF-8 or GBK) or the first sheet of a
workbook, check every row as the config is checked, and write it as YAML: to
standard output, or with --out into a file that gongkai.yaml names:

  portals: portals.yaml

The first row names the columns. Only seeds is needed; a list in one cell is
divided by spaces or semicolons.

  seeds (网址)  id (标识)  name (名称)  division (行政区划代码)  hosts (域名)
  group (分组): portals of one group share a server: one is asked at a time
  delay  hours  timezone  pages  schedule  ignore  only  bytes_per_day  tls

Where a row has no id it is made out of the seed's host. Columns with other
names are left out, and named. Nothing is written where a row is wrong: each is
told with its line.`,
		Example: `  gongkai portals import portals.xlsx --out portals.yaml
  gongkai portals import portals.csv | less`,
		Args: cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			list, err := readPortals(args[0])
			if err != nil {
				return err
			}
			for _, heading := range list.unknown {
				fmt.Fprintf(p.stderr, "gongkai: the column %q is left out\n", heading)
			}
			if len(list.wrong) > 0 {
				for _, line := range list.wrong {
					fmt.Fprintf(p.stderr, "gongkai: %s:%s\n", args[0], line)
				}
				return usage("%s: %d rows are wrong, and nothing was written", args[0], len(list.wrong))
			}
			text := "# Made by gongkai portals import.\n" + strings.Join(list.entries, "")
			if out == "" {
				_, err := io.WriteString(p.stdout, text)
				return err
			}
			err = whole.Write(out, whole.Options{Replace: force}, func(at string) error { return os.WriteFile(at, []byte(text), 0o644) })
			if errors.Is(err, whole.ErrExists) {
				return usage("%s exists already: name another file, or add --force", out)
			}
			if err != nil {
				return usage("--out %s: %w", out, err)
			}
			if s.json {
				return p.writeJSON(s, map[string]any{"portals": len(list.entries), "out": out})
			}
			fmt.Fprintf(p.stdout, "Wrote %d portals into %s. Name it in the config with portals: %s\n", len(list.entries), out, out)
			return nil
		},
	}
	cmd.Flags().StringVar(&out, "out", "", "write into this `file`, whole or not at all")
	cmd.Flags().BoolVar(&force, "force", false, "replace the file")
	return cmd
}

// headings are the columns of a list of portals, with their keys in the config.
var headings = map[string]string{
	"id": "id", "标识": "id", "name": "name", "名称": "name", "网站名称": "name",
	"division": "division", "行政区划": "division", "行政区划代码": "division", "区划代码": "division",
	"seeds": "seeds", "seed": "seeds", "url": "seeds", "网址": "seeds", "网站地址": "seeds",
	"hosts": "hosts", "host": "hosts", "域名": "hosts", "group": "group", "分组": "group",
	"delay": "delay", "hours": "hours", "timezone": "timezone", "pages": "pages", "schedule": "schedule",
	"ignore": "ignore", "only": "only", "bytes_per_day": "bytes_per_day", "tls": "tls",
}

// several are the keys that hold a list.
var several = []string{"seeds", "hosts", "ignore", "only"}

// portalList is a list of portals as entries of the config.
type portalList struct {
	entries []string
	wrong   []string // "LINE: message"
	unknown []string // headings
}

// readPortals reads a list. An error says that it is none at all.
func readPortals(name string) (portalList, error) {
	var list portalList
	rows, err := readRows(name)
	if err != nil {
		return list, usage("%w", err)
	}
	if len(rows) == 0 {
		return list, usage("%s is empty: the first row names the columns, such as id, name, seeds", name)
	}
	keys := make([]string, len(rows[0].Cells))
	for i, cell := range rows[0].Cells {
		key := headings[strings.ToLower(cell)]
		switch {
		case key == "" && cell != "":
			list.unknown = append(list.unknown, cell)
		case key != "" && slices.Contains(keys, key):
			return list, usage("%s:%d: two columns mean %s: keep one", name, rows[0].Number, key)
		}
		keys[i] = key
	}
	if !slices.Contains(keys, "seeds") {
		return list, usage("%s:%d: no column is named seeds (网址): the first row names the columns, such as id, name, seeds", name, rows[0].Number)
	}
	if len(rows) == 1 {
		return list, usage("%s:%d: nothing stands below the names of the columns: write a portal a row", name, rows[0].Number)
	}
	known := map[string]int{}
	for _, row := range rows[1:] {
		entry, err := portalEntry(keys, row, known)
		if err != nil {
			list.wrong = append(list.wrong, fmt.Sprintf("%d: %v", row.Number, err))
			continue
		}
		list.entries = append(list.entries, entry)
	}
	return list, nil
}

// portalEntry returns a row as an entry of the config, whose id and first seed
// no row of known has, and adds them to it.
func portalEntry(keys []string, row rowfile.Row, known map[string]int) (string, error) {
	values := map[string][]string{}
	for i, cell := range row.Cells {
		switch {
		case i >= len(keys) && cell != "":
			return "", fmt.Errorf("cell %d, %.40q, stands under no column's name", i+1, cell)
		case i >= len(keys) || keys[i] == "" || cell == "":
		case slices.Contains(several, keys[i]):
			values[keys[i]] = strings.FieldsFunc(cell, func(c rune) bool { return strings.ContainsRune(" \t\r\n;；、\u3000", c) })
		default:
			values[keys[i]] = []string{cell}
		}
	}
	if len(values["seeds"]) == 0 {
		return "", errors.New("no seed: write the URL where a crawl starts")
	}
	given := len(values["id"]) > 0
	if !given {
		values["id"] = []string{idOf(values["seeds"][0])}
	}
	var b strings.Builder
	for i, key := range []string{"id", "name", "division", "seeds", "hosts", "group", "delay", "hours", "timezone", "pages", "schedule", "ignore", "only", "bytes_per_day", "tls"} {
		mark := "  "
		if i == 0 {
			mark = "- "
		}
		switch v := values[key]; {
		case len(v) == 0:
		case slices.Contains(several, key):
			fmt.Fprintf(&b, "%s%s: [%s]\n", mark, key, quoted(v))
		default:
			fmt.Fprintf(&b, "%s%s: %s\n", mark, key, quoted(v))
		}
	}
	entry := b.String()
	// The config's own check is the one that decides.
	cfg, err := config.Parse("row", []byte("contact: a@example.org\nportals:\n"+entry))
	if wrong, ok := errors.AsType[*config.Error](err); ok {
		return "", errors.New(wrong.Message)
	}
	if err != nil {
		return "", err
	}
	portal := cfg.Portals[0]
	if first := cmp.Or(known["id "+portal.ID], known["seed "+portal.Seeds[0]]); first != 0 {
		if known["seed "+portal.Seeds[0]] != 0 {
			return "", fmt.Errorf("the seed %s stands in line %d too: keep one", portal.Seeds[0], first)
		}
		advice := "give each portal its own"
		if !given {
			advice = "it was made out of the host: add a column id"
		}
		return "", fmt.Errorf("the id %s is that of line %d: %s", portal.ID, first, advice)
	}
	known["id "+portal.ID], known["seed "+portal.Seeds[0]] = row.Number, row.Number
	return entry, nil
}

// quoted returns texts in double quotes, with commas between.
func quoted(texts []string) string {
	var all []string
	for _, s := range texts {
		all = append(all, strings.TrimSpace(jsonOf(s, true)))
	}
	return strings.Join(all, ", ")
}

// idOf returns an id for the portal of a seed: its host without what all have.
func idOf(seed string) string {
	canonical, err := urls.Canonical(seed)
	if err != nil {
		return "x" // the seed is refused for itself
	}
	host := urls.Host(canonical)
	for _, more := range []string{".cn", ".gov", ".com", ".org"} {
		host = strings.TrimSuffix(host, more)
	}
	host = strings.TrimPrefix(host, "www.")
	return strings.Map(func(c rune) rune {
		if c >= 'a' && c <= 'z' || c >= '0' && c <= '9' {
			return c
		}
		return '-'
	}, host)
}
