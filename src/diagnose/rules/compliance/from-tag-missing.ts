import { header, type SipMessage } from '../../../model/message.ts'
import { aftermathOf, departureWeight } from '../../facts/aftermath.ts'
import { kindText, senderName, senderText } from '../../facts/sender.ts'
import { rule } from '../../rule.ts'

interface Values {
  readonly what: string
  readonly sender: string
  readonly from: string
}

export const fromTagMissing = rule<'conversation', Values>({
  id: 'compliance.from-tag-missing',
  category: 'compliance',
  severity: 'medium',
  sources: ['RFC 3261 §8.1.1.3', 'RFC 3261 §19.3'],
  title: 'From tag missing',
  examines: 'conversation',
  explains: ['dialog.response-481', 'routing.response-482-483'],
  meaning: 'The From tag is the caller’s half of a dialog’s name, and tells one caller from another.',
  fires:
    'A request whose From has no tag. High where 400, 481 or 482 answers it, low where the exchange works all the same.',
  quiet: 'Cut or redacted messages.',
  example: ['From: "Alice" <sip:alice@example.com>'],
  recommendation:
    'Upgrade the client, which is older than RFC 3261, and let header manipulation of the SBC keep the parameters of From.',
  verify: 'Verify: From of its next request ends in ;tag= and a value.',
  marks: { signs: ['tagless'] },
  *check({ conversation }) {
    let cut = false
    for (const message of conversation.messages) {
      if (!lacksTag(message)) continue
      const from = header(message, 'from')
      if (!from || !message.complete || message.repairs?.includes('redactions')) {
        cut ||= !message.complete || from !== undefined
        continue
      }
      const severity = departureWeight(aftermathOf(conversation, message, [400, 481, 482]))
      yield {
        values: { what: kindText(message), sender: senderText(message), from: from.value.slice(0, 120) },
        proof: [{ message, header: from }, { message }],
        scope: [senderName(message)],
        mends: message,
        ...(severity && { severity }),
      }
    }
    if (cut) yield { insufficient: 'message-cut' }
  },
  detail: ({ what, sender, from }) =>
    `From of the ${what} from ${sender} has no tag (${from}), so the other side cannot name the dialog.`,
})

const lacksTag = (message: SipMessage): boolean => message.kind === 'request' && message.fromTag === undefined
