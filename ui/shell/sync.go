package shell

import "context"

// canSync refuses while there is no session at the hub.
func (s *Shell) canSync() (bool, string) {
	switch {
	case s.frame == nil:
		return false, ""
	case s.conn.State == SignedOut:
		return false, s.p.Book.T("shell.conn.signedout")
	}
	return true, ""
}

// syncNow brings the replica up to date; how it goes is shown by the
// connection, only a failure says more.
func (s *Shell) syncNow() {
	ctx, cancel := context.WithCancel(s.ctx)
	task := s.StartTask(s.title("shell.sync.working"), cancel)
	task.idle = true // the next start syncs again
	s.work(ctx, s.p.Backend.SyncNow, func(err error) {
		stopped := ctx.Err() != nil
		cancel()
		task.Done()
		if err != nil && !stopped {
			s.p.Log.Warn("sync now", "error", err)
			s.ShowError(err)
		}
	})
}
