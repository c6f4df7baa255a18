// A program that ends, stays, writes and looks around as it is told to.
package main

import (
	"bytes"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/signal"
	"strconv"
	"syscall"
	"time"
)

func main() {
	what := "version"
	if len(os.Args) > 1 {
		what = os.Args[1]
	}
	switch what {
	case "version":
		fmt.Println("starts", 1+zero())
	case "exit":
		code, _ := strconv.Atoi(os.Args[2])
		fmt.Fprintln(os.Stderr, "told to")
		os.Exit(code)
	case "hang":
		// A child of a session of its own, deaf to what is kind.
		child := exec.Command("/proc/self/exe", append([]string{"stay"}, os.Args[2:]...)...)
		child.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
		child.Start()
		fmt.Println("hanging")
		time.Sleep(time.Hour)
	case "stay":
		signal.Ignore(syscall.SIGTERM, syscall.SIGHUP, syscall.SIGINT)
		time.Sleep(time.Hour)
	case "write":
		for _, path := range os.Args[2:] {
			if err := os.WriteFile(path, []byte("written"), 0o666); err != nil {
				fail(err)
			}
		}
		fmt.Println("wrote")
	case "much":
		line := bytes.Repeat([]byte("much\n"), 1<<18)
		for range 8 {
			os.Stdout.Write(line)
		}
	case "files":
		for count := 0; ; count++ {
			if _, err := os.Open("/proc/self/status"); err != nil {
				fmt.Fprintln(os.Stderr, "after", count, "files:", err)
				os.Exit(7)
			}
		}
	case "ptrace":
		_, _, errno := syscall.Syscall6(syscall.SYS_PTRACE, 0, 0, 0, 0, 0, 0)
		if errno != 0 {
			fail(errno)
		}
		fmt.Println("traced")
	case "who":
		dir, _ := os.Getwd()
		groups, _ := os.Getgroups()
		fmt.Println(os.Getuid(), os.Getgid(), groups, dir, os.Getenv("SAID"), os.Getenv("HOME"), os.Getenv("LANDFALL_TEST"))
	case "read":
		text, err := os.ReadFile(os.Args[2])
		if err != nil {
			fail(err)
		}
		fmt.Println(string(text))
	case "around":
		if _, err := os.FindProcess(1); err != nil {
			fail(err)
		}
		// The first of a process namespace, and we.
		if os.Getpid() != 2 {
			fail(fmt.Errorf("number %d", os.Getpid()))
		}
		all, _ := net.Interfaces()
		for _, one := range all {
			if one.Flags&net.FlagUp != 0 && one.Flags&net.FlagLoopback == 0 {
				fail(fmt.Errorf("a network: %s", one.Name))
			}
		}
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			fail(err)
		}
		if _, err := net.Dial("tcp", listener.Addr().String()); err != nil {
			fail(err)
		}
		if err := os.WriteFile("/proc/sys/kernel/core_pattern", []byte("x"), 0); err == nil {
			fail(fmt.Errorf("the kernel can be set"))
		}
		if err := syscall.Mount("none", "/proc", "tmpfs", 0, ""); err == nil {
			fail(fmt.Errorf("something can be mounted"))
		}
		if err := os.WriteFile("/dev/null", []byte("x"), 0); err != nil {
			fail(err)
		}
		fmt.Println("alone")
	}
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}
