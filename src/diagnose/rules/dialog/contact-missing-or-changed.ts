import { dialogHistoriesOf } from '../../../correlate/dialog-histories.ts'
import { parseUri } from '../../../decode/sip/uri.ts'
import { isPrivate, isPublic } from '../../../model/address.ts'
import type { Call, Transaction } from '../../../model/call.ts'
import type { DialogHistory } from '../../../model/dialog.ts'
import { hasHeader, header, type SipMessage } from '../../../model/message.ts'
import { copiesOf, resentAfterAck } from '../../facts/acknowledged.ts'
import { layer3 } from '../../facts/addresses.ts'
import { initialInvites } from '../../facts/outcome.ts'
import { clip } from '../../facts/responses.ts'
import { kindText, senderText } from '../../facts/sender.ts'
import { type Fault, rule, type Weight } from '../../rule.ts'
import { ACK_MISSING_RESENDS, UNANSWERED_SENDS } from '../../thresholds/signaling.ts'

interface Values {
  readonly what: 'missing' | 'moved'
  readonly message: string
  readonly sender: string
  readonly from: string
  readonly to: string
}

export const contactMissingOrChanged = rule<'call', Values>({
  id: 'dialog.contact-missing-or-changed',
  category: 'signaling',
  severity: 'medium',
  sources: ['RFC 3261 §8.1.1.8', 'RFC 3261 §12.1.1', 'RFC 6141 §3'],
  title: 'Contact of the dialog is missing or moves out of reach',
  examines: 'call',
  about: { methods: ['INVITE'] },
  explains: ['signaling.ack-missing-2xx', 'signaling.bye-not-answered'],
  issues: ['contact'],
  meaning:
    'Requests within a dialog go to the Contact of the other side. Without one, or with one that cannot be reached, ACK, re-INVITE and BYE have nowhere to go.',
  fires:
    'An INVITE or its 2xx has no Contact; or a re-INVITE or UPDATE moves the Contact to a private address while the messages come from a public one. High where the ACK or BYE then fails, low where the call works.',
  quiet: 'Messages that are visibly cut; Contacts that move to another reachable address.',
  example: ['SIP/2.0 200 OK', 'CSeq: 1 INVITE'],
  recommendation: 'Send a Contact that the other side can reach in every INVITE, 2xx to it and UPDATE.',
  recipe: 'nat-signaling',
  verify: 'Verify: INVITE and 200 OK carry a Contact, and ACK and BYE go there.',
  marks: [{ signs: ['lacking', 'several-invites', 'no-invite'] }, { methods: ['UPDATE'] }],
  *check({ call }) {
    for (const invite of initialInvites(call)) {
      const accepted = invite.finals.find(({ status }) => status < 300)
      for (const message of accepted ? [invite.request, accepted] : [invite.request]) {
        if (hasHeader(message, 'contact')) continue
        if (!message.complete) yield { insufficient: 'message-cut' }
        else yield missing(message, call, invite)
      }
    }
    const isChanged = call.transactions.some(
      ({ method, initial }) => !initial && (method === 'INVITE' || method === 'UPDATE'),
    )
    if (!isChanged) return
    for (const history of dialogHistoriesOf(call)) yield* moved(history)
  },
  detail: ({ what, message, sender, from, to }) =>
    what === 'missing'
      ? `The ${message} of ${sender} has no Contact: the other side does not know where to send requests within the dialog.`
      : `The ${message} of ${sender} moves the Contact from ${from} to ${to}, a private address, which the other side cannot reach.`,
})

function missing(message: SipMessage, call: Call, invite: Transaction): Fault<Values> {
  const severity = aftermath(call, invite)
  return {
    values: { what: 'missing', message: kindText(message), sender: senderText(message), from: '', to: '' },
    proof: [{ message }],
    scope: ['missing', message.kind === 'request' ? 'INVITE' : '2xx'],
    mends: message,
    ...(severity && { severity }),
  }
}

const FAILS: Weight = { level: 'high', because: 'A later request within the dialog failed' }
const WORKS: Weight = { level: 'low', because: 'The call works all the same' }

function aftermath(call: Call, invite: Transaction): Weight | undefined {
  if (!invite.finals.some(({ status }) => status < 300)) return undefined
  const unheard = copiesOf(invite).some((copies) => resentAfterAck(copies, invite) >= ACK_MISSING_RESENDS)
  if (unheard || call.transactions.some(isLostBye)) return FAILS
  return invite.acks.length > 0 || call.transactions.some(isAnsweredBye) ? WORKS : undefined
}

const isLostBye = ({ method, final, requests }: Transaction): boolean =>
  method === 'BYE' && (final ? LOST.has(final.status) : requests.length >= UNANSWERED_SENDS)
const isAnsweredBye = ({ method, final }: Transaction): boolean =>
  method === 'BYE' && final !== undefined && final.status < 300
const LOST = new Set([404, 408, 481, 483])

/** A new target that is private, though the messages come from a public place and the one before was not. */
function* moved({ dialog, passages, caller, callee }: DialogHistory): Iterable<Fault<Values>> {
  for (const side of [caller, callee]) {
    for (const [index, { uri, message }] of side.targets.entries()) {
      const before = side.targets[index - 1]
      const [from, to] = [before && hostIn(before.uri), hostIn(uri)]
      if (from === undefined || to === undefined || isPrivate(from) || !isPrivate(to)) continue
      const source = layer3(message.source)
      if (source !== undefined && !isPublic(source)) continue
      const later = passages.filter(
        ({ near }) => near.request.number > message.number && near.request.toTag === side.tag && near.method !== 'ACK',
      )
      const failed = later.find(({ near }) => !near.final || near.final.status === 408 || near.final.status === 481)
      const severity = failed ? FAILS : later.length > 0 || dialog.end ? WORKS : undefined
      yield {
        values: {
          what: 'moved',
          message: kindText(message),
          sender: senderText(message),
          from: clip(from),
          to: clip(to),
        },
        proof: [
          { message, header: header(message, 'contact')! },
          { message },
          { message: before!.message, header: header(before!.message, 'contact')! },
          ...(failed ? [{ message: failed.near.request }] : []),
        ],
        scope: ['moved', side === caller ? 'caller' : 'callee'],
        mends: message,
        ...(severity && { severity }),
      }
    }
  }
}

const hostIn = (uri: string): string | undefined => parseUri(uri)?.host
