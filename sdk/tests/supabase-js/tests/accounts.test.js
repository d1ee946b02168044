// Accounts through the official client, against a real server.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { VERSIONS, open } from './clients.js'
import { start } from './server.js'

const PASSWORD = 'correct horse battery'
/** Longer than a refresh token that was just replaced still answers with its successor. */
const REUSE_S = 10

let server
let keys
before(async () => {
  server = await start()
  keys = await server.command(['keys'])
})
after(async () => {
  assert.equal(await server?.stop(), 0, 'the server ends in good order')
})

let addresses = 0
/** Each client comes from an address of its own, so that one test's attempts are not counted against another. */
const nextAddress = () => `10.0.${++addresses >> 8}.${addresses & 255}`
let people = 0
const somebody = () => `person-${++people}@example.org`
const payload = (token) => JSON.parse(Buffer.from(token.split('.')[1], 'base64url'))
const pause = (seconds) => new Promise((done) => setTimeout(done, seconds * 1000))

function refused(error, status, code) {
  assert.ok(error, 'it was not refused')
  assert.deepEqual([error.name !== 'AuthRetryableFetchError', error.status, error.code], [true, status, code], error.message)
}

test('the command line shows where the server is and the keys for it', () => {
  assert.deepEqual(Object.keys(keys).sort(), ['anon', 'service_role', 'url'])
  assert.equal(keys.url, server.url)
  assert.match(keys.anon, /^sb_publishable_/)
  assert.match(keys.service_role, /^sb_secret_/)
})

