import { describe, expect, test } from 'vitest'
import { CAPS, type Caps } from '../../src/correlate/caps.ts'
import { createFlawLedger } from '../../src/correlate/flaw-ledger.ts'
import { createIntake } from '../../src/correlate/intake.ts'
import type { Conversation } from '../../src/model/call.ts'
import { conversationsOf, correlated, type Ladder, ladder, ladderOf } from '../support/ladder.ts'

/** Every snapshot given, in chunks of `chunkBytes`, with the flaws. */
function snapshots(drawn: Ladder, caps: Partial<Caps> = {}, chunkBytes = drawn.bytes.length) {
  const ledger = createFlawLedger()
  const kind = drawn.bytes[0] === 0xd4 ? 'capture' : 'text'
  const intake = createIntake(kind, ledger.complain, { caps: { ...CAPS, ...caps } })
  const batches: (readonly Conversation[])[] = []
  for (let at = 0; at < drawn.bytes.length; at += chunkBytes) {
    batches.push(...intake.push(drawn.bytes.subarray(at, at + chunkBytes)).map(({ conversations }) => conversations))
  }
  const ended = intake.end().map(({ conversations }) => conversations)
  return {
    pushed: [...batches, ...ended.slice(0, -1)].flat(),
    last: ended.at(-1)!,
    flaws: ledger.flaws(),
    calls: intake.calls(),
  }
}

const keyed = (list: readonly Conversation[]) => list.map(({ key, final }) => `${key}${final ? ' final' : ''}`)

const ended = `
    0    10.0.0.5 > 10.0.0.9  INVITE
    1    10.0.0.9 > 10.0.0.5  200
    1.1  10.0.0.5 > 10.0.0.9  ACK
    5    10.0.0.5 > 10.0.0.9  BYE
    5.1  10.0.0.9 > 10.0.0.5  200 BYE`

describe('sorting', () => {
  test('calls, registrations across Call-IDs, and other exchanges', () => {
    const drawn = ladder`
      10.0.0.5 > 10.0.0.1  REGISTER call one
      10.0.0.1 > 10.0.0.5  401 REGISTER call one
      10.0.0.5 > 10.0.0.1  REGISTER call two header "To: <sip:bob@10.0.0.1>"
      10.0.0.1 > 10.0.0.5  200 REGISTER call two
      10.0.0.5 > 10.0.0.1  OPTIONS
      10.0.0.1 > 10.0.0.5  200 OPTIONS
      10.0.0.5 > 10.0.0.1  INVITE`
    expect(keyed(snapshots(drawn).last)).toEqual([
      'registration:sip:bob@10.0.0.1|sip:10.0.0.1 final',
      'exchange:options-call@ladder.example final',
      'call:main-call@ladder.example final',
    ])
  })

  test('a dialog met in its middle becomes a call with its re-INVITE, and leaves nothing behind', () => {
    const drawn = ladder`
      10.0.0.5 > 10.0.0.1  INFO header "To: <sip:bob@10.0.0.1>;tag=b"
      10.0.0.5 > 10.0.0.1  INVITE header "To: <sip:bob@10.0.0.1>;tag=b"`
    for (const chunkBytes of [drawn.bytes.length, 100]) {
      const { last, calls } = snapshots(drawn, {}, chunkBytes)
      expect(last.map(({ key }) => key)).toEqual(['call:main-call@ladder.example'])
      expect(last[0]).toMatchObject({ messages: [{ method: 'INFO' }, { method: 'INVITE' }] })
      expect(calls).toBe(1)
    }
  })

  test('a call is counted by a response to its INVITE too', () => {
    const answerTo = (method: string): Ladder => {
      const drawn = ladderOf(`as raw\n10.0.0.5 > 10.0.0.9 ${method}\n10.0.0.9 > 10.0.0.5 200`)
      return { ...drawn, bytes: drawn.bytes.subarray(Buffer.from(drawn.bytes).indexOf('SIP/2.0 200')) }
    }
    expect(snapshots(answerTo('INVITE')).calls).toBe(1)
    expect(snapshots(answerTo('BYE')).calls).toBe(0)
  })

  test('numbers calls by their first INVITE', () => {
    const drawn = ladder`
      10.0.0.5 > 10.0.0.1  OPTIONS
      10.0.0.5 > 10.0.0.1  INVITE call b
      10.0.0.5 > 10.0.0.1  INVITE call a
      10.0.0.1 > 10.0.0.5  486 INVITE call b`
    const numbers = conversationsOf(drawn).map((one) => one.kind === 'call' && `${one.key} ${one.number}`)
    expect(numbers.filter(Boolean)).toEqual(
      expect.arrayContaining(['call:b-call@ladder.example 1', 'call:a-call@ladder.example 2']),
    )
  })
})

