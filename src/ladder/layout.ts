import type { LaneRecord } from '../model/call-facts.ts'
import type { EndpointRecord } from '../model/endpoints.ts'
import type { LadderRow, StreamRecord } from '../model/events.ts'
import type { Finding } from '../model/finding.ts'
import { clipped, oneLine } from '../model/printable.ts'
import { MICROS_PER_MS, type Micros } from '../model/time.ts'
import { createLaneList, type Lane, type LaneList } from './lanes.ts'
import { type MediaBar, mediaBars } from './media.ts'
import { type DrawnMessage, drawnMessages } from './messages.ts'
import { createNotes, type Note } from './notes.ts'

/** What a ladder is drawn of. All text in it is a stranger's. */
export interface LadderSource {
  readonly title: string
  readonly lanes: readonly LaneRecord[]
  readonly messages: readonly LadderRow[]
  /** The Call-IDs that the rows name by their place, with what joined them; a letter tells them apart where there are several. */
  readonly legs: readonly { readonly callId: string; readonly joinedBy: string }[]
  readonly streams: readonly StreamRecord[]
  /** Lane of who wrote that `address:port` into a description. */
  readonly declared: ReadonlyMap<string, number>
  /** By rank. Those that cite a row are marked at it. */
  readonly findings: readonly Finding[]
  /** For names and products of hosts. */
  readonly endpoints: readonly EndpointRecord[]
}

/** The one layout that all writers draw. Text in it is on one line and holds nothing unseen, but is not escaped. */
export interface Ladder {
  readonly title: string
  /** From left to right. */
  readonly lanes: readonly Lane[]
  readonly rows: readonly Row[]
  /** Messages and streams that are not drawn, and hosts. */
  readonly moreRows: number
  readonly moreLanes: number
  /** Whether any row has a time. */
  readonly timed: boolean
  /** Empty for a ladder of one leg. */
  readonly legs: readonly { readonly mark: string; readonly text: string }[]
  /** By number from 1, as the rows cite them. */
  readonly notes: readonly Note[]
}

export type Row = MessageRow | MediaRow | GapRow

interface Placed {
  /** Milliseconds since the first row, and since the row before. Undefined without times. */
  readonly sinceStartMs: number | undefined
  readonly sinceLastMs: number | undefined
  /** Places in `lanes`; equal for what a host sends to itself. */
  readonly from: number
  readonly to: number
  readonly label: string
  /** For little space: method, status or codec only. */
  readonly short: string
  /** Target, media, cause; of a stream its figures. May be empty. */
  readonly detail: string
  /** Number of the message or stream. */
  readonly number: number
}

export interface MessageRow extends Placed {
  readonly kind: 'message'
  readonly tone: Tone
  /** How often it was sent in a row, and for how long. */
  readonly times: number
  readonly overMs: number | undefined
  /** It repeats a row further up. */
  readonly again: boolean
  /** Place of its leg. */
  readonly leg: number
  /** Branch of a forked INVITE that sent it, from 1; undefined where there is one. */
  readonly fork: number | undefined
  readonly notes: readonly Note[]
}

export type Tone = 'request' | 'provisional' | 'success' | 'redirect' | 'failure'

export interface MediaRow extends Placed {
  readonly kind: 'media'
  /** The label in fewer letters. */
  readonly brief: string
  /** Loss or a score that a listener notices. */
  readonly poor: boolean
}

/** Time in which nothing happened. */
export interface GapRow {
  readonly kind: 'gap'
  readonly ms: number
}

/** Most rows and lanes of one drawing: more than a person follows. Chosen by us. */
export const ROWS_MAX = 200
export const LANES_MAX = 12
const LEGS_MAX = 26
const TEXT_MAX = 160
/** A pause worth drawing. Chosen by us. */
const GAP_MS = 5_000

export interface LayoutLimits {
  readonly rows?: number
  readonly lanes?: number
}

type Step =
  | { readonly kind: 'message'; readonly at: Micros | undefined; readonly message: DrawnMessage }
  | { readonly kind: 'media'; readonly at: Micros; readonly bar: MediaBar }

/** Places the rows of a ladder: at most `rows` besides gaps, between at most `lanes` lanes; the rest is counted. */
export function layOut(source: LadderSource, { rows = ROWS_MAX, lanes = LANES_MAX }: LayoutLimits = {}): Ladder {
  const list = createLaneList(source, lanes)
  const sent = source.messages.filter(({ copy }) => !copy)
  const messages = drawnMessages(sent)
  const bars = mediaBars(source, list)
  const steps = inOrder(messages, bars).filter((step) => isDrawn(step, list))
  const shown = steps.slice(0, rows)
  const notes = createNotes(source.findings)
  return {
    title: cut(source.title),
    lanes: list.lanes(),
    rows: rowsOf(shown, list, notes.at),
    moreRows: sent.length + bars.length - countOf(shown),
    moreLanes: list.hidden(),
    timed: shown.some(({ at }) => at !== undefined),
    legs: legsOf(source),
    notes: notes.all,
  }
}

