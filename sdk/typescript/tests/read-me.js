// Takes the example out of README.md, so that it is compiled and run like everything else.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const text = readFileSync(join(import.meta.dirname, '../README.md'), 'utf8')
const example = /```ts\n(.*?)```/s.exec(text)?.[1]
if (!example) throw new Error('README.md has no example in TypeScript')
mkdirSync(join(import.meta.dirname, 'generated'), { recursive: true })
writeFileSync(join(import.meta.dirname, 'generated/read-me.ts'), example)
