import { stir436 } from '../../../../src/diagnose/rules/security/stir-436-438.ts'
import { changed, many, PENDING, refused, saved } from '../../../support/refusals.ts'
import { testRule } from '../../../support/test-rule.ts'

testRule(stir436, {
  quiet: { 'a 403 about something else': refused(403), 'a change of a call that goes on': changed(438) },
  fires: {
    'the certificate cannot be fetched': [
      refused(436, '', 'header "Identity: a..b;info=<https://example.com/a.pem>"'),
      { certificate: 'https://example.com/a.pem', identities: 1 },
      'high',
    ],
    'a certificate nobody accepts': [refused(437), { status: 437 }, 'high'],
    'a signature that does not fit': [refused(438), { status: 438, identities: 0 }, 'high'],
    'a stale date': [refused(403, 'reason "Stale Date"'), { status: 403 }, 'high'],
    'a Reason of protocol STIR': [refused(403, 'header "Reason: STIR;cause=437"'), { status: 403 }, 'high'],
    'another try rings': [saved(438), {}, 'info'],
    'half of five calls': [many(5, 3, 438), {}, 'critical'],
  },
  unproven: { 'the input ends before the final response': [PENDING, 'ends-mid-dialog'] },
})
