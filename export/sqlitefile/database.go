package sqlitefile

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
)

const (
	pageSize = 65536 // the largest: the schema stands in one page
	// lockPage is never used: locks are taken on its bytes.
	lockPage = 1<<30/pageSize + 1
)

// Database is a database that is being written.
type Database struct {
	file     *os.File
	w        *bufio.Writer
	pages    uint32 // written, with the first, which is written last
	version  uint32
	children int // that an interior page has at most
	tables   []*Table
}

// Create makes a database at path, with a number for its user_version.
func Create(path string, version uint32) (*Database, error) {
	f, err := os.Create(path)
	if err != nil {
		return nil, err
	}
	db := &Database{file: f, w: bufio.NewWriterSize(f, 1<<20), version: version, children: mostChildren}
	if _, err := db.append(make([]byte, pageSize)); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return db, nil
}

// Table adds a table, by its name and the statement that creates it.
func (db *Database) Table(name, create string) *Table {
	t := &Table{db: db, name: name, create: create, leaf: newPage(leafPage, 0)}
	db.tables = append(db.tables, t)
	return t
}

// append writes a page, and returns its number.
func (db *Database) append(data []byte) (uint32, error) {
	if db.pages+1 == lockPage {
		if _, err := db.w.Write(make([]byte, pageSize)); err != nil {
			return 0, err
		}
		db.pages++
	}
	if db.pages == 1<<32-2 {
		return 0, errors.New("an SQLite database has no more pages")
	}
	db.pages++
	_, err := db.w.Write(data)
	return db.pages, err
}

// overflow writes the part of a record that does not stand in its leaf, and
// returns its first page.
func (db *Database) overflow(rest []byte) (uint32, error) {
	first := db.next()
	for len(rest) > 0 {
		data := make([]byte, pageSize)
		n := copy(data[4:], rest)
		rest = rest[n:]
		if len(rest) > 0 {
			binary.BigEndian.PutUint32(data, db.after(db.next()))
		}
		if _, err := db.append(data); err != nil {
			return 0, err
		}
	}
	return first, nil
}

// next is the number that the next page gets.
func (db *Database) next() uint32 { return db.after(db.pages) }

// after is the number of the page that comes after another.
func (db *Database) after(page uint32) uint32 {
	if page+1 == lockPage {
		page++
	}
	return page + 1
}

// Close writes what is open, and the schema.
func (db *Database) Close() error {
	err := db.finish()
	return errors.Join(err, db.file.Close())
}

// Abandon closes the file as it is.
func (db *Database) Abandon() { _ = db.file.Close() } // it is thrown away

func (db *Database) finish() error {
	const before = 100 // bytes of the file's header
	schema := newPage(leafPage, before)
	for i, t := range db.tables {
		root, err := t.end()
		if err != nil {
			return err
		}
		var r Record
		r.Text("table")
		r.Text(t.name)
		r.Text(t.name)
		r.Integer(int64(root))
		r.Text(t.create)
		record := r.Append(nil)
		cell := append(appendVarint(appendVarint(nil, uint64(len(record))), uint64(i+1)), record...)
		if len(cell) > schema.room() {
			return fmt.Errorf("the statements that create the tables do not fit in %d bytes", pageSize)
		}
		schema.add(cell)
	}
	if err := db.w.Flush(); err != nil {
		return err
	}
	data := schema.seal(before)
	db.header(data)
	_, err := db.file.WriteAt(data, 0)
	return err
}

// header fills in the header of the file.
func (db *Database) header(b []byte) {
	copy(b, "SQLite format 3\x00")
	put := binary.BigEndian.PutUint32
	binary.BigEndian.PutUint16(b[16:], 1) // 65536 bytes a page
	b[18], b[19] = 1, 1                   // a rollback journal
	b[21], b[22], b[23] = 64, 32, 32      // fixed
	put(b[24:], 1)                        // changes of the file
	put(b[28:], db.pages)                 // its pages
	put(b[40:], 1)                        // changes of the schema
	put(b[44:], 4)                        // format of the schema
	put(b[56:], 1)                        // UTF-8
	put(b[60:], db.version)               // user_version
	put(b[92:], 1)                        // the number of pages is right for so many changes
	put(b[96:], 3_040_000)                // SQLITE_VERSION_NUMBER
}
