import { headers, type SipHeader, type SipMessage } from '../../../model/message.ts'
import { aftermathOf, departureWeight } from '../../facts/aftermath.ts'
import { kindText, senderName, senderText } from '../../facts/sender.ts'
import { rule } from '../../rule.ts'

interface Values {
  readonly name: string
  readonly what: string
  readonly sender: string
  readonly first: string
  readonly second: string
}

/** By which a message is matched, routed and delimited; two of them can be read in two ways. */
const SINGLE = ['From', 'To', 'Call-ID', 'CSeq', 'Content-Length', 'Max-Forwards'] as const

export const duplicateSingleHeader = rule<'conversation', Values>({
  id: 'compliance.duplicate-single-header',
  category: 'compliance',
  severity: 'medium',
  sources: ['RFC 3261 §7.3.1', 'RFC 3261 §20', 'RFC 4475 §3.3.8'],
  title: 'Header given twice that may stand only once',
  examines: 'conversation',
  explains: ['signaling.response-400'],
  meaning:
    'A header that may stand once stands twice. Some receivers take the first, others the last, careful ones refuse.',
  fires:
    'Two From, To, Call-ID, CSeq, Content-Length or Max-Forwards in one message. Low where the exchange works, high where 400 answers it.',
  quiet: 'Compact and long form of one header, which compact forms tell; two equal lines in pasted text.',
  example: ['Content-Length: 0', 'Content-Length: 142'],
  recommendation: 'Correct the stack, or the SBC rule that adds the header instead of replacing it.',
  verify: 'Verify: the header stands there once.',
  marks: { written: ['repeated'] },
  *check({ conversation }) {
    for (const message of conversation.messages) {
      for (const name of SINGLE) {
        const [first, second] = headers(message, name.toLowerCase())
        if (!first || !second || isHarmless(message, first, second)) continue
        const severity = departureWeight(aftermathOf(conversation, message, [400]))
        yield {
          values: {
            name,
            what: kindText(message),
            sender: senderText(message),
            first: first.value.slice(0, 80),
            second: second.value.slice(0, 80),
          },
          title: `${name} given twice`,
          proof: [{ message, header: first }, { message, header: second }, { message }],
          scope: [name, senderName(message)],
          ...(severity && { severity }),
          mends: message,
        }
      }
    }
  },
  detail: ({ name, what, sender, first, second }) =>
    `The ${what} from ${sender} has two ${name} headers: "${first}" and "${second}".`,
})

function isHarmless({ raw, origin }: SipMessage, first: SipHeader, second: SipHeader): boolean {
  const isShort = ({ start }: SipHeader): boolean => /^[a-z][\t ]*:/i.test(raw.slice(start, start + 8))
  if (isShort(first) !== isShort(second)) return true
  return origin.kind === 'line' && first.value === second.value
}
