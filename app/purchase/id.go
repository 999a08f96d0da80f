package purchase

import "github.com/google/uuid"

// IDFor is the id of a purchase that a wallet notice opens: the UUIDv5 of the
// wallet's reference in the hub's own name space, so that the same notice
// always finds the same purchase. hubID is a UUID.
func IDFor(hubID, walletReference string) string {
	space, err := uuid.Parse(hubID)
	if err != nil {
		// A hub makes its id itself; anything else is a broken database.
		panic("purchase: the hub's id is no UUID: " + hubID)
	}
	return uuid.NewSHA1(space, []byte(walletReference)).String()
}
