import { firstValue } from '../../../decode/sip/message.ts'
import type { InsufficientReason } from '../../../model/finding.ts'
import { header, type SipMessage } from '../../../model/message.ts'
import { aftermathOf, departureWeight, finalOf } from '../../facts/aftermath.ts'
import { networkOf } from '../../facts/network.ts'
import { kindText } from '../../facts/sender.ts'
import { type Fault, type Proof, rule, type SignalingConversation, type Weight } from '../../rule.ts'

interface Values {
  readonly what: string
  readonly how: 'short' | 'long' | 'missing'
  readonly declared: number
  readonly actual: number
}

export const contentLengthWrong = rule<'conversation', Values>({
  id: 'transport.content-length-wrong',
  category: 'compliance',
  severity: 'medium',
  sources: ['RFC 3261 §18.3', 'RFC 3261 §20.14'],
  title: 'Content-Length does not fit the body',
  examines: 'conversation',
  explains: ['signaling.response-400', 'signaling.no-response-invite'],
  issues: ['400', 'content-length', 'alg'],
  meaning:
    'Content-Length says where a message ends. Too large, over UDP the message counts as cut and is refused; too small, the end of its body is lost; missing, on TCP nobody knows where the next message begins.',
  fires:
    'A message whose body is shorter or longer than its Content-Length says, or that has none although it goes over TCP or TLS with a body (high). High where 400 follows, low where the exchange works all the same; in text only where 400 follows (low).',
  quiet: 'Line ends and zeroes behind the body; cut packets; text, in which pasting changes lengths.',
  example: ['Content-Length: 512 (the body has 498 octets)'],
  recommendation:
    'Find who changes the body without counting again: a SIP ALG in a router, or header rules of an SBC; else correct the stack that writes it.',
  recipe: 'alg',
  verify: 'Verify: Content-Length is the number of octets behind the empty line.',
  marks: { signs: ['odd-form'] },
  *check({ conversation }, { capture }) {
    let blind: InsufficientReason | undefined
    const { lostFragments } = networkOf(capture)
    const told = new Set<Values['how']>()
    for (const message of conversation.messages) {
      if (!message.complete) {
        if (lostFragments.has(message.origin.number) || message.body.length > 0)
          blind ??= capture.kind === 'text' ? 'message-cut' : 'truncated-snaplen'
        continue
      }
      const found = capture.kind === 'text' ? inText(message, conversation) : inPacket(message)
      if (found === 'unknown') blind ??= 'message-cut'
      if (!found || found === 'unknown' || told.has(found.how)) continue
      told.add(found.how)
      yield faultOf(message, found, conversation, capture.kind === 'text')
    }
    if (blind && told.size === 0) yield { insufficient: blind }
  },
  detail: ({ what, how, declared, actual }) =>
    how === 'missing'
      ? `The ${what} goes over a stream and has a body of ${actual} octets, but no Content-Length.`
      : `The ${what} says Content-Length ${declared}, and its body has ${actual} octets.`,
})

type Found = Pick<Values, 'how' | 'declared' | 'actual'>

const DIGITS = /^\d{1,9}$/

function declaredIn(message: SipMessage): number | undefined {
  const value = firstValue(message, 'content-length')?.trim()
  return value !== undefined && DIGITS.test(value) ? Number(value) : undefined
}

/** Octets behind the headers, but for what may follow a body without harm. */
function octetsBehind({ raw }: SipMessage): number {
  const crlf = raw.indexOf('\r\n\r\n')
  const lf = raw.indexOf('\n\n')
  const start = crlf >= 0 && (lf < 0 || crlf < lf) ? crlf + 4 : lf >= 0 ? lf + 2 : raw.length
  return Buffer.byteLength(raw) - Buffer.byteLength(raw.slice(0, start))
}

function inPacket(message: SipMessage): Found | undefined {
  const declared = declaredIn(message)
  if (declared === undefined) {
    const isStream = message.transport === 'TCP' || message.transport === 'TLS'
    const isMissing = isStream && message.body !== '' && header(message, 'content-length') === undefined
    return isMissing ? { how: 'missing', declared: 0, actual: octetsBehind(message) } : undefined
  }
  if (declared === message.body.length && message.raw.endsWith(message.body)) return undefined
  const actual = octetsBehind(message)
  if (declared > actual) return isLatin(message, declared) ? undefined : { how: 'long', declared, actual }
  const rest = Buffer.from(message.raw)
    .subarray(-(actual - declared))
    .toString('latin1')
  return actual > declared && /[^\r\n\0 ]/.test(rest) ? { how: 'short', declared, actual } : undefined
}

/** A body that is no UTF-8 was read octet by octet: characters count then. */
const isLatin = ({ raw, body }: SipMessage, declared: number): boolean => raw.endsWith(body) && body.length === declared

/** Pasting changes lengths: only what was refused for it counts, and what merely differs is unknown. */
function inText(message: SipMessage, conversation: SignalingConversation): Found | 'unknown' | undefined {
  const declared = declaredIn(message)
  const body = message.body.replace(/\r?\n/g, '\r\n').trimEnd()
  if (declared === undefined || body === '' || Math.abs(declared - Buffer.byteLength(body)) <= 2) return undefined
  if (finalOf(conversation, message)?.status !== 400) return 'unknown'
  const actual = Buffer.byteLength(body)
  return { how: declared > actual ? 'long' : 'short', declared, actual }
}

function faultOf(
  message: SipMessage,
  found: Found,
  conversation: SignalingConversation,
  isText: boolean,
): Fault<Values> {
  const aftermath = aftermathOf(conversation, message, [400])
  const line = header(message, 'content-length')
  return {
    values: { ...found, what: kindText(message) },
    proof: [
      ...(line ? [{ message, header: line } satisfies Proof] : []),
      { message },
      ...(aftermath.kind === 'refused' ? [{ message: aftermath.by } satisfies Proof] : []),
    ] as [Proof, ...Proof[]],
    scope: [found.how, message.kind],
    mends: message,
    ...severityOf(found, aftermath, isText),
  }
}

function severityOf(
  { how }: Found,
  aftermath: ReturnType<typeof aftermathOf>,
  isText: boolean,
): { readonly severity?: Weight } {
  if (isText) return { severity: { level: 'low', because: 'Pasting changes lengths' } }
  if (how === 'missing') return { severity: { level: 'high', because: 'On a stream nobody can tell where it ends' } }
  const severity = departureWeight(aftermath)
  return severity ? { severity } : {}
}
