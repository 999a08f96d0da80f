package main

import (
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// A command says nothing that it was not asked for, whatever the locale.
func TestCommandsAreQuietInEveryLocale(t *testing.T) {
	for _, locale := range []string{"", "C", "POSIX", "es_AR.UTF-8", "pt_BR.UTF-8"} {
		cmd := exec.Command(program(t), "--version")
		cmd.Env = []string{"LANG=" + locale, "HOME=" + t.TempDir()}
		if locale == "" {
			cmd.Env = cmd.Env[1:]
		}
		out, err := cmd.CombinedOutput()
		if err != nil || string(out) != "trastienda version "+version+"\n" {
			t.Errorf("in locale %q: %v: %s", locale, err, out)
		}
	}
}

// Without a screen the desktop says so, instead of the toolkit's panic.
func TestNoScreen(t *testing.T) {
	cmd := exec.Command(program(t), "--data-dir", t.TempDir())
	cmd.Env = slices.DeleteFunc(os.Environ(), func(v string) bool {
		return strings.HasPrefix(v, "DISPLAY=") || strings.HasPrefix(v, "WAYLAND_DISPLAY=")
	})
	out, _ := cmd.CombinedOutput()
	if code := cmd.ProcessState.ExitCode(); code != exitFailed || !strings.Contains(string(out), "no screen") || strings.Contains(string(out), "panic") {
		t.Errorf("exit %d: %s", code, out)
	}
}

func TestExitCodes(t *testing.T) {
	used := t.TempDir()
	if out, code := runProgram(t, "sample", "--data-dir", used, "--purchases", "6"); code != exitOK {
		t.Fatalf("sample: %d: %s", code, out)
	}
	cases := []struct {
		name string
		args []string
		code int
		says string
	}{
		{"help", []string{"--help"}, exitOK, "trastienda --hub https://hub.example"},
		{"help of hub", []string{"hub", "--help"}, exitOK, "Examples:"},
		{"help of hub init", []string{"hub", "init", "--help"}, exitOK, "Examples:"},
		{"hub init without its flags", []string{"hub", "init"}, exitUsage, "agency"},
		{"hub init of nobody", []string{"hub", "init", "--database", "sqlite:x", "--agency", "A", "--manager", "ana"}, exitUsage, "--manager"},
		{"unknown command of hub", []string{"hub", "inti"}, exitUsage, "inti"},
		{"mail server without a sender", []string{"hub", "--listen", "127.0.0.1:0", "--database", "sqlite:" + t.TempDir() + "/x.db", "--smtp-url", "smtp://u@mail.example"}, exitUsage, "--smtp-from"},
		{"help of simulator", []string{"simulator", "--help"}, exitOK, "Examples:"},
		{"help of check", []string{"check", "--help"}, exitOK, "Examples:"},
		{"check of no such kind", []string{"check", "dni", "1"}, exitUsage, "br-mobile"},
		{"check of nothing", []string{"check", "cbu"}, exitUsage, "accepts 2 arg"},
		{"check in no such language", []string{"check", "cbu", "1", "--lang", "fr"}, exitUsage, "--lang"},
		{"help of report", []string{"report", "purchases", "--help"}, exitOK, "Examples:"},
		{"no report", []string{"report"}, exitUsage, "report purchases"},
		{"report without a file", []string{"report", "purchases"}, exitUsage, "output"},
		{"report of a folder nobody used", []string{"report", "purchases", "--data-dir", used, "-o", used + "/x.pdf"}, exitFailed, "open the program once"},
		{"help of sample", []string{"sample", "--help"}, exitOK, "Examples:"},
		{"unknown command", []string{"sampel"}, exitUsage, "unknown command"},
		{"unknown flag", []string{"hub", "--databse", "x"}, exitUsage, "unknown flag"},
		{"missing flag", []string{"hub"}, exitUsage, "database"},
		{"bad clock", []string{"sample", "--database", "sqlite:x", "--clock", "yesterday"}, exitUsage, "2026-11-22T10:00:00-03:00"},
		{"bad theme", []string{"--theme", "pink", "--data-dir", used}, exitUsage, "light, dark or system"},
		{"too few purchases", []string{"sample", "--data-dir", used, "--purchases", "5"}, exitUsage, "6 to"},
		{"plain HTTP for everybody", []string{"hub", "--listen", "0.0.0.0:0", "--database", "sqlite:" + used + "/x.db"}, exitUsage, "TLS"},
		{"address of no system", []string{"hub", "--listen", "127.0.0.1:0", "--database", "sqlite:" + t.TempDir() + "/x.db", "--recharge-url", "ftp://x"}, exitUsage, "--recharge-url"},
		{"another program's database", []string{"sample", "--database", "sqlite:" + used + "/simulator.db", "--purchases", "6"}, exitFailed, "another program"},
		{"no such database", []string{"hub", "--listen", "127.0.0.1:0", "--database", "mysql://x"}, exitFailed, "sqlite:FILE"},
		{"not empty", []string{"sample", "--data-dir", used, "--purchases", "6"}, exitFailed, "nothing was changed"},
		{"no password file", []string{"sample", "--data-dir", t.TempDir(), "--password-file", used + "/none"}, exitFailed, "password"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			out, code := runProgram(t, c.args...)
			if code != c.code || !strings.Contains(out, c.says) {
				t.Errorf("exit %d, want %d and %q in:\n%s", code, c.code, c.says, out)
			}
		})
	}
}

// check tells what it found in the user's language, never who a CVU's holder is,
// and ends with 0 or 1.
func TestCheckCommand(t *testing.T) {
	for _, c := range []struct {
		locale string
		args   []string
		code   int
		says   []string
	}{
		{"es_AR.UTF-8", []string{"cbu", "01101382-02011100377664"}, exitOK, []string{"Válido: 01101382 02011100377664", "Nación", "2026-08-31"}},
		{"es_AR.UTF-8", []string{"cvu", "0000300900202874937477"}, exitOK, []string{"PSP 0300", "20-••••••••-7", "0000 3009 •••• •••• ••74 77"}},
		{"es_AR.UTF-8", []string{"cvu", "0110138202011100377664"}, exitFailed, []string{"No es válido", "empieza con 000"}},
		{"en_US.UTF-8", []string{"cbu", "0110138302011100377664"}, exitFailed, []string{"Not valid", "8th", "8 (3 → 2)"}},
		{"pt_BR.UTF-8", []string{"cnpj", "12abc34501de35"}, exitOK, []string{"É válido: 12.ABC.345/01DE-35"}},
		{"C", []string{"alias", "la birra"}, exitFailed, []string{"« »", "lugar 3"}},
		{"en_US.UTF-8", []string{"cuit", "20123456789", "--lang", "pt-BR"}, exitFailed, []string{"não confere"}},
		{"en_US.UTF-8", []string{"luhn", "4716-2210-5188-5662"}, exitOK, []string{"•••• 5662"}},
	} {
		cmd := exec.Command(program(t), append([]string{"check"}, c.args...)...)
		cmd.Env = []string{"LANG=" + c.locale, "HOME=" + t.TempDir()}
		out, _ := cmd.CombinedOutput()
		if code := cmd.ProcessState.ExitCode(); code != c.code {
			t.Errorf("%v: exit %d: %s", c.args, code, out)
		}
		for _, says := range c.says {
			if !strings.Contains(string(out), says) {
				t.Errorf("%v: no %q in:\n%s", c.args, says, out)
			}
		}
		if strings.Contains(string(out), "28749374") || strings.Contains(string(out), "22105188") {
			t.Errorf("%v tells too much:\n%s", c.args, out)
		}
	}
}
