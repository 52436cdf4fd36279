import type { Transaction } from '../../../model/call.ts'
import type { SipRequest, SipResponse } from '../../../model/message.ts'
import { msBetween } from '../../facts/call-times.ts'
import { durationText } from '../../facts/durations.ts'
import { rule } from '../../rule.ts'
import { NEAR_SERVER_US, T2_US } from '../../thresholds/signaling.ts'

interface Values {
  readonly method: string
  readonly status: number
  readonly afterMs: number
  readonly nearServer: boolean
}

export const retransmissionAfter100 = rule<'transaction', Values>({
  id: 'signaling.retransmission-after-100',
  category: 'signaling',
  severity: 'low',
  sources: ['RFC 3261 §17.1.1.2', 'RFC 3261 §17.1.2.2'],
  title: 'Request sent again after a provisional response',
  examines: 'transaction',
  issues: ['retransmission'],
  meaning:
    'The client goes on sending although a provisional response was on its way to it: that response does not reach it.',
  fires:
    'An INVITE is sent again after any provisional response on the same way, or another request less than T2 (4 s) after one.',
  quiet: 'A repetition that crosses the response. Of less weight where the input was captured next to the server.',
  example: ['SIP/2.0 100 Trying (at 0.1 s)', 'INVITE sip:bob@203.0.113.7 SIP/2.0 (again at 0.5 s)'],
  recommendation: 'Find out where the 100 is lost on its way back: Via without rport behind a NAT, or a firewall.',
  recipe: 'nat-signaling',
  verify: 'Verify: no request is repeated after a provisional response.',
  marks: { signs: ['resent'] },
  *check({ transaction }, { capture }) {
    const found = lateSend(transaction)
    if (!found) return
    const { response, again } = found
    const afterMs = msBetween(response, again)
    if (!capture.timed || afterMs === undefined) {
      yield { insufficient: 'no-timestamps' }
      return
    }
    // It may have crossed on the way.
    if (afterMs * 1000 <= NEAR_SERVER_US) return
    const turnMs = msBetween(transaction.request, response) ?? 0
    const nearServer = turnMs * 1000 <= NEAR_SERVER_US
    yield {
      values: { method: transaction.method, status: response.status, afterMs, nearServer },
      proof: [{ message: response }, { message: again }],
      scope: [transaction.method],
      mends: again,
      confidence: nearServer ? 0.5 : 0.85,
      severity: nearServer
        ? { level: 'info', because: 'Captured next to the server: the response may be lost further on' }
        : { level: 'low', because: 'The client does not get what the server sends' },
    }
  },
  detail: ({ method, status, afterMs, nearServer }) =>
    `${method} was sent again ${durationText(afterMs)} after a ${status} had been sent towards the client.${nearServer ? ' The input was captured next to the server, so the response may be lost between here and the client.' : ''}`,
})

function lateSend({
  method,
  provisionals,
  requests,
}: Transaction): { response: SipResponse; again: SipRequest } | undefined {
  const [response] = provisionals
  const again = response && requests.find(({ number }) => number > response.number)
  if (!response || !again) return undefined
  if (method === 'INVITE') return { response, again }
  const before = requests.findLast(({ number }) => number < again.number)
  const gap = (msBetween(before, again) ?? Number.POSITIVE_INFINITY) * 1000
  return gap < T2_US * 0.9 ? { response, again } : undefined
}