for (const [version, library] of Object.entries(VERSIONS)) {
  describe(`supabase-js ${version}`, { concurrency: 4 }, () => {
    const client = (key = keys.anon, options) => open(library, keys.url, key, nextAddress(), options)
    const admin = () => client(keys.service_role)

    /** Somebody who has signed up, with the client they did it with. */
    async function signedUp(email = somebody(), options) {
      const as = client(keys.anon, options)
      const { data, error } = await as.auth.signUp({ email, password: PASSWORD, options: { data: { display_name: 'Ada' } } })
      assert.equal(error, null)
      return { as, email, ...data }
    }

    async function signedIn(email, password = PASSWORD) {
      const as = client()
      const { data, error } = await as.auth.signInWithPassword({ email, password })
      assert.equal(error, null)
      return { as, ...data }
    }

    /** What the interface says to a token. */
    async function me(session) {
      const answer = await fetch(`${keys.url}/api/v1/me`, { headers: { Authorization: `Bearer ${session.access_token}` } })
      return { status: answer.status, body: await answer.json() }
    }

    test('signs up and is signed in at once', async () => {
      const { session, user, email } = await signedUp()
      assert.equal(user.email, email)
      assert.deepEqual([user.aud, user.role, user.is_anonymous, user.phone], ['authenticated', 'authenticated', false, ''])
      assert.deepEqual(user.app_metadata, { provider: 'email', providers: ['email'] })
      assert.deepEqual(user.user_metadata, { display_name: 'Ada' })
      assert.deepEqual([user.identities.length, user.identities[0].provider], [1, 'email'])
      assert.ok(user.email_confirmed_at)
      assert.deepEqual([session.token_type, session.expires_in, session.user.id], ['bearer', 3600, user.id])
      const { status, body } = await me(session)
      assert.deepEqual([status, body.id, body.email, body.role], [200, user.id, email, 'user'])
    })

    test('does not sign up twice, with a weak password, or with what is no address', async () => {
      const { email } = await signedUp()
      refused((await client().auth.signUp({ email: email.toUpperCase(), password: PASSWORD })).error, 422, 'user_already_exists')
      const weak = (await client().auth.signUp({ email: somebody(), password: 'short' })).error
      refused(weak, 422, 'weak_password')
      assert.deepEqual([weak.name, weak.reasons], ['AuthWeakPasswordError', ['length']])
      refused((await client().auth.signUp({ email: 'nobody', password: PASSWORD })).error, 422, 'email_address_invalid')
      refused((await client().auth.signInAnonymously()).error, 422, 'anonymous_provider_disabled')
    })

    test('makes nobody an admin, whatever is sent along', async () => {
      const { as, session, user } = await signedUp()
      const wish = { role: 'admin', roles: ['admin'], is_super_admin: true, app_metadata: { role: 'admin' } }
      const { data } = await as.auth.updateUser({ data: wish })
      assert.deepEqual([data.user.role, data.user.app_metadata], ['authenticated', { provider: 'email', providers: ['email'] }])
      assert.deepEqual(data.user.user_metadata, { display_name: 'Ada', ...wish }, 'metadata is the account\'s own')
      assert.deepEqual([(await me(session)).body.role, payload(session.access_token).role, user.role], ['user', 'authenticated', 'authenticated'])
    })

    test('signs in with the password, and with no other', async () => {
      const { email, user } = await signedUp()
      assert.equal((await signedIn(email)).user.id, user.id)
      const wrong = (await client().auth.signInWithPassword({ email, password: 'wrong horse battery' })).error
      refused(wrong, 400, 'invalid_credentials')
      assert.deepEqual([wrong.name, wrong.message], ['AuthApiError', 'Invalid login credentials'])
      const unknown = (await client().auth.signInWithPassword({ email: somebody(), password: PASSWORD })).error
      assert.deepEqual([unknown.status, unknown.code, unknown.message], [wrong.status, wrong.code, wrong.message], 'nobody learns which was wrong')
    })

    test('refreshes: the token changes, the session stays', async () => {
      const { as, session } = await signedUp()
      const { data, error } = await as.auth.refreshSession()
      assert.equal(error, null)
      assert.notEqual(data.session.refresh_token, session.refresh_token)
      assert.equal(payload(data.session.access_token).session_id, payload(session.access_token).session_id)
      assert.equal((await me(data.session)).status, 200)
    })

    test('goes on with the same token in two tabs that refresh at once', async () => {
      const { session } = await signedUp()
      const tabs = [client(), client()]
      const [one, two] = await Promise.all(tabs.map((tab) => tab.auth.refreshSession({ refresh_token: session.refresh_token })))
      assert.deepEqual([one.error, two.error], [null, null])
      assert.equal(one.data.session.refresh_token, two.data.session.refresh_token)
    })

    test('loses the session where a refresh token comes back that was used long ago', async () => {
      const { session: stolen } = await signedUp()
      const owner = client()
      const { data } = await owner.auth.refreshSession({ refresh_token: stolen.refresh_token })
      await pause(REUSE_S + 1)
      refused((await client().auth.refreshSession({ refresh_token: stolen.refresh_token })).error, 400, 'refresh_token_already_used')
      refused((await owner.auth.refreshSession()).error, 400, 'refresh_token_not_found')
      assert.equal((await me(data.session)).status, 401, 'its access tokens are good for nothing either')
      refused((await client().auth.refreshSession({ refresh_token: 'made-up' })).error, 400, 'refresh_token_not_found')
    })

    test('gets the user of a session, and of no made-up token', async () => {
      const { as, user } = await signedUp()
      const { data, error } = await as.auth.getUser()
      assert.deepEqual([error, data.user.id], [null, user.id])
      refused((await as.auth.getUser('made.up.token')).error, 403, 'bad_jwt')
    })

    test('verifies claims by the public keys, without asking for the user', async () => {
      const asked = []
      const fetch_ = (url, options) => {
        asked.push(new URL(url).pathname)
        return fetch(url, options)
      }
      const { as, session, user, email } = await signedUp(somebody(), { fetch: fetch_ })
      asked.length = 0
      const { data, error } = await as.auth.getClaims()
      assert.equal(error, null)
      assert.equal(data.header.alg, 'ES256')
      const { iss, sub, role, aud, aal, email: claimed } = data.claims
      assert.deepEqual({ iss, sub, role, aud, aal, claimed }, { iss: `${keys.url}/auth/v1`, sub: user.id, role: 'authenticated', aud: 'authenticated', aal: 'aal1', claimed: email })
      assert.ok(asked.every((path) => path === '/auth/v1/.well-known/jwks.json'), `asked ${asked}`)

      const [header, , signature] = session.access_token.split('.')
      const forged = Buffer.from(JSON.stringify({ ...payload(session.access_token), role: 'service_role' })).toString('base64url')
      const broken = await as.auth.getClaims(`${header}.${forged}.${signature}`)
      assert.equal(broken.error?.name, 'AuthInvalidJwtError')
    })

    test('changes the user; a new password ends every other session', async () => {
      const { as, email } = await signedUp()
      const elsewhere = await signedIn(email)
      assert.deepEqual((await as.auth.updateUser({ data: { colour: 'green', display_name: null } })).data.user.user_metadata, { colour: 'green' })
      refused((await as.auth.updateUser({ password: PASSWORD })).error, 422, 'same_password')
      refused((await as.auth.updateUser({ password: 'short' })).error, 422, 'weak_password')
      const { email: taken } = await signedUp()
      refused((await as.auth.updateUser({ email: taken })).error, 422, 'email_exists')

      assert.equal((await as.auth.updateUser({ password: 'another horse battery' })).error, null)
      assert.equal((await as.auth.getUser()).error, null)
      assert.equal((await me(elsewhere.session)).status, 401)
      refused((await client().auth.signInWithPassword({ email, password: PASSWORD })).error, 400, 'invalid_credentials')
      const moved = somebody()
      assert.equal((await as.auth.updateUser({ email: moved })).data.user.email, moved)
      await signedIn(moved, 'another horse battery')
    })

    for (const [scope, [here, there]] of Object.entries({ local: [false, true], others: [true, false], global: [false, false] })) {
      test(`signs out with scope ${scope}`, async () => {
        const { as, session, email } = await signedUp()
        const elsewhere = await signedIn(email)
        assert.equal((await as.auth.signOut({ scope })).error, null)
        assert.equal((await as.auth.getSession()).data.session !== null, here, 'the client agrees')
        for (const [of, lives] of [[session, here], [elsewhere.session, there]]) {
          assert.equal((await me(of)).status, lives ? 200 : 401)
          const { error } = await client().auth.refreshSession({ refresh_token: of.refresh_token })
          assert.equal(error === null, lives, error?.message)
        }
      })
    }

    test('recovers a forgotten password by the link in the log', async () => {
      const { email, user } = await signedUp()
      assert.equal((await client().auth.resetPasswordForEmail(email)).error, null)
      assert.equal((await client().auth.resetPasswordForEmail(somebody())).error, null, 'nobody learns which addresses there are')
      const [, token] = await server.logged(new RegExp(`${email.replaceAll('.', '\\.')}.*/recover\\?token=([\\w-]+)`))
      const as = client()
      const { data, error } = await as.auth.verifyOtp({ token_hash: token, type: 'recovery' })
      assert.deepEqual([error, data.user?.id], [null, user.id])
      assert.equal((await as.auth.updateUser({ password: 'remembered horse' })).error, null)
      await signedIn(email, 'remembered horse')
      refused((await client().auth.verifyOtp({ token_hash: token, type: 'recovery' })).error, 403, 'otp_expired')
    })

    test('administers accounts with the secret key', async () => {
      const { auth } = admin()
      const email = somebody()
      const made = await auth.admin.createUser({ email, password: PASSWORD, email_confirm: true, user_metadata: { display_name: 'Bob' }, app_metadata: { team: 'blue' } })
      assert.equal(made.error, null)
      const id = made.data.user.id
      assert.equal(made.data.user.app_metadata.team, 'blue')
      const bob = await signedIn(email)
      refused((await auth.admin.createUser({ email, password: PASSWORD })).error, 422, 'email_exists')
      refused((await auth.admin.createUser({ email: somebody(), role: 'service_role' })).error, 400, 'validation_failed')

      const page = await auth.admin.listUsers({ page: 1, perPage: 1 })
      assert.deepEqual([page.error, page.data.users.length, page.data.nextPage], [null, 1, 2])
      assert.ok(page.data.total >= 2)
      const all = await auth.admin.listUsers({ page: 1, perPage: 1000 })
      assert.ok(all.data.users.some((user) => user.id === id))
      assert.equal((await auth.admin.getUserById(id)).data.user.email, email)

      assert.equal((await auth.admin.updateUserById(id, { ban_duration: '1h' })).error, null)
      assert.equal((await me(bob.session)).status, 401)
      refused((await client().auth.signInWithPassword({ email, password: PASSWORD })).error, 400, 'user_banned')
      assert.equal((await auth.admin.updateUserById(id, { ban_duration: 'none' })).error, null)
      await signedIn(email)

      assert.equal((await auth.admin.deleteUser(id)).error, null)
      refused((await auth.admin.getUserById(id)).error, 404, 'user_not_found')
      refused((await client().auth.signInWithPassword({ email, password: PASSWORD })).error, 400, 'invalid_credentials')
    })

    test('invites by a link that serves once', async () => {
      const email = somebody()
      const { data, error } = await admin().auth.admin.generateLink({ type: 'invite', email })
      assert.equal(error, null)
      const as = client()
      assert.equal((await as.auth.verifyOtp({ token_hash: data.properties.hashed_token, type: 'invite' })).error, null)
      assert.equal((await as.auth.updateUser({ password: PASSWORD })).error, null)
      await signedIn(email)
      refused((await client().auth.verifyOtp({ token_hash: data.properties.hashed_token, type: 'invite' })).error, 403, 'otp_expired')
    })

    test('administers nothing with the public key or as a user', async () => {
      const { as, user, session } = await signedUp()
      const withToken = client(keys.anon, { headers: { Authorization: `Bearer ${session.access_token}` } })
      for (const { auth } of [client(), as, withToken]) {
        refused((await auth.admin.listUsers()).error, 403, 'not_admin')
        refused((await auth.admin.createUser({ email: somebody() })).error, 403, 'not_admin')
        refused((await auth.admin.deleteUser(user.id)).error, 403, 'not_admin')
        refused((await auth.admin.generateLink({ type: 'recovery', email: user.email })).error, 403, 'not_admin')
      }
      assert.equal((await as.auth.getUser()).error, null, 'nothing happened')
    })

    test('is told to wait where it guesses', async () => {
      const guess = client()
      const answers = []
      for (let tries = 0; tries < 40; tries++) {
        answers.push((await guess.auth.signInWithPassword({ email: somebody(), password: PASSWORD })).error)
        if (answers.at(-1).status === 429) break
      }
      refused(answers.at(-1), 429, 'over_request_rate_limit')
      assert.ok(answers.length > 10 && answers.slice(0, -1).every((error) => error.code === 'invalid_credentials'))
      // Others are not slowed.
      await signedUp()
    })
  })
}
