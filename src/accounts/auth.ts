import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { betterAuth } from 'better-auth'
import { APIError } from 'better-auth/api'
import { toNodeHandler } from 'better-auth/node'
import { bearer, organization } from 'better-auth/plugins'
import { createAccessControl } from 'better-auth/plugins/access'
import { defaultStatements, memberAc, ownerAc } from 'better-auth/plugins/organization/access'
import { Refusal } from '../model/refusal.ts'
import { insertKey } from '../store/keys.ts'
import type { Store } from '../store/open.ts'
import { createWorkspace } from '../store/workspaces.ts'
import { newApiKey } from './api-key.ts'
import { keptSecret } from './secret.ts'
import { insertOrganization, type Membership, membershipsOf, personalWorkspace } from './workspaces.ts'

/** People: sign-up, log-in, sessions, organizations (our workspaces) and invitations, all by better-auth (contract §1). */
export interface Auth {
  /** Serves everything under `/api/auth`. */
  handler(request: IncomingMessage, response: ServerResponse): Promise<void>
  /** The session that a cookie or a bearer token stands for; undefined for none, an unknown and an expired one. */
  sessionOf(headers: Headers): Promise<Session | undefined>
  readonly betterAuth: BetterAuth
}

interface Session {
  readonly userId: string
  readonly name: string
  readonly email: string
  /** The workspace last chosen; the user may have left it since. */
  readonly activeWorkspaceId: string | undefined
  readonly memberships: readonly Membership[]
}

export interface Mail {
  readonly to: string
  readonly subject: string
  readonly text: string
}

export interface AuthSettings {
  readonly store: Store
  /** Where people reach the service; its origin is the only one trusted. */
  readonly publicUrl: string
  /** Signs sessions. Undefined: made once and kept in `dataDir`. */
  readonly secret: string | undefined
  readonly dataDir: string
  /** Absent: no mail is sent, so addresses are not verified and a lost password is the operator's business. */
  readonly mail?: ((mail: Mail) => Promise<void>) | undefined
  /** Believe the last address of X-Forwarded-For, which a proxy of ours wrote; else the socket's own counts. */
  readonly trustProxy?: boolean | undefined
  /** One line about an error of ours; on standard error when absent. */
  readonly log?: ((line: string) => void) | undefined
}

/** Workspaces one person may make; a free one has five analyses a day. Chosen by us. */
const WORKSPACES_PER_USER = 10

/** The header better-auth reads the client's address from; whatever a client sends under it is overwritten. */
const CLIENT_ADDRESS = 'x-sipsymposium-client'

const addressed =
  (handler: Auth['handler'], trustProxy: boolean): Auth['handler'] =>
  (request, response) => {
    const forwarded = trustProxy ? request.headers['x-forwarded-for'] : undefined
    const address =
      String(forwarded ?? '')
        .split(',')
        .at(-1)
        ?.trim() || request.socket.remoteAddress
    request.headers[CLIENT_ADDRESS] = address
    return handler(request, response)
  }

export async function createAuth(settings: AuthSettings): Promise<Auth> {
  const instance = build(settings, settings.secret ?? (await keptSecret(settings.dataDir)))
  return {
    betterAuth: instance,
    handler: addressed(toNodeHandler(instance), settings.trustProxy === true),
    async sessionOf(headers) {
      const found = await instance.api.getSession({ headers })
      if (!found) return undefined
      const { user, session } = found
      return {
        userId: user.id,
        name: user.name,
        email: user.email,
        activeWorkspaceId: session.activeOrganizationId ?? undefined,
        memberships: await membershipsOf(settings.store.db, user.id),
      }
    },
  }
}

/**
 * A user made by the operator, who vouches for the address, with a workspace of their own. Throws `Refusal('invalid_input')` when
 * the address is taken or the password too short or too long.
 */
export async function createUserWithWorkspace(
  store: Store,
  auth: Auth,
  { email, password, name }: { readonly email: string; readonly password: string; readonly name: string },
): Promise<{ readonly userId: string; readonly workspaceId: string }> {
  const { internalAdapter, password: passwords } = await auth.betterAuth.$context
  const { minPasswordLength, maxPasswordLength } = passwords.config
  if (password.length < minPasswordLength || password.length > maxPasswordLength) {
    const message = `A password has ${minPasswordLength} to ${maxPasswordLength} characters.`
    throw new Refusal('invalid_input', message, { issues: [{ path: ['password'], message }] })
  }
  if (await internalAdapter.findUserByEmail(email)) {
    const message = 'There is a user with this e-mail address already.'
    throw new Refusal('invalid_input', message, { issues: [{ path: ['email'], message }] })
  }
  const user = await internalAdapter.createUser({ email, name, emailVerified: true }, { method: 'email-password' })
  const hash = await passwords.hash(password)
  await internalAdapter.linkAccount({
    userId: user.id,
    providerId: 'credential',
    accountId: user.id,
    password: hash,
  })
  return { userId: user.id, workspaceId: await personalWorkspace(store, user.id) }
}

