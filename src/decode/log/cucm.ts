import { endpoint, parseTransport } from './address.ts'
import { directed, type LogEnvelope, type LogFormat, stateless } from './envelope.ts'
import { findTime } from './time.ts'

const ENVELOPE =
  /(Incoming|Outgoing) SIP (TCP|UDP|TLS) message.{0,40}? (?:from|to) ((?:[\dA-Fa-f]{0,4}:){2,7}[\dA-Fa-f.]{0,15}|[^\s:,]{1,100})(?: on port (\d{1,5})|:\[(\d{1,5})\]|:(\d{1,5}))?/i
/** Who writes such a line: the trace's own columns, or the process that waits for the socket. */
const WRITER = /AppInfo|\bCCM\||wait_(?:Sdl|Udp|SIP)/
const HOP = /\[\d{1,12},NET\]/
/** The tail that SDI traces put after each record. */
const TAIL = /^\|?<CLID::/

/**
 * Cisco Unified CM. SDL trace: `00802148.002 |16:17:01.297 |AppInfo |SIPTcp - wait_SdlReadRsp: Incoming SIP TCP message from
 * 192.0.2.1 on port 52035 index 19 with 1475 bytes:`, then `[151,NET]` (a hop's number), then the message; there is no date.
 * The older SDI trace begins with one: `04/16/2026 18:30:00.001 CCM|//SIP/SIPUdp/wait_UdpDataInd: Incoming SIP UDP message
 * size 539 from 192.0.2.1:[5060]:`, and ends each record in `|<CLID::...>`. The address is the peer's. Web pages put it all in
 * one line.
 */
export const cucm: LogFormat = {
  name: 'Cisco Unified CM',
  reader: stateless((line) => {
    const first = line.charCodeAt(0)
    if (first === 91 /* [ */ && /^\[\d{1,12},NET\]$/.test(line)) return 'claimed'
    if ((first === 124 /* | */ || first === 60) /* < */ && TAIL.test(line)) return 'claimed'
    return line.includes(' SIP ') ? envelopeOf(line) : undefined
  }),
}

function envelopeOf(line: string): LogEnvelope | undefined {
  const head = line.length > 1_000 ? line.slice(0, 1_000) : line
  const match = WRITER.test(head) ? ENVELOPE.exec(head) : null
  if (!match) return undefined
  const [whole, way, transport, address = '', ...ports] = match
  const end = match.index + whole.length
  const hop = HOP.exec(line.slice(end, end + 200))
  return directed(
    way?.toLowerCase() === 'incoming' ? 'received' : 'sent',
    {
      peer: endpoint(
        address,
        ports.find((port) => port !== undefined),
      ),
    },
    {
      time: findTime(head.slice(0, match.index)),
      transport: parseTransport(transport),
      ...(line.includes('SIP/2.0', end) ? { messageAt: hop ? end + hop.index + hop[0].length : end } : {}),
    },
  )
}
