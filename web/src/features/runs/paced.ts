/** Something so large that reading it takes long is read more rarely: it rests this many times as long as it was read. */
const REST = 4

/** Reads again a moment after it is wanted, never twice at once, and never faster than the server answers. */
export function paced(read: () => Promise<unknown>, soonestMs: number): { wanted: () => void; stop: () => void } {
  let timer: ReturnType<typeof setTimeout> | undefined
  let stopped = false
  let reading = false
  let again = false
  let pause = soonestMs

  const go = async () => {
    reading = true
    again = false
    const began = performance.now()
    await read()
    reading = false
    pause = Math.max(soonestMs, (performance.now() - began) * REST)
    // eslint-disable-next-line @typescript-eslint/no-unnecessary-condition -- it may have been wanted while reading
    if (again && !stopped) wanted()
  }
  const wanted = () => {
    if (reading) again = true
    else timer ??= setTimeout(() => {
      timer = undefined
      if (!stopped) void go()
    }, pause)
  }
  return {
    wanted,
    stop: () => {
      stopped = true
      clearTimeout(timer)
    },
  }
}
