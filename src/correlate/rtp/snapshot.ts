import type { RtcpFacts } from '../../model/rtcp.ts'
import type { RtpStream } from '../../model/stream.ts'
import { NO_RTCP } from '../rtp-control.ts'
import { speechOf } from './speech.ts'
import type { StreamState } from './stream.ts'

/** Encodings with one octet for each tick of their clock (RFC 3551 §4.5). */
const OCTET_PER_TICK: ReadonlySet<string> = new Set(['pcmu', 'pcma', 'g722'])
/** Octets of an authentication tag: 32 and 80 bits (RFC 3711 §5.2), 128 of GCM (RFC 7714 §13.2); 0 is plain RTP. */
const TAG_OCTETS: ReadonlySet<number> = new Set([0, 4, 10, 16])
/** Packets before sizes are believed. Chosen by us. */
const SIZED_PACKETS = 10
/** A clock rate that timestamps run past by more is not theirs. Chosen by us: halves and doubles are what occurs. */
const OFF_CLOCK_SHARE = 0.2

const NO_FIGURES = {
  lastFrame: 0,
  payloadTypes: [],
  payloadTypeChanges: [],
  packets: 0,
  bytes: 0,
  expected: 0,
  lost: 0,
  lossPercent: 0,
  duplicates: 0,
  reordered: 0,
  outOfRange: 0,
  segments: 0,
  lossRuns: [],
  longestLossRun: 0,
  bursts: undefined,
  playoutBursts: undefined,
  jitterMs: undefined,
  clockRateHz: undefined,
  timestampRateHz: undefined,
  maxDeltaMs: 0,
  delayVariation: undefined,
  jitterBuffers: undefined,
  clockSkew: undefined,
  ptimeMs: undefined,
  ptimeShare: undefined,
  ptimeChanges: [],
  dscp: 0,
  dscps: [],
  dscpChanges: 0,
  ttls: [],
  ttlChanges: 0,
  gaps: [],
  gapCounts: { lost: 0, silence: 0, stalled: 0, restarted: 0 },
  silence: { comfortNoisePackets: 0, talkspurts: 0, suppressions: 0, suppressedMs: 0 },
  timestamps: { backwards: 0, repeated: 0, irregular: 0, jumps: 0, events: [] },
  pacing: { clumps: 0, clumpedPackets: 0, largestClump: 0, longestPauseMs: 0 },
  captureClock: { equalTimes: 0, stepMs: undefined },
  previous: undefined,
  next: undefined,
  worstWindow: undefined,
  series: undefined,
  secure: undefined,
  tagOctets: undefined,
  events: undefined,
  tones: undefined,
  speech: undefined,
} as const satisfies Partial<RtpStream>

/** What names a stream, and no figure: for those who will ask for a snapshot when they want to know more. */
export function beginningOf(state: StreamState): RtpStream {
  const { number, source, destination, ssrc, firstAt, firstFrame, relayed, relay } = state
  const names = { number, source, destination, ssrc, firstAt, lastAt: firstAt, firstFrame, relayed, relay }
  state.told ??= { ...NO_FIGURES, ...names, rtcp: NO_RTCP }
  return state.told
}

