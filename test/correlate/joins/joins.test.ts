import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createFlawLedger } from '../../../src/correlate/flaw-ledger.ts'
import { createIntake } from '../../../src/correlate/intake.ts'
import type { JoinedCall, JoinReason } from '../../../src/model/joined-call.ts'
import { correlated, type Ladder, ladder, ladderOf } from '../../support/ladder.ts'

const joinedIn = (drawn: Ladder): readonly JoinedCall[] => correlated(drawn).joins.joined.map(({ joined }) => joined)

/** Numbers of the legs of each joined call. */
const legsIn = (drawn: Ladder) => joinedIn(drawn).map(({ legs }) => legs.map(({ number }) => number))

const PHONE = '10.0.0.5'
const SBC = '10.0.0.1'
const TRUNK = '203.0.113.9'
const PASSPORT = `${['{"alg":"ES256"}', '{"attest":"A","origid":"6b1f2a0e-0001","orig":{"tn":"12025550101"},"dest":{"tn":["12025550199"]}}'].map((part) => Buffer.from(part).toString('base64url')).join('.')}.c2ln`

/** A call through a B2BUA: one Call-ID on each side. `upper` and `lower` are added to the two INVITEs. */
const through = (upper: string, lower: string, called = 'uri sip:other@203.0.113.9'): Ladder =>
  ladderOf(`
    0     ${PHONE} > ${SBC}    INVITE call a uri sip:first@10.0.0.1 ${upper}
    0.3   ${SBC} > ${TRUNK}    INVITE call b to sip:second@203.0.113.9 ${called} ${lower}
    0.4   ${TRUNK} > ${SBC}    180 INVITE call b
    0.5   ${SBC} > ${PHONE}    180 INVITE call a
    1     ${TRUNK} > ${SBC}    200 INVITE call b
    1.1   ${SBC} > ${PHONE}    200 INVITE call a
    1.2   ${PHONE} > ${SBC}    ACK call a
    1.3   ${SBC} > ${TRUNK}    ACK call b
    9     ${PHONE} > ${SBC}    BYE call a
    9.05  ${SBC} > ${TRUNK}    BYE call b
    9.1   ${SBC} > ${PHONE}    200 BYE call a
    9.1   ${TRUNK} > ${SBC}    200 BYE call b`)

