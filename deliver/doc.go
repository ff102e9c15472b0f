// Package deliver hands new documents over to whoever asked for them: from the
// store's outbox to sinks, at least once, each delivery always under the same
// id.
//
// A [Courier] takes what is due, gives it to a [Sink], and settles the receipts.
// What a sink did not take is tried again after one minute, two, four and so on
// up to a day, and becomes a dead letter after ten attempts. A sink that is
// itself at fault (a full disk, a program that can't be started, a server that is
// away) costs no attempts: it is left alone for a while and everything stays
// owed. One that says that it wants no more is disabled.
//
// A delivery that failed travels in a smaller batch the next time, in the end
// alone, so that one document that a sink can't bear takes no others with it.
//
// The package decides nothing about what is owed and keeps nothing in memory
// that would be missed after a crash; the outbox does, and it is what keeps the
// versions of one document in their order.
package deliver
