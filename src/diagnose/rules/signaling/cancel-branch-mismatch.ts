import type { Transaction } from '../../../model/call.ts'
import { header, type SipRequest } from '../../../model/message.ts'
import { topVia } from '../../facts/addresses.ts'
import { headerProofs } from '../../facts/header-proofs.ts'
import { isMasked } from '../../facts/masked.ts'
import { rule, type SignalingConversation } from '../../rule.ts'

interface Values {
  readonly differs: readonly string[]
  readonly status: number | undefined
}

export const cancelBranchMismatch = rule<'transaction', Values>({
  id: 'signaling.cancel-branch-mismatch',
  category: 'signaling',
  severity: 'medium',
  sources: ['RFC 3261 §9.1'],
  title: 'CANCEL does not match its INVITE',
  examines: 'transaction',
  observed: true,
  issues: ['cancel'],
  meaning: 'The CANCEL differs from its INVITE where both must be alike, so the called side goes on ringing.',
  fires:
    'Request-URI, To, From tag, CSeq number or the branch of the top Via of a CANCEL differ from the INVITE of the same hop. Low where it is answered with 200 all the same.',
  quiet: 'CANCELs whose INVITE is not in the input; addresses that were masked in the trace.',
  example: [
    'Via: SIP/2.0/UDP 192.0.2.5:5060;branch=z9hG4bK-1 (INVITE)',
    'Via: SIP/2.0/UDP 192.0.2.5:5060;branch=z9hG4bK-2 (CANCEL)',
    'SIP/2.0 481 Call/Transaction Does Not Exist',
  ],
  recommendation: 'Correct the stack or proxy that changes these fields, and switch SIP ALG off on the way.',
  recipe: 'nat-signaling',
  verify: 'Verify: CANCEL is answered with 200 and the INVITE with 487.',
  about: { methods: ['CANCEL'] },
  applies: ({ transaction }) => transaction.method === 'CANCEL',
  *check({ transaction, conversation }) {
    const { request: cancel, final } = transaction
    const invite = inviteFor(cancel, conversation)
    if (!invite) {
      if (conversation.final) yield { insufficient: 'starts-mid-dialog' }
      return
    }
    const differs = differences(cancel, invite.request)
    if (differs.length === 0) return
    const works = final !== undefined && final.status < 300
    yield {
      values: { differs, status: final?.status },
      proof: [
        ...([{ message: cancel }, { message: invite.request }] as const),
        ...headerProofs(cancel, 'via', 'to', 'cseq').slice(0, 4),
        ...headerProofs(invite.request, 'via', 'to', 'cseq').slice(0, 4),
        ...(final ? [{ message: final }] : []),
      ],
      scope: differs,
      mends: cancel,
      ...(works && { severity: { level: 'low', because: 'It was answered with 200 all the same' } as const }),
    }
  },
  detail: ({ differs, status }) =>
    `The CANCEL differs from its INVITE in ${differs.join(', ')}.${status === undefined ? '' : ` It was answered with ${status}.`}`,
})

/** The INVITE it is for: of the same hop, by its branch, else the last one before it that is not decided yet. */
function inviteFor(cancel: SipRequest, { transactions }: SignalingConversation): Transaction | undefined {
  const known = transactions.find((one) => one.cancel === cancel)
  if (known) return known
  const open = transactions.filter(
    (one) =>
      one.method === 'INVITE' &&
      one.request.number < cancel.number &&
      isSameWay(one.request, cancel) &&
      !(one.final && one.final.number < cancel.number),
  )
  // One that was cancelled by another CANCEL is not meant.
  return open.findLast((one) => !one.cancel)
}

const isSameWay = (invite: SipRequest, cancel: SipRequest): boolean =>
  invite.source?.address === cancel.source?.address &&
  invite.destination?.address === cancel.destination?.address &&
  (invite.source !== undefined || topVia(invite)?.host === topVia(cancel)?.host)

function differences(cancel: SipRequest, invite: SipRequest): readonly string[] {
  return [
    isOther(cancel.requestUri, invite.requestUri) && 'Request-URI',
    isOther(addressOf(cancel), addressOf(invite)) && 'To',
    cancel.fromTag !== invite.fromTag && 'From tag',
    cancel.cseq?.number !== invite.cseq?.number && 'CSeq number',
    cancel.branch !== invite.branch && 'branch',
  ].filter((name) => name !== false)
}

const isOther = (a: string | undefined, b: string | undefined): boolean =>
  a !== b && !isMasked(a ?? '') && !isMasked(b ?? '')

/** To without what stands around it: a display name or a tag does no harm. */
const addressOf = (message: SipRequest): string | undefined => {
  const value = header(message, 'to')?.value
  return value === undefined ? undefined : (/<([^>]{1,500})>/.exec(value)?.[1] ?? value.split(';')[0]!.trim())
}
