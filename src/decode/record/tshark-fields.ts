import type { Field, FieldRecord } from './record.ts'

const START = new Set(['siprequestline', 'sipstatusline', 'sipsiprequestline', 'sipsipstatusline'])
const HEADERS = new Set(['sipmsghdr', 'sipsipmsghdr'])
const PAYLOAD = new Set(['udppayload', 'udpudppayload'])

/** Fields that are kept of tshark's, besides those that tell addresses and times. */
export const isTsharkField = (key: string): boolean =>
  START.has(key) || HEADERS.has(key) || PAYLOAD.has(key) || SDP.has(key)

/** The lines of a description by tshark's names for them, in either form. */
const SDP: ReadonlyMap<string, string> = new Map(
  (
    [
      ['v', 'version'],
      ['o', 'owner'],
      ['s', 'sessionname'],
      ['i', 'sessioninfo'],
      ['u', 'uri'],
      ['e', 'email'],
      ['p', 'phone'],
      ['c', 'connectioninfo'],
      ['b', 'bandwidth'],
      ['t', 'time'],
      ['r', 'repeattime'],
      ['z', 'timezone'],
      ['k', 'encryptionkey'],
      ['a', 'sessionattr'],
      ['m', 'media'],
      ['i', 'mediatitle'],
      ['a', 'mediaattr'],
    ] as const
  ).flatMap(([letter, name]) => [`sdp${name}`, `sdpsdp${name}`].map((key) => [key, letter] as const)),
)

/**
 * The messages of a packet in `tshark -T json` or `-T ek`: `sip.Request-Line` or `sip.Status-Line`, and `sip.msg_hdr`, which in
 * some versions goes on with the body and with whatever else the packet holds. Where there is no body in it, the UDP payload or
 * the fields of the description have it.
 */
export function tsharkMessages({ fields }: FieldRecord): readonly Field[] {
  const starts = fields.filter(({ key }) => START.has(key))
  return starts.flatMap((start) => {
    const headers = fields.find(({ key, group }) => HEADERS.has(key) && group === start.group)
    if (headers === undefined) return []
    const value = messageOf(start, headers, fields)
    return [{ ...start, value, number: headers.number, startNumber: start.number, multiline: false }]
  })
}

function messageOf(start: Field, headers: Field, fields: readonly Field[]): string {
  const text = `${start.value.trimEnd()}\r\n${headers.value}`
  const end = text.indexOf('\r\n\r\n')
  const length = /\r\n(?:Content-Length|l)[ \t]{0,9}:[ \t]{0,9}(\d{1,7})[ \t]{0,9}(?=\r\n|$)/i.exec(
    end < 0 ? text : text.slice(0, end),
  )?.[1]
  const head = end < 0 ? `${text.trimEnd()}\r\n\r\n` : text.slice(0, end + 4)
  const body = end < 0 ? '' : text.slice(end + 4)
  if (length === undefined || length === '0') return length === undefined ? text : head
  if (body !== '') return head + Buffer.from(body).subarray(0, Number(length)).toString()
  return payloadOf(start, fields) ?? head + descriptionOf(fields)
}

/** The datagram's bytes, `49:4e:56`, where they are this message. */
function payloadOf({ value }: Field, fields: readonly Field[]): string | undefined {
  const hex = fields.find(({ key }) => PAYLOAD.has(key))?.value.replaceAll(':', '')
  const text = hex === undefined ? '' : Buffer.from(hex, 'hex').toString()
  return text.startsWith(value.trimEnd()) ? text : undefined
}

const descriptionOf = (fields: readonly Field[]): string =>
  fields.flatMap(({ key, value }) => (SDP.has(key) ? [`${SDP.get(key)}=${value}\r\n`] : [])).join('')
