import { describe, expect, test } from 'vitest'
import type { Json } from '@/api/types'
import { suggestions } from './schema-completion'
import { yamlContext } from './yaml-context'

/** `|` marks the cursor. */
const at = (text: string) => yamlContext(text.slice(0, text.indexOf('|')))

describe('the place of the cursor', () => {
  test.each([
    ['|', [], { kind: 'key' }, ''],
    ['temp|', [], { kind: 'key' }, 'temp'],
    ['template:\n  na|', ['template'], { kind: 'key' }, 'na'],
    ['template:\n  depth: st|', ['template'], { kind: 'value', key: 'depth' }, 'st'],
    ['spec:\n  stages:\n    - order: 1\n      id: a\n      ph|', ['spec', 'stages', '*'], { kind: 'key' }, 'ph'],
    ['spec:\n  stages:\n    - order: 1\n    - ph|', ['spec', 'stages', '*'], { kind: 'key' }, 'ph'],
    ['spec:\n  stages:\n    - contract:\n        - { type: fi|', ['spec', 'stages', '*', 'contract', '*'], { kind: 'value', key: 'type' }, 'fi'],
    ['spec:\n  stages:\n    - contract:\n        - { type: file_exists, sev|', ['spec', 'stages', '*', 'contract', '*'], { kind: 'key' }, 'sev'],
    ['spec:\n  ceilings: { input|', ['spec', 'ceilings'], { kind: 'key' }, 'input'],
    ['spec:\n  stages:\n    - order: 1\n  ver|', ['spec'], { kind: 'key' }, 'ver'],
    ['spec:\n  # a comment\n\n  ver|', ['spec'], { kind: 'key' }, 'ver'],
  ] as const)('in %j', (text, path, place, typed) => {
    expect(at(text)).toEqual({ path, place, typed })
  })
})

describe('suggestions', () => {
  const schema: Json = {
    properties: {
      template: { properties: { depth: { enum: ['quick', 'standard', 'deep'], description: 'How thorough' }, is_featured: { type: 'boolean' } } },
      spec: { $ref: '#/$defs/Spec' },
    },
    $defs: {
      Spec: { properties: { stages: { items: { properties: { contract: { items: { $ref: '#/$defs/Check' } } } } } } },
      Check: { oneOf: [
        { properties: { type: { const: 'file_exists' }, target: { type: 'string', description: 'A path' } } },
        { properties: { type: { const: 'min_sources' }, min: { type: 'object' } } },
      ] },
    },
  }
  const offered = (text: string) => suggestions(schema, at(text)).map((item) => item.label)

  test('are the keys of the mapping', () => expect(offered('template:\n  |')).toEqual(['depth', 'is_featured']))
  test('are the values a key allows', () => {
    expect(offered('template:\n  depth: |')).toEqual(['quick', 'standard', 'deep'])
    expect(offered('template:\n  is_featured: |')).toEqual(['true', 'false'])
  })
  test('follow references and alternatives', () => {
    expect(offered('spec:\n  stages:\n    - contract:\n        - { type: |')).toEqual(['file_exists', 'min_sources'])
    expect(offered('spec:\n  stages:\n    - contract:\n        - { |')).toEqual(['type', 'target', 'min'])
  })
  test('carry what the schema says of them', () => {
    expect(suggestions(schema, at('spec:\n  stages:\n    - contract:\n        - { tar|')).find((item) => item.label === 'target')?.detail).toBe('A path')
  })
  test('are none where the schema knows nothing', () => expect(offered('nowhere:\n  |')).toEqual([]))
})
