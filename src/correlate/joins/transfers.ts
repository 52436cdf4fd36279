import { bodiesOf } from '../../decode/sip/bodies.ts'
import { firstValue } from '../../decode/sip/message.ts'
import { parseNameAddr } from '../../decode/sip/name-addr.ts'
import { parseUri, type Uri, uriHeaders } from '../../decode/sip/uri.ts'
import { parseDialogId } from '../../decode/sip/values/dialog-id.ts'
import { headerValues } from '../../decode/sip/values.ts'
import type { Call } from '../../model/call.ts'
import type { CallTransfer } from '../../model/joined-call.ts'
import type { SipMessage, SipRequest } from '../../model/message.ts'
import { MICROS_PER_SECOND, type Micros } from '../../model/time.ts'
import { addressOf, partiesOf } from '../parties.ts'
import { type Leg, tie } from './leg.ts'
import { mayBeAskedFor } from './marks.ts'

/** So long after a REFER its receiver calls the target. Chosen by us: a person's phone may ask first. */
const REFER_US = 10 * MICROS_PER_SECOND
/** REFERs remembered at a time, the latest. Chosen by us. */
const MAX_REFERS = 1_000

/** A REFER, or an INVITE that replaces a dialog, with what came of it. */
interface Transfer {
  readonly kind: CallTransfer['kind']
  readonly leg: Leg | undefined
  readonly message: number
  readonly cseq: number | undefined
  readonly at: Micros | undefined
  readonly by: string | undefined
  /** Without its headers. */
  readonly target: string
  readonly referredBy: string | undefined
  /** Host that got it: who is to call. */
  readonly receiver: string | undefined
  readonly replaces: string | undefined
  replaced: Leg | undefined
  newLeg: Leg | undefined
}

/** Follows REFER (RFC 3515), Replaces (RFC 3891), Referred-By (RFC 3892) and Target-Dialog (RFC 4538) from leg to leg. */
export interface Transfers {
  /** `leg` is undefined for a REFER outside of a call. */
  refer(leg: Leg | undefined, refer: SipRequest): void
  invite(leg: Leg, invite: SipRequest): void
  /** Those of these legs, in order. */
  of(legs: ReadonlySet<Leg>): readonly CallTransfer[]
  /** Forgets those that no leg can be joined by any more. */
  sweep(now: Micros): void
}

export function createTransfers(legOf: (callId: string) => Leg | undefined): Transfers {
  const all = new Set<Transfer>()

  const note = (transfer: Transfer): void => {
    all.add(transfer)
    if (all.size > MAX_REFERS) all.delete(all.values().next().value!)
  }

  /** The REFER that this INVITE carries out, with what shows it. */
  const askedBy = (leg: Leg, invite: SipRequest): readonly [Transfer, 'referred-by' | 'refer-target'] | undefined => {
    const referredBy = uriOf(firstValue(invite, 'referred-by'))
    const target = userAt(parseUri(invite.requestUri))
    const open = [...all].filter(
      (one) => one.kind !== 'pickup' && !one.newLeg && one.leg !== leg && isSoon(one, invite),
    )
    const named = open.filter((one) => referredBy !== undefined && one.referredBy === referredBy)
    const carried = named.findLast((one) => sameUser(one, target)) ?? (named.length === 1 ? named[0] : undefined)
    if (carried) return [carried, 'referred-by']
    const source = partiesOf(invite).from?.address
    const meant = open.filter((one) => source !== undefined && one.receiver === source && sameUser(one, target))
    return meant.length === 1 ? [meant[0]!, 'refer-target'] : undefined
  }

  const replace = (leg: Leg, invite: SipRequest): void => {
    for (const { callId } of headerValues(invite, 'replaces')) {
      const replaced = legOf(callId)
      const evidence = `Replaces names ${callId}`.slice(0, MAX_EVIDENCE)
      if (replaced) tie(replaced, leg, { reason: 'replaces', confidence: 0.95, evidence })
      const asked = [...all].findLast((one) => one.replaces === callId && !one.newLeg)
      if (asked) {
        asked.newLeg = leg
        asked.replaced ??= replaced
        if (asked.leg) tie(asked.leg, leg, { reason: 'refer-to-replaces', confidence: 0.95, evidence })
      } else if (replaced) note(pickupOf(leg, replaced, invite))
    }
    for (const { callId } of headerValues(invite, 'join')) {
      const joined = legOf(callId)
      const evidence = `Join names ${callId}`.slice(0, MAX_EVIDENCE)
      if (joined) tie(joined, leg, { reason: 'join', confidence: 0.95, evidence })
    }
  }

  return {
    refer(own, refer) {
      const [dialog] = headerValues(refer, 'target-dialog')
      const leg = own ?? (dialog && legOf(dialog.callId))
      const [to] = headerValues(refer, 'refer-to')
      if (!to) return
      const again = [...all].some(
        (one) => one.leg === leg && one.cseq === refer.cseq?.number && one.by === addressOf(refer, 'from'),
      )
      if (again) return
      if (own && dialog) {
        const about = legOf(dialog.callId)
        const evidence = `Target-Dialog names ${dialog.callId}`.slice(0, MAX_EVIDENCE)
        if (about) tie(about, own, { reason: 'target-dialog', confidence: 0.95, evidence })
      }
      const written = to.uri && uriHeaders(to.uri).get('replaces')
      const [replaces] = written === undefined ? [] : parseDialogId(written)
      const replaced = replaces && legOf(replaces.callId)
      if (leg && replaced) {
        const evidence = `Refer-To names ${replaces.callId}`.slice(0, MAX_EVIDENCE)
        tie(leg, replaced, { reason: 'refer-to-replaces', confidence: 0.9, evidence })
      }
      note({
        kind: replaces ? 'attended' : 'blind',
        leg,
        message: refer.number,
        cseq: refer.cseq?.number,
        at: refer.at,
        by: addressOf(refer, 'from'),
        target: to.uriText.split('?', 1)[0]!,
        referredBy: uriOf(firstValue(refer, 'referred-by') ?? firstValue(refer, 'from')),
        receiver: partiesOf(refer).to?.address,
        replaces: replaces?.callId,
        replaced,
        newLeg: undefined,
      })
    },
    invite(leg, invite) {
      if (mayBeAskedFor(invite)) replace(leg, invite)
      if (all.size === 0) return
      const asked = askedBy(leg, invite)
      if (!asked) return
      const [transfer, reason] = asked
      transfer.newLeg = leg
      if (!transfer.leg) return
      const confidence = reason === 'referred-by' ? 0.9 : 0.75
      tie(transfer.leg, leg, { reason, confidence, evidence: `REFER to ${transfer.target}`.slice(0, MAX_EVIDENCE) })
    },
    of: (legs) =>
      [...all]
        .filter(({ leg, newLeg }) => (leg && legs.has(leg)) || (newLeg && legs.has(newLeg)))
        .map((one) => recordOf(one, legs)),
    sweep(now) {
      for (const one of all) {
        if (one.at === undefined || now - one.at <= REFER_US) return
        if (isDone(one.leg) && isDone(one.newLeg)) all.delete(one)
      }
    },
  }
}

