// Package seccomp is empty until landfall fills it.
package seccomp
