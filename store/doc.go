// Package store keeps the state of an archive: the frontier, what was captured,
// what was read out of it, and what is owed to whom. Evidence stands in WARC
// files (package warc); bbolt holds state and indexes only, in one file,
// gongkai.db, beside them. A record is always durable in its WARC before the
// database names it.
//
// # Transactions
//
// Every method that changes something does so in one transaction. Callers that
// arrive while a transaction is being committed share the next one, so a
// thousand settled visits cost a few dozen fsyncs. Counters are kept in the
// transactions that change what they count, and nothing that is already known
// is written again.
//
// # Buckets
//
// Stamps are UnixNano, times and numbers are big-endian, digests are their 32
// raw bytes, NUL stands between texts. Values are compact JSON where nothing
// else is said.
//
//	bucket      key                             value
//	meta        "schema", "totals", "lent"      version; archive.Totals; lentRecord
//	urls        SURT                            state byte, score (2 bytes), packed visitRecord
//	queue       portal NUL host NUL place       SURT
//	due         portal NUL stamp SURT           –; settled visits that a later crawl takes again
//	hosts       host                            archive.Host
//	sites       authority                       archive.Site
//	blocks      portal NUL authority            []archive.Block, of sites that have some
//	portals     portal                          portalRecord: crawl and counters
//	captures    SURT NUL stamp                  packed archive.Capture
//	payloads    payload digest                  packed payloadRecord: first record, and what became of it
//	unread      number                          payload digest; first in, first out
//	holders     payload digest SURT             stamp; whole captures of payloads not yet read
//	documents   content digest                  documentRecord: where it stands, and its predecessor
//	sources     content digest SURT             URL
//	reports     portal NUL issuer NUL year content digest   archive.ReportSummary
//	deliveries  sink NUL content digest         deliveryRecord
//	outbox      sink NUL stamp content digest   –; owed deliveries, by the time they are due
//	models      name                            bytes; what was learned of a portal or a family
//	alarms      portal NUL code NUL SURT        archive.Alarm
//	sketches    content digest                  likeness.Sketch
//	awaited     SURT NUL content digest         –; pages whose report may have the rest of its tables at the URL
//	to-join     content digest                  number; pages to be looked at for that
//	alike       'n' year issuer NUL content digest; 'b' band content digest's first 8 bytes   –
//
// A place in the queue is 'r', the score from the top down and a serial number
// where the visit is ready, and 'w', a stamp and the serial number where it has
// to wait; a ready visit of an arm stands under 'a' and the arm's number (4
// bytes) instead of 'r', so that the best of each arm is found by one look.
// SURTs put a host's URLs side by side.
//
// # The schedule
//
// When a host may be visited next is known in memory, a few hundred bytes for
// each host that has something queued, rebuilt at Open by one look at each
// lane. Memory does not grow with the number of known URLs.
//
// The package does not log, does not send requests, and decides nothing about
// politeness or scope.
package store
