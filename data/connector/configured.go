package connector

// Configured tells whether a client has an address to call. Without one every
// call answers ErrNotConfigured.
func (r *rechargeClient) Configured() bool { return r.client.bad == nil }

// Configured is like the recharge system's.
func (m *merchantClient) Configured() bool { return m.client.bad == nil }

// Configured is like the recharge system's.
func (w *walletClient) Configured() bool { return w.client.bad == nil }
