import { rule } from '../../rule.ts'

interface Values {
  /** Of the first response that came after it. */
  readonly status: number
}

export const cancelWithoutProvisional = rule<'transaction', Values>({
  id: 'signaling.cancel-without-provisional',
  category: 'compliance',
  severity: 'low',
  sources: ['RFC 3261 §9.1'],
  title: 'CANCEL before any provisional response',
  examines: 'transaction',
  issues: ['cancel'],
  meaning:
    'The client cancels an INVITE before it knows that the other side has it: the CANCEL may arrive first and come to nothing.',
  fires: 'CANCEL is sent on a hop where no 1xx to the INVITE has been seen yet.',
  quiet: 'Captures in which no response to the INVITE is seen at all.',
  example: ['INVITE sip:bob@203.0.113.7 SIP/2.0', 'CANCEL sip:bob@203.0.113.7 SIP/2.0', 'SIP/2.0 100 Trying'],
  recommendation: 'Let the client wait with CANCEL for the first provisional response (RFC 3261 §9.1).',
  verify: 'Verify: CANCEL follows a 1xx.',
  about: { methods: ['CANCEL'] },
  applies: ({ transaction }) => transaction.method === 'INVITE' && transaction.cancel !== undefined,
  *check({ transaction, conversation }) {
    const { cancel, provisionals, finals, request } = transaction
    if (!cancel) return
    const first = [...provisionals, ...finals].find(({ number }) => number < cancel.number)
    if (first) return
    if (provisionals.length + finals.length === 0) {
      if (conversation.final) yield { insufficient: 'one-direction-only' }
      return
    }
    yield {
      values: { status: (provisionals[0] ?? finals[0])!.status },
      proof: [{ message: request }, { message: cancel }],
      scope: ['cancel'],
      mends: cancel,
    }
  },
  detail: ({ status }) => `The CANCEL was sent before any response to its INVITE had come; the first was ${status}.`,
})