describe('letting go', () => {
  const finalBy = (drawing: string, seconds: number) =>
    keyed(snapshots(ladderOf(`${drawing}\n${seconds} 10.0.0.5 > 10.0.0.9 OPTIONS`)).pushed).includes(
      'call:main-call@ladder.example final',
    )

  test('a call whose BYE is answered is final after T4, not before', () => {
    expect(finalBy(ended, 10)).toBe(false)
    expect(finalBy(ended, 10.2)).toBe(true)
  })

  test.each([
    ['a BYE without answer', ended.split('\n').slice(0, -1).join('\n'), 5],
    ['a 2xx without ACK', ended.replace(/.*ACK\n/, ''), 5.1],
    ['a failure', '0 10.0.0.5 > 10.0.0.9 INVITE\n1 10.0.0.9 > 10.0.0.5 404\n1.1 10.0.0.5 > 10.0.0.9 ACK', 1.1],
  ])('after %s it waits for 64*T1', (_, drawing, since) => {
    expect(finalBy(drawing, since + 32)).toBe(false)
    expect(finalBy(drawing, since + 32.1)).toBe(true)
  })

  const challenged = `
    0   10.0.0.5 > 10.0.0.9  INVITE
    1   10.0.0.9 > 10.0.0.5  407
    1.1 10.0.0.5 > 10.0.0.9  ACK`

  test('a challenge waits for credentials that a person has to be asked for', () => {
    expect(finalBy(challenged, 181)).toBe(false)
    expect(finalBy(challenged, 181.2)).toBe(true)
  })

  test('and no longer than others once they came', () => {
    const refused = `${challenged}
      41   10.0.0.5 > 10.0.0.9  INVITE initial
      41.1 10.0.0.9 > 10.0.0.5  403
      41.2 10.0.0.5 > 10.0.0.9  ACK`
    expect(finalBy(refused, 73.2)).toBe(false)
    expect(finalBy(refused, 73.3)).toBe(true)
    expect(conversationsOf(ladderOf(`${refused}\n0.5 10.0.0.9 > 10.0.0.5 OPTIONS call p`))).toHaveLength(2)
  })

  test('however the input is cut, what is final leaves at the same time and knows the same', () => {
    const drawn = ladderOf(
      Array.from({ length: 6 }, (_, i) =>
        ended.replace(
          /^( *)([\d.]+)(.*)$/gm,
          (_line, blanks, at, rest) => `${blanks}${Number(at) + 7 * i}${rest} call c${i}`,
        ),
      ).join('\n'),
    )
    const finals = (chunkBytes: number) => {
      const intake = createIntake('capture', createFlawLedger().complain)
      const batches = []
      for (let at = 0; at < drawn.bytes.length; at += chunkBytes)
        batches.push(...intake.push(drawn.bytes.subarray(at, at + chunkBytes)))
      return [...batches, ...intake.end()]
        .map(({ conversations, facts }) => [keyed(conversations.filter(({ final }) => final)), facts.messages] as const)
        .filter(([keys]) => keys.length > 0)
    }
    expect(finals(drawn.bytes.length).length).toBeGreaterThan(4)
    expect(finals(100)).toEqual(finals(drawn.bytes.length))
  })

  test.each([
    ['answered', '0 10.0.0.5 > 10.0.0.9 INVITE\n1 10.0.0.9 > 10.0.0.5 200\n1.1 10.0.0.5 > 10.0.0.9 ACK'],
    ['ringing', '0 10.0.0.5 > 10.0.0.9 INVITE\n1 10.0.0.9 > 10.0.0.5 180'],
    [
      'refused on one branch only',
      '0 10.0.0.5 > 10.0.0.1 INVITE\n0.1 10.0.0.1 > 10.0.0.5 100\n0.2 10.0.0.1 > 10.0.0.9 INVITE forwarded\n1 10.0.0.9 > 10.0.0.1 486',
    ],
  ])('a call that is %s goes on', (_, drawing) => {
    expect(keyed(snapshots(ladderOf(`${drawing}\n600 10.0.0.5 > 10.0.0.9 OPTIONS`)).pushed)).toContain(
      'call:main-call@ladder.example',
    )
  })

  test('what comes later under the same Call-ID is another call, counted once', () => {
    const drawn = ladderOf(`${ended}\n100 10.0.0.5 > 10.0.0.9 INVITE initial`)
    for (const chunkBytes of [drawn.bytes.length, 500]) {
      const { pushed, last, calls } = snapshots(drawn, {}, chunkBytes)
      expect(keyed([...pushed, ...last])).toEqual(
        expect.arrayContaining(['call:main-call@ladder.example final', 'call:main-call@ladder.example#2 final']),
      )
      expect(calls).toBe(1)
    }
  })

  test('text without times is never over before its end', () => {
    const { pushed } = snapshots(ladder`
      10.0.0.5 > 10.0.0.9  INVITE
      10.0.0.9 > 10.0.0.5  486
      10.0.0.5 > 10.0.0.9  ACK`)
    expect(pushed.every(({ final }) => !final)).toBe(true)
  })
})

