package store

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"go.etcd.io/bbolt"

	"gongkai/archive"
	"gongkai/internal/urls"
)

// bucket is the name of a bucket.
type bucket string

const (
	bucketMeta       bucket = "meta"
	bucketURLs       bucket = "urls"
	bucketQueue      bucket = "queue"
	bucketDue        bucket = "due"
	bucketHosts      bucket = "hosts"
	bucketSites      bucket = "sites"
	bucketBlocks     bucket = "blocks"
	bucketPortals    bucket = "portals"
	bucketCaptures   bucket = "captures"
	bucketPayloads   bucket = "payloads"
	bucketUnread     bucket = "unread"
	bucketHolders    bucket = "holders"
	bucketDocuments  bucket = "documents"
	bucketSources    bucket = "sources"
	bucketReports    bucket = "reports"
	bucketDeliveries bucket = "deliveries"
	bucketOutbox     bucket = "outbox"
	bucketModels     bucket = "models"
	bucketAlarms     bucket = "alarms"
	bucketSinks      bucket = "sinks"
	bucketSketches   bucket = "sketches"
	bucketAlike      bucket = "alike"
	bucketAwaited    bucket = "awaited"
	bucketToJoin     bucket = "to-join"
	bucketSeasons    bucket = "seasons"
	bucketRaised     bucket = "raised"
	bucketEvents     bucket = "events"
)

func allBuckets() []bucket {
	return []bucket{
		bucketMeta, bucketURLs, bucketQueue, bucketDue, bucketHosts, bucketSites, bucketBlocks, bucketPortals,
		bucketCaptures, bucketPayloads, bucketUnread, bucketHolders, bucketDocuments, bucketSources,
		bucketReports, bucketDeliveries, bucketOutbox, bucketModels, bucketAlarms, bucketSinks,
		bucketSketches, bucketAlike, bucketAwaited, bucketToJoin,
		bucketSeasons, bucketRaised, bucketEvents,
	}
}

// added are the buckets that a database of an older program lacks. They are
// made when it is opened for writing, and count as empty before.
var added = []bucket{bucketModels, bucketAlarms, bucketSinks, bucketSketches, bucketAlike, bucketSeasons, bucketRaised, bucketEvents, bucketAwaited, bucketToJoin}

// in returns the bucket, or nil where it is one that was added later.
func (b bucket) in(tx *bbolt.Tx) *bbolt.Bucket { return tx.Bucket([]byte(b)) }

// each calls visit for the entries whose keys begin with prefix, in order, with
// the rest of the key, until it returns false. Key and value are only lent.
func (b bucket) each(tx *bbolt.Tx, prefix []byte, visit func(rest, value []byte) (bool, error)) error {
	in := b.in(tx)
	if in == nil {
		return nil
	}
	c := in.Cursor()
	for k, v := c.Seek(prefix); k != nil && bytes.HasPrefix(k, prefix); k, v = c.Next() {
		more, err := visit(k[len(prefix):], v)
		if err != nil || !more {
			return err
		}
	}
	return nil
}

var (
	keySchema  = []byte("schema")
	keyTotals  = []byte("totals")
	keyLent    = []byte("lent")    // lentRecord, until the archive is closed with nothing out
	keyReaders = []byte("readers") // the version of the readers that read the payloads
	keyEarlier = []byte("earlier") // how many documents there were when readers of that version came

	// keyAwaited stands in a database that has all that documents await: those of
	// older programs have it once their documents were parsed anew.
	keyAwaited = []byte("awaited")

	// keyRebuilding stands in a database that is made anew out of the records, as
	// long as it lacks some of them: when that was begun.
	keyRebuilding = []byte("rebuilding")
)

// prepareSchema makes what is missing in a new database, brings an older one up
// to date, and refuses one that a newer program wrote.
func prepareSchema(tx *bbolt.Tx) error {
	if tx.Bucket([]byte(bucketMeta)) != nil {
		version, err := versionOf(tx)
		if err != nil {
			return err
		}
		for _, b := range added {
			if _, err := tx.CreateBucketIfNotExists([]byte(b)); err != nil {
				return fmt.Errorf("create bucket %s: %w", b, err)
			}
		}
		if version < schemaVersion {
			return upgrade(tx, version)
		}
		return nil
	}
	for _, b := range allBuckets() {
		if _, err := tx.CreateBucket([]byte(b)); err != nil {
			return fmt.Errorf("create bucket %s: %w", b, err)
		}
	}
	return errors.Join(
		bucketMeta.in(tx).Put(keySchema, []byte(strconv.Itoa(schemaVersion))),
		bucketMeta.in(tx).Put(keyAwaited, nil),
	)
}

// mendSchema makes the schema version and buckets that are lost.
func mendSchema(tx *bbolt.Tx) error {
	if version, err := strconv.Atoi(string(bucketMeta.in(tx).Get(keySchema))); err != nil || version < 1 {
		if err := bucketMeta.in(tx).Put(keySchema, []byte(strconv.Itoa(schemaVersion))); err != nil {
			return err
		}
	}
	for _, b := range allBuckets() {
		if _, err := tx.CreateBucketIfNotExists([]byte(b)); err != nil {
			return fmt.Errorf("create bucket %s: %w", b, err)
		}
	}
	return nil
}

