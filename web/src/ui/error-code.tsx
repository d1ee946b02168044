import { Code } from './status'
import type { Tone } from './status'

/** The stable code of an error; those of the API are linked to the page that explains them. */
export function ErrorCode({ code, tone }: { code: string; tone?: Tone }) {
  if (!/^[A-Z][A-Z_]*$/.test(code) || code === 'UNREACHABLE') return <Code tone={tone}>{code}</Code>
  return <a href={`/errors/${code}`} target="_blank" rel="noreferrer" className="tap underline underline-offset-2"><Code tone={tone}>{code}</Code></a>
}
