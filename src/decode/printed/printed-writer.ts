import type { Endpoint } from '../../model/endpoint.ts'
import type { MessageWriter } from '../messages.ts'
import { createEndpoints } from '../network/address.ts'
import { looksLikeSip, textOfBytes } from '../sip/wire.ts'
import type { PrintedMessage } from './piece.ts'
import type { RowMap } from './row-map.ts'

/**
 * Takes the messages of packets that were printed as text, each with the rows it stands in. `named` gives the end an address
 * stands for.
 */
export function createPrintedWriter(
  rows: RowMap,
  named: (found: Endpoint) => Endpoint | undefined,
  give: (message: Omit<PrintedMessage, 'format'>) => void,
): MessageWriter {
  const endpoints = createEndpoints()
  let messages = 0
  return {
    write(packet, bytes, start, end, transport, whole) {
      if (!looksLikeSip(bytes, start, end)) return
      messages++
      give({
        kind: 'message',
        text: textOfBytes(bytes, start, end),
        time: Number.isNaN(packet.at) ? undefined : { kind: 'instant', at: packet.at },
        source: named(endpoints.source(packet)),
        destination: named(endpoints.destination(packet)),
        transport,
        complete: whole,
        ...rows.locate(bytes.subarray(start, end), packet.frame),
      })
    },
    count: () => messages,
  }
}