/** The stream as it stands. `keyed`: DTLS between its two ends agreed on SRTP. `whole`: with the series. */
export function snapshotOf(state: StreamState, rtcp: RtcpFacts, keyed: boolean, whole: boolean): RtpStream {
  state.settle()
  const { uses, sequence, arrivals, steps, dscps, ttls, gaps } = state
  for (const use of uses.all) use.sizes.close(use.packets)
  dscps.close(state.packets)
  ttls.close(state.packets)
  const expected = sequence.expected()
  const lost = sequence.lost()
  const { runs, lost: losses, missing } = sequence.fates()
  const clockRateHz = uses.main().clockRateHz
  const step = steps.mode()
  const ptimeMs = clockRateHz === undefined || step === 0 ? undefined : (step * 1_000) / clockRateHz
  const tagOctets = tagOctetsOf(state)
  const meter = clockRateHz === undefined ? undefined : state.meters.main()
  const timestampRateHz = meter?.rateHz()
  const inTime = meter !== undefined && !isOff(timestampRateHz, clockRateHz!) ? meter : undefined
  const secure = keyed || (tagOctets === undefined ? state.secure : tagOctets > 0)
  const heard = whole && secure !== true ? soundOf(state) : undefined
  return {
    number: state.number,
    source: state.source,
    destination: state.destination,
    ssrc: state.ssrc,
    firstAt: state.firstAt,
    lastAt: state.lastAt,
    firstFrame: state.firstFrame,
    lastFrame: state.lastFrame,
    payloadTypes: uses.list(),
    payloadTypeChanges: uses.changesOfMedium(),
    packets: state.packets,
    bytes: state.bytes,
    expected,
    lost,
    lossPercent: expected === 0 ? 0 : (100 * lost) / expected,
    duplicates: sequence.duplicates,
    reordered: sequence.reordered,
    outOfRange: sequence.outOfRange,
    segments: sequence.segments,
    lossRuns: runs,
    longestLossRun: losses.longestRun,
    bursts: losses.figures(expected, ptimeMs),
    playoutBursts: inTime && missing.figures(expected, ptimeMs),
    jitterMs: meter?.jitterMs(),
    clockRateHz,
    timestampRateHz,
    maxDeltaMs: arrivals.maxDeltaMs(),
    delayVariation: inTime?.delayVariation(),
    jitterBuffers: inTime && state.windows.buffers(inTime.buffers, sequence),
    clockSkew: inTime?.clockSkew(),
    ptimeMs,
    ptimeShare: ptimeMs === undefined ? undefined : steps.share(),
    ptimeChanges: clockRateHz === undefined ? [] : steps.ptimeChanges(clockRateHz),
    dscp: state.firstDscp,
    dscps: dscps.list((dscp, packets) => ({ dscp, packets })),
    dscpChanges: dscps.changes,
    ttls: ttls.list((ttl, packets) => ({ ttl, packets })),
    ttlChanges: ttls.changes,
    gaps: gaps.list(),
    gapCounts: gaps.total(),
    silence: {
      comfortNoisePackets: uses.noise(),
      talkspurts: state.talkspurts,
      suppressions: arrivals.suppressions,
      suppressedMs: arrivals.suppressedMs(),
    },
    timestamps: steps.faults(),
    pacing: arrivals.pacing(),
    captureClock: arrivals.captureClock(),
    previous: previousOf(state),
    next: state.next?.number,
    worstWindow: state.windows.worst(sequence),
    series: whole ? state.series.figures(state, inTime !== undefined) : undefined,
    rtcp,
    relayed: state.relayed,
    relay: state.relay,
    secure,
    tagOctets,
    events: uses.all.some((use) => use.events)
      ? { begun: state.events?.begun ?? 0, ended: state.events?.ended ?? 0 }
      : undefined,
    tones: state.events?.list(uses.all.find((use) => use.events)?.clockRateHz),
    speech: heard?.speech,
    loudness: heard?.loudness,
  }
}

function soundOf({ sound, uses }: StreamState): ReturnType<typeof speechOf> {
  const codec = uses.main().sound?.encoding
  return sound === undefined || codec === undefined ? undefined : speechOf(sound, codec)
}

function previousOf(state: StreamState): RtpStream['previous'] {
  if (state.previous === undefined) return undefined
  const { number, ssrc } = state.previous
  const lastAt = state.previous.heardAt()
  return { number, ssrc, lastAt, overlapMs: Math.max(0, Math.min(lastAt, state.lastAt) - state.firstAt) / 1_000 }
}

/** Octets that packets of G.711 and G.722 have beyond what they need; undefined where sizes change or tell nothing. */
function tagOctetsOf({ uses, steps }: StreamState): number | undefined {
  const { payloadType, packets, octets, lastOctets } = uses.main()
  const step = steps.mode()
  const extra = octets - step
  if (packets < SIZED_PACKETS || octets !== lastOctets || step === 0 || !TAG_OCTETS.has(extra)) return undefined
  return OCTET_PER_TICK.has(uses.encodingOf(payloadType)?.toLowerCase() ?? '') ? extra : undefined
}

const isOff = (rateHz: number | undefined, clockRateHz: number): boolean =>
  rateHz !== undefined && Math.abs(rateHz / clockRateHz - 1) > OFF_CLOCK_SHARE
