import { codecOf, mosOf } from '../ladder/media.ts'
import { endpointText } from '../model/endpoint.ts'
import type { EndpointRecord } from '../model/endpoints.ts'
import type { CallRecord, StreamRecord } from '../model/events.ts'
import type { Finding } from '../model/finding.ts'
import type { RegistrationRecord } from '../model/registration-record.ts'
import type { Analysed } from './analysis.ts'
import { worstRegistrations } from './call-ladder.ts'
import { type Column, table } from './table.ts'

/** Rows of one table; what is worst comes first, the rest is counted. Chosen by us. */
const ROWS = 15

/** The tables of a report: calls where there are several, streams, registrations, hosts; each empty where there is nothing. */
export const reportTables = ({ report, calls, streams, registrations }: Analysed, width: number): readonly string[] =>
  [
    calls.length < 2 ? '' : callTable(calls, report.findings, report.input.calls, width),
    streamTable(streams, report.metrics?.rtpStreams ?? streams.length, width),
    registrationTable(registrations, width),
    endpointTable(report.endpoints, width),
  ].filter((text) => text !== '')

const CALLS: readonly Column[] = [
  { head: 'Call', align: 'right' },
  { head: 'From', shrinks: true },
  { head: 'To', shrinks: true },
  { head: 'Outcome' },
  { head: 'Post-dial', align: 'right' },
  { head: 'Talk', align: 'right' },
  { head: 'Ended by' },
  { head: 'Findings', align: 'right' },
]

function callTable(calls: readonly CallRecord[], findings: readonly Finding[], all: number, width: number): string {
  const counts = new Map<number, number>()
  for (const { calls: numbers, severity } of findings) {
    if (severity !== 'info') for (const number of numbers) counts.set(number, (counts.get(number) ?? 0) + 1)
  }
  const worst = calls.toSorted(
    (a, b) => (counts.get(b.number) ?? 0) - (counts.get(a.number) ?? 0) || a.number - b.number,
  )
  const rows = worst
    .slice(0, ROWS)
    .map((call) => [
      String(call.number),
      call.from ?? '?',
      call.to ?? '?',
      `${call.outcome}${call.status === undefined ? '' : ` ${call.status}`}`,
      seconds(call.facts.postDialDelay?.ms),
      seconds(call.talkTimeMs),
      endedBy(call),
      String(counts.get(call.number) ?? 0),
    ])
  return titled('Calls', table(CALLS, rows, width), all - rows.length)
}

function endedBy({ facts: { release } }: CallRecord): string {
  if (release === undefined) return ''
  const cause = release.causes.find((one) => one.protocol === 'Q.850' && one.cause !== undefined)
  const who = release.by ?? (release.timer === undefined ? release.how : 'timer')
  return cause === undefined ? who : `${who} (Q.850 ${cause.cause})`
}

const STREAMS: readonly Column[] = [
  { head: 'Stream', align: 'right' },
  { head: 'Call', align: 'right' },
  { head: 'From', shrinks: true },
  { head: 'To', shrinks: true },
  { head: 'Codec' },
  { head: 'Packets', align: 'right' },
  { head: 'Loss', align: 'right' },
  { head: 'Jitter', align: 'right' },
  { head: 'Max', align: 'right' },
  { head: 'MOS', align: 'right' },
  { head: 'Speech', align: 'right' },
]
/** Paper on which there is room for how much is said, and how loud. Chosen by us. */
const SPEECH_WIDTH = 100

function streamTable(streams: readonly StreamRecord[], all: number, width: number): string {
  if (streams.length === 0) return ''
  const worst = streams.toSorted(
    (a, b) => (mosOf(a) ?? 5) - (mosOf(b) ?? 5) || b.lossPercent - a.lossPercent || a.number - b.number,
  )
  const rows = worst
    .slice(0, ROWS)
    .map((stream) => [
      String(stream.number),
      stream.call === undefined ? '' : String(stream.call),
      endpointText(stream.source),
      endpointText(stream.destination),
      codecOf(stream),
      stream.packets.toLocaleString('en-US'),
      `${stream.lossPercent.toFixed(1)} %`,
      ms(stream.jitterMs?.mean),
      ms(stream.jitterMs?.max),
      mosOf(stream)?.toFixed(2) ?? '',
      width < SPEECH_WIDTH ? '' : saidIn(stream),
    ])
  return titled('Media', table(STREAMS, rows, width), all - rows.length)
}

/** `41 % -23 dBov`: of the time, and how loud on average. */
function saidIn({ speech }: StreamRecord): string {
  if (speech === undefined) return ''
  const { activeDbov } = speech.levels
  const share = `${Math.round((100 * speech.activeMs) / speech.heardMs)} %`
  return activeDbov === undefined ? share : `${share} ${activeDbov.toFixed(0)} dBov`
}

const REGISTRATIONS: readonly Column[] = [
  { head: 'Address of record', shrinks: true },
  { head: 'Registrar', shrinks: true },
  { head: 'State' },
  { head: 'Expires', align: 'right' },
  { head: 'Granted in', align: 'right' },
  { head: 'Refused', align: 'right' },
]

function registrationTable(registrations: readonly RegistrationRecord[], width: number): string {
  if (registrations.length === 0) return ''
  const rows = worstRegistrations(registrations)
    .slice(0, ROWS)
    .map((one) => [
      one.aor,
      one.registrar,
      `${one.state}${one.status === undefined || one.state === 'registered' ? '' : ` ${one.status}`}`,
      grantedText(one),
      ms(one.registrationRequestDelayMs),
      one.refusals === 0 ? '' : String(one.refusals),
    ])
  return titled('Registrations', table(REGISTRATIONS, rows, width), registrations.length - rows.length)
}

function grantedText({ bindings }: RegistrationRecord): string {
  const granted = bindings.find(({ asked }) => asked)?.grantedS
  return granted === undefined ? '' : `${granted} s`
}

const ENDPOINTS: readonly Column[] = [
  { head: 'Host', shrinks: true },
  { head: 'Label', shrinks: true },
  { head: 'Roles', shrinks: true },
  { head: 'Product', shrinks: true },
  { head: 'Sent', align: 'right' },
  { head: 'Received', align: 'right' },
]

function endpointTable(endpoints: readonly EndpointRecord[], width: number): string {
  if (endpoints.length === 0) return ''
  const rows = endpoints
    .slice(0, ROWS)
    .map(({ address, label, roles, product, sent, received }) => [
      address,
      label ?? '',
      roles.map(({ role }) => role).join(', '),
      product === undefined ? '' : [product.name, product.version ?? ''].join(' ').trim(),
      String(sent),
      String(received),
    ])
  return titled('Hosts', table(ENDPOINTS, rows, width), endpoints.length - rows.length)
}

const titled = (title: string, text: string, more: number): string =>
  `${title}\n${text}${more > 0 ? `\n… ${more.toLocaleString('en-US')} more` : ''}`

const seconds = (value: number | undefined): string => (value === undefined ? '' : `${(value / 1000).toFixed(1)} s`)
const ms = (value: number | undefined): string => (value === undefined ? '' : `${value.toFixed(1)} ms`)
