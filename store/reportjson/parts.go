package reportjson

import "gongkai/archive"

func (c *cursor) check(k *archive.Check) {
	c.take('{')
	for n := 0; c.more(&n, '}'); {
		switch string(c.key()) {
		case "identity":
			k.Identity = c.text()
		case "scope":
			k.Scope = c.text()
		case "result":
			k.Result = c.text()
		case "left":
			k.Left = archive.Number(c.number())
		case "right":
			k.Right = archive.Number(c.number())
		default:
			c.odd = true
		}
	}
}

func (c *cursor) finding(f *archive.Finding) {
	c.take('{')
	for n := 0; c.more(&n, '}'); {
		switch string(c.key()) {
		case "code":
			f.Code = c.text()
		case "severity":
			f.Severity = c.text()
		case "message":
			f.Message = c.text()
		case "cells":
			f.Cells = list(c, 4, func(c *cursor, s *string) { *s = c.text() })
		default:
			c.odd = true
		}
	}
}

func (c *cursor) reading(t *archive.Reading) {
	c.take('{')
	for n := 0; c.more(&n, '}'); {
		switch string(c.key()) {
		case "table":
			t.Table = c.text()
		case "confidence":
			t.Confidence = c.text()
		case "cells":
			t.Cells = c.integer()
		case "numbers":
			t.Numbers = c.integer()
		case "blank":
			t.Blank = c.integer()
		case "unresolved":
			t.Unresolved = c.integer()
		case "passed":
			t.Passed = c.integer()
		case "failed":
			t.Failed = c.integer()
		case "not_assessable":
			t.NotAssessable = c.integer()
		case "doubted":
			t.Doubted = c.integer()
		default:
			c.odd = true
		}
	}
}

func (c *cursor) evidence(e *archive.Evidence) {
	c.take('{')
	for n := 0; c.more(&n, '}'); {
		switch string(c.key()) {
		case "field":
			e.Field = c.text()
		case "value":
			e.Value = c.text()
		case "source":
			e.Source = c.text()
		case "words":
			e.Words = c.text()
		default:
			c.odd = true
		}
	}
}

func (c *cursor) part(p *archive.Part) {
	c.take('{')
	for n := 0; c.more(&n, '}'); {
		switch string(c.key()) {
		case "document":
			p.Document = archive.Digest(c.text())
		case "payload_digest":
			p.Payload = archive.Digest(c.text())
		case "url":
			p.URL = c.text()
		case "captured_at":
			p.Captured = c.text()
		default:
			c.odd = true
		}
	}
}
