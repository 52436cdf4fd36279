import type { ObjectRef } from '@pothos/core'
import type { Page, Slice } from '../model/page.ts'
import { Refusal } from '../model/refusal.ts'
import { builder, type SchemaTypes } from './builder.ts'

export const LARGEST_PAGE = 100

export interface Edge<Item> {
  readonly cursor: string
  readonly node: Item
}

export interface Connection<Item> {
  readonly edges: readonly Edge<Item>[]
  readonly pageInfo: { readonly hasNextPage: boolean; readonly hasPreviousPage: boolean }
}

type PageArgs = { readonly first?: number | null | undefined; readonly after?: string | null | undefined }

const clamp = (first: number | null | undefined, usual: number): number =>
  Math.min(Math.max(first ?? usual, 1), LARGEST_PAGE)

/** What `app` wants to know of a page: at most 100 items. */
export function pageOf<Filter>(args: PageArgs, usual: number, filter?: Filter): Page<Filter> {
  return { first: clamp(args.first, usual), after: args.after ?? undefined, filter }
}

/** A connection costs as many times its selection as it can hold items. */
export const pageCost =
  (usual: number) =>
  (args: PageArgs): { field: number; multiplier: number } => ({ field: 1, multiplier: clamp(args.first, usual) })

export function connectionOf<Item, Node>(
  slice: Slice<Item>,
  after: string | null | undefined,
  node: (item: Item) => Node,
): Connection<Node> {
  return {
    edges: slice.items.map(({ item, cursor }) => ({ cursor, node: node(item) })),
    pageInfo: { hasNextPage: slice.hasNext, hasPreviousPage: after != null },
  }
}

/** A page of what is already in memory. `name` identifies an item in its cursor; the place is kept for when it has gone. */
export function sliceOf<Item>(items: readonly Item[], page: Page<unknown>, name: (item: Item) => string): Slice<Item> {
  const start = page.after === undefined ? 0 : placeAfter(items, page.after, name)
  const end = start + page.first
  return {
    items: items
      .slice(start, end)
      .map((item, index) => ({ item, cursor: Buffer.from(`${start + index}:${name(item)}`).toString('base64url') })),
    hasNext: end < items.length,
  }
}

function placeAfter<Item>(items: readonly Item[], cursor: string, name: (item: Item) => string): number {
  const [, place, wanted] = /^(\d{1,9}):(.*)$/s.exec(Buffer.from(cursor, 'base64url').toString()) ?? []
  if (place === undefined) throw new Refusal('invalid_input', '`after` is not a cursor of this list.')
  const found = items.findIndex((item) => name(item) === wanted)
  return (found === -1 ? Number(place) : found) + 1
}

const PageInfo = builder.objectRef<Connection<unknown>>('PageInfo').implement({
  description: 'Where a page stands in its list.',
  fields: (t) => ({
    hasNextPage: t.boolean({ description: 'Whether more follows.', resolve: ({ pageInfo }) => pageInfo.hasNextPage }),
    hasPreviousPage: t.boolean({
      description: 'Whether something comes before: true on every page but the first.',
      resolve: ({ pageInfo }) => pageInfo.hasPreviousPage,
    }),
    startCursor: t.field({
      type: 'Cursor',
      nullable: true,
      description: 'Of the first item; null when the page is empty.',
      resolve: ({ edges }) => edges[0]?.cursor,
    }),
    endCursor: t.field({
      type: 'Cursor',
      nullable: true,
      description: 'Of the last item: the `after` of the next page; null when the page is empty.',
      resolve: ({ edges }) => edges.at(-1)?.cursor,
    }),
  }),
})

/** The connection and edge types of a node type. */
export function connectionType<Item>(name: string, node: ObjectRef<SchemaTypes, Item>) {
  const edge = builder.objectRef<Edge<Item>>(`${name}Edge`)
  edge.implement({
    description: `A place in a list, and what stands there.`,
    fields: (t) => ({
      cursor: t.expose('cursor', { type: 'Cursor', description: 'Pass it as `after` to go on from here.' } as never),
      node: t.field({ type: node, resolve: (parent) => parent.node as never }),
    }),
  })
  return builder.objectRef<Connection<Item>>(`${name}Connection`).implement({
    description: `A page of a list.`,
    fields: (t) => ({
      edges: t.field({
        type: [edge],
        complexity: { field: 1, multiplier: 1 },
        resolve: (parent) => parent.edges as Edge<Item>[],
      }),
      nodes: t.field({
        type: [node],
        description: 'The items without their cursors.',
        complexity: { field: 1, multiplier: 1 },
        resolve: (parent) => parent.edges.map((item) => item.node) as never,
      }),
      pageInfo: t.field({ type: PageInfo, resolve: (parent) => parent }),
    }),
  })
}
