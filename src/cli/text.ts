import { styleText } from 'node:util'
import { registrationSource } from '../ladder/source.ts'
import { textLadder } from '../ladder/text.ts'
import type { CapturePair } from '../model/capture-point.ts'
import type { CallRecord, InputSummary, LineCoverage, Report } from '../model/events.ts'
import { type Evidence, type Finding, SEVERITIES, type Severity, type SeverityCounts } from '../model/finding.ts'
import { flawText } from '../model/flaw-text.ts'
import { clipped, oneLine } from '../model/printable.ts'
import type { Micros } from '../model/time.ts'
import type { TrafficCount } from '../model/traffic.ts'
import type { Analysed } from './analysis.ts'
import { callLadder, worstRegistrations } from './call-ladder.ts'
import { factText, fileTitle, parted, reasonOf, remedyOf, summaryText } from './finding-words.ts'
import { openLines } from './open.ts'
import { counted, inAscii, sizeText, wrapped } from './printable.ts'
import { reportTables } from './tables.ts'

export interface Paper {
  /** Characters per line. */
  readonly width: number
  readonly colour: boolean
  /** Only characters of ASCII. */
  readonly ascii: boolean
}

/** Rows of a ladder within a report. Chosen by us. */
export const LADDER_ROWS = 60
/** Ladders in one report; the calls that findings name come first. */
const MAX_LADDERS = 3
const MAX_EVIDENCE = 3
const INDENT = '          '

const COLOURS: Readonly<Record<Severity, Parameters<typeof styleText>[0]>> = {
  critical: ['bold', 'red'],
  high: 'red',
  medium: 'yellow',
  low: 'cyan',
  info: 'dim',
}

/**
 * A report for people: what was read, what happened, the faults by rank, the ladders of the calls concerned, calls, media,
 * registrations and hosts as tables, then facts that nobody has to act upon, and what could not be checked.
 */
export function textReport(analysed: Analysed, paper: Paper): string {
  const { file, report, calls } = analysed
  const parts = [
    [`${fileTitle(file)}: ${inputText(report.input)}`, ...readText(report.input)]
      .map((line) => wrapped(line, '', paper.width))
      .join('\n'),
    wrapped(summaryText(report), '', paper.width),
    findingsText(report, paper),
    ...concerned(calls, report.findings).map((call) => callText(call, analysed, paper)),
    ...refusedLadders(analysed, paper),
    ...reportTables(analysed, paper.width),
    factsText(report, paper.width),
    openText(report, paper.width),
  ]
  const text = `${parts.filter((part) => part !== '').join('\n\n')}\n`
  return paper.ascii ? inAscii(text) : text
}

function openText(report: Report, width: number): string {
  const lines = openLines(report)
  return lines.length === 0 ? '' : ['Not checked', ...lines.map((line) => wrapped(line, '  ', width))].join('\n')
}

/** `raw SIP, 1.9 kB, 4 messages, 1 call`. */
export function inputText(input: InputSummary): string {
  const packets = input.packets === undefined ? [] : [counted(input.packets, 'packet')]
  return [
    oneLine(input.format),
    sizeText(input.bytes),
    ...packets,
    counted(input.messages, 'SIP message'),
    counted(input.calls, 'call'),
  ].join(', ')
}

/** What was made of the input: what packets carried, which two taps saw the same, how the lines of a text were used, and what was wrong with it; nothing for a flawless capture. */
export const readText = ({ lines, traffic = [], capturePoints = [], flaws }: InputSummary): readonly string[] => [
  ...(traffic.length === 0 ? [] : [trafficText(traffic)]),
  ...capturePoints.map(pairText),
  ...(lines === undefined ? [] : [linesText(lines)]),
  ...flaws.filter(({ kind }) => kind !== 'text-line-not-understood').map((flaw) => oneLine(`${flawText(flaw)}.`)),
]

/** `Packets: 1,204 RTP, 12 RTCP, 40 SIP, 2 not recognised.` */
const trafficText = (traffic: readonly TrafficCount[]): string =>
  `Packets: ${traffic.map(({ protocol, packets }) => `${packets.toLocaleString('en-US')} ${protocol}`).join(', ')}.`

/** `12 messages were seen at two places, interface 0 and interface 1: the clock of the second is 1,204.0 ms ahead (give or take 0.4 ms).` */
function pairText({ points: [first, second], messages, clockDifferenceUs, delayUs }: CapturePair): string {
  const seen = `${counted(messages, 'message')} ${messages === 1 ? 'was' : 'were'} seen at two places, ${oneLine(first)} and ${oneLine(second)}`
  if (clockDifferenceUs === undefined) return `${seen}.`
  const sure = delayUs === undefined ? 'the way there included' : `give or take ${milliseconds(delayUs)}`
  const side = clockDifferenceUs < 0 ? 'behind' : 'ahead'
  return `${seen}: the clock of the second is ${milliseconds(Math.abs(clockDifferenceUs))} ${side} (${sure}).`
}

const milliseconds = (us: Micros): string =>
  `${(us / 1000).toLocaleString('en-US', { minimumFractionDigits: 1, maximumFractionDigits: 1 })} ms`

