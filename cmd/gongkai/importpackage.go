package main

import (
	"archive/zip"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"gongkai/archive"
	"gongkai/store/warc"
)

const (
	packageName       = "datapackage.json"
	packageDigestName = "datapackage-digest.json"
	maxPackage        = 16 << 20 // bytes of a package's description
)

// checkPackage compares the files of a WACZ package with the digests in its
// datapackage.json, and that with datapackage-digest.json, and says what is
// wrong. A package without digests is not wrong: its records have their own. The
// error is for what kept it from looking.
func checkPackage(ctx context.Context, z *zip.Reader) (wrong []string, err error) {
	say := func(format string, args ...any) { wrong = append(wrong, fmt.Sprintf(format, args...)) }
	members := make(map[string]*zip.File)
	for _, m := range z.File {
		if members[m.Name] != nil {
			say("%.200q stands in the package more than once", m.Name)
		}
		members[m.Name] = m
	}
	if members[packageName] == nil {
		return wrong, nil
	}
	text, err := readMember(members[packageName])
	if err != nil {
		say("no digests could be checked: %s: %v", packageName, err)
		return wrong, nil
	}
	var described struct {
		Resources []struct {
			Path  string `json:"path"`
			Hash  string `json:"hash"`
			Bytes int64  `json:"bytes"`
		} `json:"resources"`
	}
	if err := json.Unmarshal(text, &described); err != nil {
		say("no digests could be checked: %s: %v", packageName, err)
		return wrong, nil
	}
	if m := members[packageDigestName]; m != nil { // it may be missing
		var digest struct {
			Hash string `json:"hash"`
		}
		b, err := readMember(m)
		if err == nil {
			err = json.Unmarshal(b, &digest)
		}
		if got := archive.DigestOf(text); err != nil || digest.Hash != string(got) {
			say("%s has the digest %s, and %s says %.100q (%v)", packageName, got, packageDigestName, digest.Hash, err)
		}
	}
	unlisted := maps.Clone(members)
	for _, r := range described.Resources {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		m := members[r.Path]
		delete(unlisted, r.Path)
		if m == nil {
			say("%s names %.200q, which is not in the package", packageName, r.Path)
			continue
		}
		if int64(m.UncompressedSize64) != r.Bytes {
			say("%.200q has %d bytes, and %s says %d", r.Path, m.UncompressedSize64, packageName, r.Bytes)
		}
		ok, known, err := memberHas(ctx, m, r.Hash)
		switch {
		case ctx.Err() != nil:
			return nil, ctx.Err()
		case err != nil:
			say("%.200q can't be read: %v", r.Path, err)
		case !known:
			say("the digest %.100q of %.200q is of a kind that can't be checked", r.Hash, r.Path)
		case !ok:
			say("%.200q has not the digest %.100s", r.Path, r.Hash)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(unlisted)) {
		if len(described.Resources) > 0 && strings.HasPrefix(name, "archive/") && !strings.HasSuffix(name, "/") {
			say("%s does not name %.200q, so that nothing proves it", packageName, name)
		}
	}
	return wrong, nil
}

// memberHas reports whether a file of a package has a digest, and whether that
// is of a kind that is known.
func memberHas(ctx context.Context, m *zip.File, digest string) (ok, known bool, err error) {
	r, err := m.Open()
	if err != nil {
		return false, false, err
	}
	defer r.Close()
	return warc.CheckDigest(digest, &untilDone{ctx, r})
}

// readMember reads a small file of a package.
func readMember(m *zip.File) ([]byte, error) {
	r, err := m.Open()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	b, err := io.ReadAll(io.LimitReader(r, maxPackage+1))
	if err == nil && len(b) > maxPackage {
		err = fmt.Errorf("more than %d bytes", maxPackage)
	}
	return b, err
}
