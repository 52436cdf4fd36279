import type { SeenEndpoint } from '../../../model/call.ts'
import { endpointText } from '../../../model/endpoint.ts'
import { header } from '../../../model/message.ts'
import { productOf } from '../../advice.ts'
import { type Proof, rule } from '../../rule.ts'
import { ENDPOINTS_NAMED } from '../../thresholds.ts'

interface Values {
  readonly endpoints: readonly string[]
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
  quiet: 'No SIP message with an address.',
  recommendation: '',
  applies: ({ capture }) => capture.messages > 0,
  *check({ capture }) {
    const [first, ...rest] = capture.endpoints
    if (!first) return
    const named = [first, ...rest].slice(0, ENDPOINTS_NAMED)
    yield {
      values: { endpoints: named.map(describe), more: capture.endpoints.length - named.length },
      proof: [proofOf(first), ...rest.slice(0, 4).map(proofOf)],
      scope: [],
    }
  },
  detail: ({ endpoints, more }) =>
    `${endpoints.join('; ')}${more > 0 ? `; and ${more} more` : ''}. Products as claimed.`,
})

function describe(seen: SeenEndpoint): string {
  const known = productOf(seen.message)?.name
  const claimed = seen.product?.slice(0, 80) ?? 'no User-Agent or Server header'
  const label = seen.label ? `${seen.label} ` : ''
  return `${label}${endpointText(seen.endpoint)}: ${claimed}${known && seen.product ? ` (${known})` : ''}`
}

function proofOf({ message }: SeenEndpoint): Proof {
  const named = header(message, 'user-agent') ?? header(message, 'server')
  return named ? { message, header: named } : { message }
}
