import { isWithin } from '../../../correlate/dialogs.ts'
import { headerValues } from '../../../decode/sip/values.ts'
import type { Call, Dialog, Transaction } from '../../../model/call.ts'
import { header, type SipMessage, type SipRequest, type SipResponse } from '../../../model/message.ts'
import { methodScope } from '../../facts/methods.ts'
import { type Proof, rule } from '../../rule.ts'

type How = 'swapped' | 'from-changed' | 'to-changed' | 'response'

interface Values {
  readonly how: How
  readonly method: string
  readonly status: number | undefined
}

export const tagMismatch = rule<'call', Values>({
  id: 'dialog.tag-mismatch',
  category: 'compliance',
  severity: 'medium',
  sources: ['RFC 3261 §8.1.1.3', 'RFC 3261 §12.2.1.1', 'RFC 3261 §8.2.6.2'],
  title: 'Tags of the dialog are changed',
  examines: 'call',
  about: { methods: ['INVITE'] },
  marks: { methods: ['BYE', 'UPDATE', 'PRACK', 'INFO', 'INVITE'], signs: ['odd-tags'] },
  explains: ['signaling.bye-not-answered'],
  issues: ['tag', '481'],
  meaning:
    'A dialog is known by its Call-ID and both tags: a request with other tags, or with both swapped, belongs to no dialog, and is refused with 481.',
  fires:
    'A request within a dialog has one tag of it and another one changed, or both swapped; or a response within it carries another To tag than its request.',
  quiet:
    'Forks, whose 1xx and 2xx have tags of their own; dialogs whose beginning is not in the input; other legs of a B2BUA.',
  example: ['To: <sip:bob@example.com>;tag=a1', 'BYE sip:bob@192.0.2.7 SIP/2.0', 'To: <sip:bob@example.com>;tag=a2'],
  recommendation:
    'Let the sender take both tags from the 2xx that set the dialog up: its own tag in From, that of the other side in To. If only one hop shows it, look for an ALG or a header manipulation there.',
  recipe: 'alg',
  verify: 'Verify: From tag and To tag of BYE and re-INVITE are those of the dialog.',
  *check({ call }) {
    const dialogs = call.legs.flatMap((leg) => leg.dialogs)
    const made = dialogs.filter(({ startsBefore }) => !startsBefore)
    if (made.length === 0 && dialogs.length > 0) yield { insufficient: 'starts-mid-dialog' }
    for (const transaction of call.transactions) {
      const fault = faultIn(transaction, made, call)
      if (!fault) continue
      const { request, method, final } = transaction
      const proof: Proof[] = [
        ...tagLines(request),
        ...(fault.response ? tagLines(fault.response) : tagLines(call.answer)),
      ]
      yield {
        values: { how: fault.how, method, status: (fault.response ?? final)?.status },
        proof: [{ message: fault.response ?? request }, ...proof],
        scope: [fault.how, methodScope(method)],
        mends: fault.response ?? request,
      }
    }
  },
  detail: ({ how, method, status }) => {
    const answered = status === undefined ? '' : ` It was answered with ${status}.`
    if (how === 'response')
      return `The ${status} to ${method} carries another To tag than the request within the dialog.`
    return `${SAID[how].replace('METHOD', method)}${answered}`
  },
})

const SAID: Readonly<Record<Exclude<How, 'response'>, string>> = {
  swapped:
    'The METHOD has the two tags of the dialog swapped: it puts the tag of the other side into From and its own into To.',
  'from-changed': 'The METHOD has the To tag of the dialog and another From tag.',
  'to-changed': 'The METHOD has the From tag of the dialog and another To tag.',
}

/** Requests of an INVITE's dialog. Others may found dialogs of their own in the same Call-ID. */
const METHODS = new Set(['INVITE', 'BYE', 'UPDATE', 'PRACK', 'INFO'])

interface Found {
  readonly how: How
  readonly response?: SipResponse
}

function faultIn(transaction: Transaction, made: readonly Dialog[], call: Call): Found | undefined {
  const { method, request, provisionals, finals } = transaction
  if (!METHODS.has(method) || request.toTag === undefined || request.fromTag === undefined) return undefined
  const dialog = made.find((one) => isWithin(one, request))
  if (dialog) {
    if (isSwapped(request, dialog, call)) return { how: 'swapped' }
    const other = [...provisionals, ...finals].find(
      ({ status, toTag }) => status > 100 && toTag !== undefined && toTag !== request.toTag,
    )
    return other && { how: 'response', response: other }
  }
  if (isNamed(request, call)) return undefined
  const near = made.find((one) => one.state !== 'early' && isSameHosts(request, call))
  if (!near) return undefined
  const { fromTag, toTag } = near
  if (request.fromTag === fromTag || request.fromTag === toTag) return { how: 'to-changed' }
  return request.toTag === toTag || request.toTag === fromTag ? { how: 'from-changed' } : undefined
}

/** A response gave that dialog its tags, though the INVITE it answers is not in the input. */
const isNamed = (request: SipRequest, { messages }: Call): boolean =>
  messages.some(
    (one) =>
      one.kind === 'response' &&
      one.method === 'INVITE' &&
      one.status < 300 &&
      ((one.fromTag === request.fromTag && one.toTag === request.toTag) ||
        (one.fromTag === request.toTag && one.toTag === request.fromTag)),
  )

/** It names the callee as its sender by tag and the caller by URI, and takes the way of the INVITE. */
function isSwapped(request: SipRequest, { fromTag, toTag }: Dialog, { invite }: Call): boolean {
  if (!invite || request.fromTag !== toTag || request.toTag !== fromTag) return false
  const [from, to] = [addressOf(request, 'from'), addressOf(request, 'to')]
  if (from === undefined || to === undefined || from === to) return false
  return from === addressOf(invite, 'from') && to === addressOf(invite, 'to') && isSameWay(request, invite)
}

function addressOf(message: SipMessage, name: 'from' | 'to'): string | undefined {
  const uri = headerValues(message, name)[0]?.uri
  return uri && `${uri.user ?? ''}@${uri.host.toLowerCase()}`
}

const isSameWay = (a: SipRequest, b: SipRequest): boolean =>
  a.source?.address === b.source?.address && a.destination?.address === b.destination?.address

/** Between the hosts of the INVITE, whichever asks: on another leg of a B2BUA the tags are others. */
function isSameHosts(request: SipRequest, { invite }: Call): boolean {
  if (!invite) return false
  const hosts = ({ source, destination }: SipRequest): string =>
    [source?.address, destination?.address].sort().join(' ')
  return hosts(request) === hosts(invite)
}

const tagLines = (message: SipMessage | undefined): readonly Proof[] =>
  message === undefined
    ? []
    : (['from', 'to'] as const).flatMap((name) => {
        const line = header(message, name)
        return line ? [{ message, header: line }] : []
      })
