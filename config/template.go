package config

import _ "embed" // for the template

//go:embed template.yaml
var template string

// Template returns the gongkai.yaml to begin with: every key with its default
// and what it is for. What only the operator knows is left to fill in; as it
// stands, the file gives an error that asks for the contact.
func Template() []byte { return []byte(template) }
