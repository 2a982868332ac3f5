package store

import (
	"fmt"
	"math"
	"reflect"
	"strings"
	"unicode/utf8"

	"alun/base/errs"
)

// bind turns arguments into the five values that both engines take: int64, bool, string, []byte and nil. The slice is
// changed in place.
func bind(args []any) ([]any, error) {
	for i, a := range args {
		switch v := a.(type) {
		case int64, bool, nil:
		case []byte:
			if v == nil {
				args[i] = nil
			}
		case string:
			if !validText(v) {
				return nil, errText
			}
		case int:
			args[i] = int64(v)
		default:
			plain, err := plainValue(reflect.ValueOf(a))
			if err != nil {
				return nil, fmt.Errorf("argument $%d: %w", i+1, err)
			}
			args[i] = plain
		}
	}
	return args, nil
}

var errText = errs.Invalid("store.text", "Text must be valid UTF-8 without zero bytes.")

func validText(s string) bool { return utf8.ValidString(s) && strings.IndexByte(s, 0) < 0 }

func plainValue(v reflect.Value) (any, error) {
	switch v.Kind() {
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return v.Int(), nil
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		if v.Uint() > math.MaxInt64 {
			return nil, errs.Internal("store.bind", "%d does not fit a BIGINT", v.Uint())
		}
		return int64(v.Uint()), nil
	case reflect.Bool:
		return v.Bool(), nil
	case reflect.String:
		if !validText(v.String()) {
			return nil, errText
		}
		return v.String(), nil
	case reflect.Slice:
		if v.Type().Elem().Kind() == reflect.Uint8 {
			if v.IsNil() {
				return nil, nil
			}
			return v.Bytes(), nil
		}
	case reflect.Pointer:
		if v.IsNil() {
			return nil, nil
		}
		return plainValue(v.Elem())
	}
	return nil, errs.Internal("store.bind", "a %s has no column type (times are Unix milliseconds)", v.Type())
}

// assign copies a column of SQLite into dest with the rules that pgx has: NULL only into pointers and []byte, integers into
// integers and booleans, text into strings, blobs into []byte.
func assign(dest, src any) error {
	switch d := dest.(type) {
	case *int64:
		if v, ok := src.(int64); ok {
			*d = v
			return nil
		}
	case *string:
		if v, ok := src.(string); ok {
			*d = v
			return nil
		}
	case *[]byte:
		switch v := src.(type) {
		case []byte:
			*d = v
			if v == nil {
				*d = []byte{} // an empty blob; NULL arrives as an untyped nil
			}
			return nil
		case nil:
			*d = nil
			return nil
		}
	case *bool:
		if v, ok := src.(int64); ok && (v == 0 || v == 1) {
			*d = v == 1
			return nil
		}
	default:
		v := reflect.ValueOf(dest)
		if v.Kind() == reflect.Pointer && !v.IsNil() {
			return assignKind(v.Elem(), src)
		}
	}
	return cannotAssign(dest, src)
}

func assignKind(d reflect.Value, src any) error {
	switch d.Kind() {
	case reflect.Pointer:
		if src == nil {
			d.SetZero()
			return nil
		}
		p := reflect.New(d.Type().Elem())
		if err := assign(p.Interface(), src); err != nil {
			return err
		}
		d.Set(p)
		return nil
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		if v, ok := src.(int64); ok && !d.OverflowInt(v) {
			d.SetInt(v)
			return nil
		}
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		if v, ok := src.(int64); ok && v >= 0 && !d.OverflowUint(uint64(v)) {
			d.SetUint(uint64(v))
			return nil
		}
	case reflect.Bool:
		if v, ok := src.(int64); ok && (v == 0 || v == 1) {
			d.SetBool(v == 1)
			return nil
		}
	case reflect.String:
		if v, ok := src.(string); ok {
			d.SetString(v)
			return nil
		}
	case reflect.Slice:
		if d.Type().Elem().Kind() == reflect.Uint8 {
			var b []byte
			if err := assign(&b, src); err != nil {
				return err
			}
			d.SetBytes(b)
			return nil
		}
	}
	return cannotAssign(d.Addr().Interface(), src)
}

func cannotAssign(dest, src any) error {
	if src == nil {
		return errs.Internal("store.scan", "cannot scan NULL into %T", dest)
	}
	return errs.Internal("store.scan", "cannot scan %T into %T", src, dest)
}

func errCount(columns, dests int) error {
	return errs.Internal("store.scan", "%d columns into %d destinations", columns, dests)
}
