import { registersOf } from '../../../correlate/bindings.ts'
import { quantileOf } from '../../../model/quantile.ts'
import type { Register } from '../../../model/registration.ts'
import { MICROS_PER_SECOND, type Micros } from '../../../model/time.ts'
import { clip } from '../../facts/responses.ts'
import { isScanned } from '../../facts/scanner.ts'
import { isReliable } from '../../facts/transports.ts'
import { rule, type Weight } from '../../rule.ts'
import { BRIEF_INTERVALS, BRIEF_STREAM_US, BRIEF_UDP_US, REGISTERS_PER_MINUTE } from '../../thresholds/registration.ts'

interface Values {
  readonly aor: string
  readonly how: 'interval' | 'burst'
  readonly everyS: number
  readonly count: number
  readonly grantedS: number | undefined
  readonly refused: number | undefined
}

const MINUTE_US = 60 * MICROS_PER_SECOND

export const tooFrequent = rule<'registration', Values>({
  id: 'reg.too-frequent',
  category: 'signaling',
  severity: 'low',
  sources: ['RFC 3261 §10.2.4', 'RFC 3261 §21.4.17', 'RFC 5626 §4.4'],
  title: 'A client registers too often',
  examines: 'registration',
  about: { methods: ['REGISTER'] },
  issues: ['registration', 'flood', '503'],
  meaning:
    'Each REGISTER costs the registrar a look into its database; many clients that do it every few seconds bring it down.',
  fires:
    'Refreshes less than 15 s apart over UDP, or 30 s over TCP and TLS, three times or more; or more than ten REGISTERs of one user in a minute. Medium where the registrar answers 503 or 423.',
  quiet: 'The second try with credentials; several devices of one user, each at its own pace; scanners.',
  example: ['Contact: <sip:alice@192.0.2.10:5060>;expires=10'],
  recommendation: 'Register for 60 to 300 s, and keep a NAT binding open with line ends or STUN rather than REGISTER.',
  verify: 'Verify: the time between two REGISTERs of the client.',
  *check({ registration }, { capture }) {
    const registers = registersOf(registration).filter(({ challenged, kind }) => !challenged && kind === 'register')
    if (registers.length <= BRIEF_INTERVALS || isScanned(registration.messages)) return
    if (!capture.timed) {
      yield { insufficient: 'no-timestamps' }
      return
    }
    const found = briefInterval(registers) ?? burst(registers)
    if (!found) return
    const refused = registers.find(({ final }) => final?.status === 503 || final?.status === 423)?.final
    const severity: Weight | undefined = refused
      ? { level: 'medium', because: `The registrar answers ${refused.status}` }
      : undefined
    const [first, ...rest] = found.registers.slice(0, 5)
    yield {
      values: {
        aor: clip(registration.aor) || 'an unnamed user',
        how: found.how,
        everyS: found.everyUs / MICROS_PER_SECOND,
        count: found.registers.length,
        grantedS: found.registers[0]!.granted[0]?.expiresS,
        refused: refused?.status,
      },
      proof: [
        { message: first!.passage.near.request },
        ...rest.map(({ passage }) => ({ message: passage.near.request })),
        ...(refused ? [{ message: refused }] : []),
      ],
      scope: [found.how],
      mends: first!.passage.near.request,
      ...(severity && { severity }),
    }
  },
  detail: ({ aor, how, everyS, count, grantedS, refused }) =>
    `${aor} sent ${count} REGISTERs, ${how === 'burst' ? 'all within a minute' : `one every ${everyS.toFixed(0)} s`}${grantedS === undefined ? '' : `; ${grantedS} s are granted`}.${refused === undefined ? '' : ` The registrar answered ${refused}.`}`,
})

interface Found {
  readonly how: Values['how']
  readonly everyUs: Micros
  readonly registers: readonly Register[]
}

/** Refreshes of one contact at a pace below the limit of its transport: the median decides. */
function briefInterval(registers: readonly Register[]): Found | undefined {
  for (const group of Map.groupBy(registers, contactOf).values()) {
    const times = group.flatMap(({ at }) => at ?? [])
    const gaps = times.slice(1).map((at, index) => at - times[index]!)
    if (gaps.length < BRIEF_INTERVALS) continue
    const median = quantileOf(gaps, 0.5)
    const limit = isReliable(group[0]!.passage.near.request) ? BRIEF_STREAM_US : BRIEF_UDP_US
    if (median < limit) return { how: 'interval', everyUs: median, registers: group }
  }
  return undefined
}

const contactOf = ({ asked }: Register): string => asked[0]?.instance ?? asked[0]?.uri ?? ''

function burst(registers: readonly Register[]): Found | undefined {
  for (let from = 0; from + REGISTERS_PER_MINUTE < registers.length; from++) {
    const [first, last] = [registers[from]!.at, registers[from + REGISTERS_PER_MINUTE]!.at]
    if (first !== undefined && last !== undefined && last - first < MINUTE_US)
      return {
        how: 'burst',
        everyUs: (last - first) / REGISTERS_PER_MINUTE,
        registers: registers.slice(from, from + REGISTERS_PER_MINUTE + 1),
      }
  }
  return undefined
}
