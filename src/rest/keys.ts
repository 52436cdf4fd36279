import type { App, KnownCaller } from '../app/app.ts'
import { Refusal } from '../model/refusal.ts'
import type { ApiKey } from '../model/workspace.ts'
import { readJson } from './body.ts'
import { printGenerated, printKey, printRevoked } from './print.ts'
import type { Answer, RestRequest } from './rest.ts'
import { generateBody, revokeBody } from './shapes.ts'

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

export async function listKeys(app: App, caller: KnownCaller): Promise<Answer> {
  const keys: ApiKey[] = []
  let after: string | undefined
  do {
    const slice = await app.keys(caller, { first: 100, after })
    keys.push(...slice.items.map(({ item }) => item))
    after = slice.hasNext ? slice.items.at(-1)?.cursor : undefined
  } while (after !== undefined)
  return { status: 200, body: { keys: keys.map(printKey) } }
}

export async function generateKey(app: App, caller: KnownCaller, { request }: RestRequest): Promise<Answer> {
  const { name } = await readJson(request, generateBody)
  const { key, secret } = await app.generateKey(caller, name?.trim() || undefined)
  return { status: 200, body: printGenerated(key, secret) }
}

/** `key_id` in the body, or in the query, since some proxies strip the body of a DELETE. */
export async function revokeKey(app: App, caller: KnownCaller, { request, query }: RestRequest): Promise<Answer> {
  const id = query.get('key_id') ?? (await readJson(request, revokeBody)).key_id
  if (!UUID.test(id)) {
    throw new Refusal('invalid_input', '`key_id` must be the UUID that GET /v1/keys shows as `id`.', {
      issues: [{ path: ['key_id'], message: 'Not a UUID.' }],
    })
  }
  return { status: 200, body: printRevoked(await app.revokeKey(caller, id.toLowerCase())) }
}
