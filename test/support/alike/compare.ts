import { RULES } from '../../../src/diagnose/catalogue.ts'
import { isAtLeast } from '../../../src/diagnose/severity.ts'
import type { Report } from '../../../src/model/events.ts'
import { Refusal } from '../../../src/model/refusal.ts'
import { numbersFrom } from '../../fuzz/mutate.ts'
import { ladderOf } from '../ladder.ts'
import { CHANGES, type Change, CLOCKS, ORDER, SHIFT_US } from './changes.ts'
import { captureOf, doubled, type Frames, framesIn, shifted, withoutTail } from './frames.ts'
import { reordered } from './headers.ts'
import { type Form, formOf, reportOf, type Sent, sentIn, written } from './sent.ts'

/** What two forms of one input make different, in words; nothing where all is well. */
export interface Difference {
  readonly change: string
  readonly rules: readonly string[]
}

/** How often each `rule severity` was found. */
type Told = ReadonlyMap<string, number>

const told = (report: Report, about: Change['about'] = {}): Told => {
  const counts = new Map<string, number>()
  for (const { rule, severity } of report.findings) {
    if (rule === undefined || rule in about) continue
    const key = `${rule} ${severity}`
    counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  return counts
}

/** `+rule severity` for what came, `-rule severity` for what went. */
function between(before: Told, after: Told): string[] {
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((key) => {
    const more = (after.get(key) ?? 0) - (before.get(key) ?? 0)
    return more === 0 ? [] : Array<string>(Math.abs(more)).fill(`${more > 0 ? '+' : '-'}${key}`)
  })
}

const difference = (change: string, rules: readonly string[]): Difference[] =>
  rules.length > 0 ? [{ change, rules }] : []

/** Every change there is, to the messages of an input and, where it is a capture, to its frames. */
export function* differencesOf(bytes: Uint8Array): Generator<Difference> {
  const sent = sentIn(bytes)
  if (sent.length === 0) return
  const form = formOf(sent)
  const before = reportOf(written(sent, form))
  for (const change of CHANGES) {
    const after = change.apply(sent, form)
    if (!after) continue
    const report = reportOf(written(after, form))
    yield* difference(change.name, between(told(before, change.about), told(report, change.about)))
  }
  const frames = framesOf(bytes)
  if (frames) yield* framesDifferences(frames)
  else yield* lineEndDifferences(bytes)
  yield* tailDifferences(sent, form, before)
  yield* wovenDifferences(sent, form, before)
}

function framesOf(bytes: Uint8Array): Frames | undefined {
  const read = framesIn(bytes)
  return read && { ...read, frames: read.frames.toSorted((a, b) => a.at - b.at) }
}

const DUPLICATES = {
  'general.duplicate-capture': 'it counts them',
  'general.capture-quality': 'it tells of them',
}

/** With media and all: whatever is in the packets. */
function* framesDifferences(frames: Frames): Generator<Difference> {
  const before = reportOf(captureOf(frames))
  const twice = reportOf(captureOf(doubled(frames)))
  yield* difference('every packet twice', between(told(before, DUPLICATES), told(twice, DUPLICATES)))
  const later = reportOf(captureOf(shifted(frames, SHIFT_US)))
  yield* difference('every packet later', between(told(before, CLOCKS), told(later, CLOCKS)))
  for (const seconds of TAILS_S) {
    const kept = withoutTail(frames, seconds)
    if (kept) yield* difference(`captured ${seconds} s less`, added(before, reportOf(captureOf(kept))))
  }
}

const LINE_ENDS = { 'compliance.bare-lf': 'it is about line ends' }

function* lineEndDifferences(bytes: Uint8Array): Generator<Difference> {
  const text = Buffer.from(bytes).toString('latin1')
  const before = told(reportOf(bytes), LINE_ENDS)
  for (const [name, end] of [
    ['lines that end with LF', '\n'],
    ['lines that end with CRLF', '\r\n'],
  ] as const) {
    const after = told(reportOf(Buffer.from(text.replace(/\r?\n/g, end), 'latin1')), LINE_ENDS)
    yield* difference(name, between(before, after))
  }
}

/** Seconds of the end that are cut off: up to 64 T1 (RFC 3261 §17). */
const TAILS_S = [0.3, 2, 8, 31.9]

function* tailDifferences(sent: readonly Sent[], form: Form, before: Report): Generator<Difference> {
  if (form !== 'capture') return
  for (const seconds of TAILS_S) yield* difference(`without the last ${seconds} s`, gravelyNew(sent, before, seconds))
}

/** What is found as `high` or graver only once the last seconds are cut off. */
function gravelyNew(sent: readonly Sent[], before: Report, seconds: number): readonly string[] {
  const end = Math.max(...sent.map(({ at }) => at!))
  const kept = sent.filter(({ at }) => at! <= end - seconds * 1_000_000)
  if (kept.length === 0 || kept.length === sent.length) return []
  const after = reportOf(written(kept, 'capture'))
  return added(before, after)
}

/** Rules for which what comes later takes away what was proven by then, and no silence was read as a fault. */
const TAKEN_BACK = {
  'nat.private-address-in-sdp': 'an offer that is refused in the end has done no harm; until then it stands',
}

const added = (before: Report, after: Report): readonly string[] =>
  between(grave(before), grave(after)).filter((one) => one.startsWith('+'))

/** How often each rule found what is as grave as that, or graver. */
function grave({ findings }: Report): Told {
  const counts = new Map<string, number>()
  for (const { rule, severity } of findings.filter((one) => !(`${one.rule}` in TAKEN_BACK)))
    for (const level of ['high', 'critical'] as const) {
      const key = `${rule} ${level}`
      if (isAtLeast(severity, level)) counts.set(key, (counts.get(key) ?? 0) + 1)
    }
  return counts
}

/** The messages' headers in the order that `pick` decides, and their end cut off by so many seconds. */
export function* drawnDifferences(bytes: Uint8Array, seed: number, seconds: number): Generator<Difference> {
  const sent = sentIn(bytes)
  const form = formOf(sent)
  const before = reportOf(written(sent, form))
  const after = reportOf(written(reordered(sent, numbersFrom(seed)), form))
  yield* difference('headers in another order', between(told(before, ORDER), told(after, ORDER)))
  if (form === 'capture') yield* difference('without its end', gravelyNew(sent, before, seconds))
}

/** Within a tenth of a second, so that it is healthy at any time of the others. */
const UNRELATED = `
  0    [2001:db8:77::5] > [2001:db8:77::9] INVITE sdp audio [2001:db8:77::5]:4000 PCMU
  0.02 [2001:db8:77::9] > [2001:db8:77::5] 180
  0.04 [2001:db8:77::9] > [2001:db8:77::5] 200 sdp audio [2001:db8:77::9]:5000 PCMU
  0.06 [2001:db8:77::5] > [2001:db8:77::9] ACK
  0.08 [2001:db8:77::5] > [2001:db8:77::9] BYE
  0.1  [2001:db8:77::9] > [2001:db8:77::5] 200`

const SHARES = { 'general.capture-quality': 'it weighs how much of the input could be read' }
/** Findings of which there is one for the whole input: an unrelated call is one more call to them. */
const POSTURE: Readonly<Record<string, string>> = Object.fromEntries(
  RULES.filter(({ posture }) => posture).map(({ id }) => [id, 'one for all calls']),
)

/** A healthy call between hosts of its own: by times it comes in the middle, else its messages stand between the others. */
function unrelatedTo(sent: readonly Sent[], form: Form): readonly Sent[] {
  const call = sentIn(ladderOf(UNRELATED, 'unrelated').bytes)
  if (form !== 'capture') return call.map((one) => ({ ...one, at: undefined }))
  const times = sent.map(({ at }) => at!)
  const [from, to] = [Math.min(...times), Math.max(...times)]
  const start = from + Math.floor((to - from) / 2)
  return call.map((one) => ({ ...one, at: Math.min(to, start + one.at! - call[0]!.at!) }))
}

function woven(sent: readonly Sent[], unrelated: readonly Sent[], form: Form): readonly Sent[] {
  if (form === 'capture') return [...unrelated, ...sent]
  const every = Math.ceil(sent.length / (unrelated.length + 1))
  return sent.flatMap((one, index) => [
    ...(index % every === 0 ? unrelated.slice(index / every, index / every + 1) : []),
    one,
  ])
}

function* wovenDifferences(sent: readonly Sent[], form: Form, before: Report): Generator<Difference> {
  if (form === 'bare' || sent.length < 2) return
  const unrelated = unrelatedTo(sent, form)
  const after = reportOf(written(woven(sent, unrelated, form), form))
  const about = { ...SHARES, ...POSTURE, ...frequent(before), ...frequent(after) }
  const alone = told(reportOf(written(unrelated, form)))
  const rules = between(told(before, about), told(after, about)).filter(
    (one) => !(one.startsWith('+') && alone.has(one.slice(1))),
  )
  yield* difference('an unrelated call woven in', rules)
}

/** Findings that are graver where they concern many of all calls, and what they account for. */
const frequent = ({ findings }: Report): Record<string, string> =>
  Object.fromEntries(
    findings
      .filter(({ severityReason }) => severityReason?.includes('calls show it'))
      .map(({ rule }) => [rule, 'one more call is a smaller share']),
  )

/** Whether an input cannot be read at all, which no change of form mends. */
export function isRefused(bytes: Uint8Array): boolean {
  try {
    reportOf(bytes)
    return false
  } catch (error) {
    if (error instanceof Refusal) return true
    throw error
  }
}
