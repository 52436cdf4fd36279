import { dtlsSetupConflict } from '../../../../src/diagnose/rules/sdp/dtls-setup-conflict.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const print = (hash: string, octets: number) => `line "a=fingerprint:${hash} ${Array(octets).fill('AB').join(':')}"`
const SHA256 = print('sha-256', 32)
const side = (setup: string, fingerprint = SHA256) =>
  `profile UDP/TLS/RTP/SAVPF ${setup && `line "a=setup:${setup}"`} ${fingerprint}`
const call = (offered: string, answered: string) => ladder`
  203.0.113.1 > 203.0.113.7  INVITE  sdp audio 203.0.113.1:4000 PCMU ${offered}
  203.0.113.7 > 203.0.113.1  200     sdp audio 203.0.113.7:5000 PCMU ${answered}`

testRule(dtlsSetupConflict, {
  quiet: {
    'actpass and active': call(side('actpass'), side('active')),
    'active and passive': call(side('active'), side('passive')),
    'no DTLS': call('', ''),
  },
  fires: {
    'both wait': [call(side('passive'), side('passive')), { fault: 'roles', offered: 'passive' }, 'high'],
    'both begin': [call(side('active'), side('active')), { fault: 'roles' }, 'high'],
    'nobody chooses': [call(side('actpass'), side('actpass')), { fault: 'actpass-answered' }, 'high'],
    'no fingerprint': [call(side('actpass'), side('active', '')), { fault: 'no-fingerprint' }, 'high'],
    'SHA-1': [call(side('actpass', print('sha-1', 20)), side('active')), { fault: 'sha-1' }, 'low'],
  },
  unproven: {
    'the offer is cut': [
      ladder`
        203.0.113.1 > 203.0.113.7  INVITE  header "Content-Length: 900" body "application/sdp" "v=0\\no=- 1 1 IN IP4 203.0.113.1\\ns=-\\nc=IN IP4 203.0.113.1\\nt=0 0\\nm=audio 4000 UDP/TLS/RTP/SAVPF 0\\n"
        203.0.113.7 > 203.0.113.1  200     sdp audio 203.0.113.7:5000 PCMU ${side('active')}`,
      'message-cut',
    ],
  },
})
