import { codecName, isMediaCodec } from '../decode/sdp/codec-name.ts'
import { headerValues } from '../decode/sip/values.ts'
import type { Call, Transaction } from '../model/call.ts'
import type { CallFacts, CallStream, Party, PostDialDelay, SentCodec } from '../model/call-facts.ts'
import type { SipResponse } from '../model/message.ts'
import type { RtpStream } from '../model/stream.ts'
import { MICROS_PER_MS, type Micros, millisBetween } from '../model/time.ts'
import { attemptsOf, callersOwn, failoversOf, isChallenge, REDIRECTS_MAX, startsOf } from './attempts.ts'
import { holdsOf } from './holds.ts'
import { streamPlacesOf } from './quality/attribution.ts'
import { releaseOf } from './release.ts'
import { retransmissionsOf } from './resends.ts'

/** Streams of one call that are listed, the first ones. Chosen by us. */
const STREAMS_MAX = 100

/** How long the steps of a call took; `starts` are the INVITEs that began it. */
export function callDelays(
  call: Call,
  starts: readonly Transaction[],
): Pick<CallFacts, 'sessionRequestDelay' | 'postDialDelay' | 'setupTimeMs' | 'talkTime'> {
  const own = callersOwn(starts)
  const answer = answerIn(own) ?? call.answer
  return {
    sessionRequestDelay: sessionRequestDelay(call, own),
    postDialDelay: postDialDelay(call, own),
    setupTimeMs: millisBetween(call.invite?.at, answer?.at),
    talkTime: talkTime(call),
  }
}

/** What the messages and streams of a call tell about it. Made from nothing but the call: ask once, it is not remembered. */
export function callFacts(call: Call, media: readonly CallStream[] = callStreams(call)): CallFacts {
  const starts = startsOf(call)
  const own = callersOwn(starts)
  const release = releaseOf(call, starts)
  const answer = answerIn(own) ?? call.answer
  return {
    ...callDelays(call, starts),
    ringTimeMs: ringTimeMs(own, answer),
    sessionDisconnectDelayMs: sessionDisconnectDelayMs(call),
    release,
    attempts: attemptsOf(call, starts),
    failovers: failoversOf(starts),
    redirects: redirectsOf(starts),
    forks: forksOf(own),
    retransmissions: retransmissionsOf(call.transactions).size,
    holdTimeMs: holdTimeMs(call, release?.at),
    codecs: codecsOf(call, media),
    cut: { begin: call.invite === undefined, end: call.final && release === undefined && isUnfinished(call) },
  }
}

const isUnfinished = ({ outcome }: Call): boolean => outcome === 'answered' || outcome === 'unknown'

const answerIn = (starts: readonly Transaction[]): SipResponse | undefined => {
  for (const { finals } of starts) for (const final of finals) if (final.status < 300) return final
  return undefined
}

function sessionRequestDelay({ invite, failure }: Call, own: readonly Transaction[]): CallFacts['sessionRequestDelay'] {
  let heard: SipResponse | undefined
  for (const { provisionals, finals } of own) {
    for (const list of [provisionals, finals]) {
      const first = list.find(({ status }) => status > 100 && !isChallenge(status))
      if (first && (!heard || first.number < heard.number)) heard = first
    }
  }
  const ms = millisBetween(invite?.at, heard?.at)
  return ms === undefined ? undefined : { ms, failed: failure !== undefined }
}

function postDialDelay({ invite }: Call, own: readonly Transaction[]): PostDialDelay | undefined {
  let heard: SipResponse | undefined
  let tried: Transaction | undefined
  for (const start of own) {
    const first = start.provisionals.find(({ status }) => status === 180 || status === 183)
    if (!first || (heard && heard.number < first.number)) continue
    heard = first
    tried = start
  }
  const ms = millisBetween(invite?.at, heard?.at)
  const sinceLastTryMs = millisBetween(tried?.request.at, heard?.at)
  if (!heard || ms === undefined || sinceLastTryMs === undefined) return undefined
  return { ms, sinceLastTryMs, status: heard.status, description: heard.description !== undefined }
}

function ringTimeMs(own: readonly Transaction[], answer: SipResponse | undefined): number | undefined {
  for (const { provisionals, cancel, final } of own) {
    const ringing = provisionals.find(({ status }) => status === 180)
    if (ringing) return millisBetween(ringing.at, (answer ?? cancel ?? final)?.at)
  }
  return undefined
}

/** Answer to BYE; where none was seen to the last media packet after the answer. */
function talkTime({ answer, bye, streams }: Call): CallFacts['talkTime'] {
  if (!answer) return undefined
  const ms = millisBetween(answer.at, bye?.at)
  if (ms !== undefined) return { ms, estimated: false }
  if (bye || streams.length === 0) return undefined
  let last: Micros = 0
  for (const { lastAt } of streams) last = Math.max(last, lastAt)
  const estimate = millisBetween(answer.at, last)
  return estimate === undefined ? undefined : { ms: estimate, estimated: true }
}

