import { attributeValues } from '../../../decode/sdp/attributes.ts'
import { isPublic } from '../../../model/address.ts'
import type { Call, OfferAnswer } from '../../../model/call.ts'
import type { SipMessage } from '../../../model/message.ts'
import { audioPairs } from '../../facts/session.ts'
import { carriageOf } from '../../facts/tap.ts'
import { type Proof, rule, type Weight } from '../../rule.ts'

interface Values {
  readonly transport: string
  readonly suite: string
  readonly used: boolean
}

export const sdesOverCleartext = rule<'offerAnswer', Values>({
  id: 'security.sdes-over-cleartext',
  category: 'security',
  severity: 'high',
  sources: ['RFC 4568 §8.3', 'RFC 4568 §9'],
  title: 'SRTP key is sent in the clear',
  examines: 'offerAnswer',
  about: { described: true },
  marks: { unusual: true },
  issues: ['srtp', 'encryption'],
  meaning:
    'The key that protects the audio stands in the session description (SDES), and that travels unencrypted: whoever sees the signalling can decrypt the call.',
  fires:
    'An a=crypto key goes over UDP, TCP or WS and the answer chooses SDES. Low where it was only offered; critical where the hop is public and SRTP with it was captured.',
  quiet: 'Signalling over TLS or WSS; messages that were captured behind a TLS offloader; DTLS-SRTP.',
  example: ['a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:***'],
  recommendation: 'Carry the signalling over TLS on every hop, or use DTLS-SRTP, whose keys never travel.',
  recipe: 'srtp',
  verify: 'Verify: Via says TLS on each hop that carries a=crypto.',
  *check({ exchange, call }) {
    for (const { offer, answer } of audioPairs(exchange)) {
      const [mine] = attributeValues(offer, 'crypto')
      if (!mine || offer.port === 0) continue
      const theirs = answer && answer.port !== 0 ? attributeValues(answer, 'crypto')[0] : undefined
      const messages = theirs ? [exchange.offer.message, exchange.answer!.message] : [exchange.offer.message]
      const carriage = messages.map(carriageOf)
      if (!carriage.includes('clear')) {
        if (carriage.includes('unsealed')) yield { insufficient: 'encrypted' }
        continue
      }
      if (exchange.state === 'rejected' || (!theirs && !call.final)) continue
      const lines: Proof[] = [{ message: exchange.offer.message, sdp: mine.attribute }]
      if (theirs) lines.push({ message: exchange.answer!.message, sdp: theirs.attribute })
      const severity = weigh(call, exchange, theirs !== undefined)
      yield {
        values: {
          transport: transportOf(exchange.offer.message),
          suite: (theirs ?? mine).value.suite.slice(0, 60),
          used: theirs !== undefined,
        },
        proof: [lines[0]!, ...lines.slice(1)],
        scope: [transportOf(exchange.offer.message), theirs ? 'used' : 'offered'],
        mends: exchange.offer.message,
        ...(severity && { severity }),
      }
    }
  },
  detail: ({ transport, suite, used }) =>
    used
      ? `The keys of ${suite} were exchanged in session descriptions over ${transport}, which anybody on the way can read.`
      : `A key of ${suite} was offered over ${transport}; the answer did not use it.`,
})

const transportOf = (message: SipMessage): string => message.transport ?? 'UDP'

function weigh(call: Call, { offer }: OfferAnswer, used: boolean): Weight | undefined {
  if (!used) return { level: 'low', because: 'The key was only offered, and not used' }
  const { source, destination } = offer.message
  const isOpen = source && destination && isPublic(source.address) && isPublic(destination.address)
  return isOpen && call.streams.some(({ secure }) => secure)
    ? { level: 'critical', because: 'Keys and the SRTP they protect were both seen on a public path' }
    : undefined
}
