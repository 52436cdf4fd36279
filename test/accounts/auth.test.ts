import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getMigrations } from 'better-auth/db/migration'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { hashOfApiKey } from '../../src/accounts/api-key.ts'
import {
  type Auth,
  createAuth,
  createUserWithWorkspace,
  ensureLocalWorkspace,
  type Mail,
} from '../../src/accounts/auth.ts'
import { keyByHash } from '../../src/store/keys.ts'
import type { Store } from '../../src/store/open.ts'
import { workspaceById } from '../../src/store/workspaces.ts'
import { describeEachDatabase } from '../support/database.ts'

const secret = 'a secret for tests of at least thirty-two characters'

let clients = 0
/** A client address not used before: better-auth's limits are one memory for the whole process. */
const newAddress = () => `198.18.${++clients >> 8}.${clients & 255}`

/** The handler on a port of its own, and a client that speaks to it as a browser on the same origin does. */
async function serve(store: Store, mail?: (mail: Mail) => Promise<void>, trustProxy = true) {
  let auth: Auth | undefined
  const server: Server = createServer((request, response) => void auth?.handler(request, response))
  server.listen(0, '127.0.0.1')
  await new Promise((listening) => server.once('listening', listening))
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  auth = await createAuth({ store, publicUrl: origin, secret, dataDir: '', mail, trustProxy })
  const call = async (path: string, body?: unknown, headers: Record<string, string> = {}) => {
    const init = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }
    const response = await fetch(`${origin}/api/auth${path}`, {
      ...init,
      // Everyone of an address of their own, so that the limits on one address stay out of the way.
      headers: {
        origin,
        'content-type': 'application/json',
        'x-forwarded-for': newAddress(),
        ...headers,
      },
    })
    return { response, json: (await response.json().catch(() => undefined)) as Record<string, unknown> | undefined }
  }
  return { auth, origin, call, close: () => new Promise((closed) => server.close(closed)) }
}

