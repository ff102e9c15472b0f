// Package worker reads payloads in processes of their own, so that a hostile
// file costs one clear error and nothing else: a [Pool] runs the program itself
// as workers, each of which [Serve]s one payload after another within limits on
// memory, time and output, and is killed and replaced where it breaks them.
//
// On Linux the kernel holds a worker to its memory; elsewhere the worker watches
// itself.
package worker
