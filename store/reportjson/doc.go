// Package reportjson decodes annual reports from the JSON that they are kept in,
// many times as fast as encoding/json: an export reads hundreds of thousands of
// them.
//
// It knows the form that json.Marshal writes: compact, with the fields of
// [archive.AnnualReport]. Whatever else it meets, a field that it does not know
// above all, it leaves to encoding/json, so that the result is always what that
// would give.
package reportjson
