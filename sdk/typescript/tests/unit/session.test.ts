// Signing in and staying so.
import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import { connect } from '@gatewright/sdk'
import { EMAIL, Fake, problem, WHO } from '../fake.js'

let fake: Fake
beforeEach(async () => {
  fake = await Fake.start()
})
afterEach(() => fake.stop())

test('a wrong password is told when one connects', async () => {
  await assert.rejects(connect({ url: fake.url, email: EMAIL, password: 'wrong' }), { name: 'GatewrightError', code: 'invalid_credentials', status: 400 })
})

test('many requests after an access token was revoked renew it once', async () => {
  const client = await connect({ url: fake.url, ...WHO })
  fake.revoke()
  await Promise.all(Array.from({ length: 20 }, () => client.flows.list()))
  assert.deepEqual([fake.signIns, fake.refreshes], [1, 1])
})

test('a token is renewed before it expires, without a refused request', async () => {
  fake.expiresIn = 1
  const client = await connect({ url: fake.url, ...WHO })
  await new Promise((done) => setTimeout(done, 920))
  await client.flows.list()
  assert.equal(fake.refreshes, 1)
  assert.equal(fake.to('/flows').length, 1)
})

test('where the refresh token is refused, the password serves', async () => {
  const client = await connect({ url: fake.url, ...WHO })
  fake.revoke({ refresh: true })
  await client.flows.list()
  assert.equal(fake.signIns, 2)
})

test('a refused token of a function is asked for anew, once', async () => {
  let calls = 0
  const client = await connect({ url: fake.url, token: async () => (calls++, fake.token()) })
  await client.flows.list()
  fake.revoke()
  await client.flows.list()
  assert.equal(calls, 2)

  const stubborn = await connect({ url: fake.url, token: async () => 'no good' })
  await assert.rejects(stubborn.flows.list(), { code: 'NOT_SIGNED_IN', status: 401 })
})

test('a fixed token that is refused is not tried again', async () => {
  const client = await connect({ url: fake.url, token: 'no good' })
  await assert.rejects(client.flows.list(), { code: 'NOT_SIGNED_IN' })
  assert.equal(fake.to('/flows').length, 1)
})

test('signing in is tried again while the server is not ready', async () => {
  let first = true
  fake.fault = () => (first ? ((first = false), { status: 503, body: problem(503, 'UNAVAILABLE') }) : undefined)
  await connect({ url: fake.url, ...WHO })
  assert.equal(fake.signIns, 1)
})
