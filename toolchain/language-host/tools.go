//go:build tools

// Package tools names the program that is built from this module, so that go.mod and go.sum pin all it needs.
// A module of its own: one module cannot hold the two versions of sdk/v3.
package tools

import _ "github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/pulumi-language-nodejs"
