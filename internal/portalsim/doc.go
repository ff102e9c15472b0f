// Package portalsim serves simulated portals of counties that do not exist,
// over real HTTP on loopback, each in the manner of a CMS family.
//
// All that a portal answers follows from the seed and the address asked for,
// except session ids; pages are rendered on request and only indexes stay in
// memory. A [World] knows the truth of every report that it publishes, cell by
// cell, and its [Judge] notes every impolite request. Unless told to be
// faithful, portals misbehave as real ones do, yet never so that a polite
// crawler cannot reach a report.
//
// The package knows no crawler: it shares no code with the packages that are
// tested against it.
package portalsim
