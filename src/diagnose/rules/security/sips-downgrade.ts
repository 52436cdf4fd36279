import { parseUri } from '../../../decode/sip/uri.ts'
import type { SipRequest } from '../../../model/message.ts'
import { topVia } from '../../facts/addresses.ts'
import { carriageOf } from '../../facts/tap.ts'
import { rule } from '../../rule.ts'

interface Values {
  readonly uri: string
  readonly transport: string
}

export const sipsDowngrade = rule<'transaction', Values>({
  id: 'security.sips-downgrade',
  category: 'security',
  severity: 'medium',
  sources: ['RFC 5630 §3.1', 'RFC 3261 §26.2.2'],
  title: 'sips request travels without TLS',
  examines: 'transaction',
  meaning: 'A sips address promises TLS on every hop; this one was sent over a transport that is not encrypted.',
  fires: 'A request to a sips URI whose Via says UDP, TCP or WS.',
  quiet: 'Messages captured behind a TLS offloader, whose Via says TLS; sip addresses.',
  example: ['INVITE sips:bob@example.com SIP/2.0', 'Via: SIP/2.0/TCP 203.0.113.5;branch=z9hG4bK-1'],
  recommendation: 'Route sips addresses over TLS only, or use sip addresses with transport=tls.',
  about: { signs: ['sips'] },
  applies: ({ transaction: { request } }) => /^sips:/i.test(request.requestUri),
  *check({ transaction: { request } }) {
    const said = topVia(request)?.transport?.toUpperCase()
    if (said === undefined) {
      yield { insufficient: 'message-cut' }
      return
    }
    if (said === 'TLS' || said === 'WSS' || carriageOf(request) === 'secure') return
    yield {
      values: { uri: uriOf(request), transport: said },
      proof: [{ message: request }, ...viaOf(request)],
      scope: [said],
      mends: request,
    }
  },
  detail: ({ uri, transport }) =>
    `The request to ${uri} went over ${transport}, though sips promises TLS on every hop.`,
})

const uriOf = ({ requestUri }: SipRequest): string => {
  const uri = parseUri(requestUri)
  return uri
    ? `sips:${uri.user === undefined ? '' : `${uri.user}@`}${uri.host}`.slice(0, 120)
    : requestUri.slice(0, 120)
}

const viaOf = (request: SipRequest) => {
  const via = request.headers.find(({ name }) => name === 'via')
  return via ? [{ message: request, header: via } as const] : []
}
