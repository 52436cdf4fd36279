import { codecName } from '../decode/sdp/codec-name.ts'
import type { Call, DescribedMessage, Dialog, Leg, OfferAnswer } from '../model/call.ts'
import type { DialogRecord, LegRecord, MediaSideRecord, OfferAnswerRecord } from '../model/call-facts.ts'
import type { MediaDescription } from '../model/description.ts'
import { type Endpoint, endpointText } from '../model/endpoint.ts'
import type { CallRecord } from '../model/events.ts'
import { callFacts, callStreams } from './call-facts.ts'
import { senderOf } from './call-parties.ts'
import { ladderOf } from './ladder-rows.ts'
import { partiesOf } from './parties.ts'
import { mediaFactsOf } from './quality/call-media.ts'

/** Offers with their answers kept of one call, m-lines of one, codecs of one, dialogs of one leg: the first. Chosen by us. */
const EXCHANGES_MAX = 100
const MEDIA_MAX = 20
const CODECS_MAX = 40
const DIALOGS_MAX = 50

/** A call as it is told to people and stored. */
export function callRecord(call: Call): CallRecord {
  const media = callStreams(call)
  const facts = callFacts(call, media)
  const { lanes, rows } = ladderOf(call)
  return {
    number: call.number,
    callIds: call.legs.map(({ callId }) => callId),
    legs: call.legs.map(legOf),
    from: call.from,
    to: call.to,
    outcome: call.outcome,
    status: (call.answer ?? call.failure)?.status,
    startedAt: call.invite?.at ?? call.firstAt,
    answeredAt: call.answer?.at,
    endedAt: (call.bye ?? call.failure)?.at,
    sessionRequestDelayMs: facts.sessionRequestDelay?.ms,
    talkTimeMs: facts.talkTime?.ms,
    facts,
    offerAnswers: call.offerAnswers.slice(0, EXCHANGES_MAX).map((exchange) => exchangeOf(call, exchange)),
    lanes,
    messages: rows,
    streams: call.streams.map(({ number }) => number),
    media,
    ...mediaFactsOf(call),
  }
}

const legOf = ({ callId, joinedBy, confidence, dialogs }: Leg): LegRecord => ({
  callId,
  joinedBy,
  confidence,
  dialogs: dialogs.slice(0, DIALOGS_MAX).map(dialogOf),
})

const dialogOf = ({ fromTag, toTag, state, confirmedAt, startsBefore, cut, end }: Dialog): DialogRecord => ({
  ...{ fromTag, toTag, state, confirmedAt, startsBefore, cut },
  end: end && { kind: end.kind, by: end.by, at: end.at, message: end.message.number },
})

function exchangeOf(call: Call, exchange: OfferAnswer): OfferAnswerRecord {
  const { offer, answer, state, rejection } = exchange
  const { from, to } = partiesOf(offer.message)
  return {
    offeredBy: senderOf(call, offer.message),
    from: textOf(from),
    to: textOf(to),
    offer: offer.message.number,
    answer: answer?.message.number,
    state,
    rejectedWith: rejection?.status,
    media: exchange.media.slice(0, MEDIA_MAX).map((line) => ({
      kind: line.offer.kind,
      offer: sideOf(line.offer, offer),
      answer: line.answer && answer && sideOf(line.answer, answer),
    })),
  }
}

const sideOf = (line: MediaDescription, { description }: DescribedMessage): MediaSideRecord => ({
  address: (line.connection ?? description.connection)?.address,
  port: line.port,
  profile: line.profile,
  codecs: line.codecs.slice(0, CODECS_MAX).map(codecName),
  direction: line.direction,
  ptimeMs: line.ptimeMs,
})

const textOf = (endpoint: Endpoint | undefined): string => (endpoint ? endpointText(endpoint) : '?')
