package command

import (
	"runtime"
	"strings"

	"fyne.io/fyne/v2"
)

// ShortcutText writes a shortcut as a user reads it: "Ctrl+Shift+R", on macOS
// with Cmd. It is empty for a nil shortcut.
func ShortcutText(s fyne.Shortcut) string {
	k, ok := s.(fyne.KeyboardShortcut)
	if !ok {
		return ""
	}
	var parts []string
	for _, m := range []struct {
		bit  fyne.KeyModifier
		name string
	}{
		{fyne.KeyModifierControl, "Ctrl"},
		{fyne.KeyModifierSuper, superName()},
		{fyne.KeyModifierAlt, "Alt"},
		{fyne.KeyModifierShift, "Shift"},
	} {
		if k.Mod()&m.bit != 0 {
			parts = append(parts, m.name)
		}
	}
	return strings.Join(append(parts, keyName(k.Key())), "+")
}

// KeysText writes all the visible ways to press a command: its shortcut and
// its plain keys, joined by " / ".
func KeysText(c Command) string {
	var parts []string
	if t := ShortcutText(c.Shortcut); t != "" {
		parts = append(parts, t)
	}
	for _, k := range c.Keys {
		parts = append(parts, keyName(k))
	}
	return strings.Join(parts, " / ")
}

func superName() string {
	if runtime.GOOS == "darwin" {
		return "Cmd"
	}
	return "Super"
}

func keyName(k fyne.KeyName) string {
	switch k {
	case fyne.KeyReturn, fyne.KeyEnter:
		return "Enter"
	case fyne.KeyEscape:
		return "Esc"
	}
	return string(k)
}
