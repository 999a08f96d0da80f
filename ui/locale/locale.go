// Package locale gives the process a locale that can be read before anything
// looks at it.
package locale

import (
	"os"
	"runtime"
)

// Fyne reads the locale while packages are initialised and prints an error on
// standard error for C and POSIX, the locales of scripts and servers. Packages
// are initialised in the order of their paths as soon as what they import is
// ready; this one needs only os, which is ready before anything of Fyne's.
// What takes the place of no language is the program's own first one.
func init() {
	if runtime.GOOS == "windows" || runtime.GOOS == "darwin" {
		return // the system itself is asked there
	}
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		switch os.Getenv(name) {
		case "":
			continue
		case "C", "POSIX", "C.UTF-8", "C.utf8":
			os.Setenv(name, "es_AR.UTF-8")
		}
		return
	}
	os.Setenv("LANG", "es_AR.UTF-8")
}
