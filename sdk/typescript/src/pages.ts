// Lists that come in pages.
import type { Transport } from './transport.js'

/** Every row of a list; the next page is asked for when it is wanted. */
export async function* pages<T>(
  transport: Transport,
  path: string,
  query: Record<string, string | number | undefined>,
  signal: AbortSignal | undefined,
): AsyncGenerator<T> {
  let cursor: string | undefined
  do {
    const page: { items: T[]; next_cursor: string | null } = await transport.json('GET', path, { query: { ...query, cursor }, safe: true, signal })
    yield* page.items
    cursor = page.next_cursor ?? undefined
  } while (cursor !== undefined)
}