const MAX_EVIDENCE = 160

const isDone = (leg: Leg | undefined): boolean => leg === undefined || leg.state === 'settled'

const pickupOf = (leg: Leg, replaced: Leg, invite: SipRequest): Transfer => ({
  kind: 'pickup',
  leg: undefined,
  message: invite.number,
  cseq: undefined,
  at: invite.at,
  by: addressOf(invite, 'from'),
  target: invite.requestUri,
  referredBy: undefined,
  receiver: undefined,
  replaces: replaced.callId,
  replaced,
  newLeg: leg,
})

const isSoon = ({ at, message }: Transfer, invite: SipMessage): boolean =>
  at === undefined || invite.at === undefined ? invite.number > message : invite.at >= at && invite.at - at <= REFER_US

const userAt = (uri: Uri | undefined): string | undefined => uri && (uri.user ?? uri.host).toLowerCase()
const sameUser = ({ target }: Transfer, user: string | undefined): boolean =>
  user !== undefined && userAt(parseUri(target)) === user

/** `user@host` of a name-addr, for comparing (RFC 3892 §2.1). */
function uriOf(value: string | undefined): string | undefined {
  const uri = value === undefined ? undefined : parseNameAddr(value)?.uri
  return uri && `${uri.user ?? ''}@${uri.host}`.toLowerCase()
}

function recordOf(one: Transfer, legs: ReadonlySet<Leg>): CallTransfer {
  const { kind, leg, message, at, by, target, newLeg, replaced } = one
  const numberOf = (which: Leg | undefined): number | undefined => (which && legs.has(which) ? which.number : undefined)
  return {
    ...{ kind, message, at, by, target },
    ...{ leg: numberOf(leg), newLeg: numberOf(newLeg), replaced: numberOf(replaced) },
    ...progressOf(leg?.call, one),
  }
}

/** What became of the REFER: its final response, and what the NOTIFYs of its subscription said last. */
function progressOf(call: Call | undefined, { message, cseq }: Transfer): Pick<CallTransfer, 'status' | 'notified'> {
  const transaction = call?.transactions.find(
    ({ method, requests }) => method === 'REFER' && requests[0]?.number === message,
  )
  let notified: number | undefined
  for (const { request, method } of call?.transactions ?? []) {
    if (method !== 'NOTIFY' || request.number < message || !isAbout(request, cseq)) continue
    const start = bodiesOf(request, 'message/sipfrag')[0]?.value.start
    if (start?.kind === 'response') notified = start.status
  }
  return { status: transaction?.final?.status, notified }
}

/** `Event: refer;id=<CSeq of the REFER>`; the first of a dialog may leave the id out (RFC 3515 §2.4.6). */
function isAbout(notify: SipMessage, cseq: number | undefined): boolean {
  const [event] = headerValues(notify, 'event')
  const id = event?.params.get('id')
  return event?.value.toLowerCase() === 'refer' && (id === undefined || id === '' || Number(id) === cseq)
}