/** `A`, `B` ... for the legs of a joined call. */
export const legMark = (leg: number): string => String.fromCharCode(65 + (leg % LEGS_MAX))

const legsOf = ({ legs }: LadderSource): Ladder['legs'] =>
  legs.length < 2
    ? []
    : legs.slice(0, LEGS_MAX).map(({ callId, joinedBy }, place) => ({
        mark: legMark(place),
        text: place === 0 || joinedBy === '' ? cut(callId) : `${cut(callId)}, joined by ${cut(joinedBy)}`,
      }))

/** A stream stands before the first message that came after its first packet. */
function inOrder(messages: readonly DrawnMessage[], bars: readonly MediaBar[]): readonly Step[] {
  const steps: Step[] = []
  let next = 0
  for (const message of messages) {
    const { at } = message.row
    while (at !== undefined && next < bars.length && bars[next]!.at < at) steps.push(stepOf(bars[next++]!))
    steps.push({ kind: 'message', at, message })
  }
  return [...steps, ...bars.slice(next).map(stepOf)]
}

const stepOf = (bar: MediaBar): Step => ({ kind: 'media', at: bar.at, bar })

function isDrawn(step: Step, lanes: LaneList): boolean {
  if (step.kind === 'media') return step.bar.from >= 0 && step.bar.to >= 0
  const { fromLane, toLane } = step.message.row
  return lanes.place(fromLane) >= 0 && lanes.place(toLane) >= 0
}

const countOf = (steps: readonly Step[]): number =>
  steps.reduce((sum, step) => sum + (step.kind === 'media' ? 1 : step.message.times), 0)

function rowsOf(
  steps: readonly Step[],
  lanes: LaneList,
  notesAt: (message: number) => readonly Note[],
): readonly Row[] {
  const began = steps.find(({ at }) => at !== undefined)?.at
  const rows: Row[] = []
  let [lastStart, last] = [began, began]
  for (const step of steps) {
    // What is drawn together may go on behind the next row's beginning.
    const before = last !== undefined && step.at !== undefined && last > step.at ? lastStart : last
    const times = { sinceStartMs: between(began, step.at), sinceLastMs: between(before, step.at) }
    if (times.sinceLastMs !== undefined && times.sinceLastMs >= GAP_MS)
      rows.push({ kind: 'gap', ms: times.sinceLastMs })
    rows.push(step.kind === 'media' ? mediaRow(step.bar, times) : messageRow(step.message, times, lanes, notesAt))
    lastStart = step.at ?? lastStart
    last = (step.kind === 'message' ? step.message.lastAt : undefined) ?? step.at ?? last
  }
  return rows
}

const between = (from: Micros | undefined, to: Micros | undefined): number | undefined =>
  from === undefined || to === undefined ? undefined : (to - from) / MICROS_PER_MS

type Times = Pick<Placed, 'sinceStartMs' | 'sinceLastMs'>

const mediaRow = ({ number, from, to, codec, label, brief, detail, poor }: MediaBar, times: Times): MediaRow => ({
  kind: 'media',
  ...times,
  number,
  from,
  to,
  label,
  brief,
  short: codec,
  detail,
  poor,
})

function messageRow(
  { row, times, lastAt, numbers }: DrawnMessage,
  since: Times,
  lanes: LaneList,
  notesAt: (message: number) => readonly Note[],
): MessageRow {
  return {
    kind: 'message',
    ...since,
    number: row.number,
    from: lanes.place(row.fromLane),
    to: lanes.place(row.toLane),
    label: cut(row.label),
    short: cut(row.status === undefined ? row.method : String(row.status)),
    detail: cut(row.summary),
    tone: toneOf(row.status),
    times,
    overMs: times > 1 ? between(row.at, lastAt) : undefined,
    again: row.retransmission,
    leg: row.leg,
    fork: row.fork,
    notes: [...new Set(numbers.flatMap(notesAt))],
  }
}

function toneOf(status: number | undefined): Tone {
  if (status === undefined) return 'request'
  if (status < 200) return 'provisional'
  if (status < 300) return 'success'
  return status < 400 ? 'redirect' : 'failure'
}

const cut = (text: string): string => clipped(oneLine(text), TEXT_MAX)
