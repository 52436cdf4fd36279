import type { SeenEndpoint } from '../../../model/call.ts'
import { endpointText } from '../../../model/endpoint.ts'
import type { EndpointRecord } from '../../../model/endpoints.ts'
import { header } from '../../../model/message.ts'
import { type Proof, rule } from '../../rule.ts'
import { ENDPOINTS_NAMED } from '../../thresholds/compliance.ts'

/** Extensions named of one host. */
const OPTIONS_NAMED = 6

interface Values {
  /** Label, address and product. */
  readonly named: readonly string[]
  readonly nameless: readonly string[]
  readonly more: number
  /** What hosts are, as they behave: `10.0.0.9 registrar (90 %)`. */
  readonly roles: readonly string[]
}

export const userAgentSummary = rule<'capture', Values>({
  id: 'compliance.user-agent-summary',
  category: 'general',
  severity: 'info',
  sources: ['RFC 3261 §20.35', 'RFC 3261 §20.41'],
  title: 'Endpoint identification',
  examines: 'capture',
  meaning: 'Who takes part, as each one names itself, and what it is by what it does.',
  fires: 'Any SIP endpoint was seen.',
  quiet: 'No SIP message.',
  example: ['User-Agent: Example-Phone/2.1', 'Server: Example PBX 20.5'],
  recommendation: '',
  applies: ({ capture }) => capture.messages > 0,
  *check({ capture }) {
    // Of abridged messages no header can be called missing.
    const [first, ...rest] = capture.endpoints.filter(
      ({ product, message }) => product !== undefined || message.complete,
    )
    if (!first) {
      yield { insufficient: 'message-cut' }
      return
    }
    const shown = [first, ...rest].slice(0, ENDPOINTS_NAMED)
    yield {
      values: {
        named: shown.flatMap((seen) =>
          seen.product === undefined ? [] : [`${nameOf(seen)}: ${seen.product.slice(0, 80)}`],
        ),
        nameless: shown.flatMap((seen) => (seen.product === undefined ? [nameOf(seen)] : [])),
        more: 1 + rest.length - shown.length,
        roles: capture.hosts.flatMap(roleOf).slice(0, ENDPOINTS_NAMED),
      },
      proof: [proofOf(first), ...rest.slice(0, 4).map(proofOf)],
      scope: [],
    }
  },
  detail({ named, nameless, more, roles }) {
    const others = nameless.length > 0 ? `Without User-Agent or Server header: ${nameless.join(', ')}` : ''
    const rest = more > 0 ? `And ${more} more` : ''
    const behaviour = roles.length > 0 ? ` By what they do: ${roles.join(', ')}.` : ''
    return `${[named.join('; '), others, rest].filter(Boolean).join('. ')}.${named.length > 0 ? ' Products as they name themselves.' : ''}${behaviour}`
  },
})

/** The surest role of a host that can be told from every user agent, with the features its headers name. */
function roleOf({ address, roles, options }: EndpointRecord): readonly string[] {
  const [surest] = roles
  if (!surest || surest.role === 'user-agent') return []
  const features = options.length > 0 ? `, ${options.slice(0, OPTIONS_NAMED).join(' ')}` : ''
  return [`${address} ${surest.role} (${Math.round(surest.confidence * 100)} %${features})`]
}

const nameOf = ({ label, endpoint }: SeenEndpoint): string => `${label ? `${label} ` : ''}${endpointText(endpoint)}`

function proofOf({ message }: SeenEndpoint): Proof {
  const named = header(message, 'user-agent') ?? header(message, 'server')
  return named ? { message, header: named } : { message }
}
