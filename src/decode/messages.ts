import type { Transport } from '../model/endpoint.ts'
import type { Complain } from '../model/flaw.ts'
import type { SipMessage } from '../model/message.ts'
import { createEndpoints } from './network/address.ts'
import type { Packet } from './network/packet.ts'
import { decodeSip } from './sip/decode.ts'
import { layer3Of } from './sip/layer3.ts'
import { textOfBytes } from './sip/wire.ts'

/** Where the SIP messages of packets are decoded and numbered, whatever carried them. */
export interface MessageWriter {
  /** The message in these bytes, which `packet` completed; `whole` is false when the rest of it is missing. */
  write(packet: Packet, bytes: Uint8Array, start: number, end: number, transport: Transport, whole: boolean): void
  /** Messages so far. */
  count(): number
}

export function createMessageWriter(sink: (message: SipMessage) => void, complain: Complain): MessageWriter {
  const endpoints = createEndpoints()
  let messages = 0
  return {
    write(packet, bytes, start, end, transport, whole) {
      const text = textOfBytes(bytes, start, end)
      const origin = { kind: 'frame', number: packet.frame } as const
      const message = decodeSip(
        text,
        {
          number: messages + 1,
          at: packet.at,
          origin,
          source: endpoints.source(packet),
          destination: endpoints.destination(packet),
          transport,
          layer3: layer3Of(packet, transport),
          capturePoint: packet.point,
          complete: whole,
          octets: end - start,
        },
        complain,
      )
      if (message === undefined) {
        // Told for SIP by its beginning and end, and yet neither a request nor a status: `SIP/2.0 4294967301 x`.
        complain('sip-start-line-invalid', text.slice(0, 200), origin)
        return
      }
      messages++
      sink(message)
    },
    count: () => messages,
  }
}