describe('caps', () => {
  const invites = (count: number) =>
    ladderOf(
      Array.from(
        { length: count },
        (_, i) => `${i} 10.0.0.5 > 10.0.0.9 INVITE call c${i}\n${i}.1 10.0.0.9 > 10.0.0.5 180`,
      ).join('\n'),
    )

  test('the conversation longest idle is evicted, given once more as final, and counted', () => {
    const { pushed, last, flaws } = snapshots(invites(5), { conversations: 2 })
    expect([...pushed, ...last].filter(({ final }) => final).map(({ key }) => key)).toEqual(
      [0, 1, 2, 3, 4].map((i) => `call:c${i}-call@ladder.example`),
    )
    expect(flaws).toMatchObject([{ kind: 'calls-evicted', count: 3 }])
  })

  test('one that has ended goes before an older one that goes on', () => {
    const { pushed, last } = snapshots(
      ladder`
        0  10.0.0.5 > 10.0.0.9  INVITE call on
        1  10.0.0.9 > 10.0.0.5  180
        2  10.0.0.5 > 10.0.0.9  INVITE call ended
        3  10.0.0.9 > 10.0.0.5  486 INVITE call ended
        4  10.0.0.5 > 10.0.0.9  INVITE call next`,
      { conversations: 2 },
    )
    expect([...pushed, ...last].find(({ final }) => final)?.key).toBe('call:ended-call@ladder.example')
  })

  test('with much going on descriptions are read again when asked for, and say the same', () => {
    const drawn = ladder`
      0    10.0.0.5 > 10.0.0.9  INVITE sdp audio 10.0.0.5:4000 PCMU
      1    10.0.0.9 > 10.0.0.5  200 sdp audio 10.0.0.9:5000 PCMU
      1.1  10.0.0.5 > 10.0.0.9  ACK`
    const offersOf = (chars: number) =>
      snapshots(drawn, { chars }).last.flatMap((one) => (one.kind === 'call' ? one.offerAnswers : []))
    const offers = offersOf(4_000)
    expect(offers[0]?.answer?.description.media[0]).toMatchObject({ port: 5000, codecs: [{ encoding: 'PCMU' }] })
    expect(offers.map(({ media }) => media)).toEqual(offersOf(CAPS.chars).map(({ media }) => media))
  })

  test('what is settled waits in small numbers only, and is no loss', () => {
    const calls = Array.from({ length: 4 }, (_, i) =>
      ended.replace(
        /^( *)([\d.]+)(.*)$/gm,
        (_line, blanks, at, rest) => `${blanks}${Number(at) / 10 + i}${rest} call c${i}`,
      ),
    ).join('\n')
    const { pushed, flaws } = snapshots(ladderOf(`${calls}\n4.6 10.0.0.5 > 10.0.0.9 OPTIONS`), { settled: 2 })
    expect(keyed(pushed.filter(({ final }) => final))).toEqual(
      [0, 1].map((i) => `call:c${i}-call@ladder.example final`),
    )
    expect(flaws).toEqual([])
  })

  test('so it is when the messages held are too many characters', () => {
    const { flaws } = snapshots(invites(10), { chars: 3_000 })
    expect(flaws).toMatchObject([{ kind: 'calls-evicted' }])
    expect(flaws[0]!.count).toBeGreaterThan(4)
  })

  test('registrations are bounded under a name of their own', () => {
    const drawn = ladderOf(
      Array.from(
        { length: 4 },
        (_, i) => `10.0.0.5 > 10.0.0.9 REGISTER call r${i} header "To: <sip:u${i}@10.0.0.9>"`,
      ).join('\n'),
    )
    expect(snapshots(drawn, { conversations: 1 }).flaws).toMatchObject([{ kind: 'registrations-capped', count: 3 }])
  })

  test('a call keeps its first messages, a registration its last', () => {
    const again = (line: string) => ladderOf([line, ...Array.from({ length: 9 }, () => `${line} again`)].join('\n'))
    const call = snapshots(again('10.0.0.5 > 10.0.0.9 INVITE'), { callMessages: 4 })
    expect(call.last[0]).toMatchObject({ messages: [1, 2, 3, 4].map((number) => ({ number })) })
    expect(call.flaws).toMatchObject([{ kind: 'call-messages-capped', count: 6 }])
    const registration = snapshots(again('10.0.0.5 > 10.0.0.9 REGISTER'), { otherMessages: 4 })
    expect((registration.last[0] as Extract<Conversation, { kind: 'registration' }>).messages.at(-1)!.number).toBe(10)
    expect(registration.flaws).toMatchObject([{ kind: 'registrations-capped' }])
  })
})

