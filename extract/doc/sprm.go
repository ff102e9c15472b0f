package doc

import "iter"

// The sprms (single property modifiers, [MS-DOC] 2.6) that matter here.
const (
	sprmCFRMarkDel = 0x0800
	sprmCFStrike   = 0x0837
	sprmCFVanish   = 0x083c
	sprmCFDStrike  = 0x2a53
	sprmCIss       = 0x2a48
	sprmCIstd      = 0x4a30
	sprmCSymbol    = 0x6a09
	sprmCIco       = 0x2a42
	sprmCCv        = 0x6870
	sprmCHighlight = 0x2a0c
	sprmCShd80     = 0x4866
	sprmCShd       = 0xca71
	sprmCHpsPos    = 0x4845

	sprmPIstd           = 0x4600
	sprmPJc80           = 0x2403
	sprmPJc             = 0x2461
	sprmPFInTable       = 0x2416
	sprmPFTtp           = 0x2417
	sprmPFInnerTable    = 0x244b // sprmPFInnerTableCell
	sprmPFInnerTtp      = 0x244c
	sprmPItap           = 0x6649
	sprmPDtap           = 0x664a
	sprmPOutLvl         = 0x2640
	sprmPIlfo           = 0x460b
	sprmPShd80          = 0x442d
	sprmPShd            = 0xc64d
	sprmPHugePapx       = 0x6646
	sprmPHugePapxOf97   = 0x6645
	sprmPChgTabs        = 0xc615
	sprmTDefTable       = 0xd608
	sprmTDefTable10     = 0xd606
	sprmTTableHeader    = 0x3404
	sprmTInsert         = 0x7621
	sprmTDelete         = 0x5622
	sprmTDxaCol         = 0x7623
	sprmTMerge          = 0x5624
	sprmTSplit          = 0x5625
	sprmTVertMerge      = 0xd62b
	sprmTDefTableShd80  = 0xd609
	sprmTDefTableShd    = 0xd612
	sprmTDefTableShd2nd = 0xd616
	sprmTDefTableShd3rd = 0xd60c
	sprmTSetShd80       = 0x7627
	sprmTSetShd         = 0xd62d
	sprmTSetShdTable    = 0xd660
	bitsOfOperandLength = 13
)

// sprms goes through a list of sprms with their operands ([MS-DOC] 2.2.5.1).
func sprms(list []byte) iter.Seq2[uint16, []byte] {
	return func(yield func(uint16, []byte) bool) {
		for len(list) >= 3 {
			op := u16(list, 0)
			begin, end := operand(op, list)
			if end > len(list) || end < begin {
				return
			}
			if !yield(op, list[begin:end]) {
				return
			}
			list = list[end:]
		}
	}
}

// operand returns where the operand of the list's first sprm begins and ends.
func operand(op uint16, list []byte) (begin, end int) {
	switch op >> bitsOfOperandLength {
	case 0, 1:
		return 2, 3
	case 2, 4, 5:
		return 2, 4
	case 3:
		return 2, 6
	case 7:
		return 2, 5
	}
	switch {
	case op == sprmTDefTable || op == sprmTDefTable10:
		return 4, 3 + int(u16(list, 2)) // its length counts one byte too many
	case op == sprmPChgTabs && list[2] == 255:
		if len(list) < 4 {
			return 2, 2
		}
		added := 4 + 4*int(list[3])
		if added >= len(list) {
			return 2, len(list)
		}
		return 3, added + 1 + 3*int(list[added])
	}
	return 3, 3 + int(list[2])
}

// set reports whether a switch is on.
func set(operand []byte) bool { return len(operand) > 0 && operand[0] == 1 }
