import { readFileSync } from 'node:fs'

/** The page of the system's catalogue as an editor's own template, in a stage of which the offline writer cannot do what is asked. */
export function infographic(slug: string, name: string): string {
  const text = readFileSync(new URL('../../../templates/etymology-infographic.yaml', import.meta.url), 'utf8')
  return replaced(replaced(text, 'slug: etymology-infographic', `slug: ${slug}`), 'name: Etymology Infographic', `name: ${name}`)
}

/** The same as a riddle: its text must never name the word it is about. No attempt of the offline writer keeps that rule. */
export function riddle(slug: string, name: string): string {
  const rule = '- { type: citations_resolve, target: content/draft.json, severity: error }'
  return replaced(infographic(slug, name), rule, `${rule}\n        - { type: not_contains, name: Riddle, target: content/draft.json, texts: ["{word}"], case_sensitive: false, severity: error }`)
}

function replaced(text: string, what: string, by: string): string {
  if (!text.includes(what)) throw new Error(`templates/etymology-infographic.yaml no longer says “${what}”; mend e2e/real/definitions.ts`)
  return text.replace(what, by)
}
