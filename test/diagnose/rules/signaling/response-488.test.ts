import { expect, test } from 'vitest'
import type { AnyRule } from '../../../../src/diagnose/rule.ts'
import { response488 } from '../../../../src/diagnose/rules/signaling/response-488.ts'
import { ladder } from '../../../support/ladder.ts'
import { changed, many, PENDING, refused, saved } from '../../../support/refusals.ts'
import { diagnosed, testRule } from '../../../support/test-rule.ts'

/** A response whose INVITE is not in the input. */
const alone = (status: number) => ladder`
  as raw
  10.0.0.5 > 203.0.113.7  INVITE  cut 0
  203.0.113.7 > 10.0.0.5  ${status}`

testRule(response488, {
  quiet: {
    'another refusal': refused(415),
    'a change of a call that goes on': changed(488),
  },
  fires: {
    'media nobody can judge': [
      refused(488, 'header "Warning: 304 example.com none"', 'sdp audio 10.0.0.5:4000 PCMU profile RTP/SAVP'),
      { warned: 304, offered: ['audio over RTP/SAVP with PCMU'] },
      'high',
    ],
    'an offer without any port': [refused(488, '', 'sdp audio 10.0.0.5:0 PCMU'), { empty: true }, 'critical'],
    'no device takes it': [refused(606), { status: 606 }, 'high'],
    'its INVITE is not in the input': [alone(488), { target: undefined }, 'medium'],
    'another offer rings': [saved(488), { kind: 'step' }, 'info'],
    'half of six calls': [many(6, 3, 488), {}, 'critical'],
  },
  unproven: { 'the input ends before the final response': [PENDING, 'ends-mid-dialog'] },
})

test.each([
  ['encryption', 'sdp audio 10.0.0.5:4000 PCMU profile RTP/SAVP', /SRTP.*media_encryption=/],
  ['fax', 'sdp image 10.0.0.5:4000 t38', /T\.38.*t38_udptl=/],
  ['codecs', 'sdp audio 10.0.0.5:4000 PCMU', /codecs.*allow=/],
])('the settings named are those of what is disliked: %s', (_, offer, words) => {
  const [finding] = diagnosed(refused(488, '', offer), [response488 as unknown as AnyRule]).findings
  expect(finding!.recommendation).toMatch(words)
})
