import { describe, expect, test } from 'vitest'
import { plannerOf, planOf } from '../../src/diagnose/plans.ts'
import { type AnyRule, rule } from '../../src/diagnose/rule.ts'
import { type Marks, traitsOf } from '../../src/diagnose/traits.ts'
import { conversationsOf, ladderOf } from '../support/ladder.ts'

const ANSWERED = `
  0   192.0.2.5 > 192.0.2.9 INVITE sdp audio 192.0.2.5:4000 PCMU
  0.1 192.0.2.9 > 192.0.2.5 200    sdp audio 192.0.2.9:5000 PCMU
  0.2 192.0.2.5 > 192.0.2.9 ACK
  9   192.0.2.5 > 192.0.2.9 BYE
  9.1 192.0.2.9 > 192.0.2.5 200`
const REFUSED = `
  0   192.0.2.5 > 192.0.2.9 INVITE header "Subject: hello"
  0.1 192.0.2.9 > 192.0.2.5 486
  0.2 192.0.2.5 > 192.0.2.9 ACK`

function traitsIn(text: string) {
  const [one] = conversationsOf(ladderOf(text))
  if (one?.kind !== 'call') throw new Error('no call is drawn')
  return traitsOf(one, true)
}

const asking = (asks: {
  readonly about?: Marks | readonly Marks[]
  readonly marks?: Marks | readonly Marks[]
}): AnyRule => ({
  ...rule<'call', undefined>({
    ...{ id: 'general.test', category: 'general', severity: 'info', sources: ['RFC 3261'], title: 'Test' },
    ...{ examines: 'call', meaning: '', fires: '', quiet: '', recommendation: '' },
    *check() {},
    detail: () => '',
  }),
  ...asks,
})

/** What becomes of a rule that asks so, for a call. */
function planned(asks: Parameters<typeof asking>[0], text: string) {
  const { looking, clear } = plannerOf([asking(asks)]).call(traitsIn(text))
  return looking.length > 0 ? 'looks' : clear.length > 0 ? 'clear' : 'none of its business'
}

describe('what a rule asks of a call', () => {
  test.each<[string, Parameters<typeof asking>[0], string, string]>([
    ['nothing', {}, 'looks', 'looks'],
    ['a method that is there', { about: { methods: ['BYE'] } }, 'looks', 'none of its business'],
    ['a status', { marks: { statuses: [486] } }, 'clear', 'looks'],
    ['a class', { marks: { statuses: [4] } }, 'clear', 'looks'],
    ['a description', { about: { described: true } }, 'looks', 'none of its business'],
    ['a sign of its course', { marks: { signs: ['no-answer'] } }, 'clear', 'looks'],
    ['a sign of its text', { marks: { signs: ['late-offer'] } }, 'clear', 'looks'],
    ['one of two signs', { marks: { signs: ['completed', 'late-offer'] } }, 'looks', 'looks'],
    ['two things at once', { marks: { signs: ['completed'], statuses: [486] } }, 'clear', 'clear'],
    ['one of two things', { marks: [{ signs: ['completed'] }, { statuses: [486] }] }, 'looks', 'looks'],
    [
      'about one, marked by another',
      { about: { methods: ['BYE'] }, marks: { statuses: [486] } },
      'clear',
      'none of its business',
    ],
  ])('%s', (_, asks, answered, refused) => {
    expect([planned(asks, ANSWERED), planned(asks, REFUSED)]).toEqual([answered, refused])
  })

  test('streams are nothing to look at where there are none', () => {
    const ofStreams = { ...asking({}), examines: 'stream' } as AnyRule
    expect(plannerOf([ofStreams]).call(traitsIn(ANSWERED))).toMatchObject({ looking: [], clear: [] })
  })
})

describe('plans', () => {
  const busy = asking({ marks: { statuses: [486] } })

  test('calls that show the same have the same one', () => {
    const planFor = plannerOf([busy]).call
    const other = ANSWERED.replaceAll('192.0.2.5', '192.0.2.77')
    expect(planFor(traitsIn(other))).toBe(planFor(traitsIn(ANSWERED)))
    expect(planFor(traitsIn(REFUSED))).not.toBe(planFor(traitsIn(ANSWERED)))
  })

  test('traits that share a hash by chance are told apart', () => {
    const planFor = plannerOf([busy]).call
    const [one, other] = [traitsIn(ANSWERED), traitsIn(REFUSED)]
    expect(planFor(one).clear).toHaveLength(1)
    expect(planFor({ ...other, hash: one.hash }).looking).toHaveLength(1)
    expect(planFor(one).clear).toHaveLength(1)
  })

  test('more than are kept are made again, and say the same', () => {
    const planFor = plannerOf([busy]).call
    const traits = traitsIn(ANSWERED)
    for (let hash = 0; hash < 1_500; hash++) expect(planFor({ ...traits, hash }).clear).toHaveLength(1)
    expect(planFor({ ...traits, hash: 3 }).clear).toHaveLength(1)
  })

  test('verdicts that are the same are kept once, whatever is written over them', () => {
    const { kept } = planOf([{}, {}] as never, [])
    const said = Uint8Array.of(1, 2, 9)
    const first = kept(said)
    said[2] = 8
    expect(kept(said)).toBe(first)
    said[0] = 4
    expect([[...first], [...kept(said)]]).toEqual([
      [1, 2],
      [4, 2],
    ])
  })
})
