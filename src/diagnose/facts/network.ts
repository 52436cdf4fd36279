import type { CaptureFacts } from '../../model/call.ts'
import { endpointText } from '../../model/endpoint.ts'
import type { Moment, NetworkFacts, TcpConnectionRecord } from '../../model/network.ts'
import type { Proof } from '../rule.ts'

const NOTHING: NetworkFacts = {
  connections: [],
  upgrades: [],
  lookups: [],
  keepalives: [],
  lostFragments: new Set(),
  lostInvites: [],
  logs: [],
}

/** What the network did to signalling; nothing where nobody looked. */
export const networkOf = ({ network }: CaptureFacts): NetworkFacts => network ?? NOTHING

/** Something that a capture shows and no message holds, as proof. */
export const momentProof = (figures: string, { frame, at }: Moment): Proof => ({
  kind: 'aggregate',
  figures,
  frame,
  at,
})

/** `TCP 192.0.2.10:40000 > 192.0.2.20:5060` */
export const connectionText = ({ client, server }: TcpConnectionRecord): string =>
  `TCP ${endpointText(client)} > ${endpointText(server)}`
