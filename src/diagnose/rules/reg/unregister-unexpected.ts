import { registersOf } from '../../../correlate/bindings.ts'
import type { Register } from '../../../model/registration.ts'
import { clip } from '../../facts/responses.ts'
import { rule } from '../../rule.ts'
import { FLAP_US, FLAPS } from '../../thresholds/registration.ts'

interface Values {
  readonly aor: string
  readonly flaps: number
  readonly shortestMs: number
}

export const unregisterUnexpected = rule<'registration', Values>({
  id: 'reg.unregister-unexpected',
  category: 'signaling',
  severity: 'low',
  sources: ['RFC 3261 §10.2.2'],
  title: 'A client unregisters and is back at once',
  examines: 'registration',
  about: { methods: ['REGISTER'], headers: ['expires', 'contact'] },
  issues: ['registration', 'flapping', 'wifi'],
  meaning:
    'A device takes its registration back when it is switched off. One that does so again and again changes networks, or two programs share one account.',
  fires: 'Three times or more a REGISTER with Expires 0 or Contact * is followed by a new registration within 60 s.',
  quiet: 'A device that goes and stays away; clearing old contacts once at start.',
  example: ['Expires: 0', 'REGISTER sip:example.com SIP/2.0 (4 s later)'],
  recommendation:
    'Look for a second device or program with the same account, for Wi-Fi roaming, and for TCP or TLS connections that are cut.',
  verify: 'Verify: no REGISTER with Expires 0 while the device stays on.',
  *check({ registration }, { capture }) {
    const registers = registersOf(registration).filter(({ challenged }) => !challenged)
    const removes = registers.filter(({ kind }) => kind === 'remove')
    if (removes.length < FLAPS) return
    if (!capture.timed) {
      yield { insufficient: 'no-timestamps' }
      return
    }
    const gone = removes.filter((one, index) => backAfter(one, registers, removes[index + 1]) !== undefined)
    if (gone.length < FLAPS) return
    const [first, ...rest] = gone.slice(0, 4)
    yield {
      values: {
        aor: clip(registration.aor) || 'an unnamed user',
        flaps: gone.length,
        shortestMs: Math.min(...gone.map((one) => backAfter(one, registers)! / 1000)),
      },
      proof: [
        { message: first!.passage.near.request },
        ...rest.map(({ passage }) => ({ message: passage.near.request })),
      ],
      scope: ['flapping'],
      mends: first!.passage.near.request,
    }
  },
  detail: ({ aor, flaps, shortestMs }) =>
    `${aor} took its registration back ${flaps} times and registered again within a minute, once after ${(shortestMs / 1000).toFixed(1)} s.`,
})

/** Microseconds until it registered again, within a minute and before it left once more. */
function backAfter({ at }: Register, registers: readonly Register[], next?: Register): number | undefined {
  const back = registers.find(
    (one) => one.kind === 'register' && at !== undefined && one.at !== undefined && one.at > at,
  )
  if (back?.at === undefined || at === undefined || back.at - at >= FLAP_US) return undefined
  return next?.at !== undefined && next.at < back.at ? undefined : back.at - at
}
