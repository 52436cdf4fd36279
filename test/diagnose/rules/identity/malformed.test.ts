import { identityMalformed } from '../../../../src/diagnose/rules/identity/malformed.ts'
import { CLIENT, SERVER } from '../../../support/certificates.ts'
import { type Ladder, ladder, withOptions } from '../../../support/ladder.ts'
import { CLAIMS, HEADER, identity, PARAMS } from '../../../support/passport.ts'
import { testRule } from '../../../support/test-rule.ts'

const call = (line: string): Ladder => ladder`0 10.0.0.5 > 203.0.113.9 INVITE header "${line}"`
const answered = (line: string): Ladder => ladder`
  0   10.0.0.5 > 203.0.113.9 INVITE header "${line}"
  0.1 203.0.113.9 > 10.0.0.5 200`

const signed = identity(CLAIMS, HEADER, PARAMS, SERVER.key)
const unsignedPart = (token: string): string => token.replace(/\.[^.;]*;/, '.%%;')

testRule(identityMalformed, {
  quiet: {
    'a call that is not signed': ladder`0 10.0.0.5 > 203.0.113.9 INVITE`,
    'as it should be': call(identity()),
    'a plain one': call(
      identity(
        { ...CLAIMS, attest: undefined },
        { ...HEADER, ppt: undefined },
        ';info=<https://cert.example.com/a.pem>',
      ),
    ),
    'the compact form': call('Identity: ..c2lnbmF0dXJl;info=<https://cert.example.com/a.pem>;alg=ES256'),
    'a chain of diversions': ladder`
      0 10.0.0.5 > 203.0.113.9 INVITE header "${identity(CLAIMS, { ...HEADER, ppt: 'div' }, PARAMS.replace('shaken', 'div'))}" header "${identity({ ...CLAIMS, dest: { tn: ['1'] } }, { ...HEADER, ppt: 'div' }, PARAMS.replace('shaken', 'div'))}"`,
    'two of different kinds': ladder`
      0 10.0.0.5 > 203.0.113.9 INVITE header "${identity()}" header "${identity(CLAIMS, { ...HEADER, ppt: 'rph' }, PARAMS.replace('shaken', 'rph'))}"`,
    'signed with the certificate at hand': withOptions(call(signed), {
      policy: { certificates: [CLIENT.cert, SERVER.cert] },
    }),
    'certificates that cannot be read': withOptions(call(signed), { policy: { certificates: ['x'] } }),
  },
  fires: {
    'not three parts': [
      call('Identity: abc.def;info=<https://cert.example.com/a.pem>'),
      { name: 'not three parts' },
      'high',
    ],
    'the call succeeds all the same': [answered('Identity: abc.def;ppt=shaken'), { name: 'not three parts' }, 'medium'],
    'compact with ppt': [call('Identity: ..c2lnbmF0dXJl;ppt=shaken'), { name: 'compact form with ppt' }, 'high'],
    'a header that is no JSON': [call('Identity: abc.e30.c2ln'), { name: 'header unreadable' }, 'high'],
    'a payload that is no JSON': [call('Identity: e30.abc.c2ln'), { name: 'payload unreadable' }, 'high'],
    'a signature that is none': [call(unsignedPart(identity())), { name: 'no signature' }, 'high'],
    'another algorithm': [call(identity(CLAIMS, { ...HEADER, alg: 'RS256' })), { name: 'algorithm' }, 'high'],
    'another algorithm behind the token': [
      call(identity(CLAIMS, HEADER, PARAMS.replace('ES256', 'none'))),
      { name: 'algorithm', says: 'names the algorithm "none" instead of ES256' },
      'high',
    ],
    'another type': [call(identity(CLAIMS, { ...HEADER, typ: 'JWT' })), { name: 'type' }, 'high'],
    'another ppt behind the token': [
      call(identity(CLAIMS, HEADER, PARAMS.replace('shaken', 'rcd'))),
      { name: 'ppt' },
      'high',
    ],
    'another certificate behind the token': [
      call(identity(CLAIMS, HEADER, PARAMS.replace('a.pem', 'b.pem'))),
      { name: 'x5u' },
      'high',
    ],
    'no certificate': [
      call(identity(CLAIMS, { ...HEADER, x5u: undefined })),
      { name: 'x5u', says: 'names no certificate in x5u' },
      'high',
    ],
    'no time': [call(identity({ ...CLAIMS, iat: undefined })), { name: 'iat missing' }, 'high'],
    'no destination': [call(identity({ ...CLAIMS, dest: undefined })), { name: 'dest missing' }, 'high'],
    'no origid': [call(identity({ ...CLAIMS, origid: undefined })), { name: 'origid missing' }, 'high'],
    'an attestation that is none': [call(identity({ ...CLAIMS, attest: 'D' })), { name: 'attestation' }, 'high'],
    'two that differ': [
      ladder`0 10.0.0.5 > 203.0.113.9 INVITE header "${identity()}" header "${identity({ ...CLAIMS, attest: 'B' })}"`,
      { name: 'two that differ' },
      'high',
    ],
    'changed after signing': [
      withOptions(call(identity(CLAIMS, HEADER, PARAMS, CLIENT.key)), { policy: { certificates: [SERVER.cert] } }),
      { name: 'signature', confidence: 0.7 },
      'high',
    ],
    'signed before the certificate was valid': [
      withOptions(call(identity({ ...CLAIMS, iat: 1_000_000_000 }, HEADER, PARAMS, SERVER.key)), {
        policy: { certificates: [SERVER.cert] },
      }),
      { name: 'certificate' },
      'high',
    ],
  },
  unproven: {
    'a token that was shortened': [call('Identity: eyJhbGciOiJFUzI1NiIs...;ppt=shaken'), 'message-cut'],
    'a token that was taken out': [call('Identity: [removed]'), 'message-cut'],
  },
})
