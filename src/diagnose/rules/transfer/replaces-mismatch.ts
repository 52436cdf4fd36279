import { dialogReferencesOf } from '../../../correlate/transfers.ts'
import type { DialogReference } from '../../../model/dialog.ts'
import type { SipResponse } from '../../../model/message.ts'
import { headerProofs } from '../../facts/header-proofs.ts'
import { clip } from '../../facts/responses.ts'
import { isTakenElsewhere } from '../../facts/standing.ts'
import { type Proof, rule, type Weight } from '../../rule.ts'

interface Values {
  readonly status: number
  readonly result: string
  readonly callId: string
  readonly cause: 'unknown' | 'tags' | 'over' | 'early-only'
}

export const replacesMismatch = rule<'conversation', Values>({
  id: 'transfer.replaces-mismatch',
  category: 'signaling',
  severity: 'high',
  sources: ['RFC 3891 §3', 'RFC 3891 §6.1'],
  title: 'Replaces names no dialog that can be replaced',
  examines: 'conversation',
  observed: true,
  about: { headers: ['replaces'], methods: ['INVITE'] },
  explains: ['signaling.call-failed'],
  issues: ['transfer', 'replaces', 'pickup'],
  meaning:
    'An attended transfer or a pickup takes the place of a dialog that it names by Call-ID and tags, and the other side knows no such dialog.',
  fires: 'An INVITE with Replaces is answered with 481, 486 or 603.',
  quiet: 'Info for a pickup that came too late: the call was answered elsewhere.',
  example: ['Replaces: 7f3a@192.0.2.5;to-tag=b2;from-tag=a1', 'SIP/2.0 481 Call/Transaction Does Not Exist'],
  recommendation:
    'Put the tags into Replaces as the side that gets the INVITE has them: to-tag is its own, from-tag that of its peer (RFC 3891 §3); and hand the INVITE to the server that has the dialog.',
  recipe: 'transfer',
  verify: 'Verify: the INVITE with Replaces is answered with 200 and the replaced dialog gets a BYE.',
  *check({ conversation }) {
    for (const reference of dialogReferencesOf(conversation.transactions)) {
      const { header, passage, dialog, request } = reference
      if (header !== 'replaces' || passage.method !== 'INVITE') continue
      const { final } = passage.near
      if (!final && conversation.final && !passage.near.cancel) yield { insufficient: 'ends-mid-dialog' }
      if (!final || !REFUSALS.has(final.status)) continue
      const severity = weigh(reference, final)
      const lines: readonly Proof[] = [...headerProofs(request, 'replaces'), { message: request }]
      const cause = causeOf(reference, final)
      yield {
        values: {
          status: final.status,
          result: clip(`${final.status} ${final.reason}`, 60),
          callId: clip(dialog.callId, 80),
          cause,
        },
        proof: [{ message: final }, ...lines, ...headerProofs(final, 'reason')],
        scope: [String(final.status), cause],
        mends: request,
        ...(severity && { severity }),
      }
    }
  },
  detail: ({ result, callId, cause }) =>
    `The INVITE is to take the place of the dialog ${callId} and was refused with ${result}. ${CAUSES[cause]}`,
  advise: ({ cause }) => ADVICE[cause],
})

const REFUSALS = new Set([481, 486, 603])

const CAUSES: Readonly<Record<Values['cause'], string>> = {
  unknown: 'The side that got it knows no dialog of that Call-ID and these tags.',
  tags: 'Replaces does not name both tags.',
  over: 'That dialog had ended already.',
  'early-only': 'Only a call that still rings was to be replaced, and it had been answered.',
}

const ADVICE: Readonly<Record<Values['cause'], string>> = {
  unknown:
    'See whether the two tags are swapped: to-tag is that of the side that gets the INVITE, from-tag that of its peer (RFC 3891 §3); and hand the INVITE to the server that has the dialog.',
  tags: 'Give Replaces both tags; one of 0 stands for a peer without (RFC 3891 §3).',
  over: 'Send the REFER while both calls are up: a side that hangs up at once leaves nothing to replace.',
  'early-only': 'Nothing has to change where pickups may come too late; else leave early-only out.',
}

function causeOf({ dialog }: DialogReference, { status }: SipResponse): Values['cause'] {
  if (status === 603) return 'over'
  if (status === 486 && dialog.earlyOnly) return 'early-only'
  return dialog.toTag === undefined || dialog.fromTag === undefined ? 'tags' : 'unknown'
}

/** Somebody else was faster: no fault. */
function weigh({ dialog }: DialogReference, final: SipResponse): Weight | undefined {
  const late = isTakenElsewhere(final) || (dialog.earlyOnly && final.status !== 481)
  return late ? { level: 'info', because: 'The call was answered before it could be picked up' } : undefined
}
