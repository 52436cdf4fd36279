import { parseEndpoint } from './address.ts'
import { type LogFormat, stateless } from './envelope.ts'
import { findTime } from './time.ts'

const ENVELOPE = /^(\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d\.\d{1,9}) (\S{1,200}) -> (\S{1,200})\s*$/

/** sngrep's "save as text": `2026/04/16 18:30:00.000123 192.0.2.1:5060 -> 192.0.2.2:5060`; names without port with aliases on. */
export const sngrep: LogFormat = {
  name: 'sngrep',
  reader: stateless((line) => {
    const match = line.includes(' -> ') ? ENVELOPE.exec(line) : null
    if (!match) return undefined
    return {
      time: findTime(match[1] ?? ''),
      source: parseEndpoint(match[2] ?? ''),
      destination: parseEndpoint(match[3] ?? ''),
      transport: undefined,
    }
  }),
}
