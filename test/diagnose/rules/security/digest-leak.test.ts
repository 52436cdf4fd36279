import { digestLeak } from '../../../../src/diagnose/rules/security/digest-leak.ts'
import { ladderOf, withOptions } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const registers = (registrar: string) => `
  10.0.0.5 > ${registrar}  REGISTER
  ${registrar} > 10.0.0.5  200`
const called = (caller: string, answer = `header "Authorization: Digest username=alice, realm=asterisk, nonce=n"`) => `
  ${caller} > 10.0.0.5  INVITE
  10.0.0.5 > ${caller}  200
  ${caller} > 10.0.0.5  ACK
  10.0.0.5 > ${caller}  BYE
  ${caller} > 10.0.0.5  401  header "WWW-Authenticate: Digest realm=asterisk, nonce=n"
  10.0.0.5 > ${caller}  BYE  ${answer}
  ${caller} > 10.0.0.5  200`

testRule(digestLeak, {
  quiet: {
    'its own registrar': ladderOf(registers('203.0.113.7') + called('203.0.113.7')),
    'a neighbour of its registrar': ladderOf(registers('203.0.113.7') + called('203.0.113.9')),
    'a declared trunk': withOptions(ladderOf(registers('203.0.113.7') + called('198.51.100.66')), {
      policy: { trunks: ['198.51.100.66'] },
    }),
    'a phone that does not answer': ladderOf(registers('203.0.113.7') + called('198.51.100.66', '')),
  },
  fires: {
    'a stranger that calls': [
      ladderOf(registers('203.0.113.7') + called('198.51.100.66')),
      { phone: '10.0.0.5', challenger: '198.51.100.66', method: 'BYE', realm: 'asterisk' },
      'high',
    ],
  },
  unproven: {
    'its registrar is not in the input': [ladderOf(called('198.51.100.66')), 'starts-mid-dialog'],
  },
})
