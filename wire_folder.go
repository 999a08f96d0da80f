package main

import (
	"errors"
	"fmt"

	"trastienda/data/desk/folder"
)

// lockFolder takes a data folder for a command; the error says who holds it.
func lockFolder(dir, who string) (release func(), err error) {
	guard, err := folder.Lock(dir, who)
	var held folder.ErrHeld
	if errors.As(err, &held) {
		return nil, fmt.Errorf("the data folder %s is in use by process %d (%s); close it first", held.Dir, held.PID, held.Who)
	}
	if err != nil {
		return nil, err
	}
	return func() { _ = guard.Close() }, nil // closing a lock loses nothing
}
