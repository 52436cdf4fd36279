import { header, type SipHeader, type SipMessage } from '../../../model/message.ts'
import { capital, senderName, senderText } from '../../facts/sender.ts'
import { type Fault, type Proof, rule, type Weight } from '../../rule.ts'

interface Values {
  readonly letters: readonly string[]
  readonly sender: string
  /** Canonical name of a header that stands in both forms, with the two values. */
  readonly twice: { readonly name: string; readonly values: readonly [string, string] } | undefined
}

/** Names shown in one finding. */
const LETTERS_SHOWN = 12

export const compactForms = rule<'conversation', Values>({
  id: 'compliance.compact-forms',
  category: 'general',
  severity: 'info',
  sources: ['RFC 3261 §7.3.3', 'RFC 3261 §20'],
  title: 'Compact header forms',
  examines: 'conversation',
  meaning: 'Headers are written by their one-letter names. That is legal; scripts that look for long names miss them.',
  fires:
    'A header in compact form. Low where the same header stands in its long form as well, medium where the two differ.',
  quiet: 'Long names only.',
  example: ['v: SIP/2.0/UDP 192.0.2.10;branch=z9hG4bK7', 'l: 142', 'Content-Length: 0'],
  recommendation:
    'Write each header once, in one form: some receivers take the first, others the last, and the SBC that adds the second has to be corrected.',
  marks: { written: ['compact'] },
  *check({ conversation }) {
    for (const message of conversation.messages) {
      const short = message.headers.filter((one) => isShort(message, one))
      if (short.length > 0) yield faultOf(message, short)
    }
  },
  detail({ letters, sender, twice }) {
    const forms = `${capital(sender)} writes headers in compact form: ${letters.join(', ')}.`
    return twice
      ? `${forms} ${twice.name} stands there in both forms, as "${twice.values[0]}" and as "${twice.values[1]}".`
      : `${forms} They mean the same as the long names.`
  },
  advise: ({ twice }) =>
    twice
      ? `Write ${twice.name} once: some receivers take the first, others the last. Correct the sender, or the SBC that adds the second.`
      : '',
})

const isShort = ({ raw }: SipMessage, { start }: SipHeader): boolean =>
  /^[a-z][\t ]*:/i.test(raw.slice(start, start + 8))

function faultOf(message: SipMessage, short: readonly SipHeader[]): Fault<Values> {
  const letters = [...new Set(short.map(({ start }) => message.raw.charAt(start)))].sort()
  const pair = pairOf(message, short)
  const twice = pair && {
    name: pair[0].name,
    values: [pair[0].value.slice(0, 60), pair[1].value.slice(0, 60)] as const,
  }
  const severity: Weight | undefined = twice && {
    level: twice.values[0] === twice.values[1] ? 'low' : 'medium',
    because: `${twice.name} stands there twice, in both forms`,
  }
  const [first, ...rest] = pair ?? [short[0]!]
  return {
    values: { letters: letters.slice(0, LETTERS_SHOWN), sender: senderText(message), twice },
    proof: [{ message, header: first }, ...rest.map((one): Proof => ({ message, header: one }))],
    scope: [senderName(message), twice?.name ?? ''],
    ...(severity && { severity }),
    mends: message,
  }
}

/** Headers that stand once, here in both forms. */
const ONCE: ReadonlySet<string> = new Set(['content-length', 'call-id', 'from', 'to', 'content-type'])

function pairOf(message: SipMessage, short: readonly SipHeader[]): readonly [SipHeader, SipHeader] | undefined {
  for (const one of short) {
    if (!ONCE.has(one.name)) continue
    const first = header(message, one.name)!
    const other = message.headers.find(({ name, start }) => name === one.name && start !== one.start)
    if (other && isShort(message, one) !== isShort(message, other))
      return first.start === one.start ? [one, other] : [other, one]
  }
  return undefined
}
