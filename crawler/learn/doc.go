// Package learn estimates what a request will bring: of a link that was found,
// how many reports a visit of it promises to lead to.
//
// Three things tell. What the link says is judged by a lexicon, whose score it
// brings along: the prior. Links that stand in like places of a page, and are of
// like promise, form an arm; what earlier visits of the arm brought corrects the
// prior. Which kind of page an address leads to is told by a classifier on the
// address's characters, where the link says little by itself.
//
// The arms are a sleeping bandit in the manner of AUER, as SB-CLASSIFIER uses
// them (Gauquier, Manolescu, Senellart, EDBT 2026): a cluster of links by tag
// path is an arm, its reward is what was found behind it, arms without open
// links sleep. What differs is that the lexicon stands in as a prior for what is
// not known yet, so that hardly anything has to be tried out.
//
// All of it is learned online, portal by portal. A portal's model starts from
// that of its CMS family.
package learn
