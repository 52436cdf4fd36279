import type { LadderSource } from '../ladder/layout.ts'
import { mermaidLadder } from '../ladder/mermaid.ts'
import { svgLadder } from '../ladder/svg.ts'
import { textLadder } from '../ladder/text.ts'
import type { LaneRecord } from '../model/call-facts.ts'
import type { LadderRow } from '../model/events.ts'
import { builder } from './builder.ts'
import { enumValues } from './enum-types.ts'
import { connectionType } from './page.ts'

const FORMATS = ['svg', 'mermaid', 'text'] as const

export const LadderFormat = builder.enumType('LadderFormat', {
  description: 'How a ladder is written. In each, text from the trace is escaped.',
  values: enumValues(FORMATS, {
    svg: 'A document that stands alone: no script, nothing from elsewhere; light or dark as the reader prefers.',
    mermaid: 'A `sequenceDiagram`.',
    text: 'Lines of at most `width` characters.',
  }),
})

export const LadderLane = builder.objectRef<LaneRecord>('LadderLane').implement({
  description: 'A column of the ladder: a host.',
  fields: (t) => ({
    name: t.exposeString('name', {
      description: 'Its address; with the port where ports of one host talk to each other.',
    }),
    address: t.exposeString('address', {}),
    also: t.stringList({
      description: 'Other names of the same host, as its messages prove.',
      resolve: ({ also = [] }) => [...also],
    }),
  }),
})

const LadderTransport = builder.enumType('SipTransport', {
  description: 'What carried a message.',
  values: enumValues(['UDP', 'TCP', 'TLS', 'WS', 'WSS', 'SCTP'] as const),
})

/** A row with what its place in the list tells. */
export interface PlacedRow {
  readonly row: LadderRow
  readonly callId: string
  /** Milliseconds since the first row of the call. */
  readonly sinceStartMs: number | undefined
}

const LadderRowRef = builder.objectRef<PlacedRow>('LadderRow').implement({
  description: 'One arrow of the ladder: a SIP message from one host to another.',
  fields: (t) => ({
    number: t.int({ description: 'Message number within the input, from 1.', resolve: ({ row }) => row.number }),
    at: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'Null where the input carries no time.',
      resolve: ({ row }) => row.at,
    }),
    sinceStartMs: t.exposeFloat('sinceStartMs', {
      nullable: true,
      description: 'Milliseconds since the first message of the call; null where the input carries no time.',
    }),
    from: t.string({ description: 'Sender, `address:port`; `?` where unknown.', resolve: ({ row }) => row.from }),
    to: t.string({ description: 'Receiver, likewise.', resolve: ({ row }) => row.to }),
    fromLane: t.int({ description: 'Place in `lanes`, from 0.', resolve: ({ row }) => row.fromLane }),
    toLane: t.int({ description: 'Place in `lanes`, from 0.', resolve: ({ row }) => row.toLane }),
    transport: t.field({
      type: LadderTransport,
      nullable: true,
      description: 'Null where the input does not tell.',
      resolve: ({ row }) => row.transport,
    }),
    callId: t.exposeString('callId', {}),
    method: t.string({ description: 'Of a response, what it answers.', resolve: ({ row }) => row.method }),
    status: t.int({ nullable: true, description: 'Null for a request.', resolve: ({ row }) => row.status }),
    reason: t.string({ nullable: true, description: 'Null for a request.', resolve: ({ row }) => row.reason }),
    cseq: t.int({ nullable: true, description: 'CSeq number; null where unreadable.', resolve: ({ row }) => row.cseq }),
    label: t.string({ description: '`INVITE (SDP)`, `200 OK (SDP)` ...', resolve: ({ row }) => row.label }),
    summary: t.string({
      description: 'What it says beyond the label: target, media, cause. May be empty; at most 160 characters.',
      resolve: ({ row }) => row.summary,
    }),
    fork: t.int({
      nullable: true,
      description: 'Of a response to an INVITE that forked, which branch sent it, from 1; null for all others.',
      resolve: ({ row }) => row.fork,
    }),
    retransmission: t.boolean({
      description: 'Whether it was sent again.',
      resolve: ({ row }) => row.retransmission,
    }),
    copy: t.boolean({
      description: 'Whether another capture point saw the same packet.',
      resolve: ({ row }) => row.copy,
    }),
    retransmissionOf: t.int({
      nullable: true,
      description: 'Number of the message it repeats or is a copy of; null for all others.',
      resolve: ({ row }) => row.retransmissionOf,
    }),
  }),
})

export const LadderRowConnection = connectionType('LadderRow', LadderRowRef)

const NARROWEST = 40
const WIDEST = 400

/** The ladder in that form. `width` is that of text. */
export function written(source: LadderSource, format: (typeof FORMATS)[number], width: number, name: string): string {
  switch (format) {
    case 'svg':
      return svgLadder(source, name)
    case 'mermaid':
      return mermaidLadder(source)
    case 'text':
      return textLadder(source, { width: Math.min(WIDEST, Math.max(NARROWEST, width)) })
    default:
      return format satisfies never
  }
}

/** Rows with their times, of a call or a registration whose Call-IDs these are. */
export function placedRows(rows: readonly LadderRow[], callIds: readonly string[]): readonly PlacedRow[] {
  const began = rows.find(({ at }) => at !== undefined)?.at
  return rows.map((row) => ({
    row,
    callId: callIds[row.leg] ?? '',
    sinceStartMs: row.at === undefined || began === undefined ? undefined : (row.at - began) / 1000,
  }))
}
