import { decodeSip } from '../../src/decode/sip/decode.ts'
import type { SipMessage } from '../../src/model/message.ts'

/** A message as if it had come in a packet. */
export const decodedPacket = (text: string): SipMessage =>
  decodeSip(
    text,
    {
      number: 1,
      at: 1,
      origin: { kind: 'frame', number: 1 },
      source: undefined,
      destination: undefined,
      transport: 'UDP',
    },
    () => {},
  )!

/** Maps as plain objects, for a table to show. */
export const plain = (value: unknown): unknown => {
  if (value instanceof Map) return Object.fromEntries([...value].map(([key, one]) => [key, plain(one)]))
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, plain(one)]))
}
