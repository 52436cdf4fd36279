import type { Micros } from '../../../model/time.ts'
import { type DialogId, parseDialogId } from '../values/dialog-id.ts'

/** A voice quality report (RFC 6035): what an endpoint measured itself. Nobody has checked the figures. */
export interface QualityReport {
  /** A report of the whole session, of an interval, or one that a threshold was passed. */
  readonly kind: 'session' | 'interval' | 'alert'
  /** The session is over. */
  readonly final: boolean
  /** `Type=NLR Severity=Critical Dir=local` of an alert, by upper-case name. */
  readonly alert: Figures
  readonly callId: string | undefined
  readonly localId: string | undefined
  readonly remoteId: string | undefined
  readonly origId: string | undefined
  readonly local: MediaEnd | undefined
  readonly remote: MediaEnd | undefined
  /** What this side measured of the media it received. */
  readonly localMetrics: QualityMetrics | undefined
  /** What it was told of the other side's, by RTCP-XR. */
  readonly remoteMetrics: QualityMetrics | undefined
  readonly dialog: DialogId | undefined
}

type Figures = ReadonlyMap<string, string>

export interface MediaEnd {
  readonly address: string | undefined
  readonly port: number | undefined
  readonly ssrc: number | undefined
}

/** The groups of RFC 6035 §4.6.2. A figure that is missing, `127` for unavailable, or no number is undefined. */
export interface QualityMetrics {
  readonly startedAt: Micros | undefined
  readonly stoppedAt: Micros | undefined
  readonly session: {
    readonly payloadType: number | undefined
    readonly codec: string | undefined
    readonly sampleRateHz: number | undefined
    readonly frameDurationMs: number | undefined
    readonly frameOctets: number | undefined
    readonly framesPerPacket: number | undefined
    readonly packetsPerSecond: number | undefined
    readonly fmtp: string | undefined
    /** 0 unspecified, 1 disabled, 2 enhanced, 3 standard. */
    readonly lossConcealment: number | undefined
    readonly silenceSuppression: boolean | undefined
  }
  readonly jitterBuffer: {
    /** 0 unknown, 1 reserved, 2 non-adaptive, 3 adaptive. */
    readonly adaptive: number | undefined
    readonly rate: number | undefined
    readonly nominalMs: number | undefined
    readonly maximumMs: number | undefined
    readonly absoluteMaximumMs: number | undefined
  }
  readonly lossPercent: number | undefined
  readonly discardPercent: number | undefined
  readonly burst: {
    readonly lossDensityPercent: number | undefined
    readonly durationMs: number | undefined
    readonly gapLossDensityPercent: number | undefined
    readonly gapDurationMs: number | undefined
    readonly minimumGap: number | undefined
  }
  readonly delay: {
    readonly roundTripMs: number | undefined
    readonly endSystemMs: number | undefined
    readonly oneWayMs: number | undefined
    readonly interarrivalJitterMs: number | undefined
    readonly meanAbsoluteJitterMs: number | undefined
  }
  readonly signal: {
    readonly levelDbm: number | undefined
    readonly noiseDbm: number | undefined
    readonly residualEchoReturnLossDb: number | undefined
  }
  readonly quality: {
    readonly listeningR: number | undefined
    readonly conversationalR: number | undefined
    readonly externalInR: number | undefined
    readonly externalOutR: number | undefined
    readonly mosLq: number | undefined
    readonly mosCq: number | undefined
    readonly algorithm: string | undefined
  }
}

const FIRST = /^VQ(Session|Interval|Alert)Report\s{0,9}(?::(.*))?$/i
/** Lines and figures read of one report; the standard knows some thirty lines. */
const MAX_LINES = 400
const MAX_FIGURES = 40

/** Undefined when it does not begin as such a report. */
export function parseQualityReport(text: string): QualityReport | undefined {
  const lines = text.split(/\r\n|\n|\r/, MAX_LINES)
  const begin = lines.findIndex((line) => FIRST.test(line))
  const first = begin < 0 ? null : FIRST.exec(lines[begin]!)
  if (!first) return undefined
  const [common, local, remote] = groupsOf(lines.slice(begin + 1))
  const end = first[2] ?? ''
  return {
    kind: first[1]!.toLowerCase() as QualityReport['kind'],
    final: /\bCallTerm\b/i.test(end),
    alert: figuresOf(end),
    callId: common.get('callid'),
    localId: common.get('localid'),
    remoteId: common.get('remoteid'),
    origId: common.get('origid'),
    local: endOf(common.get('localaddr')),
    remote: endOf(common.get('remoteaddr')),
    localMetrics: local && metricsOf(local),
    remoteMetrics: remote && metricsOf(remote),
    dialog: parseDialogId(common.get('dialogid') ?? '')[0],
  }
}

type Lines = ReadonlyMap<string, string>

/** `Name: value` lines: those of the whole report, and those below `LocalMetrics:` and `RemoteMetrics:`. */
function groupsOf(lines: readonly string[]): readonly [Lines, Lines | undefined, Lines | undefined] {
  const common = new Map<string, string>()
  let local: Map<string, string> | undefined
  let remote: Map<string, string> | undefined
  let open = common
  for (const line of lines) {
    const colon = line.indexOf(':')
    const name = line.slice(0, Math.max(0, colon)).trim().toLowerCase()
    if (name === 'localmetrics') open = local ??= new Map()
    else if (name === 'remotemetrics') open = remote ??= new Map()
    else if (name === 'dialogid') common.set(name, line.slice(colon + 1).trim())
    else if (name !== '' && !open.has(name)) open.set(name, line.slice(colon + 1).trim())
  }
  return [common, local, remote]
}

