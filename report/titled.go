package report

// Titled returns the issuer and the year that the title of an annual disclosure
// report names; false where it is no such title, or does not name both.
func Titled(title string) (issuer string, year int, ok bool) {
	title = trimSite(ownTitle(title))
	if !readsAsReport(title) {
		return "", 0, false
	}
	years := yearsIn(title)
	issuer = issuerOf(title)
	if issuer == "" || len(years) == 0 {
		return "", 0, false
	}
	return issuer, years[0].year, true
}
