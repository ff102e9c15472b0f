package archive

import "strings"

// SURT is the sort-friendly key of a canonical URL: the host's labels from the
// top down, the port where it is not 80, and then path and query as they
// stand: http://www.beijing.gov.cn/a?b=1 has the key
// "cn,gov,beijing,www)/a?b=1", and https is port 443; on another port https is
// named behind it: "cn,gov,beijing,www:8443+https)/". All URLs of a host are
// neighbours in key order. An address keeps its digits in order, in brackets,
// and lies in no domain but itself.
//
// It identifies a URL exactly; the looser key that CDXJ wants, which folds case
// and drops "www", is another thing.
type SURT string

// Host returns the host of s in its usual order, without port.
func (s SURT) Host() string {
	authority, _, _ := strings.Cut(string(s), ")")
	if address, _, ok := strings.Cut(authority, "]"); ok {
		return strings.TrimPrefix(address, "[")
	}
	authority, _, _ = strings.Cut(authority, ":")
	labels := strings.Split(authority, ",")
	for i, j := 0, len(labels)-1; i < j; i, j = i+1, j-1 {
		labels[i], labels[j] = labels[j], labels[i]
	}
	return strings.Join(labels, ".")
}