/** `NLR=5.0 JDR=2.0`, values quoted or not, by upper-case name. */
function figuresOf(line: string | undefined): Figures {
  const found = new Map<string, string>()
  for (const [, name = '', quoted, plain] of (line ?? '').matchAll(
    /([A-Za-z]{1,20})\s?=\s?(?:"([^"]*)"|([^\s"]{1,200}))/g,
  )) {
    if (found.size === MAX_FIGURES) break
    if (!found.has(name.toUpperCase())) found.set(name.toUpperCase(), quoted ?? plain ?? '')
  }
  return found
}

/** `IP=192.0.2.1 PORT=5000 SSRC=1a3b5c7d`. */
function endOf(line: string | undefined): MediaEnd | undefined {
  if (line === undefined) return undefined
  const figures = figuresOf(line)
  const ssrc = /^(?:0x)?([0-9a-f]{1,8})$/i.exec(figures.get('SSRC') ?? '')?.[1]
  return {
    address: figures.get('IP')?.replace(/^\[|\]$/g, ''),
    port: numberOf(figures, 'PORT'),
    ssrc: ssrc === undefined ? undefined : Number.parseInt(ssrc, 16),
  }
}

function metricsOf(lines: Lines): QualityMetrics {
  const times = figuresOf(lines.get('timestamps'))
  const loss = figuresOf(lines.get('packetloss'))
  return {
    startedAt: timeOf(times.get('START')),
    stoppedAt: timeOf(times.get('STOP')),
    session: sessionOf(figuresOf(lines.get('sessiondesc'))),
    jitterBuffer: jitterBufferOf(figuresOf(lines.get('jitterbuffer'))),
    lossPercent: numberOf(loss, 'NLR'),
    discardPercent: numberOf(loss, 'JDR'),
    burst: burstOf(figuresOf(lines.get('burstgaploss'))),
    delay: delayOf(figuresOf(lines.get('delay'))),
    signal: signalOf(figuresOf(lines.get('signal'))),
    quality: qualityOf(figuresOf(lines.get('qualityest'))),
  }
}

function sessionOf(figures: Figures): QualityMetrics['session'] {
  const suppression = figures.get('SSUP')?.toLowerCase()
  return {
    payloadType: numberOf(figures, 'PT'),
    codec: figures.get('PD'),
    sampleRateHz: numberOf(figures, 'SR'),
    frameDurationMs: numberOf(figures, 'FD'),
    frameOctets: numberOf(figures, 'FO'),
    framesPerPacket: numberOf(figures, 'FPP'),
    packetsPerSecond: numberOf(figures, 'PPS'),
    fmtp: figures.get('FMTP'),
    lossConcealment: numberOf(figures, 'PLC'),
    silenceSuppression: suppression === undefined ? undefined : suppression === 'on',
  }
}

const jitterBufferOf = (figures: Figures): QualityMetrics['jitterBuffer'] => ({
  adaptive: numberOf(figures, 'JBA'),
  rate: numberOf(figures, 'JBR'),
  nominalMs: numberOf(figures, 'JBN'),
  maximumMs: numberOf(figures, 'JBM'),
  absoluteMaximumMs: numberOf(figures, 'JBX'),
})

const burstOf = (figures: Figures): QualityMetrics['burst'] => ({
  lossDensityPercent: numberOf(figures, 'BLD'),
  durationMs: numberOf(figures, 'BD'),
  gapLossDensityPercent: numberOf(figures, 'GLD'),
  gapDurationMs: numberOf(figures, 'GD'),
  minimumGap: numberOf(figures, 'GMIN'),
})

const delayOf = (figures: Figures): QualityMetrics['delay'] => ({
  roundTripMs: numberOf(figures, 'RTD'),
  endSystemMs: numberOf(figures, 'ESD'),
  oneWayMs: numberOf(figures, 'SOWD') ?? numberOf(figures, 'OWD'),
  interarrivalJitterMs: numberOf(figures, 'IAJ'),
  meanAbsoluteJitterMs: numberOf(figures, 'MAJ'),
})

const signalOf = (figures: Figures): QualityMetrics['signal'] => ({
  levelDbm: availableOf(figures, 'SL'),
  noiseDbm: availableOf(figures, 'NL'),
  residualEchoReturnLossDb: availableOf(figures, 'RERL'),
})

const qualityOf = (figures: Figures): QualityMetrics['quality'] => ({
  listeningR: availableOf(figures, 'RLQ'),
  conversationalR: availableOf(figures, 'RCQ'),
  externalInR: availableOf(figures, 'EXTRI'),
  externalOutR: availableOf(figures, 'EXTRO'),
  mosLq: mosOf(figures, 'MOSLQ'),
  mosCq: mosOf(figures, 'MOSCQ'),
  algorithm: figures.get('QOEESTALG'),
})

const NUMBER = /^-?\d{1,12}(?:\.\d{1,12})?$/

function numberOf(figures: Figures, name: string): number | undefined {
  const written = figures.get(name)
  return written !== undefined && NUMBER.test(written) ? Number(written) : undefined
}

/** 127 is RFC 3611's sign for what was not measured. */
function availableOf(figures: Figures, name: string): number | undefined {
  const number = numberOf(figures, name)
  return number === 127 ? undefined : number
}

/** 1 to 5; what lies outside was not measured. */
function mosOf(figures: Figures, name: string): number | undefined {
  const number = numberOf(figures, name)
  return number !== undefined && number >= 1 && number <= 5 ? number : undefined
}

const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/

function timeOf(text: string | undefined): Micros | undefined {
  const at = text !== undefined && ISO.test(text) ? Date.parse(text) : Number.NaN
  return Number.isNaN(at) ? undefined : at * 1_000
}
