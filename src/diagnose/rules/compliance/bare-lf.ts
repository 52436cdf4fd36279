import type { SipMessage } from '../../../model/message.ts'
import { kindText, senderName, senderText } from '../../facts/sender.ts'
import { rule } from '../../rule.ts'

interface Values {
  readonly what: string
  readonly sender: string
}

export const bareLf = rule<'conversation', Values>({
  id: 'compliance.bare-lf',
  category: 'compliance',
  severity: 'low',
  sources: ['RFC 3261 §7', 'RFC 3261 §25.1'],
  title: 'Lines end in LF alone',
  examines: 'conversation',
  meaning: 'Lines of SIP end in CR LF. Many stacks read LF alone, some do not, and lengths no longer agree.',
  fires: 'A message of a capture whose lines end in LF without CR.',
  quiet: 'Pasted text, whose line ends are the editor’s.',
  example: ['OPTIONS sip:192.0.2.20 SIP/2.0\\n', 'Via: SIP/2.0/UDP 192.0.2.10;branch=z9hG4bK1\\n'],
  recommendation: 'Let the sender, often a script or test tool, end each line with CR LF.',
  verify: 'Verify: each line of its next message ends in 0d 0a.',
  marks: { signs: ['odd-form'] },
  *check({ conversation }) {
    let cut = false
    for (const message of conversation.messages) {
      if (message.origin.kind === 'frame' && !message.complete && !message.raw.includes('\n')) cut = true
      if (!isBare(message)) continue
      yield {
        values: { what: kindText(message), sender: senderText(message) },
        proof: [{ message }],
        scope: [senderName(message)],
        mends: message,
      }
    }
    if (cut) yield { insufficient: 'message-cut' }
  },
  detail: ({ what, sender }) => `The lines of the ${what} from ${sender} end in LF alone; RFC 3261 wants CR LF.`,
})

function isBare({ origin, raw }: SipMessage): boolean {
  if (origin.kind !== 'frame') return false
  // Line ends before the start line are keep-alives of somebody.
  const end = raw.indexOf('\n', 8)
  return end > 0 && raw.charCodeAt(end - 1) !== 13
}
