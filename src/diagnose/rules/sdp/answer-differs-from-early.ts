import { isReliable } from '../../../correlate/offers.ts'
import type { Call, Transaction } from '../../../model/call.ts'
import type { MediaDescription, SessionDescription } from '../../../model/description.ts'
import type { SipResponse } from '../../../model/message.ts'
import { codecNames } from '../../facts/codecs.ts'
import { mediaDirections } from '../../facts/media-flow.ts'
import { lineOf, profileOf } from '../../facts/media-lines.ts'
import { mediaAddress, place } from '../../facts/session.ts'
import { rule, type Weight } from '../../rule.ts'

interface Values {
  readonly early: number
  readonly what: string
  readonly before: string
  readonly after: string
}

export const answerDiffersFromEarly = rule<'transaction', Values>({
  id: 'sdp.answer-differs-from-early',
  category: 'signaling',
  severity: 'medium',
  sources: ['RFC 6337 §3.1', 'RFC 3261 §13.2.1'],
  title: 'Answer in the 2xx differs from the one in the 18x',
  examines: 'transaction',
  about: { methods: ['INVITE'], described: true },
  marks: { statuses: [2], signs: ['early-sdp'] },
  meaning:
    'Within one dialog the description of an unreliable 18x previews the answer and must be repeated in the 2xx. Callers that keep the first one send their audio to the wrong place.',
  fires:
    'Address, port, codecs or protection of the audio line in the 2xx differ from those of an unreliable 18x with the same To tag. High where the caller keeps sending to the old address.',
  quiet: 'Other To tags (forks); reliable provisionals with UPDATE. Low where media works or is not captured.',
  example: ['c=IN IP4 203.0.113.20', 'c=IN IP4 203.0.113.21'],
  recommendation:
    'Let the answering side give early media and the answer another To tag, or update the session with a reliable 18x and UPDATE.',
  recipe: 'early',
  verify: 'Verify: 18x and 2xx of one To tag carry the same SDP.',
  applies: ({ transaction: { method, request } }) => method === 'INVITE' && request.description !== undefined,
  *check({ transaction, conversation }) {
    const answer = transaction.finals.find(({ status, description }) => status < 300 && description)
    if (!answer) return
    const early = transaction.provisionals.findLast(
      (response) => response.description && response.toTag === answer.toTag && !isReliable(response),
    )
    if (!early || answer.toTag === undefined) return
    if (!early.description!.complete || !answer.description!.complete) {
      yield { insufficient: 'message-cut' }
      return
    }
    const difference = differenceOf(early.description!, answer.description!)
    if (!difference) return
    yield {
      values: { early: early.status, what: difference.what, before: difference.before, after: difference.after },
      proof: [
        lineOf(early, difference.line),
        lineOf(answer, difference.other),
        { message: early },
        { message: answer },
      ],
      scope: [difference.what],
      mends: answer,
      severity: weigh(conversation.kind === 'call' ? conversation : undefined, transaction, early, difference.what),
    }
  },
  detail: ({ early, what, before, after }) =>
    `The ${early} announced the ${what} ${before}; the 2xx of the same dialog says ${after}.`,
})

interface Difference {
  readonly what: 'address' | 'codecs' | 'protection'
  readonly before: string
  readonly after: string
  readonly line: MediaDescription
  readonly other: MediaDescription
}

function differenceOf(early: SessionDescription, answer: SessionDescription): Difference | undefined {
  for (const [index, line] of early.media.entries()) {
    const other = answer.media[index]
    if (line.kind !== 'audio' || !other || line.port === 0 || other.port === 0) continue
    const said = (what: Difference['what'], before: string, after: string) => ({ what, before, after, line, other })
    const [before, after] = [placeOf(line, early), placeOf(other, answer)]
    if (before !== after) return said('address', before, after)
    const [codecs, others] = [codecNames(line).join(', '), codecNames(other).join(', ')]
    if (codecs.toLowerCase() !== others.toLowerCase()) return said('codecs', codecs, others)
    if (profileOf(line) !== profileOf(other)) return said('protection', line.profile, other.profile)
  }
  return undefined
}

const placeOf = (media: MediaDescription, description: SessionDescription): string =>
  place({ address: mediaAddress(media, description) ?? '?', port: media.port })

function weigh(call: Call | undefined, { request }: Transaction, early: SipResponse, what: Difference['what']): Weight {
  if (!call || call.streams.length === 0)
    return { level: 'low', because: 'No media was captured that it could have harmed' }
  if (mediaDirections(call).bothWays) return { level: 'low', because: 'RTP flows both ways all the same' }
  const line = early.description!.media.find(({ kind }) => kind === 'audio')!
  const old = placeOf(line, early.description!)
  const stuck = call.streams.some(
    ({ destination, lastAt }) => place(destination) === old && lastAt > (call.answer?.at ?? request.at ?? lastAt),
  )
  return what === 'address' && stuck
    ? { level: 'high', because: 'RTP still goes to the address of the 18x after the answer' }
    : { level: 'medium', because: 'Media does not reach both sides' }
}
