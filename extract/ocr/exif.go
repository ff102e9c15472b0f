package ocr

import (
	"bytes"
	"encoding/binary"
	"image"
	"io"
)

// upright decodes a picture and turns it as the camera that took it noted, which
// programs that show a picture by itself do.
func upright(r io.ReaderAt, size int64) (*image.Gray, error) {
	g, err := Decode(io.NewSectionReader(r, 0, size))
	if err != nil {
		return nil, err
	}
	head := make([]byte, min(size, 128<<10))
	n, _ := r.ReadAt(head, 0) // what can't be read tells nothing
	return turned(g, noted(head[:n])), nil
}

// noted returns the quarter turns to the right that bring a JPEG upright, by the
// orientation among its Exif data (Exif 2.3, 4.5.4 and 4.6.4), or 0. Mirrored ones
// come from no camera.
func noted(jpeg []byte) int {
	const start, exif = "\xff\xd8", "Exif\x00\x00"
	rest, ok := bytes.CutPrefix(jpeg, []byte(start))
	for ok && len(rest) >= 4 && rest[0] == 0xff {
		size := 2 + int(binary.BigEndian.Uint16(rest[2:]))
		if size < 4 || size > len(rest) {
			return 0
		}
		if data, ok := bytes.CutPrefix(rest[4:size], []byte(exif)); ok && rest[1] == 0xe1 {
			return orientation(data)
		}
		rest = rest[size:]
	}
	return 0
}

// orientation reads the first directory of a TIFF structure.
func orientation(tiff []byte) int {
	order := byteOrder(tiff)
	if order == nil {
		return 0
	}
	at := int64(order.Uint32(tiff[4:]))
	if at+2 > int64(len(tiff)) {
		return 0
	}
	const entry = 12 // bytes
	entries := tiff[at+2:]
	for n := order.Uint16(tiff[at:]); n > 0 && len(entries) >= entry; n, entries = n-1, entries[entry:] {
		if order.Uint16(entries) != 0x0112 {
			continue
		}
		return map[uint16]int{6: 1, 3: 2, 8: 3}[order.Uint16(entries[8:])]
	}
	return 0
}

// byteOrder returns the byte order of a TIFF structure, or nil where it is none.
func byteOrder(tiff []byte) binary.ByteOrder {
	switch {
	case len(tiff) < 8:
	case string(tiff[:4]) == "II*\x00":
		return binary.LittleEndian
	case string(tiff[:4]) == "MM\x00*":
		return binary.BigEndian
	}
	return nil
}
