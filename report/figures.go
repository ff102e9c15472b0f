package report

import (
	"encoding/binary"
	"strconv"
	"strings"
	"sync"

	"gongkai/archive"
)

// Figures are the numbers of a report, packed: a byte or two each.
type Figures struct {
	year   int
	keys   *figureKeys
	values []byte
}

// figureKeys are the cells of a report that are numbers, which many have alike.
type figureKeys struct {
	keys  []string
	units []archive.OptionalText
	index map[string]int // by key
}

// Packer packs the figures of reports. It may be used on several goroutines; the
// zero value is ready.
type Packer struct {
	mu    sync.Mutex
	known map[string]*figureKeys
}

// Pack returns the figures of r, which it does not keep.
func (p *Packer) Pack(r *archive.AnnualReport) Figures {
	f := Figures{year: int(r.Year), values: make([]byte, 0, len(r.Cells)+32)}
	name := make([]byte, 0, 32*len(r.Cells))
	for i := range r.Cells {
		c := &r.Cells[i]
		if c.State != archive.CellNumber {
			continue
		}
		name = append(append(name, c.Table...), '.')
		name = append(append(name, c.Row...), '.')
		name = append(append(name, c.Column...), 0)
		name = append(append(name, c.Unit...), 0)
		if n, err := strconv.ParseUint(string(c.Value), 10, 63); err == nil && strconv.FormatUint(n, 10) == string(c.Value) {
			f.values = binary.AppendUvarint(f.values, n<<1)
		} else {
			f.values = binary.AppendUvarint(f.values, uint64(len(c.Value))<<1|1)
			f.values = append(f.values, c.Value...)
		}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if f.keys = p.known[string(name)]; f.keys == nil {
		f.keys = &figureKeys{index: map[string]int{}}
		for fields := strings.Split(string(name), "\x00"); len(fields) > 1; fields = fields[2:] {
			f.keys.index[fields[0]] = len(f.keys.keys)
			f.keys.keys = append(f.keys.keys, fields[0])
			f.keys.units = append(f.keys.units, archive.OptionalText(fields[1]))
		}
		if p.known == nil {
			p.known = map[string]*figureKeys{}
		}
		p.known[string(name)] = f.keys
	}
	return f
}

// unpack returns the figures.
func (f Figures) unpack() yearFigures {
	y := yearFigures{year: f.year, keys: f.keys, numbers: make([]archive.Number, len(f.keys.keys))}
	rest := f.values
	for i := range y.numbers {
		v, size := binary.Uvarint(rest)
		rest = rest[size:]
		if v&1 == 1 {
			y.numbers[i], rest = archive.Number(rest[:v>>1]), rest[v>>1:]
		} else {
			y.numbers[i] = archive.Number(strconv.FormatUint(v>>1, 10))
		}
	}
	return y
}
