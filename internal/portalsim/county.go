package portalsim

import (
	"strconv"

	"gongkai/internal/portalsim/truth"
)

// county is an invented county. Its division code begins with 39, which no
// province has.
type county struct {
	name, slug, division string
}

func countyAt(i int) county {
	base := []county{
		{"青渡县", "qingdu", "390121"},
		{"云麓县", "yunlu", "390122"},
		{"雁芦县", "yanlu", "390123"},
		{"石棠县", "shitang", "390124"},
		{"枫埠县", "fengbu", "390125"},
		{"禾渚县", "hezhu", "390126"},
	}
	c := base[i%len(base)]
	if round := i / len(base); round > 0 {
		n := strconv.Itoa(round + 1)
		c.name = "第" + n + c.name
		c.slug += n
		c.division = strconv.Itoa(390121 + i)
	}
	return c
}

// issuer is an organ of a county that reports every year.
type issuer struct {
	truth.Issuer
	short string // 柳溪镇, 民政局: as columns are named
	slug  string
}

// issuersOf returns n issuers: the county office, departments, towns and
// streets.
func issuersOf(c county, key uint64, n int) []issuer {
	departments := []struct{ name, slug string }{
		{"民政局", "mzj"}, {"教育局", "jyj"}, {"财政局", "czj"}, {"农业农村局", "nynxj"},
		{"交通运输局", "jtj"}, {"水利局", "slj"}, {"卫生健康局", "wjj"}, {"审计局", "sjj"},
		{"司法局", "sfj"}, {"统计局", "tjj"}, {"医疗保障局", "ybj"}, {"应急管理局", "yjj"},
		{"自然资源局", "zrzyj"}, {"住房和城乡建设局", "zjj"}, {"市场监督管理局", "scjgj"}, {"林业局", "lyj"},
		{"文化旅游局", "wlj"}, {"人力资源和社会保障局", "rsj"}, {"发展和改革局", "fgj"}, {"退役军人事务局", "tyjrj"},
	}
	first, second := []rune("柳石桃白清松竹梅沙芦枫云金银双长平永东南"), []rune("溪桥河坪岭湾塘沟坝坡庄铺店滩坑渡")
	offset := int(key % 97)
	all := make([]issuer, 0, n)
	for i := range n {
		is := issuer{Issuer: truth.Issuer{Key: truth.Mix(key, uint64(i), 11)}}
		offices := min(len(departments), (n-1)*2/5)
		switch {
		case i == 0:
			is.Name, is.Kind, is.short, is.slug, is.Scale = c.name+"人民政府办公室", "county", "县政府办", "xzfb", 6
		case i <= offices:
			d := departments[(i-1+offset)%len(departments)]
			is.Name, is.Kind, is.short, is.slug = c.name+d.name, "department", d.name, d.slug
			is.Scale = 1 + int(is.Key%4)
		default:
			t := i - offices - 1
			place := t*7 + offset
			is.short = string(first[place%len(first)]) + string(second[place/len(first)%len(second)])
			if round := t / (len(first) * len(second)); round > 0 {
				is.short = "新" + strconv.Itoa(round) + is.short
			}
			is.slug, is.Scale = "xz"+strconv.Itoa(t+1), int(is.Key%3)
			switch t % 4 {
			case 3:
				is.short, is.Kind = is.short+"街道", "street"
				is.Name = c.name + is.short + "办事处"
			case 2:
				is.short, is.Kind = is.short+"乡", "town"
				is.Name = c.name + is.short + "人民政府"
			default:
				is.short, is.Kind = is.short+"镇", "town"
				is.Name = c.name + is.short + "人民政府"
			}
		}
		all = append(all, is)
	}
	return all
}
