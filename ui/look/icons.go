package look

import (
	"bytes"
	"fmt"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"trastienda/assets"
)

// Icon returns a Material Symbol that takes the colour of text. A name that
// is not embedded is a mistake of the caller and shows as the help symbol.
func Icon(name string) fyne.Resource { return theme.NewThemedResource(raw(name)) }

// IconIn returns a Material Symbol in the colour of a role.
func IconIn(name string, c fyne.ThemeColorName) fyne.Resource {
	return theme.NewColoredResource(raw(name), c)
}

// IconSVG returns the drawing itself, black, for those who paint it themselves.
func IconSVG(name string) []byte { return raw(name).Content() }

func raw(name string) fyne.Resource {
	data, ok := assets.Icon(name)
	if !ok {
		fyne.LogError("no such icon", fmt.Errorf("icon %q", name))
		name = "help"
		data, _ = assets.Icon(name)
	}
	return fyne.NewStaticResource(name+".svg", small(data))
}

// The box of a Material Symbol as it is published, and one in which drawing it
// costs nothing: Fyne takes a buffer of the whole box for every icon it draws,
// 3.7 MB of it for the first, whatever the size on the screen.
const (
	largeBox  = `viewBox="0 -960 960 960"><path `
	smallBox  = `viewBox="0 0 48 48"><path transform="` + intoSmall + `" `
	intoSmall = `translate(0 48) scale(0.05 0.05)`
)

func small(svg []byte) []byte { return bytes.Replace(svg, []byte(largeBox), []byte(smallBox), 1) }

// builtin names the symbol that stands for one of Fyne's own icons.
func builtin(name fyne.ThemeIconName) string {
	switch name {
	case theme.IconNameCancel, theme.IconNameWindowClose, theme.IconNameContentClear:
		return "close"
	case theme.IconNameConfirm:
		return "check"
	case theme.IconNameDelete:
		return "delete"
	case theme.IconNameSearch:
		return "search"
	case theme.IconNameMenu:
		return "menu"
	case theme.IconNameMenuExpand, theme.IconNameNavigateNext:
		return "chevron_right"
	case theme.IconNameNavigateBack:
		return "chevron_left"
	case theme.IconNameArrowDropDown:
		return "expand_more"
	case theme.IconNameArrowDropUp:
		return "expand_less"
	case theme.IconNameContentAdd:
		return "add"
	case theme.IconNameContentRemove:
		return "remove"
	case theme.IconNameContentCut:
		return "content_cut"
	case theme.IconNameContentCopy:
		return "content_copy"
	case theme.IconNameContentPaste:
		return "content_paste"
	case theme.IconNameContentUndo:
		return "undo"
	case theme.IconNameContentRedo:
		return "redo"
	case theme.IconNameInfo:
		return "info"
	case theme.IconNameQuestion, theme.IconNameHelp:
		return "help"
	case theme.IconNameWarning:
		return "warning"
	case theme.IconNameError:
		return "error"
	case theme.IconNameMoveDown:
		return "arrow_downward"
	case theme.IconNameMoveUp:
		return "arrow_upward"
	case theme.IconNameFolder:
		return "folder"
	case theme.IconNameFolderOpen:
		return "folder_open"
	case theme.IconNameVisibility:
		return "visibility"
	case theme.IconNameVisibilityOff:
		return "visibility_off"
	case theme.IconNameViewRefresh:
		return "refresh"
	case theme.IconNameCalendar:
		return "calendar_month"
	case theme.IconNameSettings:
		return "settings"
	case theme.IconNameHome:
		return "home"
	}
	return ""
}
