package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"trastienda/app/ident"
	"trastienda/ui/text"
)

func checkCommand() *cobra.Command {
	var lang string
	kinds := make([]string, len(ident.Kinds()))
	for i, kind := range ident.Kinds() {
		kinds[i] = string(kind)
	}
	c := &cobra.Command{
		Use:   "check KIND VALUE",
		Short: "Tells whether a CBU, CVU, alias, tax number or phone is well formed, and why not",
		Long: "Tells what an identifier is, what is wrong with it and what would help, offline. KIND is one of\n" +
			strings.Join(kinds, " ") + "; cbu takes a CBU or a CVU, cvu only a CVU.\n" +
			"It exits with 0 for a valid value, 1 for one that is not and 2 for wrong use.",
		Example: "  trastienda check cbu '01101382 02011100377664'\n" +
			"  trastienda check alias la.birra-pagos --lang pt-BR",
		Args: cobra.ExactArgs(2),
		RunE: func(c *cobra.Command, args []string) error {
			if lang != "" && !known(text.Langs(), text.Lang(lang)) {
				return wrongUse("--lang is es-AR, pt-BR or en")
			}
			report, ok := ident.Check(ident.Kind(args[0]), args[1])
			if !ok {
				return wrongUse("KIND is one of %s", strings.Join(kinds, " "))
			}
			if lang == "" {
				lang = string(localeLang(os.Getenv))
			}
			book, err := text.NewBook(text.Lang(lang))
			if err != nil {
				return err
			}
			return tellReport(c.OutOrStdout(), book, report)
		},
	}
	c.Flags().StringVar(&lang, "lang", "", "es-AR, pt-BR or en (otherwise that of the locale)")
	return c
}

// errTold ends a command that has said all there is to say about its failure.
var errTold = errors.New("refused")

// tellReport writes a report, a finding a line.
func tellReport(out io.Writer, book *text.Book, r ident.Report) error {
	head := book.T("ident.check.invalid")
	if r.Valid {
		head = book.T("ident.check.valid") + " " + r.Shown
	}
	lines := []string{head}
	for _, f := range r.Findings {
		lines = append(lines, "- "+book.T(string(f.Word), f.Args...))
	}
	if _, err := fmt.Fprintln(out, strings.Join(lines, "\n")); err != nil {
		return fmt.Errorf("write what was found: %w", err)
	}
	if !r.Valid {
		return errTold
	}
	return nil
}

// localeLang is the program's language of the locale that the variables name:
// Portuguese or Spanish of any country, English for any other language, and
// Spanish for none.
func localeLang(variable func(string) string) text.Lang {
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		locale := variable(name)
		if locale == "" {
			continue
		}
		switch tongue, _, _ := strings.Cut(strings.ToLower(strings.NewReplacer("-", "_", ".", "_").Replace(locale)), "_"); tongue {
		case "es", "c", "posix":
			return text.ES
		case "pt":
			return text.PT
		}
		return text.EN
	}
	return text.ES
}
