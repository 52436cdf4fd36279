import { describe, expect, test } from 'vitest'
import { bindingsOf, registersOf } from '../../src/correlate/bindings.ts'
import type { Registration } from '../../src/model/call.ts'
import { conversationsOf, LADDER_START, type Ladder, ladder } from '../support/ladder.ts'

const registrationIn = (drawn: Ladder): Registration =>
  conversationsOf(drawn).find((one): one is Registration => one.kind === 'registration')!

const contact = (...values: string[]) => `header "Contact: ${values.join(', ')}"`
const register = (at: number, asked: string, granted: string | number) => `
  ${at}    10.0.0.5 > 10.0.0.1  REGISTER ${asked}
  ${at + 1}  10.0.0.1 > 10.0.0.5  ${typeof granted === 'number' ? `${granted} REGISTER` : `200 REGISTER without contact,expires ${granted}`}`

const A = '<sip:alice@10.0.0.5:5060>'
const B = '<sip:alice@10.0.0.6:5060>'

describe('what a REGISTER asks for and gets', () => {
  const one = (asked: string, granted: string | number) =>
    registersOf(registrationIn(ladder`${register(0, asked, granted)}`))[0]!
  const expiries = (list: readonly { uri: string; expiresS: number | undefined }[]) =>
    list.map(({ expiresS }) => expiresS)

  test('a contact’s own expiry goes before the header', () => {
    const { kind, asked, granted } = one(
      `expires 3600 ${contact(`${A};expires=600`, B)}`,
      contact(`${A};expires=300`, `${B};expires=1800`),
    )
    expect([kind, expiries(asked), expiries(granted)]).toEqual(['register', [600, 3600], [300, 1800]])
  })

  test.each([
    ['without contact', 'query'],
    [`expires 0 ${contact('*')}`, 'remove'],
    [contact(`${A};expires=0`), 'remove'],
    [contact(`${A};expires=0`, `${B};expires=60`), 'register'],
  ])('%s: %s', (asked, kind) => {
    expect(one(asked, 200)).toMatchObject({ kind })
  })

  test('a challenge grants nothing', () => {
    expect(one(contact(A), 401)).toMatchObject({ challenged: true, granted: [] })
  })
})

describe('bindings over time', () => {
  /** `sip:alice@10.0.0.5:5060 600 600 until 700`: what was granted each time, and its end. */
  const told = (drawn: Ladder) =>
    bindingsOf(registrationIn(drawn)).map(({ contact: { uri }, asked, grants, removed, expiresAt }) =>
      [
        `${uri}${asked ? '' : ' (listed)'}`,
        ...grants.map(({ grantedS }) => grantedS),
        removed
          ? `removed by ${removed.by}`
          : `until ${expiresAt === undefined ? '?' : (expiresAt - LADDER_START) / 1_000_000}`,
      ].join(' '),
    )
  const uri = 'sip:alice@10.0.0.5:5060'

  test.each<[string, string, string[]]>([
    ['refused', register(0, contact(A), 403), []],
    [
      'granted and refreshed',
      register(0, contact(A), contact(`${A};expires=600`)) + register(300, contact(A), contact(`${A};expires=600`)),
      [`${uri} 600 600 until 901`],
    ],
    [
      'the header where the contact has none',
      register(0, contact(A), `expires 120 ${contact(A)}`.replace('expires 120', 'header "Expires: 120"')),
      [`${uri} 120 until 121`],
    ],
    [
      'taken back by name',
      register(0, contact(A), contact(`${A};expires=600`)) + register(300, contact(`${A};expires=0`), ''),
      [`${uri} 600 removed by client`],
    ],
    [
      'taken back all at once',
      register(0, contact(A), contact(`${A};expires=600`)) + register(300, `expires 0 ${contact('*')}`, ''),
      [`${uri} 600 removed by client`],
    ],
    [
      'another device’s is listed',
      register(0, contact(A), contact(`${A};expires=600`, `${B};expires=50`)),
      [`${uri} 600 until 601`, 'sip:alice@10.0.0.6:5060 (listed) 50 until 51'],
    ],
    [
      'displaced: the next 2xx does not list it',
      register(0, contact(A), contact(`${A};expires=600`)) + register(300, contact(B), contact(`${B};expires=600`)),
      [`${uri} 600 removed by registrar`, 'sip:alice@10.0.0.6:5060 600 until 901'],
    ],
    ['a registrar that lists nothing', register(0, `expires 600 ${contact(A)}`, ''), [`${uri} 600 until 601`]],
    [
      'the same device and flow from another port is one',
      register(
        0,
        contact(`${A};+sip.instance=<urn:uuid:1>;reg-id=1`),
        contact(`${A};+sip.instance=<urn:uuid:1>;reg-id=1;expires=60`),
      ) +
        register(
          30,
          contact(`<sip:alice@10.0.0.5:6000>;+sip.instance=<urn:uuid:1>;reg-id=1`),
          contact(`<sip:alice@10.0.0.5:6000>;+sip.instance=<urn:uuid:1>;reg-id=1;expires=60`),
        ),
      ['sip:alice@10.0.0.5:6000 60 60 until 91'],
    ],
  ])('%s', (_, drawn, expected) => {
    expect(told(ladder`${drawn}`)).toEqual(expected)
  })
})
