import type { MediaDirection } from '../../../model/description.ts'
import { mediaDirections } from '../../facts/media-flow.ts'
import { bothLines, isCut } from '../../facts/media-lines.ts'
import { agreedAudio } from '../../facts/session.ts'
import { rule, type Weight } from '../../rule.ts'

interface Values {
  readonly offered: MediaDirection
  readonly answered: MediaDirection
}

/** What may answer a direction (RFC 3264 §6.1). */
const LEGAL: Readonly<Record<MediaDirection, readonly MediaDirection[]>> = {
  sendrecv: ['sendrecv', 'sendonly', 'recvonly', 'inactive'],
  sendonly: ['recvonly', 'inactive'],
  recvonly: ['sendonly', 'inactive'],
  inactive: ['inactive'],
}

export const directionConflict = rule<'offerAnswer', Values>({
  id: 'sdp.direction-conflict',
  category: 'media',
  severity: 'high',
  sources: ['RFC 3264 §6.1'],
  title: 'Media directions of offer and answer contradict each other',
  examines: 'offerAnswer',
  about: { described: true },
  marks: { unusual: true },
  meaning:
    'The answer claims a direction that the offer does not allow, such as sendonly to sendonly: each side waits for, or sends to, one that does not listen.',
  fires:
    'sendonly is not answered by recvonly or inactive, recvonly not by sendonly or inactive, inactive not by inactive.',
  quiet:
    'Legal pairs; lines with port 0. Low where a hold is answered by sendrecv, as old user agents do, or media flows both ways.',
  example: ['a=sendonly', 'a=sendonly'],
  recommendation: 'Correct the answering side: its direction must be the mirror of the one offered.',
  verify: 'Verify: sendonly is answered by recvonly, and media flows.',
  applies: ({ exchange }) => exchange.answer !== undefined,
  *check({ exchange, call }) {
    if (isCut(exchange)) {
      yield { insufficient: 'message-cut' }
      return
    }
    for (const pair of agreedAudio(exchange)) {
      const [offered, answered] = [pair.offer.direction, pair.answer.direction]
      if (LEGAL[offered].includes(answered)) continue
      const severity = weigh(offered, answered, mediaDirections(call).bothWays)
      yield {
        values: { offered, answered },
        proof: bothLines(pair),
        scope: [offered, answered],
        mends: exchange.answer!.message,
        ...(severity && { severity }),
      }
    }
  },
  detail: ({ offered, answered }) =>
    `The offer is ${offered} and the answer ${answered}; ${LEGAL[offered].join(' or ')} would be its mirror.`,
})

function weigh(offered: MediaDirection, answered: MediaDirection, works: boolean): Weight | undefined {
  if (works) return { level: 'low', because: 'RTP flows both ways all the same' }
  return answered === 'sendrecv' && (offered === 'sendonly' || offered === 'inactive')
    ? { level: 'low', because: 'A hold answered as old user agents do' }
    : undefined
}