describe('two Call-IDs of a B2BUA are one call', () => {
  const uuid = 'ab30317f1a784dc48ff824d0d3715d86'
  const cases: Record<string, readonly [drawn: Ladder, reason: JoinReason, confidence: number]> = {
    'the same Session-ID': [
      through(
        `header "Session-ID: ${uuid};remote=00000000000000000000000000000000"`,
        `header "Session-ID: ${uuid};remote=00000000000000000000000000000000"`,
      ),
      'session-id',
      0.98,
    ],
    'one UUID of Session-ID, here the remote half': [
      through(
        `header "Session-ID: ${uuid};remote=00000000000000000000000000000000"`,
        `header "Session-ID: 47755a9de7794ba387653f2099600ef2;remote=${uuid}"`,
      ),
      'session-id',
      0.98,
    ],
    'X-CID with the Call-ID of the first': [
      through('', 'header "X-CID: a-call@ladder.example"'),
      'correlation-header',
      0.95,
    ],
    'X-Call-ID with a value of its own on both': [
      through('header "X-Call-ID: 7f3a-91"', 'header "X-Call-ID: 7f3a-91"'),
      'correlation-header',
      0.95,
    ],
    'Cisco-Guid': [
      through('header "Cisco-Guid: 1234567890-11111-22222-33333"', 'header "Cisco-Guid: 1234567890-11111-22222-33333"'),
      'cisco-guid',
      0.95,
    ],
    'icid-value of P-Charging-Vector, quoted on one side only': [
      through(
        'header "P-Charging-Vector: icid-value=AyretyU0dm+6O2IrT5tAFrbHLso=;orig-ioi=home1.example"',
        'header "P-Charging-Vector: orig-ioi=home1.example;icid-value=AyretyU0dm+6O2IrT5tAFrbHLso="',
      ),
      'charging-vector',
      0.95,
    ],
    'a PASSporT handed on as it is': [
      through(
        `header "Identity: ${PASSPORT};info=<https://cert.example.com/a.pem>;alg=ES256"`,
        `header "Identity: ${PASSPORT};info=<https://cert.example.com/a.pem>;alg=ES256"`,
      ),
      'identity',
      0.95,
    ],
    'origid of a PASSporT that was signed again': [
      through(
        `header "Identity: ${PASSPORT};info=<https://cert.example.com/a.pem>;alg=ES256"`,
        `header "Identity: ${PASSPORT}2;info=<https://other.example.com/b.pem>;alg=ES256"`,
      ),
      'origid',
      0.9,
    ],
    'media address and port': [
      through('sdp audio 10.0.0.5:4000 PCMU', 'sdp audio 10.0.0.5:4000 PCMU'),
      'same-media',
      0.95,
    ],
    'the number called, with another prefix': [
      through('uri sip:0049301234567@10.0.0.1', '', 'uri sip:+49301234567@203.0.113.9'),
      'same-number',
      0.8,
    ],
  }
  test.each(Object.entries(cases))('%s', (_, [drawn, reason, confidence]) => {
    const [joined, ...more] = joinedIn(drawn)
    expect(more).toEqual([])
    expect(joined).toMatchObject({
      key: 'joined:1',
      number: 1,
      legs: [
        { number: 1, callId: 'a-call@ladder.example', joinedBy: undefined, confidence: 1, outcome: 'answered' },
        { number: 2, callId: 'b-call@ladder.example', joinedBy: reason, outcome: 'answered', status: 200 },
      ],
      joins: [{ legs: [1, 2], reason }],
      parties: { caller: 'sip:alice@10.0.0.5', callee: 'sip:second@203.0.113.9', hosts: [PHONE, SBC, TRUNK] },
    })
    expect(joined!.legs[1]!.confidence).toBeCloseTo(confidence, 5)
  })
})

/** A call of ten seconds from one host to another, with a name for its Call-ID. */
const call = (name: string, from: string, to: string, at: number, invite = '', seconds = 10): string => `
  ${at.toFixed(3)}                  ${from} > ${to}  INVITE call ${name} ${invite}
  ${(at + 0.5).toFixed(3)}          ${to} > ${from}  200 INVITE call ${name}
  ${(at + 0.6).toFixed(3)}          ${from} > ${to}  ACK call ${name}
  ${(at + seconds).toFixed(3)}      ${from} > ${to}  BYE call ${name}
  ${(at + seconds + 0.05).toFixed(3)} ${to} > ${from}  200 BYE call ${name}`

