package learn

import (
	"math"

	"gongkai/internal/urls"
)

// Class is what an address turned out to lead to.
type Class int

// The classes. A list leads on, a report and an attachment are what is sought,
// other is any other page, dead is what is not there.
const (
	ClassList Class = iota
	ClassReport
	ClassAttachment
	ClassOther
	ClassDead
	classes
)

const (
	features     = 1 << 12 // hashed runs of two and three characters
	learningRate = 0.5
	halfTrusted  = 30.0 // addresses after which the classifier counts half
	maxAddress   = 300  // characters of an address that are looked at
)

// classifier is an online logistic regression with one output a class, on the
// runs of two and three characters of an address.
type classifier struct {
	Weights map[uint16][classes]float32 // by feature
	Learned float64                     // addresses
}

// runsOf returns the features of an address, each once or as often as it
// stands there. Figures are alike, so that one article's address tells of the
// next.
func runsOf(url string, into []uint16) []uint16 {
	path := urls.Path(url)
	path = path[:min(len(path), maxAddress)]
	var window uint32
	for i := 0; i < len(path); i++ {
		c := path[i]
		switch {
		case '0' <= c && c <= '9':
			c = '0'
		case 'A' <= c && c <= 'Z':
			c += 'a' - 'A'
		}
		window = window<<8 | uint32(c)
		if i >= 1 {
			into = append(into, hashed(window&0xffff))
		}
		if i >= 2 {
			into = append(into, hashed(window&0xffffff|1<<24))
		}
	}
	return into
}

// hashed spreads a run over the features (Knuth's multiplicative hashing).
func hashed(run uint32) uint16 { return uint16(run * 2654435761 >> 20) }

// predict returns the probability of each class.
func (c *classifier) predict(runs []uint16) (p [classes]float64) {
	if len(runs) == 0 {
		return p
	}
	for _, f := range runs {
		for k, w := range c.Weights[f] {
			p[k] += float64(w)
		}
	}
	top := math.Inf(-1)
	for k := range p {
		p[k] /= math.Sqrt(float64(len(runs)))
		top = max(top, p[k])
	}
	total := 0.0
	for k := range p {
		p[k] = math.Exp(p[k] - top)
		total += p[k]
	}
	for k := range p {
		p[k] /= total
	}
	return p
}

// learn takes in what an address led to.
func (c *classifier) learn(url string, class Class) {
	runs := runsOf(url, nil)
	if len(runs) == 0 {
		return
	}
	if c.Weights == nil {
		c.Weights = map[uint16][classes]float32{}
	}
	wrong := c.predict(runs)
	wrong[class]--
	step := learningRate / math.Sqrt(float64(len(runs)))
	for _, f := range runs {
		w := c.Weights[f]
		for k := range w {
			w[k] -= float32(step * wrong[k])
		}
		c.Weights[f] = w
	}
	c.Learned++
}

// correct returns the score of a link as its address makes it more or less
// likely: whether there is anything, and with open, where the text tells little,
// what it is.
func (c *classifier) correct(url string, score int, open bool) int {
	if c.Learned == 0 {
		return score
	}
	trust := c.Learned / (c.Learned + halfTrusted)
	p := c.predict(runsOf(url, make([]uint16, 0, 2*maxAddress)))
	expected := prior(score)
	told := (1 - p[ClassDead]) * expected
	if open {
		told = p[ClassList]*expected + p[ClassReport]*max(expected, 0.5) + p[ClassAttachment]*max(expected, 0.1)
	}
	return scoreFor((1-trust)*expected + trust*told)
}
