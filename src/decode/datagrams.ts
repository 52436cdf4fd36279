import type { Complain } from '../model/flaw.ts'
import type { CaptureSink } from './capture.ts'
import type { MessageWriter } from './messages.ts'
import { createDuplicateFilter } from './network/duplicates.ts'
import type { Packet } from './network/packet.ts'
import { KIND_RTCP, KIND_RTP, KIND_TEXT, payloadKind } from './rtp/demultiplex.ts'
import { looksLikeSip } from './sip/wire.ts'

/**
 * Tells what the UDP payload in the bounds of `packet` is and hands it on: SIP to `messages`, RTP and RTCP to `sink`.
 * Copies of one SIP message are dropped before that (`capture-duplicate`).
 */
export function createDatagramReader(
  sink: CaptureSink,
  messages: MessageWriter,
  complain: Complain,
): (packet: Packet) => void {
  const isDuplicate = createDuplicateFilter()
  return (packet) => {
    const { bytes, start, end } = packet
    switch (payloadKind(bytes, start, end)) {
      case KIND_RTP:
        sink.rtp(packet)
        return
      case KIND_RTCP:
        sink.rtcp(packet)
        return
      case KIND_TEXT:
        if (!looksLikeSip(bytes, start, end)) return
        if (isDuplicate(packet)) {
          complain('capture-duplicate', 'a message twice within 5 ms', { kind: 'frame', number: packet.frame })
        } else messages.write(packet, bytes, start, end, 'UDP', packet.wireEnd <= end)
    }
  }
}
