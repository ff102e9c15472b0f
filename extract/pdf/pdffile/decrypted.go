package pdffile

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// decrypted reads objects through pdfcpu, which has all of them in memory.
type decrypted struct {
	pdf     *model.Context
	objects map[int]Object
}

// openDecrypted reads a file that is encrypted with the empty user password.
func openDecrypted(ctx context.Context, data []byte) (m *decrypted, err error) {
	defer func() {
		if p := recover(); p != nil {
			m, err = nil, fmt.Errorf("the file is damaged: %v", p)
		}
	}()
	limits := model.DefaultResourceLimits()
	limits.MaxDecodeBytes = maxStream
	limits.MaxStreamBytes = int64(len(data))
	limits.MaxObjectCount = maxObjects
	limits.MaxXRefEntries = maxObjects
	conf := &model.Configuration{Reader15: true, ValidationMode: model.ValidationRelaxed, Offline: true, Limits: limits}
	pdf, err := pdfcpu.ReadWithContext(ctx, bytes.NewReader(data), conf)
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case errors.Is(err, pdfcpu.ErrWrongPassword):
		return nil, errors.New("it is encrypted with a password")
	case err != nil:
		return nil, fmt.Errorf("the file is damaged: %w", err)
	case pdf.Root == nil:
		return nil, errors.New("the file is damaged: it has no catalog")
	}
	return &decrypted{pdf: pdf, objects: map[int]Object{}}, nil
}

func (m *decrypted) root() Dict {
	trailer := Dict{"Root": ref(*m.pdf.Root)}
	if m.pdf.Info != nil {
		trailer["Info"] = ref(*m.pdf.Info)
	}
	return trailer
}

func (m *decrypted) damaged() bool { return false }

func (m *decrypted) object(number int) (o Object) {
	if o, ok := m.objects[number]; ok {
		return o
	}
	defer func() {
		if recover() != nil {
			o = nil
		}
		m.objects[number] = o
	}()
	found, err := m.pdf.Dereference(types.IndirectRef{ObjectNumber: types.Integer(number)})
	if err != nil {
		return nil
	}
	return translate(found, 0)
}

func ref(r types.IndirectRef) Ref { return Ref{int(r.ObjectNumber), int(r.GenerationNumber)} }

// translate makes an object of one of pdfcpu's.
func translate(o types.Object, depth int) Object {
	if depth > maxChain*8 {
		return nil
	}
	switch o := o.(type) {
	case types.Boolean:
		return bool(o)
	case types.Integer:
		return int(o)
	case types.Float:
		return float64(o)
	case types.Name:
		return Name(o)
	case types.StringLiteral:
		b, err := types.Unescape(string(o))
		if err != nil {
			return nil
		}
		return String(b)
	case types.HexLiteral:
		b, err := o.Bytes()
		if err != nil {
			return nil
		}
		return String(b)
	case types.IndirectRef:
		return ref(o)
	case types.Array:
		a := make(Array, len(o))
		for i := range o {
			a[i] = translate(o[i], depth+1)
		}
		return a
	case types.Dict:
		d := make(Dict, len(o))
		for k, v := range o {
			d[Name(k)] = translate(v, depth+1)
		}
		return d
	case types.StreamDict:
		d, _ := translate(o.Dict, depth+1).(Dict)
		return &Stream{Dict: d, Raw: o.Raw}
	}
	return nil
}
