import { isPublic } from '../../../model/address.ts'
import type { SipMessage } from '../../../model/message.ts'
import { topVia } from '../../facts/addresses.ts'
import { carriageOf } from '../../facts/tap.ts'
import { rule, type Weight } from '../../rule.ts'

interface Values {
  readonly transport: string
  readonly open: boolean
}

export const signalingCleartext = rule<'conversation', Values>({
  id: 'security.signaling-cleartext',
  category: 'security',
  severity: 'low',
  sources: ['RFC 3261 §26.2', 'RFC 3261 §26.3.1'],
  title: 'Signalling is not encrypted',
  examines: 'conversation',
  posture: true,
  issues: ['tls', 'encryption'],
  meaning:
    'Numbers, names and digests of these calls can be read by whoever is on the way. On most trunks that is the normal case.',
  fires: 'SIP over UDP or TCP between public hosts. Info on private paths; medium where the policy requires TLS.',
  quiet: 'TLS and WSS; messages captured behind a TLS offloader.',
  example: ['Via: SIP/2.0/UDP 203.0.113.5:5060;branch=z9hG4bK-1'],
  recommendation: 'Carry SIP over TLS where the peer supports it.',
  *check({ conversation }, { options }) {
    const clear = conversation.messages.find((message) => carriageOf(message) === 'clear')
    if (!clear) {
      if (conversation.messages.some((message) => carriageOf(message) === 'unsealed'))
        yield { insufficient: 'encrypted' }
      return
    }
    const open = isOpen(clear)
    const severity = weigh(open, options.policy?.tlsRequired === true)
    yield {
      values: { transport: clear.transport ?? topVia(clear)?.transport?.toUpperCase() ?? 'UDP', open },
      proof: [{ message: clear }],
      scope: [],
      mends: clear,
      ...(severity && { severity }),
    }
  },
  detail: ({ transport, open }) =>
    `SIP goes over ${transport} ${open ? 'between public hosts' : 'and not over TLS'}: numbers, names and digests can be read on the way.`,
})

const isOpen = ({ source, destination }: SipMessage): boolean =>
  source !== undefined && destination !== undefined && isPublic(source.address) && isPublic(destination.address)

function weigh(open: boolean, required: boolean): Weight | undefined {
  if (required) return { level: 'medium', because: 'The policy of this workspace requires TLS' }
  return open ? undefined : { level: 'info', because: 'No public host is at both ends of what was captured' }
}