describe('media', () => {
  const setUp = `
      0    10.0.0.5 > 10.0.0.9  INVITE  sdp audio 10.0.0.5:4000 PCMU
      1    10.0.0.9 > 10.0.0.5  200     sdp audio 10.0.0.9:5000 PCMU
      1.1  10.0.0.5 > 10.0.0.9  ACK`
  const waysOf = (drawn: Ladder, key = 'call:main-call@ladder.example') => {
    const found = conversationsOf(drawn).find((one) => one.key === key)
    return found && 'streams' in found
      ? found.streams.map(({ source, destination }) => `${source.port}>${destination.port}`)
      : []
  }

  test('by declared destination', () => {
    expect(
      waysOf(
        ladderOf(`${setUp}
      2  10.0.0.5:4000 > 10.0.0.9:5000  rtp PCMU 60
      2  10.0.0.9:5000 > 10.0.0.5:4000  rtp PCMU 60`),
      ),
    ).toEqual(['4000>5000', '5000>4000'])
  })

  test('as the way back of one that has its call', () => {
    expect(
      waysOf(
        ladderOf(`${setUp}
      10    198.51.100.9:6200 > 10.0.0.9:5000     rtp PCMU 60
      10.1  10.0.0.9:5000 > 198.51.100.9:6200     rtp PCMU 60`),
      ),
    ).toEqual(['6200>5000', '5000>6200'])
  })

  test('from a port learned within 5 s, not later', () => {
    const learned = (seconds: number) => ladderOf(`${setUp}\n${seconds} 10.0.0.5:4400 > 10.0.0.9:7000 rtp PCMU 60`)
    expect(waysOf(learned(4))).toEqual(['4400>7000'])
    expect(waysOf(learned(8))).toEqual([])
    expect(waysOf(learned(8), 'streams')).toEqual(['4400>7000'])
  })

  test('by declared source, wherever it goes', () => {
    const drawn = ladderOf(`${setUp}
      10  10.0.0.9:5000 > 198.51.100.9:6200  rtp PCMU 60`)
    expect(waysOf(drawn)).toEqual(['5000>6200'])
  })

  test('before the description that announces it', () => {
    const drawn = ladderOf(`
      0    10.0.0.5 > 10.0.0.9  INVITE  sdp audio 10.0.0.5:4000 PCMU
      0.5  10.0.0.9:5000 > 10.0.0.5:4000  rtp PCMU 60
      0.5  10.0.0.5:4000 > 10.0.0.9:5000  rtp PCMU 60
      1    10.0.0.9 > 10.0.0.5  200     sdp audio 10.0.0.9:5000 PCMU`)
    expect(waysOf(drawn)).toHaveLength(2)
    expect(waysOf(drawn, 'streams')).toEqual([])
  })

  test('a port used again belongs to the call that announced it last', () => {
    const drawn = ladderOf(`${setUp}
      2   10.0.0.5:4000 > 10.0.0.9:5000  rtp PCMU 60 ssrc 1
      5   10.0.0.5 > 10.0.0.9  BYE
      6   10.0.0.5 > 10.0.0.9  INVITE  sdp audio 10.0.0.5:4000 PCMU call next
      7   10.0.0.9 > 10.0.0.5  200     sdp audio 10.0.0.9:5000 PCMU call next
      8   10.0.0.5:4000 > 10.0.0.9:5000  rtp PCMU 60 ssrc 2`)
    expect(waysOf(drawn)).toHaveLength(1)
    expect(waysOf(drawn, 'call:next-call@ladder.example')).toHaveLength(1)
  })

  test('legs that name the same addresses at the same time share the stream', () => {
    const drawn = ladderOf(`
      0    10.0.0.5 > 10.0.0.1  INVITE  sdp audio 10.0.0.5:4000 PCMU call a
      0.1  10.0.0.1 > 10.0.0.9  INVITE  sdp audio 10.0.0.5:4000 PCMU call b
      1    10.0.0.9:5000 > 10.0.0.5:4000  rtp PCMU 60`)
    expect(waysOf(drawn, 'call:a-call@ladder.example')).toHaveLength(1)
    expect(waysOf(drawn, 'call:b-call@ladder.example')).toHaveLength(1)
  })

  test('an ICMP error goes to the call that last used the way', () => {
    const drawn = ladderOf(`
      0    10.0.0.5 > 10.0.0.9  INVITE call a
      1    10.0.0.5 > 10.0.0.9  INVITE call b
      1.1  10.0.0.9 > 10.0.0.5  icmp port-unreachable`)
    const errors = conversationsOf(drawn).map((one) => one.kind === 'call' && `${one.key} ${one.icmpErrors.length}`)
    expect(errors).toEqual(['call:a-call@ladder.example 0', 'call:b-call@ladder.example 1'])
  })

  test('closed streams carry the number of their call', () => {
    const { closed } = correlated(
      ladderOf(`${setUp}
      2  10.0.0.5:4000 > 10.0.0.9:5000  rtp PCMU 60
      2  10.9.0.1:4000 > 10.9.0.2:5000  rtp PCMU 60`),
    )
    expect(closed.map(({ call }) => call)).toEqual([1, undefined])
  })
})

test('streams of one call beyond the cap are counted and not kept with it', () => {
  const drawn = ladder`
    0    10.0.0.5 > 10.0.0.9            INVITE sdp audio 10.0.0.5:4000 PCMU
    1    10.0.0.9 > 10.0.0.5            200 sdp audio 10.0.0.9:6000 PCMU
    1.1  10.0.0.5 > 10.0.0.9            ACK
    1.2  10.0.0.5:4000 > 10.0.0.9:6000  rtp PCMU 100 ssrc 1
    1.2  10.0.0.9:6000 > 10.0.0.5:4000  rtp PCMU 100 ssrc 2
    1.2  10.0.0.5:4000 > 10.0.0.9:6000  rtp PCMU 100 ssrc 3`
  const kept = (streamsPerCall: number) => {
    const { last, flaws } = snapshots(drawn, { streamsPerCall })
    return [last.map((one) => one.kind === 'call' && one.streams.length), flaws.map(({ kind, count }) => [kind, count])]
  }
  expect(kept(3)).toEqual([[3], []])
  expect(kept(2)).toEqual([[2], [['rtp-streams-capped', 1]]])
})
