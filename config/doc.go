// Package config reads gongkai.yaml into checked values.
//
// The file is read strictly: a key that is not known, a key that stands twice,
// a value of another form than expected is an [Error] that names file, line and
// column and says in one line what to write instead. Anchors, aliases and tags
// are refused, since nobody needs them here and they make small files large.
//
// The package looks at the file alone. It does not ask whether a host exists,
// a folder can be written or a command be found, and reads no environment.
package config
