import { headerValues } from '../../../decode/sip/values.ts'
import { header, type SipMessage } from '../../../model/message.ts'
import { senderName, senderText } from '../../facts/sender.ts'
import { rule } from '../../rule.ts'
import { SMALLEST_INTERVAL_S } from '../../thresholds/dialog.ts'

interface Values {
  readonly name: 'Session-Expires' | 'Min-SE'
  readonly seconds: number
  /** Min-SE of the same message, where the interval is below it; else the standard's minimum is meant. */
  readonly minimumS: number
  readonly sender: string
}

export const minSeTooSmall = rule<'message', Values>({
  id: 'dialog.min-se-too-small',
  category: 'compliance',
  severity: 'low',
  sources: ['RFC 4028 §4', 'RFC 4028 §5'],
  title: 'Session interval below the minimum',
  examines: 'message',
  about: { headers: ['session-expires', 'min-se'] },
  meaning:
    'A session timer shorter than 90 s, or than the minimum its own sender names, is refused by some and costs two requests a minute with the others.',
  fires: 'Session-Expires or Min-SE below 90 s, or Session-Expires below the Min-SE of the same message.',
  quiet: '90 s and more.',
  example: ['Session-Expires: 60;refresher=uac'],
  recommendation: 'Set the session interval to 1800 s and its minimum to 90 s.',
  recipe: 'session-timer',
  verify: 'Verify: Session-Expires is 90 or more and not below Min-SE.',
  *check({ message }) {
    const [interval] = headerValues(message, 'session-expires')
    const [minimumS] = headerValues(message, 'min-se')
    if (minimumS !== undefined && minimumS < SMALLEST_INTERVAL_S)
      yield faultOf(message, 'Min-SE', minimumS, SMALLEST_INTERVAL_S)
    if (!interval) return
    const least = Math.max(SMALLEST_INTERVAL_S, minimumS ?? 0)
    if (interval.seconds < least) yield faultOf(message, 'Session-Expires', interval.seconds, least)
  },
  detail: ({ name, seconds, minimumS, sender }) =>
    `${sender} sends ${name}: ${seconds}; ${minimumS === SMALLEST_INTERVAL_S ? 'the least there may be is 90 s' : `its own Min-SE is ${minimumS} s`}.`,
})

const faultOf = (message: SipMessage, name: Values['name'], seconds: number, minimumS: number) => ({
  values: { name, seconds, minimumS, sender: senderText(message) },
  proof: [{ message, header: header(message, name.toLowerCase())! }] as const,
  scope: [name, senderName(message)],
  mends: message,
})
