package child

import (
	"bytes"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"
)

// userHz is the unit of CPU times in /proc (proc_pid_stat(5)); 100 on every Linux that Go runs on.
const userHz = 100

// CPU returns the processor time that the process has used so far, user and system, to 10 ms; 0 for a
// remote server.
func (s *Server) CPU() (time.Duration, error) {
	if s.Remote() {
		return 0, nil
	}
	return CPUOf(s.cmd.Process.Pid)
}

// CPUOf returns the processor time of a process of this machine.
func CPUOf(pid int) (time.Duration, error) {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0, err
	}
	fields := bytes.Fields(b[bytes.LastIndexByte(b, ')')+1:])
	const utime, stime = 11, 12 // counted after the name
	if len(fields) <= stime {
		return 0, fmt.Errorf("/proc/%d/stat is not understood", pid)
	}
	var ticks int64
	for _, f := range [][]byte{fields[utime], fields[stime]} {
		n, err := strconv.ParseInt(string(f), 10, 64)
		if err != nil {
			return 0, err
		}
		ticks += n
	}
	return time.Duration(ticks) * time.Second / userHz, nil
}

// RSS returns the resident memory of the process in bytes, and the highest it has been; 0 for a
// remote server.
func (s *Server) RSS() (now, peak int64, err error) {
	if s.Remote() {
		return 0, 0, nil
	}
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.cmd.Process.Pid))
	if err != nil {
		return 0, 0, err
	}
	for line := range strings.Lines(string(b)) {
		name, rest, _ := strings.Cut(line, ":")
		kb, _ := strconv.ParseInt(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(rest), "kB")), 10, 64)
		switch name {
		case "VmRSS":
			now = kb << 10
		case "VmHWM":
			peak = kb << 10
		}
	}
	return now, peak, nil
}

// Pid returns the process id.
func (s *Server) Pid() int { return s.cmd.Process.Pid }
