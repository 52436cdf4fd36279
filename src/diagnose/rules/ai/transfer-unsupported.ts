import { headerProofs } from '../../facts/header-proofs.ts'
import { clip } from '../../facts/responses.ts'
import { senderText } from '../../facts/sender.ts'
import { senderOf } from '../../facts/session.ts'
import { NOT_ALLOWED, referProof, succeededLater, targetText, transfersIn } from '../../facts/transfers.ts'
import { agentName, agentOf } from '../../facts/voice-agent.ts'
import { rule } from '../../rule.ts'

interface Values {
  readonly agent: string
  readonly result: string
  readonly by: string
  readonly target: string
}

export const transferUnsupported = rule<'call', Values>({
  id: 'ai.transfer-unsupported',
  category: 'signaling',
  severity: 'high',
  sources: ['RFC 3515 §2.4.2', 'RFC 3261 §21.4.6'],
  title: 'Trunk refuses the voice agent’s transfer',
  examines: 'call',
  observed: true,
  about: { methods: ['REFER'] },
  marks: { statuses: [403, 405, 501, 603] },
  explains: ['transfer.refer-rejected-method'],
  issues: ['transfer', 'refer', 'handoff', 'agent'],
  meaning:
    'The agent wants to hand the caller to a person, and the trunk does not take REFER: the caller stays with the agent.',
  fires: 'A REFER that the voice agent sends is answered with 403, 405, 501 or 603.',
  quiet: 'REFERs of the other side; other refusals. Info where another transfer succeeds afterwards.',
  example: ['REFER sip:+12025550147@trunk.example.com SIP/2.0', 'SIP/2.0 405 Method Not Allowed'],
  recommendation:
    'Enable transfer by SIP REFER on the trunk (with Twilio: Call Transfer, and transfer to the PSTN) and at the platform; else let the platform or the own server call the person and bridge both.',
  recipe: 'transfer',
  verify: 'Verify: the agent’s REFER is answered with 202, and a NOTIFY tells of 200.',
  applies: ({ call }, context) => agentOf(call, context) !== undefined,
  *check({ call }, context) {
    const agent = agentOf(call, context)
    const all = transfersIn(call)
    for (const transfer of all) {
      const { final, request, requests } = transfer.refer.near
      if (!agent || senderOf(call, request) !== agent.side) continue
      if (!final) {
        if (call.final && requests.length === 1) yield { insufficient: 'ends-mid-dialog' }
        continue
      }
      if (!NOT_ALLOWED.has(final.status)) continue
      yield {
        values: {
          ...{ agent: agentName(agent), by: senderText(final), target: targetText(transfer) },
          result: clip(`${final.status} ${final.reason}`, 60),
        },
        proof: [{ message: final }, ...headerProofs(final, 'allow'), ...referProof(transfer)],
        scope: [String(final.status)],
        confidence: agent.confidence,
        mends: final,
        ...(succeededLater(all, transfer) && {
          severity: { level: 'info', because: 'Another transfer succeeded afterwards' } as const,
        }),
      }
    }
  },
  detail: ({ agent, result, by, target }) =>
    `${agent.charAt(0).toUpperCase()}${agent.slice(1)} sent REFER to hand the call to ${target}, and ${by} refused it with ${result}.`,
})
