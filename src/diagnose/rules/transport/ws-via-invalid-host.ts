import { parseUri } from '../../../decode/sip/uri.ts'
import { locatedValues } from '../../../decode/sip/values.ts'
import { rule } from '../../rule.ts'

interface Values {
  readonly host: string
  readonly where: 'Via' | 'Contact'
}

export const wsViaInvalidHost = rule<'conversation', Values>({
  id: 'transport.ws-via-invalid-host',
  category: 'general',
  severity: 'info',
  sources: ['RFC 7118 §5.2', 'RFC 7118 §5.3'],
  title: 'A WebSocket client has no address of its own',
  examines: 'conversation',
  about: { headers: ['via'] },
  issues: ['websocket', 'webrtc'],
  meaning:
    'A browser does not know its address and writes a name that ends in .invalid into Via and Contact. The server answers on the same connection, so this is no fault.',
  fires: 'A Via of WS or WSS, or a Contact with transport=ws, names a host that ends in .invalid.',
  quiet: 'Other clients; WebSocket clients with an address.',
  example: ['Via: SIP/2.0/WSS df7jal23ls0d.invalid;branch=z9hG4bK-1'],
  recommendation: '',
  marks: { signs: ['websocket', 'several-vias'] },
  *check({ conversation }) {
    for (const message of conversation.messages) {
      if (message.kind === 'response') continue
      const via = locatedValues(message, 'via').find(
        ({ value }) => /^WSS?$/.test(value.transport) && isInvalid(value.host),
      )
      const contact = via
        ? undefined
        : locatedValues(message, 'contact').find(({ value }) => {
            const uri = parseUri(value.address.uriText)
            return /^wss?$/i.test(uri?.params.get('transport') ?? '') && isInvalid(uri?.host ?? '')
          })
      const found = via ?? contact
      if (!found) continue
      yield {
        values: {
          host: (via?.value.host ?? contact?.value.address.uri?.host ?? '').slice(0, 80),
          where: via ? 'Via' : 'Contact',
        },
        proof: [{ message, header: found.header }],
        scope: ['websocket'],
      }
      return
    }
  },
  detail: ({ host, where }) =>
    `${where} names ${host}, as WebSocket clients do that do not know their address: answers and calls reach them over their connection.`,
})

const isInvalid = (host: string): boolean => /\.invalid$/i.test(host)