/**
 * On the very first start: a workspace `Local` on plan `teams`, and one key, whose secret is given this once. Undefined when it is
 * there already.
 */
export async function ensureLocalWorkspace(store: Store): Promise<string | undefined> {
  return store.db.transaction().execute(async (trx) => {
    const id = await insertOrganization(trx, 'Local', 'local')
    if (id === undefined) return undefined
    await createWorkspace(trx, { id, plan: 'teams' })
    const { secret, prefix, hash } = newApiKey()
    await insertKey(trx, { id: randomUUID(), workspaceId: id, name: 'First start', prefix, hash })
    return secret
  })
}

type BetterAuth = ReturnType<typeof build>

const access = createAccessControl(defaultStatements)
const roles = {
  owner: ownerAc,
  member: memberAc,
  viewer: access.newRole({ organization: [], member: [], invitation: [], team: [], ac: [] }),
}

function build({ store, publicUrl, mail, log }: AuthSettings, secret: string) {
  return betterAuth({
    appName: 'SIPSymposium',
    baseURL: publicUrl,
    basePath: '/api/auth',
    secret,
    // `transaction: false`: the hooks below write through `store.db`, which inside a transaction would wait for ever on PGlite.
    database: { db: store.db, type: 'postgres', transaction: false },
    telemetry: { enabled: false },
    // A wrong password is no news for the operator.
    logger: {
      level: 'error',
      disableColors: true,
      ...(log && { log: (_level, message) => log(`accounts: ${message}`) }),
    },
    advanced: { database: { generateId: 'uuid' }, ipAddress: { ipAddressHeaders: [CLIENT_ADDRESS] } },
    // better-auth's own limits (three sign-ins in ten seconds from one address), which it leaves off outside production.
    rateLimit: { enabled: true, storage: 'memory' },
    emailAndPassword: {
      enabled: true,
      requireEmailVerification: mail !== undefined,
      revokeSessionsOnPasswordReset: true,
      ...(mail && {
        sendResetPassword: ({ user, url }) =>
          mail({ to: user.email, subject: 'Reset your password', text: `Choose a new password here:\n${url}\n` }),
      }),
    },
    ...(mail && {
      emailVerification: {
        sendOnSignUp: true,
        autoSignInAfterVerification: true,
        sendVerificationEmail: ({ user, url }) =>
          mail({ to: user.email, subject: 'Confirm your e-mail address', text: `Confirm that this is you:\n${url}\n` }),
      },
    }),
    databaseHooks: {
      session: {
        create: {
          // A session starts in the user's first workspace; the very first session makes one.
          before: async (session) => {
            const [first] = await membershipsOf(store.db, session.userId)
            const id = first?.workspaceId ?? (await personalWorkspace(store, session.userId))
            return { data: { ...session, activeOrganizationId: id } }
          },
        },
      },
    },
    plugins: [
      bearer(),
      organization({
        ac: access,
        roles,
        organizationLimit: WORKSPACES_PER_USER,
        requireEmailVerificationOnInvitation: mail !== undefined,
        organizationHooks: {
          beforeCreateInvitation: async ({ invitation }) => refuseForeignRole(invitation.role ?? 'member'),
          beforeAddMember: async ({ member }) => refuseForeignRole(member.role),
          beforeUpdateMemberRole: async ({ newRole }) => refuseForeignRole(newRole),
          afterCreateOrganization: ({ organization: made }) => createWorkspace(store.db, { id: made.id, plan: 'free' }),
        },
        ...(mail && {
          sendInvitationEmail: ({ email, organization: workspace, inviter, id }) =>
            mail({
              to: email,
              subject: `Invitation to ${workspace.name}`,
              text: `${inviter.user.name} invites you to the workspace ${workspace.name}.\n${publicUrl}/invitations/${id}\n`,
            }),
        }),
      }),
    ],
  })
}

/** better-auth knows a role `admin` beside ours; nobody is to get it. */
function refuseForeignRole(text: string): void {
  const foreign = text.split(',').find((role) => !Object.hasOwn(roles, role.trim()))
  if (foreign !== undefined) throw new APIError('BAD_REQUEST', { message: `There is no role ${foreign}.` })
}
