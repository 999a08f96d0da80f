package replica

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"trastienda/app/listing"
	"trastienda/app/purchase"
)
