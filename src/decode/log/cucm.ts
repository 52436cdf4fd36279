import { endpoint, parseTransport } from './address.ts'
import { type LogFormat, stateless } from './envelope.ts'
import { findTime } from './time.ts'

const ENVELOPE =
  /(Incoming|Outgoing) SIP (TCP|UDP|TLS) message.{0,40}? (?:from|to) ([^\s:,]{1,100})(?: on port (\d{1,5})|:\[(\d{1,5})\])?/

/**
 * Cisco Unified CM SDL trace: `00802148.002 |16:17:01.297 |AppInfo |SIPTcp - wait_SdlReadRsp: Incoming SIP TCP message from
 * 192.0.2.1 on port 52035 index 19 with 1475 bytes:`, then `[151,NET]`, then the message. The address is the peer's.
 */
export const cucm: LogFormat = {
  name: 'Cisco Unified CM',
  reader: stateless((line) => {
    if (/^\[\d{1,12},NET\]$/.test(line)) return 'claimed'
    const match = line.includes(' SIP ') && line.includes('AppInfo') ? ENVELOPE.exec(line.slice(0, 600)) : null
    if (!match) return undefined
    const peer = endpoint(match[3] ?? '', match[4] ?? match[5])
    const received = match[1] === 'Incoming'
    return {
      time: findTime(line.slice(0, match.index)),
      source: received ? peer : undefined,
      destination: received ? undefined : peer,
      transport: parseTransport(match[2]),
    }
  }),
}
