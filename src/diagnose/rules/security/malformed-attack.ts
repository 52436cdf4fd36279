import { firstValue } from '../../../decode/sip/message.ts'
import { header, headerCount, headers, type SipMessage } from '../../../model/message.ts'
import { META } from '../../facts/commands.ts'
import { type Proof, rule } from '../../rule.ts'
import { HUGE_MESSAGE_CHARS, MANY_HEADERS, MANY_VIAS } from '../../thresholds/security.ts'

interface Values {
  readonly sign: 'size' | 'headers' | 'vias' | 'length' | 'text' | 'nul'
  readonly shown: string
}

export const malformedAttack = rule<'message', Values>({
  id: 'security.malformed-attack',
  category: 'security',
  severity: 'medium',
  sources: ['RFC 4475', 'RFC 3261 §26.1'],
  title: 'Message made to break its receiver',
  examines: 'message',
  meaning: 'The message is built to upset a parser, a database or a log viewer rather than to make a call.',
  fires: `More than ${HUGE_MESSAGE_CHARS / 1024} KB, ${MANY_HEADERS} headers or ${MANY_VIAS} Via entries, a negative Content-Length, NUL octets, or SQL, shell or script text in a user name or User-Agent.`,
  quiet: 'Unusual but lawful messages.',
  example: ["From: <sip:1' or '1'='1@203.0.113.66>;tag=1"],
  recommendation:
    'Drop such messages at the edge, limit header count and message size there, and keep the SIP stack up to date.',
  recipe: 'scan',
  marks: { signs: ['odd-form', 'odd-name'] },
  *check({ message }) {
    const found = signIn(message)
    if (found) {
      yield {
        values: { sign: found.sign, shown: found.shown.slice(0, 100) },
        proof: [found.proof],
        scope: [found.sign],
        mends: message,
      }
    } else if (!message.complete && message.raw.length < SHORT) yield { insufficient: 'message-cut' }
  },
  detail: ({ sign, shown }) => `${MEANS[sign]}: ${shown}`,
})

/** A stump that may have gone on to anything. */
const SHORT = 200

const MEANS: Readonly<Record<Values['sign'], string>> = {
  size: 'The message is far longer than any call needs',
  headers: 'The message has more headers than any call needs',
  vias: 'The request claims to have passed more hops than Max-Forwards allows',
  length: 'Content-Length is negative',
  text: 'A name holds text for a database, shell or browser',
  nul: 'The message holds NUL octets',
}

interface Sign {
  readonly sign: Values['sign']
  readonly shown: string
  readonly proof: Proof
}

function signIn(message: SipMessage): Sign | undefined {
  const start: Proof = { message }
  if (message.raw.length > HUGE_MESSAGE_CHARS)
    return { sign: 'size', shown: `${message.raw.length} characters`, proof: start }
  if (headerCount(message) > MANY_HEADERS)
    return { sign: 'headers', shown: `${headerCount(message)} headers`, proof: start }
  if (headerCount(message) > MANY_VIAS && headers(message, 'via').length > MANY_VIAS)
    return { sign: 'vias', shown: `${headers(message, 'via').length} Via entries`, proof: start }
  const length = firstValue(message, 'content-length')
  if (length?.startsWith('-'))
    return { sign: 'length', shown: length, proof: { message, header: header(message, 'content-length')! } }
  if (message.kind === 'request') {
    if (META.test(message.requestUri)) return { sign: 'text', shown: message.requestUri, proof: start }
    for (const name of ['from', 'to', 'user-agent']) {
      const value = firstValue(message, name)
      if (value !== undefined && META.test(value))
        return { sign: 'text', shown: value, proof: { message, header: header(message, name)! } }
    }
  }
  // A body may be binary; headers never are.
  const nul = message.origin.kind === 'frame' ? message.raw.indexOf('\0') : -1
  return nul >= 0 && nul < message.raw.length - message.body.length
    ? { sign: 'nul', shown: 'NUL', proof: start }
    : undefined
}
