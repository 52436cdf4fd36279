import { header, type SipRequest } from '../../../model/message.ts'
import { aftermathOf } from '../../facts/aftermath.ts'
import { type Proof, rule, type SignalingConversation, type Weight } from '../../rule.ts'

type Mark = 'hash' | 'escaped-hash' | 'semicolon' | 'blank'

interface Values {
  readonly where: string
  readonly user: string
  readonly mark: Mark
  readonly status: number | undefined
}

/** Statuses that may refuse a URI, or send its number astray. */
const REFUSALS = [400, 404, 416, 484, 604]
/** Parameters that stand in a telephone number by right (RFC 3966 §3, RFC 4694, RFC 4904, and what switches add). */
const TELEPHONE_PARAMETERS =
  /^(?:phone-context|ext|isub|isub-encoding|npdi|rn|rn-context|cic|cic-context|tgrp|trunk-context|cpc|oli|isup-oli|postd|tsp|verstat|context|otg|dtg|sescase|regstate|mobility|nai|noa|npi|premium-rate)$/i

export const uriEscapeProblem = rule<'conversation', Values>({
  id: 'routing.uri-escape-problem',
  category: 'compliance',
  severity: 'low',
  sources: ['RFC 3261 §19.1.2', 'RFC 3261 §25.1'],
  title: 'A user part holds characters that have to be escaped',
  examines: 'conversation',
  about: { methods: ['INVITE', 'REFER', 'MESSAGE', 'SUBSCRIBE'] },
  explains: ['signaling.response-400', 'routing.response-404', 'routing.response-484'],
  issues: ['number', '404', 'hash'],
  meaning:
    'A # or a blank in the user part of a URI must be written as %23 or %20, or others cut the number short there.',
  fires:
    'A user part in the Request-URI, To, Contact or Refer-To has an unescaped # or blank; or it has %23 or an unknown parameter behind a semicolon, and the request is refused. Medium where 400, 404, 416, 484 or 604 follows.',
  quiet: '%23 and semicolons that the other side understands; parameters of telephone numbers.',
  example: ['INVITE sip:1234#5678@192.0.2.20 SIP/2.0', 'SIP/2.0 404 Not Found'],
  recommendation: 'Write # as %23 in URIs, and leave dial-plan characters out of what is sent to the peer.',
  verify: 'Verify: the Request-URI holds the number the user dialled, escaped.',
  marks: { signs: ['odd-uri'] },
  applies: ({ conversation }) =>
    conversation.messages.some(
      ({ method }) => method === 'INVITE' || method === 'REFER' || method === 'MESSAGE' || method === 'SUBSCRIBE',
    ),
  *check({ conversation }) {
    let cut = false
    for (const message of conversation.messages) {
      if (message.kind === 'response') continue
      cut ||= !message.complete
      const found = markIn(message)
      if (!found) continue
      const { by, ...weighed } = weigh(conversation, message)
      // Both are legal, and a fault only where the other side does not understand them.
      if (!by && (found.mark === 'escaped-hash' || found.mark === 'semicolon')) continue
      const { where, user, mark, proof } = found
      yield {
        values: { where, user: user.slice(0, 60), mark, status: by?.status },
        proof: [proof, ...(by ? [{ message: by } satisfies Proof] : [])],
        scope: [where, mark],
        mends: message,
        ...weighed,
      }
      return
    }
    if (cut) yield { insufficient: 'message-cut' }
  },
  detail: ({ where, user, mark, status }) =>
    `The user part ${user} in ${where} ${MARKS[mark]}.${status === undefined ? '' : ` The request was refused with ${status}.`}`,
})

const MARKS: Record<Mark, string> = {
  hash: 'holds a # that is not escaped',
  'escaped-hash': 'holds %23, which stands for #',
  semicolon: 'holds a semicolon with a parameter that telephone numbers do not have',
  blank: 'holds a blank that is not escaped',
}

const USER = /(?:sips?):([^@<>"\r\n]{1,120})@/i
const PLACES = ['To', 'Contact', 'Refer-To'] as const

function markIn(message: SipRequest) {
  const own = markOf(USER.exec(message.requestUri)?.[1])
  if (own) return { ...own, where: 'the Request-URI', proof: { message } satisfies Proof }
  for (const name of PLACES) {
    const line = header(message, name.toLowerCase())
    const mark = line && markOf(USER.exec(line.value)?.[1])
    // What a proxy or client wrote of itself is its own affair; behind a semicolon it is often a key of its own.
    if (line && mark && mark.mark !== 'semicolon')
      return { ...mark, where: name, proof: { message, header: line } satisfies Proof }
  }
  return undefined
}

function markOf(user: string | undefined): { readonly user: string; readonly mark: Mark } | undefined {
  if (user === undefined) return undefined
  if (user.includes('#')) return { user, mark: 'hash' }
  if (/\s/.test(user.trim())) return { user, mark: 'blank' }
  if (/%23/.test(user)) return { user, mark: 'escaped-hash' }
  const [, ...parameters] = user.split(';')
  const isUnknown = parameters.some((one) => !TELEPHONE_PARAMETERS.test(one.split('=')[0]!.trim()))
  return isUnknown && /^\+?[\d*]/.test(user) ? { user, mark: 'semicolon' } : undefined
}

function weigh(conversation: SignalingConversation, message: SipRequest) {
  const aftermath = aftermathOf(conversation, message, REFUSALS)
  if (aftermath.kind !== 'refused') return { by: undefined }
  const severity: Weight = { level: 'medium', because: `The request was refused with ${aftermath.by.status}` }
  return { by: aftermath.by, severity }
}
