import { hashOfApiKey } from '../accounts/api-key.ts'
import type { Auth } from '../accounts/auth.ts'
import { Refusal } from '../model/refusal.ts'
import type { Micros } from '../model/time.ts'
import { keyByHash } from '../store/keys.ts'
import type { Store } from '../store/open.ts'
import { workspaceById } from '../store/workspaces.ts'
import type { AnonymousCaller, Caller, Credentials, KnownCaller, Surface } from './app.ts'

const MISSING: AnonymousCaller = { kind: 'anonymous', reason: 'missing' }
const INVALID: AnonymousCaller = { kind: 'anonymous', reason: 'invalid' }

export const UPGRADE = 'The Free plan has no API access; upgrade this workspace to Pro or Teams to use the API.'

/** Who asks: the Authorization header carries a key or a session token, the cookie a session (contract §1). Never throws for bad credentials. */
export async function identify(
  parts: { readonly store: Store; readonly auth: Auth; readonly now: () => Micros },
  { authorization, cookie, workspaceId }: Credentials,
): Promise<Caller> {
  const token = authorization?.match(/^\s*bearer\s+(\S+)\s*$/i)?.[1]
  if (authorization !== undefined && token === undefined) return INVALID
  if (token?.startsWith('sips_')) return byKey(parts, token)
  const headers = new Headers()
  if (token !== undefined) headers.set('authorization', `Bearer ${token}`)
  else if (cookie !== undefined) headers.set('cookie', cookie)
  else return MISSING
  return bySession(parts, headers, token === undefined ? 'cookie' : 'bearer', workspaceId)
}

async function byKey({ store, now }: { store: Store; now: () => Micros }, secret: string): Promise<Caller> {
  const hash = hashOfApiKey(secret)
  if (hash === undefined) return INVALID
  const found = await keyByHash(store.db, hash)
  if (found === undefined || found.revokedAt !== undefined) return INVALID
  if (found.expiresAt !== undefined && found.expiresAt <= now()) return INVALID
  return { kind: 'key', keyId: found.keyId, workspace: found.workspace }
}

async function bySession(
  { store, auth }: { store: Store; auth: Auth },
  headers: Headers,
  via: 'cookie' | 'bearer',
  workspaceId: string | undefined,
): Promise<Caller> {
  const session = await auth.sessionOf(headers)
  if (session === undefined) return INVALID
  const wanted = workspaceId ?? session.activeWorkspaceId
  const membership =
    session.memberships.find((candidate) => candidate.workspaceId === wanted) ??
    (workspaceId === undefined ? session.memberships[0] : undefined)
  if (membership === undefined) return INVALID
  const workspace = await workspaceById(store.db, membership.workspaceId)
  if (workspace === undefined) return INVALID
  const { userId, name, email } = session
  return { kind: 'session', via, userId, userName: name, userEmail: email, workspace, role: membership.role }
}

/** Throws unless this caller may use this surface: a plan without API access admits a cookie session on GraphQL only. */
export function admit(caller: Caller, surface: Surface): asserts caller is KnownCaller {
  if (caller.kind === 'anonymous')
    throw new Refusal(
      'unauthenticated',
      caller.reason === 'missing'
        ? 'Send an API key or a session token in the Authorization header: `Authorization: Bearer sips_…`.'
        : 'This API key or session is unknown, mistyped, expired or revoked.',
    )
  if (caller.workspace.plan.apiAccess) return
  const allowed = surface === 'graphql' && caller.kind === 'session'
  if (!allowed) throw new Refusal('plan_required', UPGRADE)
}

/** Changes what belongs to the workspace: viewers may only look. */
export function mayChange(caller: KnownCaller): void {
  if (caller.kind === 'session' && caller.role === 'viewer')
    throw new Refusal('forbidden', 'Viewers of a workspace may read its analyses, and change nothing.')
}
