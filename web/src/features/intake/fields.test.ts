import { describe, expect, test } from 'vitest'
import type { IntentField } from '@/api/types'
import { checkForm, formFields, initialValues, placeErrors, toIntent } from './fields'

const schema: IntentField[] = [
  { field: 'word', type: 'string', required: true, max_length: 6, description: 'The word to research' },
  { field: 'question', type: 'string', max_length: 400 },
  { field: 'angle', type: 'enum', options: ['cultural', 'historical'], default: 'historical' },
  { field: 'chapters', type: 'integer' },
  { field: 'with_pictures', type: 'boolean', default: true },
  { field: 'sources', type: 'sources', required: true },
]
const fields = formFields(schema)
const file = new File(['text'], 'a.md')

describe('a form made from an intent schema', () => {
  test('has a control of the right kind per field', () => {
    expect(fields.map((field) => [field.label, field.kind])).toEqual([
      ['Word', 'text'], ['Question', 'text'], ['Angle', 'choice'], ['Chapters', 'number'], ['With pictures', 'toggle'], ['Sources', 'files'],
    ])
    expect(fields[0]).toMatchObject({ long: false, required: true, help: 'The word to research' })
    expect(fields[1]).toMatchObject({ long: true, required: false })
  })

  test('begins with the defaults, or with the values of an earlier run', () => {
    expect(initialValues(schema)).toEqual({ word: '', question: '', angle: 'historical', chapters: '', with_pictures: true })
    expect(initialValues(schema, { word: 'villain', chapters: 3, with_pictures: false })).toMatchObject({ word: 'villain', chapters: '3', with_pictures: false, angle: 'historical' })
  })

  test('says what is missing, too long, or of the wrong kind', () => {
    expect(checkForm(fields, { word: '', angle: 'sideways', chapters: '2.5' }, [])).toEqual({
      word: 'Write a word.', angle: 'Choose one of the offered values.', chapters: 'Write a whole number.', sources: 'Add at least one document.',
    })
    expect(checkForm(fields, { word: 'villainy' }, [file])).toEqual({ word: 'Use at most 6 characters; these are 8.' })
  })

  test('counts characters as people do, not UTF-16 units', () => {
    expect(checkForm(fields, { word: '🜁🜂🜃🜄🜔🜕' }, [file])).toEqual({})
  })

  test('becomes an intent without the fields left empty', () => {
    expect(toIntent(fields, { word: ' knave ', question: ' ', angle: 'cultural', chapters: '4', with_pictures: false })).toEqual({
      word: 'knave', angle: 'cultural', chapters: 4, with_pictures: false,
    })
  })
})

describe('errors of the server', () => {
  test.each(['word', '/word', 'intent.word', '/intent/word', '#/intent/word', 'input.word'])('at %s land on the field', (path) => {
    expect(placeErrors([{ path, message: 'No dictionary knows it.' }], fields)).toEqual({ byField: { word: 'No dictionary knows it.' }, rest: [] })
  })

  test('that speak of no field stay above the button', () => {
    expect(placeErrors([{ path: 'model', message: 'Unknown model.' }], fields)).toEqual({ byField: {}, rest: ['Unknown model.'] })
  })
})
