// Where the cursor stands in a YAML text, from the text alone: the text is usually not valid YAML while somebody types.

export interface YamlContext {
  /** Keys from the root to the mapping the cursor is in; `*` for an item of a list. */
  path: string[]
  /** Whether a key or the value of `key` is being typed. */
  place: { kind: 'key' } | { kind: 'value'; key: string }
  /** What has been typed of it so far. */
  typed: string
}

const KEY = /^([A-Za-z_][\w.-]*)\s*:(?:\s+|$)/

export function yamlContext(before: string): YamlContext {
  const lines = before.split('\n')
  const current = lines.pop() ?? ''
  const flow = flowContext(current)
  const block = blockContext(flow ? flow.outer : current)
  const path = [...pathAbove(lines, block.indents), ...block.own]
  if (flow) return { path: [...path, ...flow.path], place: flow.place, typed: flow.typed }
  return { path, place: block.place, typed: block.typed }
}

interface BlockContext {
  /** Column at which keys of the innermost mapping on this line stand; parents stand further left. */
  indents: number
  own: string[]
  place: YamlContext['place']
  typed: string
}

/** Reads `  - key: value` up to the cursor. */
function blockContext(line: string): BlockContext {
  let rest = line.trimStart()
  let column = line.length - rest.length
  const indents = column
  const own: string[] = []
  while (/^-(\s|$)/.test(rest)) {
    own.push('*')
    const next = rest.slice(1).trimStart()
    column += rest.length - next.length
    rest = next
  }
  const key = KEY.exec(rest)
  if (key?.[1] && rest.length >= key[0].length && (key[0].endsWith(' ') || key[0].length < rest.length)) {
    return { indents, own, place: { kind: 'value', key: key[1] }, typed: rest.slice(key[0].length) }
  }
  return { indents, own, place: { kind: 'key' }, typed: rest }
}

/** Keys and list items above a line whose content stands at a column. */
function pathAbove(lines: string[], indent: number): string[] {
  const path: string[] = []
  let limit = indent
  for (let index = lines.length - 1; index >= 0 && limit >= 0; index--) {
    const line = lines[index] ?? ''
    const content = line.trimStart()
    if (content === '' || content.startsWith('#')) continue
    let column = line.length - content.length
    const dashes = /^(?:-\s+)*/.exec(content)?.[0] ?? ''
    const items: number[] = []
    for (let at = 0; at < dashes.length; at++) if (dashes[at] === '-') items.push(column + at)
    const key = KEY.exec(content.slice(dashes.length))
    column += dashes.length
    // A key further left is a parent; a list may stand at its parent's own column.
    if (key?.[1] && (column < limit || (column === limit && limit === indent && path[0] === undefined && isListItem(lines, index, indent)))) {
      path.unshift(key[1])
      limit = column
    }
    for (const item of items.reverse()) {
      if (item < limit) {
        path.unshift('*')
        limit = item
      }
    }
    if (limit === 0) break
  }
  return path
}

const isListItem = (lines: string[], above: number, indent: number) =>
  lines.slice(above + 1).some((line) => line.startsWith(`${' '.repeat(indent)}- `))

interface FlowContext {
  outer: string
  path: string[]
  place: YamlContext['place']
  typed: string
}

/** Inside `{ … }` or `[ … ]` on one line. */
function flowContext(line: string): FlowContext | null {
  const open: { at: number; bracket: string }[] = []
  let quote = ''
  for (let at = 0; at < line.length; at++) {
    const char = line[at] ?? ''
    if (quote) {
      if (char === quote) quote = ''
    } else if (char === '"' || char === "'") quote = char
    else if (char === '#' && /\s/.test(line[at - 1] ?? ' ')) break
    else if (char === '{' || char === '[') open.push({ at, bracket: char })
    else if ((char === '}' || char === ']') && open.length > 0) open.pop()
  }
  const outermost = open[0]
  const innermost = open[open.length - 1]
  if (!outermost || !innermost) return null
  const path: string[] = []
  open.forEach(({ at, bracket }, index) => {
    const from = index === 0 ? 0 : (open[index - 1]?.at ?? 0) + 1
    const key = /([A-Za-z_][\w.-]*)\s*:\s*$/.exec(line.slice(from, at))
    if (key?.[1]) path.push(key[1])
    if (bracket === '[') path.push('*')
  })
  const piece = (line.slice(innermost.at + 1).split(',').pop() ?? '').trimStart()
  const key = /^([A-Za-z_][\w.-]*)\s*:\s*/.exec(piece)
  const place: YamlContext['place'] = key?.[1] && innermost.bracket === '{' ? { kind: 'value', key: key[1] } : innermost.bracket === '[' ? { kind: 'value', key: '*' } : { kind: 'key' }
  const outer = line.slice(0, outermost.at).replace(/[A-Za-z_][\w.-]*\s*:\s*$/, '')
  return { outer, path: innermost.bracket === '[' ? path.slice(0, -1) : path, place, typed: key ? piece.slice(key[0].length) : piece }
}
