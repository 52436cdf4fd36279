import type { Call } from '../../../model/call.ts'
import type { SipMessage } from '../../../model/message.ts'
import { callTimes, msBetween } from '../../facts/call-times.ts'
import { durationText } from '../../facts/durations.ts'
import { type Party, releasedBy } from '../../facts/session.ts'
import { type Proof, rule } from '../../rule.ts'

interface Values {
  readonly sessionRequestMs: number | undefined
  /** Undefined where it is the same: no challenge came first. */
  readonly postDialMs: number | undefined
  readonly ringMs: number | undefined
  readonly setUpMs: number | undefined
  readonly talkMs: number | undefined
  readonly disconnectMs: number | undefined
  readonly releasedBy: Party | undefined
}

const NAMES = {
  sessionRequestMs: 'session request delay',
  postDialMs: 'post-dial delay',
  ringMs: 'ringing',
  setUpMs: 'set-up',
  talkMs: 'talk',
  disconnectMs: 'session disconnect delay',
} as const

export const setupMetrics = rule<'call', Values>({
  id: 'signaling.setup-metrics',
  category: 'general',
  severity: 'info',
  sources: ['RFC 6076 §4'],
  title: 'Call set-up times',
  examines: 'call',
  issues: ['metrics', 'setup'],
  meaning: 'How long the parts of the call took.',
  fires: 'The INVITE of the call and what followed it have times.',
  quiet: 'Calls of which nothing but the INVITE is in the input.',
  example: [
    'INVITE sip:bob@203.0.113.7 SIP/2.0 (at 0 s)',
    'SIP/2.0 180 Ringing (at 0.4 s)',
    'SIP/2.0 200 OK (at 6.1 s)',
  ],
  recommendation: '',
  about: { methods: ['INVITE'] },
  *check({ call }, { capture }) {
    const times = callTimes(call)
    if (!times || !(times.progress ?? times.end)) return
    if (!capture.timed || times.first.at === undefined) {
      yield { insufficient: 'no-timestamps' }
      return
    }
    const { progress, end, first, admitted } = times
    const answer = end && end.status < 300 ? end : undefined
    const bye = answer && call.bye
    const seen = [first, progress, end, bye].filter((message): message is SipMessage => message !== undefined)
    yield {
      values: {
        sessionRequestMs: msBetween(first, progress ?? end),
        postDialMs: admitted === first ? undefined : msBetween(admitted, progress ?? end),
        ringMs: msBetween(progress, end ?? times.cancel),
        setUpMs: msBetween(first, answer),
        talkMs: msBetween(answer, bye),
        disconnectMs: msBetween(bye, bye && byeAnswer(call)),
        releasedBy: bye && releasedBy(call, bye),
      },
      proof: seen.map((message): Proof => ({ message })) as [Proof, ...Proof[]],
      scope: ['call'],
    }
  },
  detail: (values) => {
    const figures = Object.entries(NAMES).flatMap(([name, words]) => {
      const ms = values[name as keyof typeof NAMES]
      return ms === undefined || ms < 0 ? [] : [`${words} ${durationText(ms)}`]
    })
    const text = figures.join(', ')
    return `${text.charAt(0).toUpperCase()}${text.slice(1)}.${values.releasedBy ? ` The ${values.releasedBy} hung up.` : ''}`
  },
})

const byeAnswer = (call: Call): SipMessage | undefined =>
  call.transactions.find(({ request }) => request === call.bye)?.final
