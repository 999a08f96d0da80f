package printing

import (
	"context"
	"os/exec"
	"strconv"
	"syscall"

	"golang.org/x/sys/windows"
)

// hidden keeps a console from flashing up.
const hidden = 0x08000000 // CREATE_NO_WINDOW

func printers(ctx context.Context) ([]string, error) {
	cmd := exec.CommandContext(ctx, "powershell.exe", "-NoProfile", "-NonInteractive", "-Command",
		"[Console]::OutputEncoding = [Text.Encoding]::UTF8; Get-Printer | ForEach-Object { $_.Name }")
	cmd.SysProcAttr = &syscall.SysProcAttr{CreationFlags: hidden}
	out, err := cmd.Output()
	if err != nil {
		return nil, &FailedError{err.Error()}
	}
	return lines(string(out)), nil
}

// print has the program that shows PDFs print: its verb "printto" takes the name
// of the printer.
func print(_ context.Context, printer, file string) error {
	verb, err := windows.UTF16PtrFromString("printto")
	if err != nil {
		return err
	}
	name, err := windows.UTF16PtrFromString(file)
	if err != nil {
		return err
	}
	args, err := windows.UTF16PtrFromString(strconv.Quote(printer))
	if err != nil {
		return err
	}
	if err := windows.ShellExecute(0, verb, name, args, nil, windows.SW_HIDE); err != nil {
		return &FailedError{err.Error()}
	}
	return nil
}
