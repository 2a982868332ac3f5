package job

import "context"

// Claim takes leases and does nothing more, as a node does that is killed just then.
func (q *Queue) Claim(ctx context.Context) ([]Job, error) { return q.claim(ctx) }
