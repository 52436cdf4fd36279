import type { SipHeader, SipMessage } from '../../../model/message.ts'
import { aftermathOf } from '../../facts/aftermath.ts'
import { kindText, senderName, senderText } from '../../facts/sender.ts'
import { rule } from '../../rule.ts'

interface Values {
  readonly name: string
  readonly what: string
  readonly sender: string
  readonly refused: number | undefined
}

export const lineFolding = rule<'conversation', Values>({
  id: 'compliance.line-folding',
  category: 'compliance',
  severity: 'low',
  sources: ['RFC 3261 §7.3.1', 'RFC 4475 §3.1.1.1'],
  title: 'Header folded over several lines',
  examines: 'conversation',
  meaning:
    'A header goes on in a line that begins with a blank. That is legal and rare, and some stacks cannot read it.',
  fires: 'A header that continues on a line that begins with a blank or tab. Medium where 400 answers the message.',
  quiet: 'Pasted text whose lines are all indented, or were broken by mail or a terminal.',
  example: ['Subject: a long', '  subject'],
  recommendation: 'Let the sender write each header on one line; receivers have to unfold it all the same.',
  verify: 'Verify: no header line of that sender begins with a blank.',
  marks: { written: ['folded'] },
  *check({ conversation }) {
    let doubtful = false
    for (const message of conversation.messages) {
      const folded = message.headers.filter((one) => isFolded(message, one))
      if (folded.length > 0 && isReshaped(message)) {
        doubtful = true
        continue
      }
      if (isIndented(message, folded)) continue
      for (const found of folded) {
        const aftermath = aftermathOf(conversation, message, [400])
        const refused = aftermath.kind === 'refused' ? aftermath.by : undefined
        yield {
          values: {
            name: nameAsWritten(message, found),
            what: kindText(message),
            sender: senderText(message),
            refused: refused?.status,
          },
          proof: [{ message, header: found }, ...(refused ? [{ message: refused }] : [])],
          scope: [found.name, senderName(message)],
          ...(refused && { severity: { level: 'medium', because: 'The message was answered with 400' } }),
          mends: message,
        }
      }
    }
    if (doubtful) yield { insufficient: 'message-cut' }
  },
  detail: ({ name, what, sender, refused }) =>
    `${name} of the ${what} from ${sender} goes on in another line${refused ? `, and ${refused} is the answer` : ''}. Receivers that do not unfold it lose the rest, or the whole message.`,
})

/** The blanks may be the pasting's. */
const isReshaped = ({ repairs }: SipMessage): boolean =>
  repairs?.some((repair) => repair === 'wrapped' || repair === 'flattened' || repair === 'quoted') ?? false

const isFolded = ({ raw }: SipMessage, { start, end }: SipHeader): boolean => raw.slice(start, end).includes('\n')

/** Half of the headers folded into others: the text stands indented. */
const isIndented = ({ origin, headers, raw }: SipMessage, folded: readonly SipHeader[]): boolean =>
  origin.kind === 'line' &&
  folded.some(({ start, end }) => (raw.slice(start, end).match(/\n/g)?.length ?? 0) * 2 > headers.length)

const nameAsWritten = ({ raw }: SipMessage, { start }: SipHeader): string =>
  /^[^\s:]{1,40}/.exec(raw.slice(start, start + 41))?.[0] ?? ''
