// Compares what the analysis counts with a corpus whose figures come from tshark, and fails above 2 %.
//
//     node scripts/check-corpus.ts FOLDER
//
// FOLDER holds `index.json`, a list of captures with their paths from there, and may hold `made/index.json`, the same
// with paths from `made/`. Of each entry these members are read: `file`, `sha256`, `frames`, `sip` (`messages`, `methods`
// and `statuses` by count, `call_ids`, `call_id_count`), `rtp` and `rtp_heuristic_extra` (one entry per stream: `src`,
// `dst`, `ssrc`, `payload_type` by tshark's names, `packets`, `lost`, `max_jitter_ms`), `rtcp_packets`, `ip_fragments`.
// Entries without them, and files that are not there, are passed over.
//
// Counts must be equal; of lost packets tshark may miss two, since it ends at the last packet received; the largest jitter
// may differ by 0.05 ms. What differs for a reason stands in `EXPLAINED` and counts as different all the same. Exit status 1
// when more than 2 % differ, when something differs that nobody explained, or when an explanation explains nothing.
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { createAnalyzer } from '../src/analyze.ts'
import { endpointText } from '../src/model/endpoint.ts'
import type { InputSummary, StreamRecord, TranscriptMessage } from '../src/model/events.ts'
import { Refusal } from '../src/model/refusal.ts'
import { EXPLAINED } from './corpus-explained.ts'

const MAX_DIFFERENT = 0.02
const JITTER_TOLERANCE_MS = 0.05
const LOST_TOLERANCE = 2
/** The index names streams that no description announced only from so many packets on. */
const INDEXED_PACKETS = 10
/** More than any capture of a corpus holds. */
const ALL_CHARS = 1_000_000_000
const CHUNK_BYTES = 1024 * 1024

interface Entry {
  readonly file: string
  readonly sha256: string
  readonly frames: number
  readonly sip: {
    readonly messages: number
    readonly methods: Readonly<Record<string, number>>
    readonly statuses: Readonly<Record<string, number>>
    readonly call_ids: readonly string[]
    readonly call_id_count: number
  }
  readonly rtp: readonly IndexedStream[]
  readonly rtp_heuristic_extra: readonly IndexedStream[]
  readonly rtcp_packets: number
  readonly ip_fragments: number
}

interface IndexedStream {
  readonly src: string
  readonly dst: string
  readonly ssrc: string
  readonly payload_type: string
  readonly packets: number
  readonly lost: number
  readonly max_jitter_ms: number
}

interface Figure {
  readonly name: string
  readonly theirs: string
  readonly ours: string
  readonly same: boolean
}

interface Seen {
  readonly messages: readonly TranscriptMessage[]
  readonly streams: readonly StreamRecord[]
  readonly input: InputSummary | undefined
}

/** What tshark calls payload types without a description; its dynamic defaults are 101 for events and 99 for RED. */
const TSHARK_TYPES: Readonly<Record<string, number>> = {
  g711U: 0,
  GSM: 3,
  g723: 4,
  g711A: 8,
  g722: 9,
  CN: 13,
  g729: 18,
  h263: 34,
  'rtp.rfc2198': 99,
  rtpevent: 101,
}

function read(path: string): Seen {
  const messages: TranscriptMessage[] = []
  const streams: StreamRecord[] = []
  let input: InputSummary | undefined
  const analyzer = createAnalyzer({ analysedAt: 0, transcriptChars: ALL_CHARS })
  const take = (events: ReturnType<typeof analyzer.push>): void => {
    for (const event of events) {
      if (event.kind === 'transcript') messages.push(...event.messages)
      else if (event.kind === 'stream-closed') streams.push(event.stream)
      else if (event.kind === 'verdict') input = event.report.input
    }
  }
  const bytes = readFileSync(path)
  try {
    for (let at = 0; at < bytes.length; at += CHUNK_BYTES) take(analyzer.push(bytes.subarray(at, at + CHUNK_BYTES)))
    take(analyzer.end())
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
  }
  return { messages, streams, input }
}

