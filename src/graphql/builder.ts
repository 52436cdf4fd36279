import SchemaBuilder from '@pothos/core'
import ComplexityPlugin from '@pothos/plugin-complexity'
import ErrorsPlugin from '@pothos/plugin-errors'
import RelayPlugin from '@pothos/plugin-relay'
import ZodPlugin from '@pothos/plugin-zod'
import { Refusal } from '../model/refusal.ts'
import type { Micros } from '../model/time.ts'
import type { GraphContext } from './context.ts'
import { decodeId, encodeId } from './ids.ts'

const MOST_NODES = 100

interface Types {
  Context: GraphContext
  DefaultFieldNullability: false
  Scalars: {
    ID: { Input: string; Output: string }
    DateTime: { Input: Micros; Output: Micros }
    Cursor: { Input: string; Output: string }
    SafeInt: { Input: number; Output: number }
    File: { Input: File; Output: never }
  }
}

export type SchemaTypes = PothosSchemaTypes.ExtendDefaultTypes<Types>

/**
 * The builder holds no types. Errors stand first: the outermost wrapper, it turns what validation throws into result members.
 * Cost is checked before an operation starts (limits.ts), since a subscription's resolver runs only after its source has.
 */
export const builder = new SchemaBuilder<Types>({
  plugins: [ErrorsPlugin, ComplexityPlugin, RelayPlugin, ZodPlugin],
  defaultFieldNullability: false,
  errors: { directResult: true },
  complexity: { disabled: true, defaultComplexity: 1, defaultListMultiplier: 5 },
  relay: {
    encodeGlobalID: (typename, id) => encodeId(typename, String(id)),
    decodeGlobalID: (id) => decodeId(id),
    nodeTypeOptions: { description: 'Something with an id by which `node` finds it again.' },
    nodeQueryOptions: {
      description: 'Anything by its global id. Null when it is not in your workspace.',
      complexity: 1,
    },
    nodesQueryOptions: {
      description: `Up to ${MOST_NODES} things by their global ids, in the order asked for; null where one is not in your workspace.`,
      complexity: (args) => ({ field: 1, multiplier: (args.ids as readonly unknown[] | null)?.length ?? 1 }),
      resolve: (_root, { ids }, _context, _info, resolveNodes) => {
        if (ids.length > MOST_NODES) throw new Refusal('invalid_input', `Ask for at most ${MOST_NODES} ids at once.`)
        return resolveNodes(ids)
      },
    },
  },
  zod: {
    validationError: ({ issues }) =>
      new Refusal('invalid_input', issues.map((issue) => issue.message).join(' '), {
        issues: issues.map(({ path, message }) => ({ path: path.map(segment), message })),
      }),
  },
})

const segment = (key: PropertyKey): string | number => (typeof key === 'number' ? key : String(key))

builder.queryType({ description: 'Questions. All but `rules` need a key or a session.' })
builder.mutationType({
  description: 'Changes. Each takes one `input` and gives a result whose members a program can tell apart.',
})
builder.subscriptionType({ description: 'Streams of events, over WebSocket (graphql-transport-ws) or SSE.' })