/** `Read: 412 lines, 398 of SIP, 10 of log, 4 not understood (first: line 17 `foo`).` */
function linesText({ total, sip, log, notUnderstood, firstNotUnderstood: [first] }: LineCoverage): string {
  const where = first === undefined ? '' : ` (first: line ${first.number} \`${clipped(oneLine(first.text), 60)}\`)`
  const parts = [
    `${sip} of SIP`,
    `${log} of log`,
    ...(notUnderstood > 0 ? [`${notUnderstood} not understood${where}`] : []),
  ]
  return `Read: ${counted(total, 'line')}, ${parts.join(', ')}.`
}

/** The calls the findings speak of, in rank order, then the first ones; of the legs of one call the first that is named. */
export function concerned(calls: readonly CallRecord[], findings: readonly Finding[]): readonly CallRecord[] {
  const named = new Set(findings.filter(({ severity }) => severity !== 'info').flatMap((finding) => finding.calls))
  const byNumber = new Map(calls.map((call) => [call.number, call]))
  const first = [...named].flatMap((number) => byNumber.get(number) ?? [])
  const drawn = new Map<string | number, CallRecord>()
  for (const call of [...first, ...calls]) {
    const key = call.joined?.key ?? call.number
    if (!drawn.has(key)) drawn.set(key, call)
  }
  return [...drawn.values()].slice(0, MAX_LADDERS)
}

/** `Call 1: alice → bob, answered (200), ...` */
export function callTitle(call: CallRecord): string {
  const status = call.status === undefined ? '' : ` (${call.status})`
  const setup =
    call.sessionRequestDelayMs === undefined
      ? ''
      : `, post-dial delay ${(call.sessionRequestDelayMs / 1000).toFixed(2)} s`
  const talk = call.talkTimeMs === undefined ? '' : `, ${(call.talkTimeMs / 1000).toFixed(1)} s of talk`
  return `Call ${call.number}: ${oneLine(call.from ?? '?')} → ${oneLine(call.to ?? '?')}, ${call.outcome}${status}${setup}${talk}`
}

const callText = (call: CallRecord, analysed: Analysed, paper: Paper): string =>
  `${wrapped(callTitle(call), '', paper.width)}\n${textLadder(callLadder(call, analysed), { ...paper, rows: LADDER_ROWS })}`

/** Where there is no call: the registration that went worst, unless all went well. */
function refusedLadders({ calls, registrations, report }: Analysed, paper: Paper): readonly string[] {
  const worst = worstRegistrations(registrations)[0]
  if (calls.length > 0 || worst === undefined || worst.state === 'registered') return []
  const source = registrationSource(worst, report.endpoints)
  return [`${wrapped(oneLine(source.title), '', paper.width)}\n${textLadder(source, { ...paper, rows: LADDER_ROWS })}`]
}

function findingsText({ findings, severityCounts }: Report, paper: Paper): string {
  if (findings.length === 0) return 'No findings.'
  const titles = titlesOf(findings)
  const [faults] = parted(findings)
  return [
    `Findings: ${countsText(severityCounts)}`,
    ...faults.map((finding) => findingText(finding, titles, paper)),
  ].join('\n\n')
}

function factsText({ findings }: Report, width: number): string {
  const [, facts] = parted(findings)
  const titles = titlesOf(findings)
  const lines = facts.map((fact) => wrapped(oneLine(factText(fact, titles)), HANGING, width).slice(2))
  return lines.length === 0 ? '' : ['For information', ...lines].join('\n')
}

const HANGING = '    '

export const titlesOf = (findings: readonly Finding[]): ReadonlyMap<string, string> =>
  new Map(findings.map(({ id, title }) => [id, title]))

/** `1 high, 2 info`. */
export const countsText = (counts: SeverityCounts): string =>
  SEVERITIES.filter((severity) => counts[severity] > 0)
    .map((severity) => `${counts[severity]} ${severity}`)
    .join(', ') || 'none'

function findingText(finding: Finding, titles: ReadonlyMap<string, string>, { width, colour }: Paper): string {
  const { severity, title, detail, causedBy, count, rule } = finding
  const label = severity.toUpperCase().padEnd(INDENT.length - 1)
  const times = count > 1 ? ` (${count} times)` : ''
  const tinted = colour ? styleText(COLOURS[severity], label, { validateStream: false }) : label
  const head = `${tinted} ${wrapped(oneLine(title) + times, INDENT, width).trimStart()}`
  const cause = causedBy === undefined ? undefined : titles.get(causedBy)
  const reason = reasonOf(finding)
  const { fix, settings, verify = '' } = remedyOf(finding)
  const more = [
    detail,
    cause === undefined ? '' : `Caused by: ${cause}`,
    reason === undefined ? '' : `Why ${reason}`,
    ...finding.evidence.slice(0, MAX_EVIDENCE).map(evidenceText),
    fix === '' ? '' : `Fix: ${fix}`,
    ...settings,
    verify,
    `Rule: ${rule ?? 'none, the language model says so'}`,
  ]
  return [head, ...more.filter((text) => text !== '').map((text) => wrapped(text, INDENT, width))].join('\n')
}

/** `Message 1, line 16: c=IN IP4 192.168.1.100` */
export function evidenceText({ message, frame, line, excerpt }: Evidence): string {
  const where = [
    message === undefined ? '' : `message ${message}`,
    frame === undefined ? '' : `frame ${frame}`,
    line === undefined ? '' : `line ${line}`,
  ].filter((part) => part !== '')
  return `Seen${where.length === 0 ? '' : ` in ${where.join(', ')}`}: ${clipped(oneLine(excerpt), 300)}`
}
