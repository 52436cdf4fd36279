import { tagMismatch } from '../../../../src/diagnose/rules/dialog/tag-mismatch.ts'
import { withoutFirst } from '../../../support/drawn-packets.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const call = (rest: string) => ladder`
  192.0.2.5 > 192.0.2.7  INVITE header "From: <sip:alice@example.com>;tag=f" header "To: <sip:bob@example.com>"
  192.0.2.7 > 192.0.2.5  200 header "To: <sip:bob@example.com>;tag=t"
  192.0.2.5 > 192.0.2.7  ACK header "From: <sip:alice@example.com>;tag=f" header "To: <sip:bob@example.com>;tag=t"
  ${rest}`
const bye = (from: string, to: string, status = 481) => `
  192.0.2.5 > 192.0.2.7  BYE header "From: ${from}" header "To: ${to}"
  192.0.2.7 > 192.0.2.5  ${status}`
const ALICE = '<sip:alice@example.com>;tag='
const BOB = '<sip:bob@example.com>;tag='

testRule(tagMismatch, {
  quiet: {
    'the tags of the dialog': call(bye(`${ALICE}f`, `${BOB}t`, 200)),
    'the other side asks': call(`
      192.0.2.7 > 192.0.2.5  BYE header "From: ${BOB}t" header "To: ${ALICE}f"
      192.0.2.5 > 192.0.2.7  200`),
    forks: ladder`
      192.0.2.5 > 192.0.2.7  INVITE
      192.0.2.7 > 192.0.2.5  180 tag a
      192.0.2.7 > 192.0.2.5  180 tag b
      192.0.2.7 > 192.0.2.5  200 tag b
      192.0.2.5 > 192.0.2.7  ACK tag b
      192.0.2.5 > 192.0.2.7  BYE tag b`,
    'a fork whose INVITE went out before the input begins': withoutFirst(
      ladder`
        0    192.0.2.5 > 192.0.2.1  INVITE
        0.1  192.0.2.1 > 192.0.2.7  INVITE forwarded branch z9hG4bK1
        0.1  192.0.2.1 > 192.0.2.8  INVITE forwarded branch z9hG4bK2
        0.5  192.0.2.8 > 192.0.2.1  486 tag busy
        0.6  192.0.2.1 > 192.0.2.8  ACK branch z9hG4bK2
        3    192.0.2.7 > 192.0.2.1  200 tag b
        3.1  192.0.2.1 > 192.0.2.5  200 forwarded
        3.2  192.0.2.5 > 192.0.2.1  ACK
        3.3  192.0.2.1 > 192.0.2.7  ACK forwarded
        9    192.0.2.5 > 192.0.2.1  BYE
        9.1  192.0.2.1 > 192.0.2.7  BYE forwarded`,
      2,
    ),
    'another leg of a B2BUA with the same Call-ID': call(`
      203.0.113.4 > 203.0.113.9  BYE header "From: ${ALICE}f" header "To: ${BOB}other"`),
    'a subscription of its own': call(`
      192.0.2.5 > 192.0.2.7  NOTIFY header "From: ${ALICE}f" header "To: ${BOB}other"`),
  },
  fires: {
    'both swapped': [call(bye(`${ALICE}t`, `${BOB}f`)), { how: 'swapped', method: 'BYE', status: 481 }, 'medium'],
    'another To tag': [call(bye(`${ALICE}f`, `${BOB}x`)), { how: 'to-changed', status: 481 }, 'medium'],
    'another From tag': [call(bye(`${ALICE}x`, `${BOB}t`)), { how: 'from-changed' }, 'medium'],
    'a response with another To tag': [
      call(`
        192.0.2.5 > 192.0.2.7  BYE header "From: ${ALICE}f" header "To: ${BOB}t"
        192.0.2.7 > 192.0.2.5  200 header "To: ${BOB}x"`),
      { how: 'response', status: 200 },
      'medium',
    ],
  },
  unproven: {
    'the beginning is not in the input': [
      ladder`
        192.0.2.5 > 192.0.2.7  INVITE tag x
        192.0.2.7 > 192.0.2.5  481`,
      'starts-mid-dialog',
    ],
  },
})
