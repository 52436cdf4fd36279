import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { lengthOf, overlapsOf, talkOf, united } from '../../../src/diagnose/facts/talk.ts'
import { agentTalkOf } from '../../../src/diagnose/facts/turns.ts'
import { correlated, type Ladder } from '../../support/ladder.ts'
import { talkCall } from '../../support/talk-call.ts'

function callIn(drawn: Ladder) {
  const { conversations, facts } = correlated(drawn)
  const call = conversations.find((one) => one.kind === 'call')!
  return { call, context: { capture: facts, options: drawn.options } }
}

function turnsIn(drawn: Ladder) {
  const { call, context } = callIn(drawn)
  const found = agentTalkOf(call, context)
  if (found === undefined || typeof found === 'string') return found
  const { from } = found.talk
  // Streams begin 0.2 s after the answer.
  const at = (us: number): number => Math.round((us - from - 201_300) / 100_000) / 10
  return {
    replies: found.turns.replies.map((reply) => [at(reply.from), Math.round(reply.afterMs / 100) / 10]),
    cutIns: found.turns.cutIns,
    waits: found.turns.waits.map((wait) => [at(wait.from), at(wait.until), wait.endedBy]),
    bargeIns: found.turns.bargeIns.map((one) => [at(one.at), Math.round(one.quietAfterMs / 100) / 10, one.ignored]),
    overlaps: overlapsOf(found.talk).map(({ startUs, endUs }) => [at(startUs), at(endUs)]),
  }
}

/** The agent speaks once more, so many seconds after the streams began. */
const later = (seconds: number) => ({
  hangUp: 'nobody' as const,
  lines: `${seconds + 0.3013} 198.51.100.7:5000 > 192.0.2.10:4000 rtp PCMU 100 talk 0-1 voice 2 ssrc 8`,
})

describe('turns', () => {
  test('a conversation', () => {
    expect(turnsIn(talkCall({ agent: '0-3,6-9,12-14', human: '4-5,10-11.2', seconds: 15 }))).toEqual({
      replies: [
        [5, 1],
        [11.2, 0.8],
      ],
      cutIns: 0,
      waits: [
        [5, 6, 'agent'],
        [11.2, 12, 'agent'],
      ],
      bargeIns: [],
      overlaps: [],
    })
  })

  test.each([
    ['a pause within a turn is no end of it', '0-2,8-10', '3-4,4.5-7', [[7, 1]]],
    ['what goes on after a longer pause ends later', '0-2,8-10', '3-4,5-7', [[7, 1]]],
    ['a cough', '0-2,8-10', '3-3.1', []],
    ['said and over while the agent speaks', '0-4,6-8', '1-2', []],
    ['begun while the agent speaks', '0-4,6-8', '3.5-5', [[5, 1]]],
    ['the agent goes on by itself', '0-2,6-8', '', []],
  ])('replies: %s', (_, agent, human, replies) => {
    expect(turnsIn(talkCall({ agent, human, seconds: 11 }))).toMatchObject({ replies })
  })

  test('the agent begins while the human speaks', () => {
    expect(turnsIn(talkCall({ agent: '0-2,4-7', human: '3-5.5', seconds: 8 }))).toMatchObject({
      cutIns: 1,
      replies: [],
      overlaps: [[4, 5.5]],
    })
  })

  test.each([
    ['yields', '0-5', '4-7', [[4, 1, false]]],
    ['goes on', '0-9', '4-6', [[4, 5, true]]],
    ['resumes while they speak', '0-4.4,4.9-6', '4-7', [[4, 2, false]]],
    ['resumes when they have ended', '0-4.4,6.2-8', '4-6', [[4, 0.4, false]]],
    ['a short yes', '0-9', '4-4.6', []],
  ])('interruptions: the agent %s', (_, agent, human, bargeIns) => {
    expect(turnsIn(talkCall({ agent, human, seconds: 11 }))).toMatchObject({ bargeIns })
  })

  test.each([
    ['a hello asks for an answer', { agent: '0-2,14-15', human: '3-5,9-9.6' }, [[5, 14, 'agent']]],
    [
      'more than that is a turn',
      { agent: '0-2,14-15', human: '3-5,9-10.5' },
      [
        [5, 9, 'human'],
        [10.5, 14, 'agent'],
      ],
    ],
    ['hung up', { agent: '0-2', human: '3-5' }, [[5, 16.5, 'hang-up']]],
    ['the agent hangs up', { agent: '0-2', human: '3-5', hangUp: 'agent' as const }, []],
    [
      'the agent never spoke, and hangs up',
      { agent: '', human: '3-5', hangUp: 'agent' as const },
      [[5, 16.5, 'hang-up']],
    ],
    ['nobody was seen to hang up', { agent: '0-2', human: '3-5', hangUp: 'nobody' as const }, []],
    ['the agent is late', { agent: '9-11', human: '3-5' }, []],
    [
      'keys are pressed',
      { agent: '0-2,14-15', human: '3-5', lines: '7.0017 192.0.2.10:4000 > 198.51.100.7:5000 dtmf 12' },
      [[5, 6.7, 'human']],
    ],
    ['within half an hour', { agent: '0-2', human: '3-5', ...later(1700) }, [[5, 1700, 'agent']]],
    ['what comes later than that', { agent: '0-2', human: '3-5', ...later(1850) }, []],
  ])('waits: %s', (_, said, waits) => {
    expect(turnsIn(talkCall({ seconds: 16, ...said }))).toMatchObject({ waits })
  })

  test('music tells nothing of turns', () => {
    expect(turnsIn(talkCall({ agent: '0-2,4-28', human: '3-3.5,10-12,29-30', seconds: 34 }))).toMatchObject({
      replies: [],
      bargeIns: [],
    })
  })

  test.each([
    ['an echo', { agent: '0-3,4-8', human: '0.2-3.2,4.2-8.2', humanSound: 'voice 2 gain -15' }, undefined],
    ['both at once, each with its own words', { agent: '0-3,4-8', human: '0.2-3.2,4.2-8.2' }, 'object'],
    [
      'on hold',
      {
        agent: '0-3',
        human: '4-6',
        lines:
          '8 192.0.2.10 > 198.51.100.7 INVITE sdp audio 192.0.2.10:4000 PCMU sendonly\n8.1 198.51.100.7 > 192.0.2.10 200 sdp audio 198.51.100.7:5000 PCMU recvonly',
      },
      undefined,
    ],
  ])('nothing is told: %s', (_, said, kind) => {
    const { call } = callIn(talkCall({ seconds: 12, ...said }))
    expect(typeof talkOf(call)).toBe(kind ?? 'undefined')
  })
})

/** What somebody says: intervals apart, in order. */
const spoken = fc.array(fc.tuple(fc.nat(5_000), fc.integer({ min: 1, max: 5_000 })), { maxLength: 20 }).map((pairs) => {
  let at = 0
  return pairs.map(([pause, length]) => {
    const startUs = at + pause + 1
    at = startUs + length
    return { startUs, endUs: at }
  })
})

test('what both say is what either says, less what they say at once', () => {
  fc.assert(
    fc.property(spoken, spoken, (one, other) => {
      const side = (intervals: typeof one) => ({ streams: [], spoken: intervals })
      const both = overlapsOf({ caller: side(one), callee: side(other) })
      expect(overlapsOf({ caller: side(other), callee: side(one) })).toEqual(both)
      expect(lengthOf(united([...one, ...other]))).toBe(lengthOf(one) + lengthOf(other) - lengthOf(both))
    }),
  )
})
