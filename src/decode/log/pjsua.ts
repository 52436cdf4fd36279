import { parseEndpoint, parseTransport } from './address.ts'
import { directed, type LogFormat, stateless } from './envelope.ts'
import { findPacketTime } from './time.ts'

const ENVELOPE =
  /(TX|RX) \d{1,9} bytes ?(?:Request|Response) msg \S{1,200} \(\S{1,200}\) (?:to|from) ([A-Za-z]{2,6}) (\S{1,300}?):?\s*$/

/**
 * pjsua, MicroSIP and programs built on PJSIP: `12:34:56.789 pjsua_core.c  .RX 512 bytes Response msg 180/INVITE/cseq=1
 * (rdata0x1) from UDP 192.0.2.1:5060:`, the message, and `--end msg--`. A telephone's own log may put a dated prefix before
 * the first line, or before all. (Logs in the issue tracker of pjsip/pjproject.)
 */
export const pjsua: LogFormat = {
  name: 'PJSIP (pjsua)',
  reader: stateless((line) => {
    if (line.includes('--end msg--')) return /--end msg--\s*$/.test(line) ? 'claimed' : undefined
    const match = line.includes(' bytes') && line.includes(' msg ') ? ENVELOPE.exec(line) : null
    if (!match) return undefined
    return directed(
      match[1] === 'RX' ? 'received' : 'sent',
      { peer: parseEndpoint(match[3] ?? '') },
      { time: findPacketTime(line.slice(0, match.index)), transport: parseTransport(match[2]) },
    )
  }),
}
