package reportjson

import (
	"encoding/json"

	"gongkai/archive"
)

// Decoder decodes reports, and keeps short texts from one to the next. It serves
// one goroutine.
type Decoder struct {
	words map[string]string
	forms forms
}

// NewDecoder returns a decoder.
func NewDecoder() *Decoder { return &Decoder{words: map[string]string{}} }

// Decode decodes a report. No object of the JSON may name a field twice. body
// may change afterwards.
func (d *Decoder) Decode(body []byte) (*archive.AnnualReport, error) {
	if r, ok := d.quick(body); ok {
		return r, nil
	}
	r := new(archive.AnnualReport)
	if err := json.Unmarshal(body, r); err != nil {
		return nil, err
	}
	return r, nil
}

// quick decodes a report if nothing in it is odd.
func (d *Decoder) quick(body []byte) (*archive.AnnualReport, bool) {
	c := cursor{b: body, words: d.words, forms: &d.forms}
	r := new(archive.AnnualReport)
	c.report(r)
	return r, !c.odd && c.i == len(body)
}

func (c *cursor) report(r *archive.AnnualReport) {
	c.take('{')
	for n := 0; c.more(&n, '}'); {
		switch string(c.key()) {
		case "schema":
			r.Schema = c.text()
		case "issuer":
			r.Issuer = archive.OptionalText(c.text())
		case "issuer_kind":
			r.IssuerKind = archive.OptionalText(c.text())
		case "division":
			r.Division = archive.OptionalText(c.text())
		case "year":
			if !c.has("null") {
				r.Year = archive.OptionalYear(c.integer())
			}
		case "title":
			r.Title = archive.OptionalText(c.text())
		case "template":
			r.Template = archive.OptionalText(c.text())
		case "sections":
			r.Sections = list(c, 8, (*cursor).section)
		case "cells":
			r.Cells = c.cells()
		case "checks":
			r.Checks = list(c, 64, (*cursor).check)
		case "findings":
			r.Findings = list(c, 4, (*cursor).finding)
		case "tables":
			r.Tables = list(c, 8, (*cursor).reading)
		case "evidence":
			r.Evidence = list(c, 8, (*cursor).evidence)
		case "parts":
			r.Parts = list(c, 2, (*cursor).part)
		default:
			c.odd = true
		}
	}
}

// list reads an array, or nil for null. About so many items are expected.
func list[T any](c *cursor, expected int, item func(*cursor, *T)) []T {
	if c.has("null") {
		return nil
	}
	c.take('[')
	all := []T{}
	for n := 0; c.more(&n, ']'); {
		if n == 1 {
			all = make([]T, 0, expected)
		}
		all = append(all, *new(T))
		item(c, &all[len(all)-1])
	}
	return all
}

func (c *cursor) section(s *archive.Section) {
	c.take('{')
	for n := 0; c.more(&n, '}'); {
		switch string(c.key()) {
		case "number":
			s.Number = c.text()
		case "heading":
			s.Heading = c.text()
		case "text":
			s.Text = c.text()
		default:
			c.odd = true
		}
	}
}
