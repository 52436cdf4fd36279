import type { Endpoint } from '../../model/endpoint.ts'
import { parseEndpoint } from './address.ts'
import { directed, type EnvelopeReader, type LogFormat } from './envelope.ts'
import { findTime } from './time.ts'

const SOURCE = /^Source: (\S{3,60}:\d{1,5})\s*$/

/**
 * Blocks as SIP honeypots write them: a line of dashes, `Source: 192.0.2.1:5060`, `Datetime: 2026-04-16 18:30:00`, `Message:` and
 * the message, empty lines between. Only what came is written, never an answer.
 */
export const honeypot: LogFormat = { name: 'honeypot log', reader }

function reader(): EnvelopeReader {
  let afterRule = false
  let source: Endpoint | undefined
  return {
    read(line) {
      const first = afterRule
      if (line.trim() !== '') afterRule = line.startsWith('--------')
      const match = first && line.startsWith('Source: ') ? SOURCE.exec(line) : null
      if (match) {
        source = parseEndpoint(match[1] ?? '')
        return 'claimed'
      }
      if (source === undefined) return undefined
      if (line.startsWith('Datetime:')) {
        return directed('received', { peer: source }, { time: findTime(line), transport: undefined })
      }
      if (!line.startsWith('Message:')) return undefined
      source = undefined
      return 'claimed'
    },
  }
}