function sessionDisconnectDelayMs({ bye, transactions }: Call): number | undefined {
  if (!bye) return undefined
  return millisBetween(bye.at, transactions.find(({ request }) => request === bye)?.final?.at)
}

function redirectsOf(starts: readonly Transaction[]): CallFacts['redirects'] {
  const redirects: CallFacts['redirects'][number][] = []
  for (const { final } of starts) {
    if (!final || final.status < 300 || final.status >= 400 || redirects.length >= REDIRECTS_MAX) continue
    const to = headerValues(final, 'contact').slice(0, REDIRECTS_MAX)
    redirects.push({ message: final.number, status: final.status, to: to.map(({ address }) => address.uriText) })
  }
  return redirects
}

/** Branches of one INVITE: each answers with a To tag of its own (RFC 3261 §16.7, §19.3). */
function forksOf(own: readonly Transaction[]): number {
  let most = 0
  for (const { provisionals, finals } of own) {
    if (isOneBranch(provisionals, finals)) {
      most = Math.max(most, 1)
      continue
    }
    const tags = new Set<string | undefined>()
    for (const { status, toTag } of provisionals) if (status > 100) tags.add(toTag)
    for (const { status, toTag } of finals) if (status < 300) tags.add(toTag)
    most = Math.max(most, tags.size)
  }
  return most
}

/**
 * Time on hold, by either side: what overlaps counts once, and one that was not taken back lasts to the end. What the first offer
 * and answer stop is no hold.
 */
function holdTimeMs(call: Call, endedAt: Micros | undefined): number | undefined {
  // Most calls agree on their media once.
  if (call.offerAnswers.length < 2) return undefined
  let total: number | undefined
  let covered: Micros = 0
  for (const { from, until, initial } of holdsOf(call).toSorted((a, b) => (a.from ?? 0) - (b.from ?? 0))) {
    const end = until ?? endedAt ?? call.lastAt
    if (initial || from === undefined || end === undefined) continue
    total = (total ?? 0) + Math.max(0, end - Math.max(from, covered)) / MICROS_PER_MS
    covered = Math.max(covered, end)
  }
  return total
}

/** The streams of a call with who sent them, the first hundred. */
export function callStreams(call: Call): readonly CallStream[] {
  if (call.streams.length === 0) return []
  const places = new Map(streamPlacesOf(call).map((place) => [place.stream, place]))
  return call.streams.slice(0, STREAMS_MAX).map((stream) => {
    const place = places.get(stream)
    const answeredAt = call.answer?.at
    return {
      stream: stream.number,
      by: place?.by,
      kind: place?.kind,
      line: place?.line,
      codec: place?.codec ? codecName(place.codec) : codecOf(stream),
      ringback: place?.ringback ?? false,
      segment: place?.segment,
      firstAt: stream.firstAt,
      lastAt: stream.lastAt,
      sinceAnswerMs: answeredAt === undefined ? undefined : (stream.firstAt - answeredAt) / MICROS_PER_MS,
    }
  })
}

/** What most of its packets carry, telephone events and comfort noise aside, where no description names it. */
function codecOf({ payloadTypes }: RtpStream): string | undefined {
  let most: RtpStream['payloadTypes'][number] | undefined
  for (const use of payloadTypes) if (isMediaCodec(use.encoding) && use.packets > (most?.packets ?? 0)) most = use
  return most && (most.encoding ?? `payload type ${most.payloadType}`)
}

/** What nearly all calls show: all that rings or answers has one tag. */
function isOneBranch(provisionals: readonly SipResponse[], finals: readonly SipResponse[]): boolean {
  const tag = finals[0] && finals[0].status < 300 ? finals[0].toTag : undefined
  if (tag === undefined) return false
  for (const { status, toTag } of provisionals) if (status > 100 && toTag !== tag) return false
  for (const { status, toTag } of finals) if (status < 300 && toTag !== tag) return false
  return true
}

/** By the packets each side sent, for each kind the last stream; where none was seen by the last answer, for both sides. */
function codecsOf(call: Call, media: readonly CallStream[]): readonly SentCodec[] {
  const sent: SentCodec[] = []
  for (const { by, kind, codec } of media.toReversed()) {
    if (by && kind && codec && !isTold(sent, by, kind)) sent.push({ by, kind, codec, seen: 'media' })
  }
  const agreed = call.offerAnswers.findLast(({ state }) => state === 'answered')
  for (const { answer } of agreed?.media ?? []) {
    const codec = answer && answer.port !== 0 ? answer.codecs.find(({ encoding }) => isMediaCodec(encoding)) : undefined
    if (!answer || !codec) continue
    const { kind } = answer
    for (const by of PARTIES)
      if (!isTold(sent, by, kind)) sent.push({ by, kind, codec: codecName(codec), seen: 'answer' })
  }
  return sent.sort((a, b) => PARTIES.indexOf(a.by) - PARTIES.indexOf(b.by))
}

const PARTIES: readonly Party[] = ['caller', 'callee']

const isTold = (sent: readonly SentCodec[], by: Party, kind: string): boolean =>
  sent.some((one) => one.by === by && one.kind === kind)
