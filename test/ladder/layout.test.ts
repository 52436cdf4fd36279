import { describe, expect, test } from 'vitest'
import { type Ladder, layOut, type MessageRow, type Row } from '../../src/ladder/layout.ts'
import { labelOf } from '../../src/ladder/words.ts'
import type { LadderRow } from '../../src/model/events.ts'
import { ladder } from '../support/ladder.ts'
import { sourceOf } from '../support/ladder-source.ts'
import { ladderRow } from '../support/records.ts'
import { DRAWINGS, FOUND } from './drawings.ts'

const brief = ({ lanes }: Ladder) => {
  const name = (place: number) => lanes[place]!.name.split('.').at(-1)
  return (row: Row): string =>
    row.kind === 'gap' ? `gap ${Math.round(row.ms)}` : `${name(row.from)}>${name(row.to)} ${row.label}`
}

const messages = ({ rows }: Ladder): MessageRow[] => rows.filter((row) => row.kind === 'message')

describe('layOut', () => {
  test('hosts from the caller on, messages, media and pauses in order of time', () => {
    const drawn = layOut(sourceOf(DRAWINGS.simple))
    expect(drawn.lanes.map(({ name, detail }) => [name, detail])).toEqual([
      ['192.0.2.5', 'Phone'],
      ['198.51.100.9', 'PBX'],
    ])
    const rows = drawn.rows.map(brief(drawn))
    expect(rows.slice(0, 5)).toEqual([
      '5>9 INVITE (SDP)',
      '9>5 100 Trying',
      '9>5 180 Ringing',
      '9>5 200 OK (SDP)',
      '5>9 ACK',
    ])
    expect(rows[5]).toMatch(/^5>9 RTP PCMU, 0\.0 % lost, MOS \d\.\d$/)
    expect(rows[6]).toMatch(/^9>5 RTP PCMU, 8\.0 % lost, MOS \d\.\d$/)
    expect(rows.slice(7)).toEqual(['gap 20800', '9>5 BYE', '5>9 200 OK'])
    expect(drawn.rows[6]).toMatchObject({
      kind: 'media',
      poor: true,
      detail: expect.stringMatching(/^460 packets in 10\.0 s/),
    })
    expect(messages(drawn).map(({ sinceStartMs }) => sinceStartMs)).toEqual([0, 20, 500, 3100, 3120, 24_000, 24_100])
    expect(messages(drawn)[3]).toMatchObject({ sinceLastMs: 2600, tone: 'success' })
    expect([drawn.moreRows, drawn.moreLanes, drawn.legs]).toEqual([0, 0, []])
  })

  test('findings of this call are numbered by rank and marked at the rows they cite, info aside', () => {
    const drawn = layOut(sourceOf(DRAWINGS.simple, FOUND))
    expect(drawn.notes.map(({ number, text }) => [number, text])).toEqual([
      [1, 'RTP packet loss 8.0 %'],
      [2, 'SRTP not used'],
    ])
    expect(messages(drawn).map(({ notes }) => notes.map(({ number }) => number))).toEqual([
      [2],
      [],
      [],
      [2],
      [],
      [],
      [],
    ])
  })

  test('the legs of a call that was handed on are told apart, in one ladder', () => {
    const drawn = layOut(sourceOf(DRAWINGS.forkedAndTransferred))
    expect(drawn.lanes.map(({ name }) => name)).toEqual([
      '192.0.2.5',
      '192.0.2.9',
      '192.0.2.21',
      '192.0.2.22',
      '192.0.2.30',
    ])
    expect(drawn.legs.map(({ mark }) => mark)).toEqual(['A', 'B'])
    expect(drawn.legs[1]!.text).toMatch(/^second-call.*, joined by Referred-By$/)
    const second = messages(drawn).filter(({ leg }) => leg === 1)
    expect(second.map(brief(drawn))).toEqual(['22>30 INVITE', '30>22 180 Ringing', '30>22 200 OK', '22>30 ACK'])
    const numbers = messages(drawn).map(({ number }) => number)
    expect(numbers).toEqual(numbers.toSorted((a, b) => a - b))
  })

  test('what was sent again is drawn together, but not past what came between', () => {
    const drawn = layOut(sourceOf(DRAWINGS.sentAgain))
    expect(messages(drawn).map(({ label, times, overMs, again }) => [label, times, overMs, again])).toEqual([
      ['INVITE (SDP)', 3, 1500, false],
      ['200 OK (SDP)', 1, undefined, false],
      ['ACK', 1, undefined, false],
      ['200 OK (SDP)', 2, 1000, true],
      ['ACK', 2, 1000, true],
    ])
    expect(messages(drawn).every(({ sinceLastMs }) => sinceLastMs! >= 0)).toBe(true)
  })

  test('branches of a fork are told apart by their To tags, where only one of its hops was captured too', () => {
    const drawn = layOut(
      sourceOf(ladder`
        0    192.0.2.5 > 192.0.2.9   INVITE
        0.1  192.0.2.9 > 192.0.2.5   180  tag one
        0.2  192.0.2.9 > 192.0.2.5   180  tag two
        1    192.0.2.9 > 192.0.2.5   200  tag two`),
    )
    expect(messages(drawn).map((row) => labelOf(row))).toEqual([
      'INVITE',
      '180 Ringing, branch 1',
      '180 Ringing, branch 2',
      '200 OK, branch 2',
    ])
  })

  test('media between hosts that no message names has columns of its own', () => {
    const drawn = layOut(
      sourceOf(ladder`
        0    192.0.2.5 > 198.51.100.9   INVITE  sdp audio 192.0.2.5:4000 PCMU
        1    198.51.100.9 > 192.0.2.5   200     sdp audio 198.51.100.77:3000 PCMU
        1.1  192.0.2.5 > 198.51.100.9   ACK
        1.2  192.0.2.5:4000 > 198.51.100.77:3000  rtp PCMU 100
        1.2  203.0.113.50:3000 > 192.0.2.5:4000   rtp PCMU 100`),
    )
    const media = drawn.rows.filter((row) => row.kind === 'media').map(({ from, to }) => [from, to])
    // What the PBX wrote into its description is drawn at the PBX, wherever that address is.
    expect(media).toEqual([
      [0, 1],
      [2, 0],
    ])
    expect(drawn.lanes.map(({ name, detail }) => [name, detail])[2]).toEqual(['203.0.113.50', 'media'])
  })

  test('rows and hosts beyond the limits are counted', () => {
    const rows: LadderRow[] = Array.from({ length: 30 }, (_, i) =>
      ladderRow(i + 1, 'a', 'b', { fromLane: 0, toLane: i < 20 ? 1 : 2 }),
    )
    const lanes = ['a', 'b', 'c'].map((name) => ({ name, address: name }))
    const source = { ...sourceOf(DRAWINGS.simple), lanes, messages: rows, streams: [] }
    expect(layOut(source, { rows: 8 })).toMatchObject({ moreRows: 22, moreLanes: 0 })
    expect(layOut(source, { lanes: 2 })).toMatchObject({ moreRows: 10, moreLanes: 1 })
    expect(layOut(source, { lanes: 2 }).rows).toHaveLength(20)
  })

  test('what a second capture point saw is drawn once', () => {
    const source = sourceOf(DRAWINGS.simple)
    const copied = source.messages.flatMap((row) => [row, { ...row, number: row.number + 100, copy: true }])
    const { rows, moreRows } = layOut({ ...source, messages: copied })
    expect(rows).toHaveLength(layOut(source).rows.length)
    expect(moreRows).toBe(0)
  })

  test('without times there are none, and no pauses', () => {
    const drawn = layOut(
      sourceOf(ladder`
        192.0.2.5 > 198.51.100.9   INVITE
        198.51.100.9 > 192.0.2.5   486`),
    )
    expect(drawn.timed).toBe(false)
    expect(messages(drawn).map(({ sinceStartMs, tone }) => [sinceStartMs, tone])).toEqual([
      [undefined, 'request'],
      [undefined, 'failure'],
    ])
  })
})
