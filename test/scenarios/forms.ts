import { output } from './programs.ts'

/** What a form of text cannot carry of a capture. */
export type Lacks = 'times' | 'addresses'

export interface Form {
  readonly name: string
  readonly needs: readonly string[]
  readonly lacks: readonly Lacks[]
  /** The text of a capture whose SIP goes to or from these ports. */
  write(capture: string, ports: readonly number[]): Buffer
}

/** The forms in which the same call is pasted, written by the tools people use. */
export const FORMS: readonly Form[] = [
  {
    name: 'tshark -V',
    needs: ['tshark'],
    lacks: [],
    write: (capture, ports) => output('tshark', ['-r', capture, '-n', ...asSip(ports), '-Y', 'sip', '-V']),
  },
  {
    name: 'tcpdump -A',
    needs: ['tcpdump'],
    lacks: [],
    write: (capture, ports) => output('tcpdump', ['-r', capture, '-n', '-tttt', '-A', filterOf(ports)]),
  },
  {
    name: 'tcpdump -X',
    needs: ['tcpdump'],
    lacks: [],
    write: (capture, ports) => output('tcpdump', ['-r', capture, '-n', '-tttt', '-X', filterOf(ports)]),
  },
  {
    name: 'ngrep -W byline',
    needs: ['ngrep'],
    lacks: [],
    write: (capture, ports) => output('ngrep', ['-I', capture, '-t', '-q', '-W', 'byline', 'SIP/2.0', filterOf(ports)]),
  },
  {
    // The program writes this form only from its screen.
    name: 'sngrep text',
    needs: ['tshark'],
    lacks: [],
    write: (capture, ports) =>
      Buffer.concat(
        payloads(capture, ports).flatMap(({ seconds, source, destination, bytes }) => {
          const at = new Date(Number(seconds) * 1_000).toISOString()
          const micros = seconds.slice(seconds.indexOf('.') + 1).slice(0, 6)
          const when = `${at.slice(0, 10).replaceAll('-', '/')} ${at.slice(11, 19)}.${micros}`
          return [Buffer.from(`${when} ${source} -> ${destination}\n`), bytes, Buffer.from('\n\n')]
        }),
      ),
  },
  {
    name: 'raw messages',
    needs: ['tshark'],
    lacks: ['times', 'addresses'],
    write: (capture, ports) =>
      Buffer.concat(payloads(capture, ports).flatMap(({ bytes }) => [bytes, Buffer.from('\n')])),
  },
]

/** A capture filter that takes what goes to or from these ports. */
export const filterOf = (ports: readonly number[]): string => ports.map((port) => `port ${port}`).join(' or ')

const asSip = (ports: readonly number[]): readonly string[] =>
  ports.flatMap((port) => ['-d', `udp.port==${port},sip`, '-d', `tcp.port==${port},sip`])

interface Payload {
  /** As tshark writes it: seconds since 1970 with nine digits of fraction. */
  readonly seconds: string
  readonly source: string
  readonly destination: string
  readonly bytes: Buffer
}

const FIELDS = [
  'frame.time_epoch',
  'ip.src',
  'ipv6.src',
  'ip.dst',
  'ipv6.dst',
  'udp.srcport',
  'tcp.srcport',
  'udp.dstport',
  'tcp.dstport',
  'udp.payload',
  'tcp.payload',
]

/** The payload of each packet that carries SIP, by somebody else's decoder. */
function payloads(capture: string, ports: readonly number[]): readonly Payload[] {
  const fields = FIELDS.flatMap((field) => ['-e', field])
  const lines = output('tshark', ['-r', capture, '-n', ...asSip(ports), '-Y', 'sip', '-T', 'fields', ...fields])
  return lines
    .toString()
    .trim()
    .split('\n')
    .map((line) => {
      const [seconds = '', from4, from6, to4, to6, udpFrom, tcpFrom, udpTo, tcpTo, udp, tcp] = line.split('\t')
      const place = (four: string | undefined, six: string | undefined, port: string | undefined): string =>
        four ? `${four}:${port}` : `[${six}]:${port}`
      return {
        seconds,
        source: place(from4, from6, udpFrom || tcpFrom),
        destination: place(to4, to6, udpTo || tcpTo),
        bytes: Buffer.from(udp || tcp || '', 'hex'),
      }
    })
}
