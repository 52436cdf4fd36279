import { splitList } from '../token.ts'

/**
 * What an endpoint counted itself: P-RTP-Stat (Cisco gateways), X-RTP-Stat (AVM, baresip), RTP-RxStat and RTP-TxStat (Cisco
 * phones). Nobody has checked the figures: some count nonsense.
 */
export interface RtpStat {
  /** All as written, by upper-case name. */
  readonly fields: ReadonlyMap<string, string>
  readonly packetsSent: number | undefined
  readonly packetsReceived: number | undefined
  readonly packetsLost: number | undefined
  readonly jitterMs: number | undefined
  readonly latencyMs: number | undefined
  readonly durationS: number | undefined
}

/** Fields read; the longest list in use has some thirty. */
const MAX_FIELDS = 64

/**
 * `PS=300,OS=48000,PR=365,PL=0,JI=0,LA=0,DU=7`, or with semicolons or blanks between. Where semicolons part the fields, a
 * field may hold a figure for each direction; the first, of what this side received, is taken: `PL=0,3`.
 */
export function parseRtpStat(value: string): RtpStat[] {
  const fields = fieldsOf(value)
  return fields.size === 0
    ? []
    : [
        {
          fields,
          packetsSent: figure(fields, 'PS'),
          packetsReceived: figure(fields, 'PR'),
          packetsLost: figure(fields, 'PL'),
          jitterMs: figure(fields, 'JI'),
          latencyMs: figure(fields, 'LA') ?? figure(fields, 'DL'),
          durationS: figure(fields, 'DU') ?? figure(fields, 'CD'),
        },
      ]
}

/** `Dur=42,Pkt=2098,Oct=360856,LatePkt=6,LostPkt=0,AvgJit=0,VQMetrics="..."`, of received packets. */
export const parseReceiverStat = (value: string): RtpStat[] => phoneStat(value, 'received')

/** `Dur=42,Pkt=2098,Oct=360856`, of sent packets. */
export const parseSenderStat = (value: string): RtpStat[] => phoneStat(value, 'sent')

function phoneStat(value: string, way: 'received' | 'sent'): RtpStat[] {
  const fields = fieldsOf(value)
  const packets = figure(fields, 'PKT')
  return fields.size === 0
    ? []
    : [
        {
          fields,
          packetsSent: way === 'sent' ? packets : undefined,
          packetsReceived: way === 'received' ? packets : undefined,
          packetsLost: figure(fields, 'LOSTPKT'),
          jitterMs: figure(fields, 'AVGJIT'),
          latencyMs: undefined,
          durationS: figure(fields, 'DUR'),
        },
      ]
}

function fieldsOf(value: string): ReadonlyMap<string, string> {
  const fields = new Map<string, string>()
  const separator = /[;,]/.exec(value)?.[0] ?? ' '
  const parts = separator === ',' ? splitList(value).slice(0, MAX_FIELDS) : value.split(separator, MAX_FIELDS)
  for (const part of parts) {
    const equals = part.indexOf('=')
    const name = part.slice(0, Math.max(0, equals)).trim().toUpperCase()
    if (name !== '' && !fields.has(name)) fields.set(name, part.slice(equals + 1).trim())
  }
  return fields
}

const FIGURE = /^-?\d{1,15}(?:\.\d{1,15})?(?=$|[,\s/])/

/** The number a field begins with, undefined where it is none: `PS=nodata`. Signs and fractions are met. */
function figure(fields: ReadonlyMap<string, string>, name: string): number | undefined {
  const written = FIGURE.exec(fields.get(name) ?? '')?.[0]
  return written === undefined ? undefined : Number(written)
}
