import { parseEndpoint, parseTransport } from './address.ts'
import { type LogFormat, stateless } from './envelope.ts'
import { findTime } from './time.ts'

const ENVELOPE =
  /(TX|RX) \d{1,9} bytes (?:Request|Response) msg \S{1,200} \(\S{1,200}\) (?:to|from) ([A-Za-z]{2,6}) (\S{1,300}?):?\s*$/

/**
 * pjsua and programs built on PJSIP: `12:34:56.789 pjsua_core.c  .RX 512 bytes Response msg 180/INVITE/cseq=1 (rdata0x1) from
 * UDP 192.0.2.1:5060:`, the message, and `--end msg--`. A telephone's own log may put a dated prefix before.
 */
export const pjsua: LogFormat = {
  name: 'PJSIP (pjsua)',
  reader: stateless((line) => {
    if (line.trim() === '--end msg--') return 'claimed'
    const match = line.includes(' bytes Re') ? ENVELOPE.exec(line) : null
    if (!match) return undefined
    const peer = parseEndpoint(match[3] ?? '')
    const received = match[1] === 'RX'
    return {
      time: findTime(line.slice(0, match.index)),
      source: received ? peer : undefined,
      destination: received ? undefined : peer,
      transport: parseTransport(match[2]),
    }
  }),
}
