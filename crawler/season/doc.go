// Package season knows when in a year the annual reports of the year before are
// published, and tells when it is worth looking for one again.
//
// A [Curve] is the chance that a report is out by a day of the year. It starts
// from the dates that the statute sets (政府信息公开条例, article 49: departments
// by 31 January, governments by 31 March), leans to what was seen on all portals
// as more is seen, and by half to what the portal itself did in earlier years.
//
// A column without its report is looked at again when the chance that the report
// came out meanwhile reaches a threshold: often in the days when reports come,
// seldom before and after. The package keeps no state and makes no request.
package season