describe('what only looks alike stays apart', () => {
  const hotline = 'uri sip:8005550100@10.0.0.1'
  const cases: Record<string, readonly [drawn: Ladder, legs: readonly (readonly number[])[]]> = {
    'two callers of one number at once, through one SBC, whose legs end alike': [
      ladderOf(
        call('a1', '10.0.0.5', SBC, 0, `${hotline} from sip:anonymous@10.0.0.5`) +
          call('a2', '10.0.0.6', SBC, 0.1, `${hotline} from sip:anonymous@10.0.0.6`) +
          call('b1', SBC, TRUNK, 0.2, hotline) +
          call('b2', SBC, TRUNK, 0.3, hotline),
      ),
      [],
    ],
    'two callers of one number that are told apart by who calls': [
      ladderOf(
        call('a1', '10.0.0.5', SBC, 0, `${hotline} from sip:2025550111@10.0.0.5`) +
          call('a2', '10.0.0.6', SBC, 0.1, `${hotline} from sip:2025550122@10.0.0.6`) +
          call('b2', SBC, TRUNK, 0.2, `${hotline} from sip:+12025550122@10.0.0.1`) +
          call('b1', SBC, TRUNK, 0.3, `${hotline} from sip:+12025550111@10.0.0.1`),
      ),
      [
        [1, 4],
        [2, 3],
      ],
    ],
    'two callers of one number that are told apart by when they hang up': [
      ladderOf(
        call('a1', '10.0.0.5', SBC, 0, `${hotline} from sip:anonymous@10.0.0.5`, 20) +
          call('a2', '10.0.0.6', SBC, 0.1, `${hotline} from sip:anonymous@10.0.0.6`, 10) +
          call('b2', SBC, TRUNK, 0.2, hotline, 10) +
          call('b1', SBC, TRUNK, 0.3, hotline, 20),
      ),
      [
        [1, 4],
        [2, 3],
      ],
    ],
    'one number called again and again by one phone': [
      ladderOf(call('a', '10.0.0.5', SBC, 0, hotline) + call('b', '10.0.0.5', SBC, 1, hotline)),
      [],
    ],
    'another number that the called host calls at once': [
      ladderOf(
        call('a', '10.0.0.5', SBC, 0, 'uri sip:2025550111@10.0.0.1') +
          call('b', SBC, TRUNK, 0.2, 'uri sip:2025550122@203.0.113.9'),
      ),
      [],
    ],
    'the same number, called on three seconds later': [
      ladderOf(call('a', '10.0.0.5', SBC, 0, hotline) + call('b', SBC, TRUNK, 3, hotline)),
      [],
    ],
    'the same number, but the calls end far apart': [
      ladderOf(
        call('a', '10.0.0.5', SBC, 0, hotline, 60) +
          call('b', SBC, TRUNK, 0.2, `${hotline} from sip:other@10.0.0.1`, 10),
      ),
      [],
    ],
    'two phones that announce one media address, as behind a relay, to one server': [
      ladderOf(
        call('a', '10.0.0.5', SBC, 0, 'uri sip:1@10.0.0.1 sdp audio 192.0.2.7:6000 PCMU') +
          call('b', '10.0.0.6', SBC, 0.2, 'uri sip:2@10.0.0.1 sdp audio 192.0.2.7:6000 PCMU'),
      ),
      [],
    ],
    'the nil UUID of Session-ID': [
      ladderOf(
        call('a', '10.0.0.5', SBC, 0, `uri sip:1@10.0.0.1 header "Session-ID: ${'0'.repeat(32)}"`) +
          call('b', '10.0.0.6', SBC, 0.2, `uri sip:2@10.0.0.1 header "Session-ID: ${'0'.repeat(32)}"`),
      ),
      [],
    ],
    'calls of one device whose Call-IDs count up': [
      ladderOf(call('device0001-1', '10.0.0.5', SBC, 0) + call('device0001-2', '10.0.0.5', SBC, 0.2)),
      [],
    ],
    'one origid for all calls of a provider': [
      ladderOf(
        ['10.0.0.5', '10.0.0.6', '10.0.0.7']
          .map((host, i) => {
            const claims = {
              attest: 'B',
              origid: 'provider-1',
              orig: { tn: `1202555010${i}` },
              dest: { tn: [`1202555019${i}`] },
            }
            const token = `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.c2ln${i}`
            return call(
              `a${i}`,
              host,
              SBC,
              i / 10,
              `uri sip:${i}@10.0.0.1 header "Identity: ${token};info=<https://c.example/a.pem>"`,
            )
          })
          .join(''),
      ),
      [],
    ],
    'a header with one value for all calls of a tenant': [
      ladderOf(
        Array.from({ length: 20 }, (_, i) =>
          call(`a${i}`, `10.0.1.${i}`, SBC, i / 10, `uri sip:${i}00@10.0.0.1 header "X-Correlation-ID: tenant-4711"`),
        ).join(''),
      ),
      [],
    ],
  }
  test.each(Object.entries(cases))('%s', (_, [drawn, legs]) => {
    expect(legsIn(drawn).sort((a, b) => a[0]! - b[0]!)).toEqual(legs)
  })

  test('fifty calls a second through one trunk, to as many numbers, are joined each to its own', () => {
    const drawn = ladderOf(
      Array.from({ length: 100 }, (_, i) => {
        const number = `uri sip:${2025550000 + i}@10.0.0.1 from sip:pbx@10.0.0.5`
        return call(`a${i}`, '10.0.0.5', SBC, i / 50, number) + call(`b${i}`, SBC, TRUNK, i / 50 + 0.3, number)
      }).join(''),
    )
    const callIds = joinedIn(drawn).map(({ legs }) => legs.map(({ callId }) => callId.split('-')[0]!.slice(1)))
    expect(callIds).toHaveLength(100)
    for (const [upper, lower] of callIds) expect(lower).toBe(upper)
  })

  test('fifty calls a second through one trunk to one number are joined to none but their own', () => {
    const drawn = ladderOf(
      Array.from({ length: 100 }, (_, i) => {
        const number = 'uri sip:8005550100@10.0.0.1 from sip:anonymous@10.0.0.5'
        return call(`a${i}`, '10.0.0.5', SBC, i / 50, number) + call(`b${i}`, SBC, TRUNK, i / 50 + 0.3, number)
      }).join(''),
    )
    expect(legsIn(drawn)).toEqual([])
  })
})

