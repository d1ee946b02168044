// Waiting.

/** Resolves after so many milliseconds, or rejects with the signal's reason. */
export function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((done, failed) => {
    if (signal?.aborted) return failed(signal.reason)
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop)
      done()
    }, ms)
    function stop() {
      clearTimeout(timer)
      failed(signal?.reason)
    }
    signal?.addEventListener('abort', stop, { once: true })
  })
}

/** How long to wait before the next try after so many failures: doubled each time, and spread, so that clients do not come back at once. */
export function delayAfter(failures: number, { firstMs = 100, mostMs = 10_000 } = {}): number {
  const full = Math.min(mostMs, firstMs * 2 ** Math.min(failures - 1, 30))
  return full / 2 + (Math.random() * full) / 2
}

/** Calls `stop` when the signal is aborted, also if it is already. Returns what takes that back. */
export function onAbort(signal: AbortSignal | undefined, stop: (reason: unknown) => void): () => void {
  if (!signal) return () => {}
  if (signal.aborted) {
    stop(signal.reason)
    return () => {}
  }
  const listener = () => stop(signal.reason)
  signal.addEventListener('abort', listener, { once: true })
  return () => signal.removeEventListener('abort', listener)
}
