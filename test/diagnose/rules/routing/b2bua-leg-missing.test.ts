import { b2buaLegMissing } from '../../../../src/diagnose/rules/routing/b2bua-leg-missing.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const answer = (server: string) => ladder`
  0    192.0.2.10 > 192.0.2.20  INVITE
  0.1  192.0.2.20 > 192.0.2.10  200  ${server}
  0.2  192.0.2.10 > 192.0.2.20  ACK
  9    192.0.2.10 > 192.0.2.20  BYE
  9.1  192.0.2.20 > 192.0.2.10  200  ${server}`

testRule(b2buaLegMissing, {
  quiet: {
    'a phone answers': answer('header "Server: Yealink SIP-T46S 66.85.0.5"'),
    'the call goes on behind it': ladder`
      0    192.0.2.10 > 192.0.2.20  INVITE
      0.1  192.0.2.20 > 192.0.2.30  INVITE  call other header "User-Agent: Asterisk PBX 20.5.0"
      0.2  192.0.2.30 > 192.0.2.20  200     call other
      0.3  192.0.2.20 > 192.0.2.10  200     INVITE call main header "Server: Asterisk PBX 20.5.0"`,
  },
  fires: {
    'a PBX answers': [answer('header "Server: Asterisk PBX 20.5.0"'), { host: '192.0.2.20', calls: 1 }, 'info'],
  },
  unproven: {
    'nothing tells what answers': [answer(''), 'single-leg'],
  },
})