describe('legs in a row', () => {
  const chain = `
    0    10.0.0.5 > 10.0.0.1      INVITE call a uri sip:2025550111@10.0.0.1
    0.1  10.0.0.1 > 10.0.0.2      INVITE call b uri sip:2025550111@10.0.0.2
    0.2  10.0.0.2 > 203.0.113.9   INVITE call c uri sip:2025550111@203.0.113.9
    0.4  203.0.113.9 > 10.0.0.2   503 INVITE call c
    0.41 10.0.0.2 > 203.0.113.9   ACK call c
    0.5  10.0.0.2 > 10.0.0.1      500 INVITE call b
    0.51 10.0.0.1 > 10.0.0.2      ACK call b
    0.6  10.0.0.1 > 10.0.0.5      502 INVITE call a
    0.61 10.0.0.5 > 10.0.0.1      ACK call a`

  test('are one call, and a failure is traced to the last', () => {
    expect(joinedIn(ladderOf(chain))).toMatchObject([
      {
        legs: [{ number: 1 }, { number: 2 }, { number: 3 }],
        joins: [{ legs: [1, 2] }, { legs: [2, 3] }],
        failures: [
          { leg: 1, status: 502, cause: 3, causeStatus: 503 },
          { leg: 2, status: 500, cause: 3, causeStatus: 503 },
        ],
        parties: { hosts: ['10.0.0.5', '10.0.0.1', '10.0.0.2', '203.0.113.9'] },
      },
    ])
  })

  test('a leg tried in vain before another was answered passed nothing on', () => {
    const drawn = ladder`
      0    10.0.0.5 > 10.0.0.1      INVITE call a uri sip:2025550111@10.0.0.1
      0.1  10.0.0.1 > 203.0.113.8   INVITE call b uri sip:2025550111@203.0.113.8
      0.4  203.0.113.8 > 10.0.0.1   503 INVITE call b
      0.41 10.0.0.1 > 203.0.113.8   ACK call b
      0.5  10.0.0.1 > 203.0.113.9   INVITE call c uri sip:2025550111@203.0.113.9
      2    203.0.113.9 > 10.0.0.1   200 INVITE call c
      2.1  10.0.0.1 > 203.0.113.9   ACK call c
      2.2  10.0.0.1 > 10.0.0.5      200 INVITE call a
      2.3  10.0.0.5 > 10.0.0.1      ACK call a
      9    10.0.0.5 > 10.0.0.1      BYE call a
      9.1  10.0.0.1 > 10.0.0.5      200 BYE call a
      9.2  10.0.0.1 > 203.0.113.9   BYE call c
      9.3  203.0.113.9 > 10.0.0.1   200 BYE call c`
    expect(joinedIn(drawn)).toMatchObject([
      {
        legs: [{ outcome: 'answered' }, { status: 503 }, { outcome: 'answered' }],
        failures: [],
        parties: { hosts: [PHONE, SBC, TRUNK] },
      },
    ])
  })

  test('a caller who hangs up passes nothing on', () => {
    const drawn = ladderOf(
      chain
        .replace('503 INVITE call c', '487 INVITE call c')
        .replace('500 INVITE call b', '487 INVITE call b')
        .replace('502 INVITE call a', '487 INVITE call a'),
    )
    expect(joinedIn(drawn)).toMatchObject([{ failures: [] }])
  })

  test('a proxy keeps the Call-ID: its hops and branches are of one leg', () => {
    const drawn = ladder`
      0    10.0.0.5 > 10.0.0.1   INVITE call a uri sip:200@10.0.0.1
      0.1  10.0.0.1 > 10.0.0.3   INVITE call b uri sip:200@10.0.0.3
      0.2  10.0.0.3 > 10.0.0.7   INVITE call b forwarded
      0.2  10.0.0.3 > 10.0.0.8   INVITE call b forwarded
      0.4  10.0.0.7 > 10.0.0.3   486 INVITE call b
      0.5  10.0.0.8 > 10.0.0.3   180 INVITE call b
      0.6  10.0.0.3 > 10.0.0.1   180 INVITE call b
      2    10.0.0.8 > 10.0.0.3   200 INVITE call b
      2.1  10.0.0.3 > 10.0.0.1   200 INVITE call b forwarded
      2.2  10.0.0.1 > 10.0.0.5   200 INVITE call a`
    expect(joinedIn(drawn)).toMatchObject([
      {
        legs: [
          { number: 1, branches: [] },
          {
            number: 2,
            hosts: ['10.0.0.1', '10.0.0.3', '10.0.0.8'],
            branches: [
              { to: '10.0.0.7:5060', status: 486 },
              { to: '10.0.0.8:5060', status: 200 },
            ],
          },
        ],
        parties: { hosts: ['10.0.0.5', '10.0.0.1', '10.0.0.3', '10.0.0.8'] },
      },
    ])
  })

  test('where a proxy tries two targets in turn, the leg goes on until its caller has a final', () => {
    const drawn = ladder`
      0    10.0.0.5 > 10.0.0.3      INVITE call a uri sip:200@10.0.0.3
      0.1  10.0.0.3 > 10.0.0.7      INVITE call a forwarded
      0.4  10.0.0.7 > 10.0.0.3      486 INVITE call a
      0.5  10.0.0.3 > 10.0.0.1      INVITE call a forwarded
      0.6  10.0.0.1 > 203.0.113.9   INVITE call b uri sip:200@203.0.113.9
      0.9  203.0.113.9 > 10.0.0.1   200 INVITE call b`
    expect(legsIn(drawn)).toEqual([[1, 2]])
  })

  test.each([
    ['another caller', 'from sip:carol@10.0.0.1', []],
    ['the same caller', '', [[1, 2]]],
  ])('without times the same number needs the same caller as well: %s', (_, caller, legs) => {
    const drawn = ladderOf(`
      10.0.0.5 > 10.0.0.1      INVITE call a uri sip:2025550111@10.0.0.1
      10.0.0.1 > 203.0.113.9   INVITE call b uri sip:2025550111@203.0.113.9 ${caller}
      203.0.113.9 > 10.0.0.1   486 INVITE call b`)
    expect(legsIn(drawn)).toEqual(legs)
  })

  test('without times and addresses what the messages name still joins', () => {
    const drawn = ladder`
      as raw
      10.0.0.5 > 10.0.0.1      INVITE call a header "X-CID: 99-abcdef"
      10.0.0.1 > 203.0.113.9   INVITE call b header "X-CID: 99-abcdef"
      203.0.113.9 > 10.0.0.1   503 INVITE call b
      10.0.0.1 > 203.0.113.9   ACK call b
      10.0.0.1 > 10.0.0.5      503 INVITE call a
      10.0.0.5 > 10.0.0.1      ACK call a`
    expect(joinedIn(drawn)).toMatchObject([
      { legs: [{ number: 1 }, { number: 2, joinedBy: 'correlation-header' }], failures: [{ leg: 1, cause: 2 }] },
    ])
  })
})

