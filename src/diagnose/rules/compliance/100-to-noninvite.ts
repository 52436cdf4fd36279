import type { SipMessage, SipResponse } from '../../../model/message.ts'
import { durationText } from '../../facts/durations.ts'
import { methodScope } from '../../facts/methods.ts'
import { capital, senderName, senderText } from '../../facts/sender.ts'
import { rule } from '../../rule.ts'
import { NON_INVITE_100_US } from '../../thresholds/compliance.ts'

interface Values {
  readonly status: number
  readonly method: string
  readonly sender: string
  readonly afterMs: number | undefined
}

export const hundredToNoninvite = rule<'conversation', Values>({
  id: 'compliance.100-to-noninvite',
  category: 'compliance',
  severity: 'low',
  sources: ['RFC 4320 §4.1', 'RFC 4320 §4.2'],
  title: 'Provisional or 408 to a request other than INVITE',
  examines: 'conversation',
  meaning:
    'Requests other than INVITE end within 32 seconds anyway. A provisional makes the client wait, and a 408 comes when it has given up.',
  fires: '100 to another request than INVITE within 3.5 seconds, another provisional at any time, or 408.',
  quiet: 'Responses to INVITE; a 100 that comes after 3.5 seconds.',
  example: ['SIP/2.0 100 Trying', 'CSeq: 1 REGISTER'],
  recommendation:
    'Let the server answer such requests at once with their final response, and drop the transaction silently instead of sending 408.',
  verify: 'Verify: its only answer to them is a final one other than 408.',
  marks: { signs: ['early-noninvite'] },
  *check({ conversation }) {
    for (const response of conversation.messages) {
      if (!isSuspect(response)) continue
      const asked = conversation.transactions.find(
        ({ provisionals, finals }) => provisionals.includes(response) || finals.includes(response),
      )
      const [from, to] = [asked?.request.at, response.at]
      const afterUs = from === undefined || to === undefined ? undefined : to - from
      if (response.status === 100 && afterUs === undefined) {
        yield { insufficient: asked ? 'no-timestamps' : 'starts-mid-dialog' }
        continue
      }
      if (response.status === 100 && afterUs! >= NON_INVITE_100_US) continue
      yield {
        values: {
          status: response.status,
          method: response.method.slice(0, 40),
          sender: senderText(response),
          afterMs: afterUs === undefined ? undefined : afterUs / 1000,
        },
        title: `${response.status} to ${response.method.slice(0, 40)}`,
        proof: [{ message: response }, ...(asked ? [{ message: asked.request }] : [])],
        scope: [String(response.status), methodScope(response.method), senderName(response)],
        mends: response,
      }
    }
  },
  detail({ status, method, sender, afterMs }) {
    const after = afterMs === undefined ? '' : ` ${durationText(afterMs)} after it`
    return status === 408
      ? `${capital(sender)} answered ${method} with 408${after}. RFC 4320 forbids it: the client stops waiting by itself, and the late 408 makes proxies mark the server as failed.`
      : `${capital(sender)} answered ${method} with ${status}${after}. RFC 4320 allows no provisional but a 100 after 3.5 s.`
  },
})

const isSuspect = (message: SipMessage): message is SipResponse =>
  message.kind === 'response' &&
  (message.status < 200 || message.status === 408) &&
  message.method !== 'INVITE' &&
  message.method !== ''