describeEachDatabase('accounts', (open) => {
  let store: Store
  let service: Awaited<ReturnType<typeof serve>>
  beforeAll(async () => {
    store = await open()
    service = await serve(store)
  })
  afterAll(() => service?.close())

  let people = 0
  const signUp = async () => {
    const email = `person${++people}@example.com`
    const { response } = await service.call('/sign-up/email', { email, password: 'correct horse', name: 'Person' })
    expect(response.status).toBe(200)
    const token = response.headers.get('set-auth-token') ?? ''
    const bearer = { authorization: `Bearer ${token}` }
    const session = await service.auth.sessionOf(new Headers(bearer))
    if (!session) throw new Error('There is no session after the sign-up.')
    return { email, bearer, session, cookie: response.headers.get('set-cookie')?.split(';')[0] ?? '' }
  }

  it('finds better-auth’s tables complete', async () => {
    const migrations = await getMigrations(service.auth.betterAuth.options)
    expect((await migrations.compileMigrations()).replace(';', '').trim()).toBe('')
    expect(migrations).toMatchObject({ toBeCreated: [], toBeAdded: [], toBeAddedIndexes: [], schemaProblems: [] })
  })

  it.runIf(open.kind === 'embedded')(
    'limits sign-ins from one address, whatever address the client claims',
    async () => {
      const direct = await serve(store, undefined, false)
      const statuses: number[] = []
      for (let tries = 0; tries < 5; tries++) {
        const { response } = await direct.call(
          '/sign-in/email',
          { email: 'nobody@example.com', password: 'a guess at it' },
          { 'x-forwarded-for': `203.0.113.${tries}`, 'x-sipsymposium-client': `203.0.113.${tries}` },
        )
        statuses.push(response.status)
      }
      await direct.close()
      expect(statuses).toEqual([401, 401, 401, 429, 429])
    },
  )

  it('signs up, with a free workspace of one’s own that is active', async () => {
    const { session, email } = await signUp()
    expect(session).toEqual({
      userId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      name: 'Person',
      email,
      activeWorkspaceId: session.memberships[0]?.workspaceId,
      memberships: [{ workspaceId: expect.any(String), role: 'owner' }],
    })
    const workspace = await workspaceById(store.db, session.activeWorkspaceId ?? '')
    expect(workspace).toMatchObject({ name: 'Person', plan: { slug: 'free', analysesPerDay: 5 } })
  })

  it('knows a session by its cookie and by its bearer token, and no other', async () => {
    const { cookie, bearer, session } = await signUp()
    expect(await service.auth.sessionOf(new Headers({ cookie }))).toEqual(session)
    expect(await service.auth.sessionOf(new Headers({ authorization: 'Bearer nobody' }))).toBeUndefined()
    expect(
      await service.auth.sessionOf(new Headers({ authorization: bearer.authorization.slice(0, -4) })),
    ).toBeUndefined()
    expect(await service.auth.sessionOf(new Headers({ cookie: `${cookie}x` }))).toBeUndefined()
    expect(await service.auth.sessionOf(new Headers())).toBeUndefined()
  })

  it('signs in with the right password only, and out', async () => {
    const { email, session } = await signUp()
    const wrong = await service.call('/sign-in/email', { email, password: 'wrong horse' })
    expect(wrong.response.status).toBe(401)
    const right = await service.call('/sign-in/email', { email, password: 'correct horse' })
    expect(right.response.status).toBe(200)
    const bearer = { authorization: `Bearer ${right.response.headers.get('set-auth-token')}` }
    expect(await service.auth.sessionOf(new Headers(bearer))).toEqual(session)
    expect((await service.call('/sign-out', {}, bearer)).response.status).toBe(200)
    expect(await service.auth.sessionOf(new Headers(bearer))).toBeUndefined()
  })

  it('makes every new organization a workspace on free', async () => {
    const { bearer, session } = await signUp()
    const made = await service.call('/organization/create', { name: 'Acme', slug: `acme-${session.userId}` }, bearer)
    expect(made.response.status).toBe(200)
    const id = String(made.json?.id)
    expect(await workspaceById(store.db, id)).toMatchObject({ id, name: 'Acme', plan: { slug: 'free' } })
    const after = await service.auth.sessionOf(new Headers(bearer))
    expect(after?.memberships).toContainEqual({ workspaceId: id, role: 'owner' })
    const chosen = await service.call('/organization/set-active', { organizationId: session.activeWorkspaceId }, bearer)
    expect(chosen.response.status).toBe(200)
    const back = await service.auth.sessionOf(new Headers(bearer))
    expect(back?.activeWorkspaceId).toBe(session.activeWorkspaceId)
  })

  it('invites viewers, who may not invite', async () => {
    const [owner, guest] = [await signUp(), await signUp()]
    const organizationId = owner.session.activeWorkspaceId
    const invite = (email: string, role: string, by: Record<string, string>) =>
      service.call('/organization/invite-member', { email, role, organizationId }, by)
    expect((await invite('x@example.com', 'admin', owner.bearer)).response.ok).toBe(false)
    expect((await invite('x@example.com', 'viewer,admin', owner.bearer)).response.ok).toBe(false)
    const invited = await invite(guest.email, 'viewer', owner.bearer)
    expect(invited.response.status).toBe(200)
    const accepted = await service.call(
      '/organization/accept-invitation',
      { invitationId: invited.json?.id },
      guest.bearer,
    )
    expect(accepted.response.status).toBe(200)
    const joined = await service.auth.sessionOf(new Headers(guest.bearer))
    expect(joined?.memberships).toContainEqual({ workspaceId: organizationId, role: 'viewer' })
    expect(joined?.memberships).toHaveLength(2)
    expect((await invite('y@example.com', 'member', guest.bearer)).response.status).toBe(403)
    const member = await store.db
      .selectFrom('member')
      .select('id')
      .where('userId', '=', guest.session.userId)
      .where('role', '=', 'viewer')
      .executeTakeFirstOrThrow()
    const promote = (role: string) =>
      service.call('/organization/update-member-role', { memberId: member.id, role, organizationId }, owner.bearer)
    expect((await promote('admin')).response.status).toBe(400)
    expect((await promote('member')).response.status).toBe(200)
    expect((await service.auth.sessionOf(new Headers(guest.bearer)))?.memberships).toContainEqual({
      workspaceId: organizationId,
      role: 'member',
    })
  })

  it('takes a user from the operator, once', async () => {
    const user = { email: 'Operator.Made@example.com', password: 'correct horse', name: 'Made' }
    const made = await createUserWithWorkspace(store, service.auth, user)
    expect(await workspaceById(store.db, made.workspaceId)).toMatchObject({ name: 'Made', plan: { slug: 'free' } })
    const signedIn = await service.call('/sign-in/email', { email: user.email, password: user.password })
    expect(signedIn.json).toMatchObject({ user: { id: made.userId, emailVerified: true } })
    const again = createUserWithWorkspace(store, service.auth, user)
    await expect(again).rejects.toMatchObject({ name: 'Refusal', code: 'invalid_input' })
    const short = createUserWithWorkspace(store, service.auth, { ...user, email: 'b@example.com', password: 'short' })
    await expect(short).rejects.toMatchObject({ name: 'Refusal', code: 'invalid_input' })
  })

  it('makes the local workspace once, of many at once, and gives its key this once', async () => {
    const answers = await Promise.all(Array.from({ length: 4 }, () => ensureLocalWorkspace(store)))
    const keys = answers.filter((answer) => answer !== undefined)
    expect(keys).toHaveLength(1)
    const found = await keyByHash(store.db, hashOfApiKey(keys[0] ?? '') ?? new Uint8Array())
    expect(found?.workspace).toMatchObject({ name: 'Local', plan: { slug: 'teams', apiAccess: true } })
    expect(await ensureLocalWorkspace(store)).toBeUndefined()
  })

  it('asks for a confirmed address where there is mail', async () => {
    const mails: Mail[] = []
    const posting = await serve(store, async (mail) => void mails.push(mail))
    try {
      const email = `confirm@example.com`
      const made = await posting.call('/sign-up/email', { email, password: 'correct horse', name: 'Confirm' })
      expect(made.response.status).toBe(200)
      expect(made.response.headers.get('set-auth-token')).toBeNull()
      expect(mails.map(({ to, subject }) => [to, subject])).toEqual([[email, 'Confirm your e-mail address']])
      const signIn = () => posting.call('/sign-in/email', { email, password: 'correct horse' })
      expect((await signIn()).response.status).toBe(403)
      const link = /http\S+/.exec(mails[0]?.text ?? '')?.[0] ?? ''
      await fetch(link, { redirect: 'manual' })
      expect((await signIn()).response.status).toBe(200)
      await posting.call('/request-password-reset', { email, redirectTo: '/' })
      expect(mails.at(-1)).toMatchObject({ to: email, subject: 'Reset your password' })
    } finally {
      await posting.close()
    }
  })
})
