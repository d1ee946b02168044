import { expect, test } from 'vitest'
import { checkNewPassword } from './use-form'

test.each(['short', 'fünf!', '👍👍👍'])('%j is refused before the server is asked', (password) => {
  expect(checkNewPassword(password)).toBe('Use at least 6 characters.')
})
test.each(['sixsix', 'sechs!', 'a long password'])('%j is the server\'s to accept', (password) => {
  expect(checkNewPassword(password)).toBeUndefined()
})
