import { expect, test } from 'vitest'
import { RULES } from '../../src/diagnose/catalogue.ts'
import { ladderOf } from '../support/ladder.ts'
import { scenarios } from '../support/scenarios.ts'
import { LOOKING, toldOf } from '../support/told.ts'
import { troubles } from '../support/troubles.ts'

const BROKEN = `
    0    10.0.0.5 > 10.0.0.9  INVITE
    0.1  10.0.0.9 > 10.0.0.5  407
    0.2  10.0.0.5 > 10.0.0.9  INVITE header "User-Agent: friendly-scanner"
    0.3  10.0.0.9 > 10.0.0.5  503
    0.4  10.0.0.5 > 10.0.0.9  INVITE
    1    10.0.0.9 > 10.0.0.5  200
    2    10.0.0.9 > 10.0.0.5  200
    4    10.0.0.9 > 10.0.0.5  200`

/** Offers and answers as nearly all are, on which most rules of session descriptions need not look. */
const EVERYDAY = `
    0    192.0.2.5 > 192.0.2.9  INVITE sdp audio 192.0.2.5:4000 PCMU,PCMA,telephone-event line "a=fmtp:101 0-16"
    0.4  192.0.2.9 > 192.0.2.5  180
    2    192.0.2.9 > 192.0.2.5  200 sdp audio 192.0.2.9:5000 PCMU,telephone-event line "a=fmtp:101 0-16"
    2.1  192.0.2.5 > 192.0.2.9  ACK
    3    192.0.2.5:4000 > 192.0.2.9:5000  rtp PCMU 200
    3    192.0.2.9:5000 > 192.0.2.5:4000  rtp PCMU 200
    8    192.0.2.9 > 192.0.2.5  BYE
    8.1  192.0.2.5 > 192.0.2.9  200`

test('rules that are not asked would have found nothing', () => {
  const unheard = EVERYDAY.replace(/^.* rtp .*\n/gm, '')
  const inputs = [
    ...scenarios(),
    ...troubles(),
    { name: 'everything goes wrong', bytes: ladderOf(BROKEN).bytes },
    { name: 'an everyday call', bytes: ladderOf(EVERYDAY).bytes },
    { name: 'an everyday call without its media', bytes: ladderOf(unheard).bytes },
  ]
  expect(inputs.length).toBeGreaterThan(40)
  for (const { name, bytes } of inputs) expect(toldOf(bytes, RULES), name).toEqual(toldOf(bytes, LOOKING))
})
