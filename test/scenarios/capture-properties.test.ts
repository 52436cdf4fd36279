import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createAnalyzer } from '../../src/analyze.ts'
import { isAtLeast } from '../../src/diagnose/severity.ts'
import type { CallRecord } from '../../src/model/events.ts'
import { type WrittenFrame, writePcap } from '../support/capture-writer.ts'
import { ladder } from '../support/ladder.ts'
import { framesOf } from '../support/taps.ts'
import { type Analysed, analysed } from './joined.ts'

// What may be done to a recording without changing what it says of its calls.

const FOLDER = join(import.meta.dirname, '../golden/clean')
const SUFFIX = '.pcap.gz'
const captures = readdirSync(FOLDER).map((file) => ({
  name: basename(file, SUFFIX),
  frames: framesOf(new Uint8Array(gunzipSync(readFileSync(join(FOLDER, file))))),
}))

const written = (frames: readonly WrittenFrame[]): Uint8Array => writePcap(frames.toSorted((a, b) => a.at - b.at))
const startOf = (frames: readonly WrittenFrame[]): number => frames[0]!.at

/** Places in the input, and numbers given in its order. */
const PLACES =
  /^(number|key|message|messageNumber|stream|streams|call|leg|newLeg|replaced|previous|next|retransmissionOf)$|frame/i
/** Instants of the sender's own clock do not move with the capture's. */
const OTHER_CLOCK = 'ntpAt'
/** Instants are microseconds since 1970. */
const INSTANT = 1e15

/** All figures of calls, streams and registrations, without places in the input; times since `start`. */
function figuresOf({ calls, streams, registrations }: Analysed, start: number): readonly unknown[] {
  const plain = (record: unknown): string =>
    JSON.stringify(record, (key, value: unknown) => {
      if (PLACES.test(key) || key === OTHER_CLOCK || (/^(offer|answer)$/.test(key) && typeof value === 'number'))
        return undefined
      if (key === 'joins') return (value as { readonly evidence: string }[]).map(({ evidence }) => evidence)
      return typeof value === 'number' && value > INSTANT ? value - start : value
    })
  return [...calls, ...streams, ...registrations]
    .map(plain)
    .sort()
    .map((text): unknown => JSON.parse(text))
}

const figures = (frames: readonly WrittenFrame[], start = startOf(frames)): readonly unknown[] =>
  figuresOf(analysed(written(frames)), start)

const UNRELATED = ladder`
  0    10.77.0.5 > 10.77.0.9 INVITE sdp audio 10.77.0.5:4000 PCMU
  0.2  10.77.0.9 > 10.77.0.5 180
  0.8  10.77.0.9 > 10.77.0.5 200 sdp audio 10.77.0.9:5000 PCMU
  0.9  10.77.0.5 > 10.77.0.9 ACK
  1    10.77.0.5:4000 > 10.77.0.9:5000 rtp PCMU 60 seq 20
  1.7  10.77.0.5:4000 > 10.77.0.9:5000 rtp PCMU 60 seq 95
  1    10.77.0.9:5000 > 10.77.0.5:4000 rtp PCMU 120
  2.5  10.77.0.5 > 10.77.0.9 BYE
  2.9  10.77.0.5 > 10.77.0.9 BYE again
  3    10.77.0.9 > 10.77.0.5 200
  3.2  10.77.0.6 > 10.77.0.9 REGISTER
  3.3  10.77.0.9 > 10.77.0.6 403`

const inOrder = (records: readonly unknown[]): readonly unknown[] =>
  records.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))

/** The same frames at another time. */
const moved = (frames: readonly WrittenFrame[], byUs: number): readonly WrittenFrame[] =>
  frames.map((frame) => ({ ...frame, at: frame.at + byUs }))

/** Call-IDs written otherwise, with as many octets. */
function renamed(frames: readonly WrittenFrame[], callIds: readonly string[]): readonly WrittenFrame[] {
  const names = namesOf(callIds)
  return frames.map(({ at, bytes }) => {
    const text = names.reduce((all, name) => all.replaceAll(name, turned(name)), Buffer.from(bytes).toString('latin1'))
    return { at, bytes: new Uint8Array(Buffer.from(text, 'latin1')) }
  })
}

/** What stands before the host, where it is long enough to be found nowhere else. */
const namesOf = (callIds: readonly string[]): readonly string[] =>
  callIds.map((callId) => callId.split('@')[0]!).filter((name) => name.length > 4)

/** Letters and digits some places further on. */
const turned = (name: string): string =>
  name
    .replaceAll(/[a-f]/g, (letter) => String.fromCharCode(((letter.charCodeAt(0) - 97 + 2) % 6) + 97))
    .replaceAll(/\d/g, (digit) => `${(Number(digit) + 3) % 10}`)

describe.each(captures)('$name', ({ name, frames }) => {
  const before = figures(frames)

  test('an unrelated call woven in changes no figure', () => {
    const other = moved(framesOf(UNRELATED.bytes), startOf(frames) + 300_000 - startOf(framesOf(UNRELATED.bytes)))
    const after = figures([...frames, ...other], startOf(frames))
    expect(after.filter((one) => !JSON.stringify(one).includes('10.77.0.'))).toEqual(before)
  })

  test('each frame twice, as a mirror port sends it, changes no figure', () => {
    expect(figures(frames.flatMap((frame) => [frame, { ...frame, at: frame.at + 30 }]))).toEqual(before)
  })

  test('other Call-IDs at another time change no figure', () => {
    const { calls } = analysed(written(frames))
    const callIds = calls.flatMap((call) => call.callIds)
    const after = figures(moved(renamed(frames, callIds), 86_400_000_000 * 200 + 123))
    const text = namesOf(callIds).reduce((all, one) => all.replaceAll(one, turned(one)), JSON.stringify(before))
    expect(inOrder(after)).toEqual(inOrder(JSON.parse(text) as readonly unknown[]))
  })

  test('cut short anywhere, an open dialog is open, and nothing grave is found', () => {
    const whole = new Map(analysed(written(frames)).calls.map((call) => [call.callIds[0], call]))
    fc.assert(
      fc.property(fc.integer({ min: 1, max: frames.length - 1 }), (kept) => {
        const capture = written(frames.slice(0, kept))
        for (const call of analysed(capture).calls) expectOpen(call, whole.get(call.callIds[0])!)
        expect(gravenOf(capture)).toEqual([])
      }),
      { numRuns: 6, seed: name.length },
    )
  })
})

/** What is not over when the input ends has not failed: each dialog is as it is in the whole, or open. */
function expectOpen(call: CallRecord, whole: CallRecord): void {
  const dialogsNow = call.legs.flatMap(({ dialogs }) => dialogs)
  if (dialogsNow.some(({ end }) => end === undefined))
    expect([whole.outcome, 'unknown', 'answered']).toContain(call.outcome)
  const ends = whole.legs.flatMap(({ dialogs }) => dialogs.map(({ end }) => end?.kind))
  for (const { end, cut } of dialogsNow) {
    if (end === undefined) expect(cut).toBe(true)
    else expect(ends).toContain(end.kind)
  }
}

/** Findings that say something broke. */
function gravenOf(capture: Uint8Array): readonly string[] {
  const analyzer = createAnalyzer({ analysedAt: 0 }, () => 0)
  const last = [...analyzer.push(capture), ...analyzer.end()].at(-1)
  if (last?.kind !== 'verdict') throw new Error('the analysis ended without a verdict')
  return last.report.findings
    .filter(({ severity }) => isAtLeast(severity, 'high'))
    .map(({ rule, detail }) => `${rule}: ${detail}`)
}
