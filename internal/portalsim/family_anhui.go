package portalsim

// anhui is Lonsun as a county of 安徽 uses it. The portal that is watched is a
// town inside of the county's, which offers its reports as Word files.
type anhui struct{ lonsun }

// inside is the organ whose portal it is: the last, a town.
func (anhui) inside(p *portal) int { return len(p.issuers) - 1 }

// format is that of all reports.
func (anhui) format() string { return FormatDocx }