const figure = (name: string, theirs: number | string, ours: number | string, same = theirs === ours): Figure => ({
  name,
  theirs: String(theirs),
  ours: String(ours),
  same,
})

function* figuresOf(entry: Entry, seen: Seen): Generator<Figure> {
  const packetsOf = (protocol: string): number =>
    seen.input?.traffic?.find((one) => one.protocol === protocol)?.packets ?? 0
  yield figure('frames', entry.frames, seen.input?.packets ?? 0)
  yield figure('messages', entry.sip.messages, seen.messages.length)
  yield* counted(
    'method',
    entry.sip.methods,
    seen.messages.map(({ text }) => methodOf(text)),
  )
  yield* counted(
    'status',
    entry.sip.statuses,
    seen.messages.map(({ text }) => statusOf(text)),
  )
  const callIds = new Set(seen.messages.map(({ text }) => callIdOf(text)))
  callIds.delete(undefined)
  yield figure('Call-IDs', entry.sip.call_id_count, callIds.size)
  for (const id of entry.sip.call_ids) {
    yield figure(`Call-ID ${id}`, 'seen', [...callIds].some((one) => isSameText(id, one ?? '')) ? 'seen' : 'not seen')
  }
  yield figure('RTCP packets', entry.rtcp_packets, packetsOf('RTCP') + packetsOf('SRTCP'))
  yield figure('IP fragments', entry.ip_fragments, packetsOf('IP fragment'))
  yield* streamFigures([...entry.rtp, ...entry.rtp_heuristic_extra], seen.streams)
}

/** One figure for each name either side has. */
function* counted(
  what: string,
  theirs: Readonly<Record<string, number>>,
  ours: readonly (string | undefined)[],
): Generator<Figure> {
  for (const name of new Set([...Object.keys(theirs), ...ours])) {
    if (name === undefined) continue
    yield figure(`${what} ${name}`, theirs[name] ?? 0, ours.filter((one) => one === name).length)
  }
}

function* streamFigures(theirs: readonly IndexedStream[], ours: readonly StreamRecord[]): Generator<Figure> {
  const left = new Set(ours)
  for (const stream of theirs) {
    const name = `${stream.src} > ${stream.dst} ${stream.ssrc}`
    const mine = [...left].filter((one) => namesOf(one).includes(plainName(stream)))
    for (const one of mine) left.delete(one)
    const sum = (value: (one: StreamRecord) => number): number => mine.reduce((total, one) => total + value(one), 0)
    const types = new Set(mine.flatMap(({ payloadTypes }) => payloadTypes.map(({ payloadType }) => payloadType)))
    const jitter = Math.max(0, ...mine.map(({ jitterMs }) => jitterMs?.max ?? 0))
    const lost = sum((one) => one.lost)
    yield figure(
      `${name} packets`,
      stream.packets,
      sum((one) => one.packets),
    )
    yield figure(
      `${name} payload types`,
      stream.payload_type,
      [...types].join(', '),
      stream.payload_type.split(', ').every((type) => isAmong(type, types, mine)),
    )
    yield figure(`${name} lost`, stream.lost, lost, lost >= stream.lost && lost <= stream.lost + LOST_TOLERANCE)
    yield figure(
      `${name} max jitter`,
      stream.max_jitter_ms,
      jitter.toFixed(3),
      Math.abs(stream.max_jitter_ms - jitter) <= JITTER_TOLERANCE_MS,
    )
  }
  const further = [...left]
    .filter(({ packets }) => packets >= INDEXED_PACKETS)
    .map((one) => `${nameOf(one)} (${one.packets} packets)`)
  yield figure('further streams', 'none', further.join(', ') || 'none')
}

/** `address:port > address:port 0xSSRC`, IPv6 without brackets as tshark prints it. */
const nameOf = ({ source, destination, ssrc }: StreamRecord): string =>
  `${endpointText(source)} > ${endpointText(destination)} 0x${ssrc.toString(16).padStart(8, '0')}`.replaceAll(
    /[[\]]/g,
    '',
  )

