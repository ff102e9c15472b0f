package draw

import "gongkai/extract/pdf/pdffile"

// hiddenGroups returns the numbers of the optional content groups that are off
// in the configuration that a viewer begins with (ISO 32000-1 8.11.4).
func (d *Drawer) hiddenGroups() map[int]bool {
	properties := d.file.Dict(d.file.Catalog()["OCProperties"])
	if properties == nil {
		return nil
	}
	off := map[int]bool{}
	usual := d.file.Dict(properties["D"])
	if d.file.Name(usual["BaseState"]) == "OFF" {
		for _, g := range d.file.Array(properties["OCGs"]) {
			off[groupNumber(g)] = true
		}
	}
	for _, g := range d.file.Array(usual["OFF"]) {
		off[groupNumber(g)] = true
	}
	for _, g := range d.file.Array(usual["ON"]) {
		delete(off, groupNumber(g))
	}
	delete(off, 0)
	return off
}

// groupNumber returns the number of the group that o leads to; 0 is none.
func groupNumber(o pdffile.Object) int {
	ref, _ := o.(pdffile.Ref)
	return ref.Number
}

// groupOff reports whether a group, or a membership in several, doesn't show.
func (d *Drawer) groupOff(o pdffile.Object) bool {
	if o == nil || len(d.off) == 0 {
		return false
	}
	if d.off[groupNumber(o)] {
		return true
	}
	member := d.file.Dict(o)
	if d.file.Name(member["Type"]) != "OCMD" {
		return false
	}
	groups := d.file.Array(member["OCGs"])
	if groups == nil && member["OCGs"] != nil {
		groups = pdffile.Array{member["OCGs"]}
	}
	if len(groups) == 0 {
		return false
	}
	off := 0
	for _, g := range groups {
		if d.off[groupNumber(g)] {
			off++
		}
	}
	switch d.file.Name(member["P"]) {
	case "AllOn":
		return off > 0
	case "AnyOff":
		return off == 0
	case "AllOff":
		return off < len(groups)
	}
	return off == len(groups) // AnyOn
}