describe('bounds', () => {
  test('a row of more legs than one call has is not one call, and each leg is told of once', () => {
    const row = Array.from({ length: 40 }, (_, i) =>
      call(
        `leg${i}x`,
        `10.0.1.${i}`,
        `10.0.2.${i}`,
        i / 10,
        `uri sip:${i}00@10.0.0.1 header "X-CID: leg${i - 1}x-call@ladder.example"`,
      ),
    )
    const { bytes } = ladderOf(row.join(''))
    const ledger = createFlawLedger()
    const intake = createIntake('capture', ledger.complain)
    const batches = [...intake.push(bytes), ...intake.end()].map(({ joins }) => joins)
    const told = batches.flatMap(({ joined, single }) => [...joined.flatMap(({ calls }) => calls), ...single])
    expect(ledger.flaws().map(({ kind }) => kind)).toContain('joined-calls-capped')
    expect(told.map(({ number }) => number).sort((a, b) => a - b)).toEqual(row.map((_, i) => i + 1))
    expect(batches.reduce((sum, { waiting }) => sum + waiting.size, 0)).toBe(told.length)
    for (const { joined } of batches.flatMap((one) => one.joined)) expect(joined.legs.length).toBeLessThanOrEqual(32)
  })
})

describe('what does not matter', () => {
  const joinedPair =
    call('a1', '10.0.0.5', SBC, 0, 'uri sip:2025550111@10.0.0.1') +
    call('b1', SBC, TRUNK, 0.2, 'uri sip:2025550111@203.0.113.9')

  test('unrelated calls woven in, of the same number or another', () => {
    const [alone] = joinedIn(ladderOf(joinedPair))
    const woven = fc.record({
      at: fc.integer({ min: 210, max: 12_000 }),
      number: fc.constantFrom('2025550111', '2025550122', 'bob'),
      seconds: fc.integer({ min: 1, max: 20 }),
    })
    fc.assert(
      fc.property(fc.array(woven, { maxLength: 6 }), (calls) => {
        const others = calls.map(({ at, number, seconds }, i) =>
          call(`w${i}`, `192.0.2.${i + 1}`, `198.51.100.${i + 1}`, at / 1_000, `uri sip:${number}@192.0.2.1`, seconds),
        )
        expect(joinedIn(ladderOf(joinedPair + others.join('')))).toEqual([alone])
      }),
      { numRuns: 30 },
    )
  })

  test('how the Call-IDs are called', () => {
    const renamed = joinedPair.replaceAll('call a1', 'call zz').replaceAll('call b1', 'call yy')
    const withoutNames = (drawn: Ladder) =>
      joinedIn(drawn).map(({ legs, ...rest }) => ({ ...rest, legs: legs.map((leg) => ({ ...leg, callId: '' })) }))
    expect(withoutNames(ladderOf(renamed))).toEqual(withoutNames(ladderOf(joinedPair)))
  })

  test('but for marks of a B2BUA in them', () => {
    const drawn = ladderOf(
      call('conference7', '10.0.0.5', '10.0.0.1', 0, 'uri sip:1@10.0.0.1') +
        call(
          'conference7',
          '10.0.0.2',
          TRUNK,
          0.2,
          'uri sip:2@203.0.113.9 header "Call-ID: conference7-call_b2b-1@ladder.example"',
        )
          .replaceAll('call conference7', 'call marked')
          .replaceAll('ACK call marked', 'ACK call marked header "Call-ID: conference7-call_b2b-1@ladder.example"')
          .replaceAll('BYE call marked', 'BYE call marked header "Call-ID: conference7-call_b2b-1@ladder.example"'),
    )
    expect(joinedIn(drawn)).toMatchObject([{ legs: [{}, { joinedBy: 'call-id-pattern', confidence: 0.9 }] }])
  })
})
