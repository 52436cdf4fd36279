import * as z from 'zod'
import type { ApiKey } from '../model/workspace.ts'
import { builder } from './builder.ts'
import { admitted, type GraphContext } from './context.ts'
import { uuidOf } from './ids.ts'
import { connectionOf, connectionType, LARGEST_PAGE, pageCost, pageOf } from './page.ts'
import { InvalidInput, NotFound, PlanRequired } from './refusals.ts'

export const ApiKeyRef = builder.objectRef<ApiKey>('ApiKey')

/** A key of the caller's workspace by UUID, null when there is none. */
export async function loadKey(context: GraphContext, id: string): Promise<ApiKey | null> {
  const caller = admitted(context)
  let after: string | undefined
  do {
    const slice = await context.app.keys(caller, { first: LARGEST_PAGE, after })
    const found = slice.items.find(({ item }) => item.id === id)
    if (found !== undefined) return found.item
    after = slice.hasNext ? slice.items.at(-1)?.cursor : undefined
  } while (after !== undefined)
  return null
}

builder.node(ApiKeyRef, {
  description: 'A key of the workspace. The key itself is shown once, when it is made.',
  id: { resolve: (key) => key.id },
  loadOne: (id, context) => loadKey(context, id),
  fields: (t) => ({
    name: t.exposeString('name', {}),
    prefix: t.exposeString('prefix', { description: '`sips_` and the first 8 characters.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime' }),
    lastUsedAt: t.expose('lastUsedAt', { type: 'DateTime', nullable: true, description: 'Null when never used.' }),
    expiresAt: t.expose('expiresAt', {
      type: 'DateTime',
      nullable: true,
      description: 'Null when it does not expire.',
    }),
    revokedAt: t.expose('revokedAt', { type: 'DateTime', nullable: true, description: 'Null while it works.' }),
    callsToday: t.exposeInt('callsToday', { description: 'Analyses accepted with it in this UTC day.' }),
    callsTotal: t.exposeInt('callsTotal', { description: 'Analyses accepted with it, ever.' }),
  }),
})

const KeyConnection = connectionType('ApiKey', ApiKeyRef)
const USUAL = 50

builder.queryField('keys', (t) =>
  t.field({
    type: KeyConnection,
    description: 'Keys of the workspace, revoked ones included, newest first.',
    args: { first: t.arg.int({ defaultValue: USUAL, description: '1 to 100.' }), after: t.arg({ type: 'Cursor' }) },
    complexity: pageCost(USUAL),
    resolve: async (_root, args, context) =>
      connectionOf(await context.app.keys(admitted(context), pageOf(args, USUAL)), args.after, (key) => key),
  }),
)

const GenerateKeySuccess = builder
  .objectRef<{ readonly key: ApiKey; readonly secret: string }>('GenerateKeySuccess')
  .implement({
    fields: (t) => ({
      key: t.field({ type: ApiKeyRef, resolve: (made) => made.key }),
      secret: t.exposeString('secret', { description: 'The key itself. Shown this once; only its hash is kept.' }),
    }),
  })

const GenerateKeyInput = builder.inputType('GenerateKeyInput', {
  fields: (t) => ({
    name: t.string({
      description: 'What the key is for, at most 100 characters.',
      validate: { schema: z.string().trim().max(100, 'A key name has at most 100 characters.') },
    }),
  }),
})

builder.mutationField('generateKey', (t) =>
  t.field({
    type: GenerateKeySuccess,
    description: 'Makes a key for the workspace.',
    args: { input: t.arg({ type: GenerateKeyInput, required: true }) },
    errors: { types: [InvalidInput, PlanRequired], union: { name: 'GenerateKeyResult' } },
    resolve: (_root, { input }, context) =>
      context.app.generateKey(admitted(context), input.name === '' ? undefined : (input.name ?? undefined)),
  }),
)

const RevokeKeySuccess = builder.objectRef<{ readonly key: ApiKey }>('RevokeKeySuccess').implement({
  fields: (t) => ({ key: t.field({ type: ApiKeyRef, resolve: (revoked) => revoked.key }) }),
})

const RevokeKeyInput = builder.inputType('RevokeKeyInput', {
  fields: (t) => ({ id: t.id({ required: true, description: 'Of the key, or its UUID.' }) }),
})

builder.mutationField('revokeKey', (t) =>
  t.field({
    type: RevokeKeySuccess,
    description: 'Revokes a key for ever, at once. Its open sockets are closed with 4403. Doing it twice is no error.',
    args: { input: t.arg({ type: RevokeKeyInput, required: true }) },
    errors: { types: [InvalidInput, NotFound, PlanRequired], union: { name: 'RevokeKeyResult' } },
    resolve: async (_root, { input }, context) => ({
      key: await context.app.revokeKey(admitted(context), uuidOf('ApiKey', input.id)),
    }),
  }),
)
