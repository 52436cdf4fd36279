import { parseEndpoint, parseTransport } from './address.ts'
import { type LogFormat, stateless } from './envelope.ts'
import { findTime } from './time.ts'

const ENVELOPE = /^proto:(\w{2,6}) (\S{0,40}) {1,3}(\S{1,300}) -{2,3}> (\S{1,300})\s*$/

/**
 * Homer's text export (homer-app, `WriteDataToBuffer`): `proto:UDP 2026-04-16T18:30:00.123Z  192.0.2.1:5060 --->
 * 192.0.2.2:5060`, an empty line, the message, and an empty line.
 */
export const homer: LogFormat = {
  name: 'Homer',
  reader: stateless((line) => {
    const match = line.startsWith('proto:') ? ENVELOPE.exec(line) : null
    if (!match) return undefined
    return {
      time: findTime(match[2] ?? ''),
      source: parseEndpoint(match[3] ?? ''),
      destination: parseEndpoint(match[4] ?? ''),
      transport: parseTransport(match[1]),
    }
  }),
}
