// Package job does later what was decided now: send the code, take back the red packet after a day, tell the other rooms that an
// account is gone. It is the server's memory of promises.
//
// A job is a row that is written in the transaction of the decision itself, so both happen or neither. After the commit some
// node takes it, runs its handlers and deletes it. If the node dies in between, the lease ends and another takes it
// again: a job runs at least once. This is also how one room tells those above it what happened (an outbox).
//
// # Words
//
// Kind: what is to be done, "account.delete"; handlers are registered by it. Shard: the shard key of what the job is about. Key:
// names a job within its shard and kind; a later one of the same key replaces it. Lease: how long who took a job may
// run it. Dead: given up after MaxAttempts, kept for the operator.
//
// # Always true
//
//   - a job exists if and only if the transaction that enqueued it was committed;
//   - it is run until its handlers succeed once, or it is dead; so handlers are idempotent by the job's id;
//   - no order is promised between jobs.
//
// # Start reading
//
// job.go, then run.go.
package job
