import { headerValues } from '../decode/sip/values.ts'
import type { Call, Dialog, Transaction } from '../model/call.ts'
import type { Party } from '../model/call-facts.ts'
import type { DialogHistory, DialogSide, Passage, RemoteTarget } from '../model/dialog.ts'
import type { SipMessage, SipResponse } from '../model/message.ts'
import { hopsOf, passagesOf } from './capture-points.ts'
import { isWithin, senderIn } from './dialogs.ts'
import { remembered } from './remembered.ts'

/** Requests that tell the other side a new target (RFC 3261 §12.2, RFC 3311 §5, RFC 6665 §4.4.1, RFC 3515 §2.2). */
const TARGET_REFRESHES: ReadonlySet<string> = new Set(['INVITE', 'UPDATE', 'SUBSCRIBE', 'NOTIFY', 'REFER'])

/** The dialogs of a call with their requests, targets, route sets and CSeqs, in the order of `legs`. */
export const dialogHistoriesOf = remembered((call: Call): readonly DialogHistory[] => {
  const passages = passagesOf(call.transactions)
  return call.legs.flatMap(({ dialogs }) => dialogs.map((dialog) => historyOf(dialog, passages)))
})

/** The transactions of a dialog among the hops of a request: of the INVITE that forked only those of its own fork. */
export const hopsWithin = (dialog: Dialog, passage: Passage): readonly Transaction[] =>
  hopsOf(passage).filter((hop) => isWithin(dialog, hop.request) || makes(hop, dialog))

/** Its first response to the INVITE that made the dialog, from 101 on. */
const makes = ({ method, initial, provisionals, finals }: Transaction, dialog: Dialog): boolean =>
  method === 'INVITE' && initial && [...provisionals, ...finals].some((one) => isMaking(one, dialog))

const isMaking = (response: SipResponse, dialog: Dialog): boolean =>
  response.status > 100 && response.status < 300 && isWithin(dialog, response)

function historyOf(dialog: Dialog, all: readonly Passage[]): DialogHistory {
  const passages = all.filter((passage) => passage.method !== 'CANCEL' && hopsWithin(dialog, passage).length > 0)
  const side = (party: Party): DialogSide => ({
    tag: party === 'caller' ? dialog.fromTag : dialog.toTag,
    targets: targetsOf(dialog, passages, party),
    routeSet: routeSetOf(dialog, passages, party),
    cseq: highestCseq(dialog, passages, party),
  })
  return { dialog, passages, caller: side('caller'), callee: side('callee') }
}

function highestCseq(dialog: Dialog, passages: readonly Passage[], party: Party): number | undefined {
  const numbers = passages
    .filter(({ near }) => senderIn(dialog, near.request) === party)
    .flatMap(({ near }) => near.request.cseq?.number ?? [])
  return numbers.length === 0 ? undefined : Math.max(...numbers)
}

/** Contacts as the other side was told them: its requests on the last hop seen, its responses on the first. */
function targetsOf(dialog: Dialog, passages: readonly Passage[], party: Party): readonly RemoteTarget[] {
  const targets: RemoteTarget[] = []
  for (const passage of passages) {
    if (!TARGET_REFRESHES.has(passage.method)) continue
    const hops = hopsWithin(dialog, passage)
    const [first, last] = [hops[0]!, hops.at(-1)!]
    const told: readonly SipMessage[] =
      senderIn(dialog, first.request) === party
        ? isRefused(first)
          ? []
          : [last.request]
        : [...first.provisionals, ...first.finals].filter((one) => isMaking(one, dialog))
    for (const message of told) {
      const uri = contactOf(message)
      if (uri !== undefined && targets.at(-1)?.uri !== uri) targets.push({ uri, message })
    }
  }
  return targets
}

/** A refused request changes nothing (RFC 6141 §5.1). */
const isRefused = ({ final }: Transaction): boolean => final !== undefined && final.status >= 300

const contactOf = (message: SipMessage): string | undefined => headerValues(message, 'contact')[0]?.address.uriText

/**
 * Record-Route of the 2xx, or until it comes of a provisional, from the end for the caller; that of the INVITE for the callee
 * (RFC 3261 §12.1.1, §12.1.2, §13.2.2.4).
 */
function routeSetOf(dialog: Dialog, passages: readonly Passage[], party: Party): readonly string[] | undefined {
  const made = passages.flatMap((passage) => hopsWithin(dialog, passage)).filter((hop) => makes(hop, dialog))
  const [first, last] = [made[0], made.at(-1)]
  if (dialog.startsBefore || !first || !last) return undefined
  if (party === 'callee') return routesIn(last.request)
  const response =
    first.finals.find((one) => isMaking(one, dialog)) ?? first.provisionals.findLast((one) => isMaking(one, dialog))
  return response && [...routesIn(response)].reverse()
}

const routesIn = (message: SipMessage): readonly string[] =>
  headerValues(message, 'record-route').map(({ uriText }) => uriText)