// checkSchema refuses a database that this program can't read, and one that is
// being made anew.
func checkSchema(tx *bbolt.Tx) error {
	_, err := versionOf(tx)
	if since := bucketMeta.in(tx).Get(keyRebuilding); err == nil && since != nil {
		err = fmt.Errorf("%w: it lacks what a repair begun at %s did not come to: gongkai verify --repair goes on with it", ErrDamaged, since)
	}
	return err
}

// versionOf returns a database's schema version, if it is one that this program
// knows and the buckets are there.
func versionOf(tx *bbolt.Tx) (int, error) {
	if bucketMeta.in(tx) == nil {
		return 0, fmt.Errorf("gongkai.db is not an archive's: it has no schema version")
	}
	text := string(bucketMeta.in(tx).Get(keySchema))
	version, err := strconv.Atoi(text)
	switch {
	case err != nil || version < 1:
		return 0, fmt.Errorf("gongkai.db has the schema version %q, which can't be: gongkai verify --repair mends that", text)
	case version > schemaVersion:
		return 0, fmt.Errorf("gongkai.db has schema version %d, and this program knows %d: use a newer gongkai", version, schemaVersion)
	}
	for _, b := range allBuckets() {
		if b.in(tx) == nil && !slices.Contains(added, b) {
			return 0, fmt.Errorf("gongkai.db has no bucket %s: gongkai verify --repair makes it anew", b)
		}
	}
	return version, nil
}

var errEntry = errors.New("it can't be read")

// read decodes the value of key into v and reports whether there is one.
func read(tx *bbolt.Tx, b bucket, key []byte, v any) (bool, error) {
	in := b.in(tx)
	if in == nil {
		return false, nil
	}
	value := in.Get(key)
	if value == nil {
		return false, nil
	}
	return true, decodeInto(b, key, value, v)
}

func decode[T any](b bucket, key, value []byte) (T, error) {
	var v T
	err := decodeInto(b, key, value, &v)
	return v, err
}

func decodeInto(b bucket, key, value []byte, v any) (err error) {
	if name := packing(key, v); name != nil && len(value) > 0 && value[0] == packedEntry {
		err = unpack(value[1:], name)
	} else {
		err = json.Unmarshal(value, v)
	}
	if err != nil {
		return fmt.Errorf("gongkai.db, %s: %w: %w: gongkai verify --repair mends that", at(b, key), errEntry, err)
	}
	return nil
}

func write(tx *bbolt.Tx, b bucket, key []byte, v any) error {
	value, err := encode(key, v)
	if err == nil {
		err = b.in(tx).Put(key, value)
	}
	if err != nil {
		return fmt.Errorf("write entry %q of %s: %w", key, b, err)
	}
	return nil
}

// encode returns the value of an entry: packed where there are millions of its
// kind, else JSON.
func encode(key []byte, v any) ([]byte, error) {
	name := packing(key, v)
	if name == nil {
		return json.Marshal(v)
	}
	rest, err := pack(name)
	return append([]byte{packedEntry}, rest...), err
}

// packedEntry begins an entry that is packed. JSON, as databases of versions 1 to
// 4 have it everywhere, begins with a brace.
const packedEntry = 1

// packing returns what names the fields of an entry that is packed, or nil.
func packing(key []byte, v any) func(*fields) {
	switch v := v.(type) {
	case *archive.Capture:
		return func(f *fields) { captureFields(v, key, f) }
	case archive.Capture:
		return packing(key, &v)
	case *payloadRecord:
		return v.fields
	case payloadRecord:
		return v.fields
	}
	return nil
}

// surtOf returns the key of a canonical URL.
func surtOf(url string) (archive.SURT, error) {
	if len(url) > urls.MaxLength || strings.ContainsRune(url, 0) {
		return "", fmt.Errorf("key of %.80q: not canonical", url)
	}
	return urls.Key(url)
}

// stamp returns t as it stands in keys: nanoseconds since 1970, within what 63
// bits hold.
func stamp(t time.Time) uint64 {
	switch sec := t.Unix(); {
	case sec < 0:
		return 0
	case sec >= math.MaxInt64/int64(time.Second):
		return math.MaxInt64
	}
	return uint64(t.UnixNano())
}

func timeOf(stamp uint64) time.Time { return time.Unix(0, int64(stamp)).UTC() }

// number returns the number that b begins with. One that is cut short, as only
// damage leaves it, is 0.
func number(b []byte) uint64 {
	if len(b) < 8 {
		return 0
	}
	return binary.BigEndian.Uint64(b)
}

func bigEndian(n uint64) []byte { return binary.BigEndian.AppendUint64(nil, n) }

// text returns the parts with a NUL after each. The parts have none.
func text(parts ...string) []byte {
	var key []byte
	for _, p := range parts {
		key = append(append(key, p...), 0)
	}
	return key
}

// raw returns the 32 bytes of a digest.
func raw(d archive.Digest) ([]byte, error) {
	if _, err := archive.ParseDigest(string(d)); err != nil {
		return nil, err
	}
	return hex.DecodeString(strings.TrimPrefix(string(d), "sha256:"))
}

func digestOf(sum []byte) archive.Digest { return archive.DigestFromSum(sum) }

func captureKey(s archive.SURT, stamp uint64) []byte {
	return binary.BigEndian.AppendUint64(text(string(s)), stamp)
}

// checkName refuses what can't be part of a key.
func checkName(what, name string) error {
	if name == "" || len(name) > urls.MaxLength || strings.ContainsRune(name, 0) {
		return fmt.Errorf("%s %.80q: want 1 to %d bytes without NUL", what, name, urls.MaxLength)
	}
	return nil
}
