package learn

import "math"

// What the estimate is made of. Measured on simulated portals (see
// docs/benchmarks.md, Discovery): the floor is where a request costs more
// patience than a report is worth; the weights are visits after which
// experience counts as much as the lexicon.
const (
	Floor        = 0.01 // reports per request under which nothing is asked for
	priorWeight  = 4.0
	listWeight   = 40.0 // a list is one thing: its last page may be the one
	curiosity    = 0.5
	certainScore = 880 // lexicon scores from here on are not corrected by the address …
	barrenScore  = 100 // … nor those below, of which the lexicon knows that they lead nowhere
	listPatience = 12  // pages of a list in a row that bring nothing put it behind everything else …
	listBound    = 300 // … and end it, however little it promises where reports are misfiled in such
	echoPatience = 6   // reports in a row that had come by such links before, and by another address before that, end the links that promise them
)

// FirstScore is the least score of what must come before all else of its host:
// robots.txt and the address that can't exist. No link may promise more, or it
// would be lent and put off for ever.
const FirstScore = 999

// prior returns the expected reports per request that a lexicon's score stands
// for. A score orders links; its cube, measured on simulated portals, is near
// what they bring.
func prior(score int) float64 {
	x := float64(score) / 1000
	return x * x * x
}

// scoreFor is the score whose prior is p.
func scoreFor(p float64) int { return int(math.Round(1000 * math.Cbrt(max(p, 0)))) }

// Rank returns the expected reports per request, in millionths, of visiting the
// best link of an arm, which has the given score, and whether that is worth a
// request with respect to floor. Arm 0 is what was not found as a link: seeds,
// robots.txt, what is due again. It is always worth it.
func (m *Model) Rank(number uint32, score int, floor float64) (rank int, worth bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	p := prior(score)
	if number == 0 && score >= FirstScore {
		return math.MaxInt32, true
	}
	if number == 0 {
		return millionths(max(p, floor)), true
	}
	var pulls, reward float64
	weight, late, whole := priorWeight, false, false
	if a := m.arms[number]; a != nil {
		if pulls, reward = a.Pulls, a.Reward; a.spent() {
			return 0, false
		}
		if a.isList() {
			weight, late, whole = listWeight, a.dry >= listPatience, a.isMisfiledIn()
		}
	}
	expected := (weight*p + reward) / (weight + pulls)
	// The unknown is worth a little more than it promises (AUER's bonus, in
	// proportion to what the lexicon allows for).
	expected += curiosity * p * math.Sqrt(math.Log1p(m.pulls)/(1+pulls)) * weight / (weight + pulls)
	if late && (expected >= floor || whole) {
		return millionths(max(floor, 0)), true
	}
	return millionths(expected), expected >= floor
}

func millionths(x float64) int { return int(x * 1e6) }
