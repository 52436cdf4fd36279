import { partiesOf } from '../../../correlate/parties.ts'
import { locatedValues } from '../../../decode/sip/values.ts'
import { hasSucceeded } from '../../facts/aftermath.ts'
import { rule, type Weight } from '../../rule.ts'
import { SKEW_ABSURD_US, SKEW_LOW_US, SKEW_MEDIUM_US, ZONE_STEP_US } from '../../thresholds/auth.ts'

interface Values {
  readonly who: string
  readonly seconds: number
  readonly refused: boolean
}

export const clockOrDateSkew = rule<'message', Values>({
  id: 'auth.clock-or-date-skew',
  category: 'auth',
  severity: 'low',
  sources: ['RFC 3261 §20.17', 'RFC 8224 §4.1'],
  title: 'Clock is wrong by the Date header',
  examines: 'message',
  about: { headers: ['date'] },
  meaning:
    'The sender and the capture disagree on the time. Certificates, signed caller IDs and nonces that carry a time are then refused.',
  fires:
    'The Date header differs from the time of the packet by more than 60 s; medium from 300 s on; high where a 403 Stale Date follows.',
  quiet: 'Text without times; differences near a multiple of 15 minutes in logs, which are time zones.',
  example: ['Date: Thu, 16 Apr 2026 18:20:00 GMT'],
  recommendation: 'Set the clocks of both sides by NTP.',
  *check({ message, conversation }, { capture }) {
    const [date] = locatedValues(message, 'date')
    const said = date?.value.at
    if (!date || said === undefined) return
    if (!capture.timed || message.at === undefined) {
      yield { insufficient: 'no-timestamps' }
      return
    }
    const skew = Math.abs(said - message.at)
    if (skew <= SKEW_LOW_US || (capture.kind === 'text' && isZone(skew))) return
    const refused = conversation.messages.some(
      (other) => other.kind === 'response' && other.status === 403 && /stale\s{0,9}date/i.test(other.reason),
    )
    const who = partiesOf(message).from?.address ?? 'The sender'
    const severity = weigh(skew, refused, hasSucceeded(conversation))
    yield {
      values: { who, seconds: Math.round((said - message.at) / 1_000_000), refused },
      proof: [{ message, header: date.header }],
      scope: [said > message.at ? 'ahead' : 'behind'],
      mends: message,
      ...(severity && { severity }),
    }
  },
  detail: ({ who, seconds, refused }) =>
    `The Date header of ${who} is ${Math.abs(seconds)} s ${seconds > 0 ? 'ahead of' : 'behind'} the time it was captured at.${refused ? ' The signed caller ID was refused as stale.' : ''}`,
})

const isZone = (skew: number): boolean => {
  const rest = skew % ZONE_STEP_US
  return skew >= ZONE_STEP_US - SKEW_LOW_US && Math.min(rest, ZONE_STEP_US - rest) <= SKEW_LOW_US
}

function weigh(skew: number, refused: boolean, succeeded: boolean): Weight | undefined {
  if (refused) return { level: 'high', because: 'A 403 Stale Date followed' }
  if (succeeded) return { level: 'low', because: 'It did no harm: the exchange succeeded' }
  if (skew > SKEW_ABSURD_US)
    return { level: 'low', because: 'So far apart, the clock of the capture may be the wrong one' }
  return skew > SKEW_MEDIUM_US ? { level: 'medium', because: 'More than 300 s apart' } : undefined
}