/** tshark names the ends of a relayed stream by the packets' own addresses: the TURN server's, not the peer's. */
const namesOf = (stream: StreamRecord): readonly string[] => {
  const { source, destination, relay } = stream
  const ways =
    relay === undefined
      ? []
      : [
          { ...stream, source: relay },
          { ...stream, destination: relay },
        ]
  return [nameOf({ ...stream, source, destination }), ...ways.map(nameOf)]
}

const plainName = ({ src, dst, ssrc }: IndexedStream): string => `${src} > ${dst} ${ssrc}`

/** By number where the name tells one, else by the encoding a description gave. */
function isAmong(type: string, types: ReadonlySet<number>, streams: readonly StreamRecord[]): boolean {
  const number = type.startsWith('RTPType-') ? Number(type.slice('RTPType-'.length)) : TSHARK_TYPES[type]
  if (number !== undefined) return types.has(number)
  return streams.some(({ payloadTypes }) =>
    payloadTypes.some(({ encoding }) => encoding?.toLowerCase() === type.toLowerCase()),
  )
}

/** The index has one sign for each byte that is no UTF-8, and ends a text at a zero byte. */
const isSameText = (theirs: string, ours: string): boolean => {
  const [text] = ours.split('\0')
  return text!.length === theirs.length && [...theirs].every((sign, at) => sign === '\ufffd' || sign === text![at])
}

const firstLine = (text: string): string => text.trimStart().split(/\r?\n/, 1)[0]!
const methodOf = (text: string): string | undefined =>
  /^SIP\//i.test(firstLine(text)) ? undefined : firstLine(text).split(' ', 1)[0]
const statusOf = (text: string): string | undefined =>
  /^SIP\//i.test(firstLine(text)) ? firstLine(text).split(' ')[1] : undefined
const callIdOf = (text: string): string | undefined => /^(?:call-id|i)[ \t]*:[ \t]*(.*?)[ \t]*$/im.exec(text)?.[1]

function entriesOf(folder: string): { readonly path: string; readonly entry: Entry }[] {
  return ['index.json', 'made/index.json'].flatMap((name) => {
    const index = join(folder, name)
    if (!existsSync(index)) return []
    const entries = JSON.parse(readFileSync(index, 'utf8')) as Entry[]
    return entries.map((entry) => ({ path: join(dirname(index), entry.file), entry }))
  })
}

/** Prints what differs in one file; returns its figures as different, unexplained and all. */
function check(path: string, entry: Entry, used: Set<string>): { different: number; unexplained: number; all: number } {
  const figures = [...figuresOf(entry, read(path))]
  const different = figures.filter(({ same }) => !same)
  let unexplained = 0
  if (different.length > 0) console.log(entry.file)
  for (const { name, theirs, ours } of different) {
    const key = `${entry.sha256.slice(0, 12)} ${name}`
    const why = EXPLAINED[key]
    if (why === undefined) unexplained++
    used.add(key)
    console.log(`  ${name}: ${theirs} by tshark, ${ours} here: ${why ?? `NOT EXPLAINED (${key})`}`)
  }
  return { different: different.length, unexplained, all: figures.length }
}

function main(folder: string): number {
  const used = new Set<string>()
  const total = { different: 0, unexplained: 0, all: 0 }
  for (const { path, entry } of entriesOf(folder)) {
    if (entry.sip === undefined || entry.rtp === undefined || !existsSync(path)) continue
    const { different, unexplained, all } = check(path, entry, used)
    total.different += different
    total.unexplained += unexplained
    total.all += all
  }
  const idle = Object.keys(EXPLAINED).filter((key) => !used.has(key))
  for (const key of idle) console.log(`explained, but does not differ: ${key}`)
  const share = total.all === 0 ? 0 : total.different / total.all
  console.log(
    `${total.different} of ${total.all} figures differ (${(100 * share).toFixed(2)} %), ${total.unexplained} of them unexplained`,
  )
  return total.all === 0 || share > MAX_DIFFERENT || total.unexplained > 0 || idle.length > 0 ? 1 : 0
}

const [folder] = process.argv.slice(2)
if (folder === undefined) {
  console.error('usage: node scripts/check-corpus.ts FOLDER')
  process.exitCode = 2
} else process.exitCode = main(folder)
