import { malformedAttack } from '../../../../src/diagnose/rules/security/malformed-attack.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const request = (attributes: string) => ladder`203.0.113.1 > 203.0.113.7  OPTIONS  ${attributes}`
const many = (count: number, text: (index: number) => string) =>
  Array.from({ length: count }, (_, i) => text(i)).join(' ')

testRule(malformedAttack, {
  quiet: {
    'a long but lawful one': request(many(150, (i) => `header "X-${i}: value"`)),
    'an apostrophe in a name': request(`header "From: O'Brien <sip:obrien@example.com>;tag=1"`),
  },
  fires: {
    SQL: [request(`header "From: <sip:1' or '1'='1@203.0.113.66>;tag=1"`), { sign: 'text' }, 'medium'],
    'a script': [request('header "User-Agent: <script>alert(1)</script>"'), { sign: 'text' }, 'medium'],
    'headers without end': [request(many(201, (i) => `header "X-${i}: value"`)), { sign: 'headers' }, 'medium'],
    'Via without end': [
      request(many(71, (i) => `header "Via: SIP/2.0/UDP 203.0.113.1;branch=z9hG4bK-${i}"`)),
      { sign: 'vias' },
      'medium',
    ],
    'a negative length': [request('header "Content-Length: -5"'), { sign: 'length', shown: '-5' }, 'medium'],
    'far too long': [request(`header "X-Long: ${'a'.repeat(66_000)}"`), { sign: 'size' }, 'medium'],
    NUL: [ladder`0 203.0.113.1 > 203.0.113.7  OPTIONS  header "X-Note: a${'\0'}b"`, { sign: 'nul' }, 'medium'],
  },
  unproven: {
    'a stump': [ladder`0 203.0.113.1 > 203.0.113.7  OPTIONS  cut 150`, 'message-cut'],
  },
})
