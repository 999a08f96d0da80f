package shell

import (
	"context"

	"trastienda/app/access"
	"trastienda/ui/command"
)

// Persona is somebody of the sample agency that the program can be tried as.
type Persona struct {
	ID   string
	Name string
	Role access.Role
}

// SampleCast is a Backend whose sample has several people: two managers, because
// a change of bank data needs a second person, an operator and an agent.
type SampleCast interface {
	// Personas lists them in the order of the menu.
	Personas() []Persona
	// Become signs in as one of them instead.
	Become(ctx context.Context, id string) error
}

// personaCommands are the people of the sample, each with a mark. They are in
// the table always and work in the sample only.
func (s *Shell) personaCommands() []command.Command {
	cast, ok := s.p.Backend.(SampleCast)
	if !ok {
		return nil
	}
	var all []command.Command
	for _, p := range cast.Personas() {
		all = append(all, command.Command{ID: "shell.become." + p.ID, Menu: menuPersona,
			Title:   func() string { return s.p.Book.T("shell.role."+string(p.Role)) + " · " + p.Name },
			Enabled: func() (bool, string) { return s.inSample() && s.seen.Email != p.ID && !s.busy(), "" },
			Checked: func() bool { return s.inSample() && s.seen.Email == p.ID },
			Run:     func() { s.become(cast, p.ID) }})
	}
	return all
}

func (s *Shell) inSample() bool { return s.frame != nil && s.seen.Sample }

// become leaves the session for another one of the sample.
func (s *Shell) become(cast SampleCast, id string) {
	s.stopSession("shell.persona.working", func(ctx context.Context) error { return cast.Become(ctx, id) }, s.enter)
}

// personaIDs are the commands of the menu "Ver como".
func (s *Shell) personaIDs() []string {
	var ids []string
	for _, c := range s.personaCommands() {
		ids = append(ids, c.ID)
	}
	return ids
}
