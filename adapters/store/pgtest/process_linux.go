package pgtest

import "syscall"

// sysProcAttr runs a process under account, in a group of its own, and ends it when the
// test binary dies.
func sysProcAttr(account *syscall.Credential) *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Credential: account, Setpgid: true, Pdeathsig: syscall.SIGQUIT}
}
