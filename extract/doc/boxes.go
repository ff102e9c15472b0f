package doc

// boxes are the text boxes of the body.
type boxes struct {
	anchored map[int][]int // by the position of their anchor
	all      []box
}

// box is a text box: a stretch of the text.
type box struct {
	from, to int
	read     bool
}

const (
	spaSize = 26 // [MS-DOC] 2.9.253
	boxSize = 22 // FTXBXS, [MS-DOC] 2.9.100
)

// readBoxes reads where shapes are anchored (PlcfSpa) and which text stands in
// which shape (PlcftxbxTxt); the text of all boxes begins at start.
func readBoxes(anchors, texts []byte, start int) boxes {
	b := boxes{anchored: make(map[int][]int)}
	byShape := make(map[uint32]int)
	n := max(0, len(texts)-4) / (4 + boxSize)
	last := 0
	for i := range min(n, maxBoxes) {
		at := 4*(n+1) + boxSize*i
		from, to := int(u32(texts, 4*i)), int(u32(texts, 4*i+4))
		if u16(texts, at+8) != 0 || from < last || to < from {
			continue // a spare one, or one whose text was another's
		}
		last = to
		byShape[u32(texts, at+14)] = len(b.all)
		b.all = append(b.all, box{from: start + from, to: start + to})
	}
	n = max(0, len(anchors)-4) / (4 + spaSize)
	for i := range min(n, maxBoxes) {
		if at, ok := byShape[u32(anchors, 4*(n+1)+spaSize*i)]; ok {
			cp := int(u32(anchors, 4*i))
			b.anchored[cp] = append(b.anchored[cp], at)
		}
	}
	return b
}

// at returns the boxes that are anchored at a position and were not read yet.
func (b *boxes) at(position int) []box {
	var found []box
	for _, i := range b.anchored[position] {
		found = b.take(found, i)
	}
	return found
}

// rest returns the boxes that were not read.
func (b *boxes) rest() []box {
	var found []box
	for i := range b.all {
		found = b.take(found, i)
	}
	return found
}

func (b *boxes) take(found []box, i int) []box {
	if b.all[i].read {
		return found
	}
	b.all[i].read = true
	return append(found, b.all[i])
}
