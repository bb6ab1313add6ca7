//go:build unix && !linux

package pgtest

import "syscall"

// sysProcAttr runs a process under account, in a group of its own.
func sysProcAttr(account *syscall.Credential) *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Credential: account, Setpgid: true}
}
