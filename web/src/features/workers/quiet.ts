import type { TaskWorker } from '@/api/types'

/** Workers poll all the time: one that has not for so long is not there any more, or hangs. */
const QUIET_MS = 60_000

export const isQuiet = ({ seen_at }: Pick<TaskWorker, 'seen_at'>, now: number) => now - Date.parse(seen_at) > QUIET_MS
