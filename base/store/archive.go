package store

import (
	"bufio"
	"compress/gzip"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"alun/base/errs"
)

// The format of a backup, for ever: gzip over
//
//	"alun backup 1\n"
//	header    JSON, after its length
//	'T' table JSON, after its length, then its rows:
//	'R'       one value a column: 0 NULL | 1 zigzag varint | 2 length, UTF-8 text | 3 length, bytes
//	'E'       number of rows in all; then nothing more
//
// Lengths and numbers are unsigned varints (encoding/binary). Booleans are the numbers 0 and 1. gzip's checksum covers all of
// it, and a file without its end is no backup.
const archiveMagic = "alun backup 1\n"

const (
	frameTable = 'T'
	frameRow   = 'R'
	frameEnd   = 'E'

	tagNull  = 0
	tagInt   = 1
	tagText  = 2
	tagBytes = 3

	maxArchiveJSON  = 1 << 20  // bytes of a header or of a table's description
	maxArchiveValue = 64 << 20 // bytes of one value
)

// Header says what a backup holds.
type Header struct {
	AtMs   int64            `json:"at_ms"`  // when the snapshot was taken, Unix milliseconds
	Epoch  int64            `json:"epoch"`  // of the database; restoring raises it
	Engine string           `json:"engine"` // that wrote it; either engine can read it
	Rooms  map[string]int64 `json:"rooms"`  // versions of the rooms' tables
}

var errBackup = errs.Invalid("store.backup", "This file is not a whole backup of Alun.")

type archiveWriter struct {
	zip  *gzip.Writer
	buf  *bufio.Writer
	tmp  []byte
	rows uint64
}

func newArchiveWriter(w io.Writer, h Header) (*archiveWriter, error) {
	zip, err := gzip.NewWriterLevel(w, gzip.BestSpeed)
	if err != nil {
		return nil, err
	}
	a := &archiveWriter{zip: zip, buf: bufio.NewWriterSize(zip, 1<<16)}
	if _, err := a.buf.WriteString(archiveMagic); err != nil {
		return nil, err
	}
	return a, a.json(h)
}

func (a *archiveWriter) json(v any) error {
	text, err := json.Marshal(v)
	if err != nil {
		return err
	}
	a.tmp = append(binary.AppendUvarint(a.tmp[:0], uint64(len(text))), text...)
	_, err = a.buf.Write(a.tmp)
	return err
}

func (a *archiveWriter) table(t table) error {
	if err := a.buf.WriteByte(frameTable); err != nil {
		return err
	}
	return a.json(t)
}

func (a *archiveWriter) row(values []any) error {
	a.rows++
	a.tmp = append(a.tmp[:0], frameRow)
	for _, v := range values {
		switch v := v.(type) {
		case nil:
			a.tmp = append(a.tmp, tagNull)
		case int64:
			a.tmp = binary.AppendVarint(append(a.tmp, tagInt), v)
		case bool:
			n := int64(0)
			if v {
				n = 1
			}
			a.tmp = binary.AppendVarint(append(a.tmp, tagInt), n)
		case string:
			a.tmp = append(binary.AppendUvarint(append(a.tmp, tagText), uint64(len(v))), v...)
		case []byte:
			a.tmp = append(binary.AppendUvarint(append(a.tmp, tagBytes), uint64(len(v))), v...)
		default:
			return errs.Internal("store.backup_type", "a column holds a %T", v)
		}
	}
	_, err := a.buf.Write(a.tmp)
	return err
}

func (a *archiveWriter) end() error {
	a.tmp = binary.AppendUvarint(append(a.tmp[:0], frameEnd), a.rows)
	if _, err := a.buf.Write(a.tmp); err != nil {
		return err
	}
	return errors.Join(a.buf.Flush(), a.zip.Close())
}

// archiveReader reads what archiveWriter wrote. It trusts nothing: every length has its limit.
type archiveReader struct {
	buf    *bufio.Reader
	header Header
	rows   uint64
}

func newArchiveReader(r io.Reader) (*archiveReader, error) {
	zip, err := gzip.NewReader(r)
	if err != nil {
		return nil, errBackup.Because(err)
	}
	a := &archiveReader{buf: bufio.NewReaderSize(zip, 1<<16)}
	magic := make([]byte, len(archiveMagic))
	if _, err := io.ReadFull(a.buf, magic); err != nil || string(magic) != archiveMagic {
		return nil, errBackup.Because(err)
	}
	return a, a.json(&a.header)
}

func (a *archiveReader) json(v any) error {
	text, err := a.bytes(maxArchiveJSON)
	if err == nil {
		err = json.Unmarshal(text, v)
	}
	if err != nil {
		return errBackup.Because(err)
	}
	return nil
}

func (a *archiveReader) bytes(most uint64) ([]byte, error) {
	n, err := binary.ReadUvarint(a.buf)
	if err != nil {
		return nil, err
	}
	if n > most {
		return nil, fmt.Errorf("a value of %d bytes", n)
	}
	b, err := io.ReadAll(io.LimitReader(a.buf, int64(n))) // grows with what is there, not with what is claimed
	if err == nil && uint64(len(b)) < n {
		err = io.ErrUnexpectedEOF
	}
	return b, err
}

// tables calls begin for every table and row for every row of it, then verifies the end.
func (a *archiveReader) tables(begin func(table) error, row func([]any) error) error {
	var values []any
	inTable := false
	for {
		frame, err := a.buf.ReadByte()
		if err != nil {
			return errBackup.Because(err)
		}
		switch {
		case frame == frameTable:
			var t table
			if err := a.json(&t); err != nil {
				return err
			}
			if err := begin(t); err != nil {
				return err
			}
			inTable, values = true, make([]any, len(t.Columns))
		case frame == frameRow && inTable:
			if err := a.row(values); err != nil {
				return errBackup.Because(err)
			}
			a.rows++
			if err := row(values); err != nil {
				return err
			}
		case frame == frameEnd:
			return a.end()
		default:
			return errBackup.Because(fmt.Errorf("frame %#x", frame))
		}
	}
}

func (a *archiveReader) row(values []any) error {
	for i := range values {
		tag, err := a.buf.ReadByte()
		if err != nil {
			return err
		}
		switch tag {
		case tagNull:
			values[i] = nil
		case tagInt:
			values[i], err = binary.ReadVarint(a.buf)
		case tagText:
			var b []byte
			b, err = a.bytes(maxArchiveValue)
			values[i] = string(b)
		case tagBytes:
			values[i], err = a.bytes(maxArchiveValue)
		default:
			err = fmt.Errorf("value %#x", tag)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (a *archiveReader) end() error {
	n, err := binary.ReadUvarint(a.buf)
	if err == nil && n != a.rows {
		err = fmt.Errorf("%d rows of %d", a.rows, n)
	}
	if err == nil {
		if _, more := a.buf.ReadByte(); more == nil {
			err = errors.New("something follows the end")
		} else if more != io.EOF { // gzip's checksum
			err = more
		}
	}
	if err != nil {
		return errBackup.Because(err)
	}
	return nil
}
