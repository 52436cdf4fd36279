import type { LaneRecord } from '../model/call-facts.ts'
import { endpointText } from '../model/endpoint.ts'
import type { EndpointRecord } from '../model/endpoints.ts'
import type { CallRecord, LadderRow, StreamRecord } from '../model/events.ts'
import type { Finding } from '../model/finding.ts'
import type { JoinReason } from '../model/joined-call.ts'
import type { RegistrationRecord } from '../model/registration-record.ts'
import type { LadderSource } from './layout.ts'

/** What a call is drawn with, as far as it is known. */
export interface Surroundings {
  readonly streams: readonly StreamRecord[]
  readonly findings: readonly Finding[]
  readonly endpoints: readonly EndpointRecord[]
}

/**
 * What the ladder of a call is drawn of; of several calls that are legs of one, all of them in one ladder, in the order of
 * their messages. `calls` holds at least one.
 */
export function ladderSource(calls: readonly CallRecord[], title: string, around: Surroundings): LadderSource {
  const lanes: LaneRecord[] = []
  const messages: LadderRow[] = []
  const declared = new Map<string, { readonly lane: number; readonly message: number }>()
  const legs: { callId: string; joinedBy: string }[] = []
  for (const call of calls) {
    const places = call.lanes.map((lane) => placeOf(lane, lanes))
    const firstLeg = legs.length
    legs.push(...legsOf(call))
    const moved = call.messages.map((row) => ({
      ...row,
      fromLane: places[row.fromLane]!,
      toLane: places[row.toLane]!,
      leg: firstLeg + row.leg,
    }))
    messages.push(...moved)
    declare(call, moved, declared)
  }
  const numbers = new Set(calls.map(({ number }) => number))
  return {
    title,
    lanes,
    messages: messages.sort((a, b) => a.number - b.number),
    legs,
    streams: around.streams,
    declared: new Map(Array.from(declared, ([place, { lane }]) => [place, lane])),
    findings: around.findings.filter((finding) => finding.calls.some((number) => numbers.has(number))),
    endpoints: around.endpoints,
  }
}

/** The numbers of the calls that are legs of the same call as this one, in order; its own alone where it is all there is. */
export const legNumbers = ({ number, joined }: CallRecord): readonly number[] =>
  joined === undefined ? [number] : joined.legs.map((leg) => leg.number)

/** The ladder of a registration. */
export const registrationSource = (
  { number, aor, registrar, lanes, messages }: RegistrationRecord,
  endpoints: readonly EndpointRecord[],
): LadderSource => ({
  title: `Registration ${number}: ${aor} at ${registrar}`,
  lanes,
  messages,
  legs: [],
  streams: [],
  declared: new Map(),
  findings: [],
  endpoints,
})

const JOINED_BY: Record<JoinReason, string> = {
  'session-id': 'Session-ID',
  replaces: 'Replaces',
  'refer-to-replaces': 'Replaces in Refer-To',
  join: 'Join',
  'target-dialog': 'Target-Dialog',
  'correlation-header': 'a correlation header',
  'cisco-guid': 'Cisco-Guid',
  'charging-vector': 'P-Charging-Vector',
  identity: 'its PASSporT',
  origid: 'the origid of its PASSporT',
  'call-id-pattern': 'the pattern of its Call-ID',
  'referred-by': 'Referred-By',
  'refer-target': 'the target of a REFER',
  'same-media': 'its media address',
  'same-number': 'number and time',
}

/** The Call-IDs of a call; of one that is a leg itself with what joined it to the others. */
function legsOf({ number, legs, joined }: CallRecord): LadderSource['legs'] {
  const leg = joined?.legs.find((one) => one.number === number)
  return leg === undefined
    ? legs
    : [{ callId: leg.callId, joinedBy: leg.joinedBy === undefined ? '' : JOINED_BY[leg.joinedBy] }]
}

/** The same host is the same lane in every leg. */
function placeOf(lane: LaneRecord, lanes: LaneRecord[]): number {
  const known = lanes.findIndex(({ name }) => name === lane.name)
  return known >= 0 ? known : lanes.push(lane) - 1
}

/** Where media is wanted belongs to who wrote it first: whoever comes later only passes it on. */
function declare(
  { offerAnswers }: CallRecord,
  rows: readonly LadderRow[],
  declared: Map<string, { readonly lane: number; readonly message: number }>,
): void {
  const senders = new Map(rows.map((row) => [row.number, row.fromLane]))
  for (const { offer, answer, media } of offerAnswers) {
    for (const line of media) {
      for (const [message, side] of [
        [offer, line.offer],
        [answer, line.answer],
      ] as const) {
        if (message === undefined || side?.address === undefined || side.port === 0) continue
        const lane = senders.get(message)
        const place = endpointText({ address: side.address, port: side.port })
        const known = declared.get(place)
        if (lane !== undefined && (known === undefined || message < known.message))
          declared.set(place, { lane, message })
      }
    }
  }
}
