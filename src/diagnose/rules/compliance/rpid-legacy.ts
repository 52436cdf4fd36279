import { headerValues } from '../../../decode/sip/values.ts'
import { header, type SipMessage } from '../../../model/message.ts'
import { kindText, senderName, senderText } from '../../facts/sender.ts'
import { rule } from '../../rule.ts'

interface Values {
  readonly what: string
  readonly sender: string
  readonly rpid: string
  readonly asserted: string | undefined
}

export const rpidLegacy = rule<'conversation', Values>({
  id: 'compliance.rpid-legacy',
  category: 'compliance',
  severity: 'info',
  sources: ['RFC 3325'],
  title: 'Remote-Party-ID in use',
  examines: 'conversation',
  issues: ['caller id', 'callerid', 'cli'],
  meaning: 'Remote-Party-ID never became a standard; P-Asserted-Identity took its place. Networks may ignore it.',
  fires: 'A Remote-Party-ID header. Low where P-Asserted-Identity says something else.',
  quiet: 'P-Asserted-Identity alone.',
  example: ['Remote-Party-ID: "Alice" <sip:+12025550101@example.com>;party=calling;screen=yes'],
  recommendation: 'Use P-Asserted-Identity towards carriers, and let both headers name the same caller.',
  recipe: 'asserted-identity',
  marks: { headers: ['remote-party-id'] },
  *check({ conversation }) {
    for (const message of conversation.messages) {
      const found = header(message, 'remote-party-id')
      if (!found) continue
      const asserted = header(message, 'p-asserted-identity')
      const differs = asserted !== undefined && !isSameUser(message)
      yield {
        values: {
          what: kindText(message),
          sender: senderText(message),
          rpid: found.value.slice(0, 100),
          asserted: differs ? asserted.value.slice(0, 100) : undefined,
        },
        proof: [{ message, header: found }, ...(differs ? [{ message, header: asserted }] : [])],
        scope: [differs ? 'differs' : 'there', senderName(message)],
        ...(differs && { severity: { level: 'low', because: 'The two headers name different callers' } }),
        ...(differs && { title: 'Remote-Party-ID and P-Asserted-Identity differ' }),
        mends: message,
      }
    }
  },
  detail: ({ what, sender, rpid, asserted }) =>
    asserted === undefined
      ? `The ${what} from ${sender} names the caller in Remote-Party-ID: ${rpid}`
      : `The ${what} from ${sender} has Remote-Party-ID ${rpid} and P-Asserted-Identity ${asserted}: which of them is shown depends on the network.`,
  advise: ({ asserted }) =>
    asserted === undefined ? '' : 'Send P-Asserted-Identity alone, or let both headers name the same caller.',
})

/** The same number or name, whatever the host and the visual separators. */
function isSameUser(message: SipMessage): boolean {
  const users = (name: 'remote-party-id' | 'p-asserted-identity') =>
    headerValues(message, name).map(({ uri }) => uri?.user?.replace(/[^0-9a-z*#]/gi, '').toLowerCase())
  const asserted = new Set(users('p-asserted-identity'))
  return users('remote-party-id').some((user) => asserted.has(user))
}
