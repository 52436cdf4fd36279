import { decodeSip } from '../../src/decode/sip/decode.ts'
import { faultsOf, faultsOfText } from '../../src/decode/sip/validity.ts'
import { textOfBytes } from '../../src/decode/sip/wire.ts'

/** `kind` or `kind header`, each once, for a datagram of these bytes; what is no message is judged by its text. */
export function faultsIn(bytes: Uint8Array): readonly string[] {
  const text = textOfBytes(bytes, 0, bytes.length)
  const envelope = {
    number: 1,
    at: 1,
    origin: { kind: 'frame', number: 1 },
    source: undefined,
    destination: undefined,
    transport: 'UDP',
  } as const
  const message = decodeSip(text, envelope, () => {})
  const faults = message ? faultsOf(message) : faultsOfText(text, { complete: true, exact: true })
  return [...new Set(faults.map(({ kind, header }) => (header ? `${kind} ${header}` : kind)))]
}

/** A small description, to have a body. */
export const SDP = [
  'v=0',
  'o=- 29739 7272939 IN IP4 192.0.2.15',
  's=-',
  'c=IN IP4 192.0.2.15',
  't=0 0',
  'm=audio 49217 RTP/AVP 0 12',
  '',
].join('\r\n')
