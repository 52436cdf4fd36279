import { expect } from 'vitest'
import { createAnalyzer } from '../../src/analyze.ts'
import type { CallRecord, StreamRecord } from '../../src/model/events.ts'
import type { JoinReason } from '../../src/model/joined-call.ts'
import type { RegistrationRecord } from '../../src/model/registration-record.ts'

/** What an analysis says of a recording, as records. */
export interface Analysed {
  readonly calls: readonly CallRecord[]
  readonly streams: readonly StreamRecord[]
  readonly registrations: readonly RegistrationRecord[]
}

export function analysed(bytes: Uint8Array): Analysed {
  const analyzer = createAnalyzer({ analysedAt: 0 }, () => 0)
  const calls = new Map<number, CallRecord>()
  const streams: StreamRecord[] = []
  const registrations: RegistrationRecord[] = []
  for (const event of [...analyzer.push(bytes), ...analyzer.end()]) {
    if (event.kind === 'call-closed') calls.set(event.call.number, event.call)
    else if (event.kind === 'stream-closed') streams.push(event.stream)
    else if (event.kind === 'registration-closed') registrations.push(event.registration)
  }
  return { calls: [...calls.values()].sort((a, b) => a.number - b.number), streams, registrations }
}

/** What is expected of a recording: of each call in the order they began. */
export interface Expected {
  readonly calls: readonly ExpectedCall[]
  /** Reasons of the joins, by legs. */
  readonly joins?: readonly (readonly [first: number, second: number, reason: JoinReason])[]
  readonly transfers?: readonly {
    readonly kind: 'blind' | 'attended' | 'pickup'
    readonly leg: number
    readonly newLeg: number
    readonly replaced?: number
  }[]
}

export interface ExpectedCall {
  readonly outcome: CallRecord['outcome']
  /** How each dialog ended, in the order they began. */
  readonly dialogs: readonly ('bye' | 'refused' | 'cancelled' | 'superseded')[]
  /** Hung up, cancelled or refused by. */
  readonly by: 'caller' | 'callee'
  readonly forks?: number
  readonly held?: true
  readonly transport?: 'UDP' | 'TCP'
  readonly refreshedBy?: 'INVITE' | 'UPDATE'
  /** Streams of audio line 0, one each way; false where none was sent. */
  readonly media: boolean
}

/** That a recording, made live or long ago, was understood. */
export function expectJoined({ calls, streams }: Analysed, expected: Expected): void {
  expect(calls.map(({ outcome }) => outcome)).toEqual(expected.calls.map(({ outcome }) => outcome))
  for (const [i, call] of calls.entries()) expectCall(call, expected.calls[i]!, streams)
  const joined = calls[0]?.joined
  const pairs = joined?.joins.map(({ legs: [first, second], reason }) => [first, second, reason])
  expect(pairs ?? []).toEqual(expected.joins ?? [])
  for (const { confidence, evidence } of joined?.joins ?? []) {
    expect(confidence).toBeGreaterThan(0.5)
    expect(evidence).not.toBe('')
  }
  expect(joined?.transfers ?? []).toMatchObject(
    (expected.transfers ?? []).map((transfer) => ({ ...transfer, status: 202, notified: 200 })),
  )
}

function expectCall(call: CallRecord, expected: ExpectedCall, streams: readonly StreamRecord[]): void {
  expect(call.legs).toHaveLength(1)
  expect(call.legs[0]!.dialogs.map(({ end }) => end?.kind).sort()).toEqual([...expected.dialogs].sort())
  expect(call.facts.release?.by).toBe(expected.by)
  expect(call.facts.retransmissions).toBe(0)
  if (expected.forks !== undefined) expect(call.facts.forks).toBe(expected.forks)
  expect(call.facts.holdTimeMs !== undefined && call.facts.holdTimeMs > 0).toBe(expected.held ?? false)
  for (const row of call.messages) expect(row.transport).toBe(expected.transport ?? 'UDP')
  if (expected.refreshedBy !== undefined) {
    const refreshes = call.messages.filter(
      ({ method, status, at }) => method === expected.refreshedBy && status === undefined && at! > call.answeredAt!,
    )
    expect(refreshes).toHaveLength(1)
  }
  const own = streams.filter(({ call: number }) => number === call.number)
  expect(own.map(({ place }) => `${place?.kind} ${place?.line} ${place?.by}`).sort()).toEqual(
    expected.media ? ['audio 0 callee', 'audio 0 caller'] : [],
  )
  for (const stream of own) {
    expect(stream.lost).toBe(0)
    expect(stream.quality?.mosListening).toBeGreaterThan(1)
  }
}

const ANSWERED = { outcome: 'answered', dialogs: ['bye'], by: 'caller', media: true } as const
const SILENT = { ...ANSWERED, media: false } as const

/** Of the clean calls, those whose joins and outcomes are looked at one by one. */
export const EXPECTED: Readonly<Record<string, Expected>> = {
  pcmu: { calls: [ANSWERED] },
  tcp: { calls: [{ ...ANSWERED, transport: 'TCP' }] },
  ipv6: { calls: [ANSWERED] },
  'early-media': { calls: [ANSWERED] },
  'hold-and-resume': { calls: [{ ...ANSWERED, held: true }] },
  'hold-by-callee': { calls: [{ ...SILENT, held: true }] },
  'session-refreshed-by-re-invite': { calls: [{ ...SILENT, refreshedBy: 'INVITE' }] },
  'session-refreshed-by-update': { calls: [{ ...SILENT, refreshedBy: 'UPDATE' }] },
  'cancelled-while-ringing': { calls: [{ outcome: 'cancelled', dialogs: ['cancelled'], by: 'caller', media: false }] },
  busy: { calls: [{ outcome: 'busy', dialogs: [], by: 'callee', media: false }] },
  proxied: { calls: [{ ...ANSWERED, forks: 1 }] },
  'proxied-tcp': { calls: [{ ...ANSWERED, transport: 'TCP' }] },
  'forked-to-two': { calls: [{ ...ANSWERED, dialogs: ['bye', 'superseded'], forks: 2 }] },
  'next-phone-when-busy': { calls: [{ ...ANSWERED, forks: 1 }] },
  'attended-transfer': {
    calls: [SILENT, { ...SILENT, by: 'callee' }, SILENT],
    joins: [
      [1, 2, 'refer-to-replaces'],
      [1, 3, 'refer-to-replaces'],
      [2, 3, 'replaces'],
    ],
    transfers: [{ kind: 'attended', leg: 1, newLeg: 3, replaced: 2 }],
  },
  b2bua: { calls: [ANSWERED, SILENT], joins: [[1, 2, 'same-number']] },
  'baresip-pcmu': { calls: [ANSWERED] },
  'baresip-tcp': { calls: [{ ...ANSWERED, transport: 'TCP' }] },
  'baresip-hold': { calls: [{ ...ANSWERED, held: true }] },
  'baresip-transfer': {
    calls: [{ ...ANSWERED, by: 'callee' }, ANSWERED],
    joins: [[1, 2, 'refer-target']],
    transfers: [{ kind: 'blind', leg: 1, newLeg: 2 }],
  },
  'baresip-b2bua': { calls: [ANSWERED, ANSWERED], joins: [[1, 2, 'same-number']] },
  'baresip-registered': { calls: [ANSWERED] },
  'linphone-hold': { calls: [{ ...SILENT, held: true }] },
}
