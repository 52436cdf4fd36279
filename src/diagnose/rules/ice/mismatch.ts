import { addressClass, isLiteral } from '../../../model/address.ts'
import type { Call, DescribedMessage } from '../../../model/call.ts'
import { attributesOf, iceOf } from '../../facts/ice.ts'
import { mediaDirections } from '../../facts/media-flow.ts'
import { mediaAddress } from '../../facts/session.ts'
import { type Fault, type Proof, rule } from '../../rule.ts'

interface Values {
  readonly how: 'told' | 'default'
  readonly address: string
  readonly port: number
}

/** RFC 8840 §4.1.1: without an address yet, the port stands for discard. */
const DISCARD_PORT = 9

export const iceMismatch = rule<'call', Values>({
  id: 'ice.mismatch',
  category: 'nat',
  severity: 'medium',
  sources: ['RFC 8839 §4.2.5', 'RFC 8445 §5.4', 'RFC 8839 §5.4'],
  title: 'The default address is no ICE candidate',
  examines: 'call',
  about: { described: true },
  marks: { unusual: true },
  explains: ['ice.failed'],
  issues: ['ice', 'webrtc', 'alg', 'no audio'],
  meaning:
    'With ICE the address in c= and m= must be one of the candidates. Where somebody on the way has changed it, the other side has to give ICE up (a=ice-mismatch).',
  fires:
    'An answer says a=ice-mismatch, or c= and m= of a description name none of its candidates. Low where media flows both ways.',
  quiet: 'Trickle ICE, port 9 and 0.0.0.0, where the addresses are still to come; descriptions without candidates.',
  example: [
    'm=audio 40000 RTP/SAVPF 111',
    'c=IN IP4 198.51.100.4',
    'a=candidate:1 1 udp 2130706431 192.168.1.20 50000 typ host',
  ],
  recommendation:
    'Switch off SIP ALG or SDP rules that rewrite c= and leave the candidates, or let the SBC end ICE itself.',
  recipe: 'alg',
  verify: 'Verify: one candidate has the address and port of c= and m=.',
  *check({ call }) {
    let cut = false
    for (const { offer, answer } of call.offerAnswers) {
      for (const side of answer ? [offer, answer] : [offer]) {
        cut ||= !side.description.complete
        const fault = mismatchIn(side)
        if (!fault) continue
        yield { ...fault, ...severityOf(call) }
        return
      }
    }
    if (cut) yield { insufficient: 'message-cut' }
  },
  detail: ({ how, address, port }) =>
    how === 'told'
      ? 'The answer says a=ice-mismatch: the offer reached it with a default address that is none of its candidates.'
      : `The media is to go to ${address} port ${port}, which is none of the candidates.`,
})

function severityOf(call: Call) {
  const works = call.streams.length > 0 && mediaDirections(call).bothWays
  return works ? { severity: { level: 'low' as const, because: 'Media flows both ways' } } : {}
}

function mismatchIn(side: DescribedMessage): Fault<Values> | undefined {
  const { message, description } = side
  for (const media of description.media) {
    const [told] = attributesOf(side, media, 'ice-mismatch')
    if (told)
      return {
        values: { how: 'told', address: '', port: 0 },
        proof: [{ message, sdp: told }],
        scope: ['told'],
        mends: message,
      }
  }
  const ice = iceOf(side)
  const media = description.media.find(({ port }) => port !== 0)
  const address = media && mediaAddress(media, description)
  if (!ice || !media || !address || !description.complete || ice.trickle || ice.candidates.length === 0)
    return undefined
  if (media.port === DISCARD_PORT || !isLiteral(address) || addressClass(address) === 'hold') return undefined
  const isNamed = ice.candidates.some((one) => one.address === address && one.port === media.port)
  // A name (.local) may stand for the very address.
  if (isNamed || ice.candidates.some((one) => !isLiteral(one.address) && one.port === media.port)) return undefined
  const connection = media.connection ?? description.connection
  const [candidate] = attributesOf(side, media, 'candidate')
  return {
    values: { how: 'default', address, port: media.port },
    proof: [
      { message, sdp: media },
      ...(connection ? [{ message, sdp: connection } satisfies Proof] : []),
      ...(candidate ? [{ message, sdp: candidate } satisfies Proof] : []),
    ],
    scope: ['default'],
    mends: message,
  }
}
