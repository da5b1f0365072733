//go:build tools

// Package tools names the program that is built from this module, so that go.mod and go.sum pin all it needs.
package tools

import _ "github.com/letsencrypt/pebble/v2/cmd/pebble"
