import { expect, test } from 'vitest'
import { archivedRunsSearch, deadLettersSearch, flowRunSearch, flowRunsSearch, flowSearch, inspectorSearch, runsSearch, signInSearch } from './search'

test.each(['https://elsewhere.example', '//elsewhere.example', '/\\elsewhere.example', 'javascript:alert(1)', 42])('after signing in nobody is sent to %j', (next) => {
  expect(signInSearch({ next })).toEqual({ next: undefined })
})
test('after signing in people go on where they wanted to', () => {
  expect(signInSearch({ next: '/admin/runs?status=failed' }).next).toBe('/admin/runs?status=failed')
})
test('what is malformed in an address is dropped', () => {
  expect(inspectorSearch({ gate: 'G6', attempt: '-1', against: 'x', tab: 'nonsense' })).toEqual({ gate: 'G6', attempt: undefined, against: undefined, tab: undefined })
  expect(flowRunSearch({ tab: 'nonsense', step: 'a', attempt: 0 })).toEqual({ tab: undefined, step: 'a', attempt: undefined, queue: undefined, items: undefined })
  expect(flowRunsSearch({ status: 'asleep', name: '', attribute: 'team=red' })).toEqual({ status: undefined, name: undefined, attribute: 'team=red', scope: undefined })
  expect(deadLettersSearch({ kind: 'person', name: 'order', scope: 'mine' })).toEqual({ kind: undefined, name: 'order', code: undefined, scope: undefined })
  expect(archivedRunsSearch({ status: 'running', scope: 'all' })).toEqual({ status: undefined, name: undefined, attribute: undefined, scope: 'all' })
  expect(flowSearch({ version: '2', against: 'first' })).toEqual({ version: 2, against: undefined })
  expect(runsSearch({ status: 'exploded', q: '' })).toEqual({ status: undefined, template: undefined, q: undefined })
})
