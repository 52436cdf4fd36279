import type { SeenEndpoint } from '../../../model/call.ts'
import { endpointText } from '../../../model/endpoint.ts'
import { header } from '../../../model/message.ts'
import { type Proof, rule } from '../../rule.ts'
import { ENDPOINTS_NAMED } from '../../thresholds.ts'

interface Values {
  /** Label, address and product. */
  readonly named: readonly string[]
  readonly nameless: readonly string[]
  readonly more: number
}

export const userAgentSummary = rule<'capture', Values>({
  id: 'compliance.user-agent-summary',
  category: 'general',
  severity: 'info',
  sources: ['RFC 3261 §20.35', 'RFC 3261 §20.41'],
  title: 'Endpoint identification',
  examines: 'capture',
  meaning: 'Who takes part, as each one names itself.',
  fires: 'Any SIP endpoint was seen.',
  quiet: 'No SIP message.',
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
      },
      proof: [proofOf(first), ...rest.slice(0, 4).map(proofOf)],
      scope: [],
    }
  },
  detail({ named, nameless, more }) {
    const others = nameless.length > 0 ? `Without User-Agent or Server header: ${nameless.join(', ')}` : ''
    const rest = more > 0 ? `And ${more} more` : ''
    return `${[named.join('; '), others, rest].filter(Boolean).join('. ')}.${named.length > 0 ? ' Products as they name themselves.' : ''}`
  },
})

const nameOf = ({ label, endpoint }: SeenEndpoint): string => `${label ? `${label} ` : ''}${endpointText(endpoint)}`

function proofOf({ message }: SeenEndpoint): Proof {
  const named = header(message, 'user-agent') ?? header(message, 'server')
  return named ? { message, header: named } : { message }
}
