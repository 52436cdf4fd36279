/** What stands in front of every other header here; a line of the same name in `lines` takes the place of one of these. */
const usual = (method: string): readonly string[] => [
  'Via: SIP/2.0/UDP host.example.com;branch=z9hG4bK7a1',
  'Max-Forwards: 70',
  'From: <sip:caller@example.net>;tag=f1',
  'To: <sip:user@example.com>',
  'Call-ID: 8f3a@host.example.com',
  `CSeq: 7 ${method}`,
  'Contact: <sip:caller@host.example.com>',
]

const nameOf = (line: string): string => line.slice(0, line.indexOf(':')).trim().toLowerCase()

/**
 * A message as text with CRLF: the start line, the usual headers where `lines` has none of that name, and `lines`. A line
 * `-Name:` only takes the usual one away. `body` follows with its length and type, unless `lines` gives them.
 */
export function sipText(start: string, lines: readonly string[] = [], body = ''): string {
  const written = new Set(lines.map(nameOf))
  const method = start.startsWith('SIP/') ? 'OPTIONS' : start.slice(0, start.indexOf(' '))
  const kept = usual(method).filter((line) => !written.has(nameOf(line)) && !written.has(`-${nameOf(line)}`))
  const added = lines.filter((line) => !line.startsWith('-'))
  const length = written.has('content-length') || written.has('l') ? [] : [`Content-Length: ${Buffer.byteLength(body)}`]
  const type =
    body === '' || written.has('content-type') || written.has('-content-type') ? [] : ['Content-Type: application/sdp']
  return [start, ...kept, ...added, ...type, ...length, '', body].join('\r\n')
}
