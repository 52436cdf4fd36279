import { expect, test } from 'vitest'
import type { AnyRule } from '../../../../src/diagnose/rule.ts'
import { authLoop } from '../../../../src/diagnose/rules/auth/loop.ts'
import { ladderOf } from '../../../support/ladder.ts'
import { diagnosed, testRule } from '../../../support/test-rule.ts'

const CHALLENGE = (nonce: string, more = '') =>
  `10.0.0.9 > 10.0.0.5  401  header 'WWW-Authenticate: Digest realm=pbx, nonce=${nonce}, algorithm=MD5${more}'`
const SEND = (nonce: string, more = '') =>
  `10.0.0.5 > 10.0.0.9  REGISTER  header 'Authorization: Digest username=alice, realm=pbx, nonce=${nonce}, uri=sip:10.0.0.9, response=0123456789abcdef${more}'`
const FIRST = '10.0.0.5 > 10.0.0.9  REGISTER'
/** The drawing quotes words with double quotes, so headers are written with single ones. */
const draw = (...lines: readonly string[]) => ladderOf(lines.join('\n').replaceAll("'", '"'))

const LOOP = draw(FIRST, CHALLENGE('n1'), SEND('n1'), CHALLENGE('n2'), SEND('n2'), CHALLENGE('n3'))

testRule(authLoop, {
  quiet: {
    'the first challenge, even as the last message': draw(FIRST, CHALLENGE('n1')),
    'a challenge and its success': draw(FIRST, CHALLENGE('n1'), SEND('n1'), '10.0.0.9 > 10.0.0.5  200'),
    'two refusals and then success': draw(
      FIRST,
      CHALLENGE('n1'),
      SEND('n1'),
      CHALLENGE('n2'),
      SEND('n2'),
      CHALLENGE('n3'),
      SEND('n3'),
      '10.0.0.9 > 10.0.0.5  200',
    ),
    'a proxy and then the registrar ask': draw(
      FIRST,
      CHALLENGE('n1'),
      SEND('n1'),
      CHALLENGE('n2').replace('realm=pbx', 'realm=registrar'),
    ),
    'stale nonces': draw(
      FIRST,
      CHALLENGE('n1'),
      SEND('n1'),
      CHALLENGE('n2', ', stale=true'),
      SEND('n2'),
      CHALLENGE('n3', ', stale=TRUE'),
    ),
    'a nonce from before the input, then success': draw(
      SEND('n0'),
      CHALLENGE('n1'),
      SEND('n1'),
      '10.0.0.9 > 10.0.0.5  200',
    ),
  },
  fires: {
    'two refusals': [LOOP, { realm: 'pbx', username: 'alice', tries: 2, cause: 'secret' }, 'critical'],
    'one refusal': [draw(FIRST, CHALLENGE('n1'), SEND('n1'), CHALLENGE('n2')), { tries: 1 }, 'high'],
    'one refusal with the same nonce again': [
      draw(FIRST, CHALLENGE('n1'), SEND('n1'), CHALLENGE('n1')),
      { tries: 1 },
      'critical',
    ],
    'the digest uri was rewritten on the way': [
      draw(
        FIRST,
        CHALLENGE('n1'),
        SEND('n1').replace('uri=sip:10.0.0.9', 'uri=sip:198.51.100.1'),
        CHALLENGE('n2'),
        SEND('n2').replace('uri=sip:10.0.0.9', 'uri=sip:198.51.100.1'),
        CHALLENGE('n3'),
      ),
      { cause: 'uri' },
      'critical',
    ],
    'credentials for a realm nobody asked for': [
      draw(
        FIRST,
        CHALLENGE('n1'),
        SEND('n1').replace('realm=pbx', 'realm=asterisk'),
        CHALLENGE('n2'),
        SEND('n2').replace('realm=pbx', 'realm=asterisk'),
        CHALLENGE('n3'),
      ),
      { cause: 'realm', realm: 'asterisk' },
      'critical',
    ],
    'another user name': [
      draw(
        FIRST,
        CHALLENGE('n1'),
        SEND('n1').replace('username=alice', 'username=bob'),
        CHALLENGE('n2'),
        SEND('n2').replace('username=alice', 'username=bob'),
        CHALLENGE('n3'),
      ),
      { cause: 'username' },
      'critical',
    ],
  },
  unproven: {
    'a nonce from before the input': [draw(SEND('n0'), CHALLENGE('n1')), 'starts-mid-dialog'],
    'the challenge is cut': [
      draw(FIRST, CHALLENGE('n1'), SEND('n1'), '10.0.0.9 > 10.0.0.5  401 header "Content-Length: 900"'),
      'message-cut',
    ],
  },
})

test('one request seen on two hops counts once', () => {
  const two = (line: string) => [line, line.replace(/10\.0\.0\.5 > 10\.0\.0\.9/, '10.0.0.9 > 10.0.0.20')]
  const drawn = draw(
    ...two(FIRST).map((line, i) => (i === 0 ? line : `${line} forwarded`)),
    '10.0.0.20 > 10.0.0.9  401  header "WWW-Authenticate: Digest realm=pbx, nonce=n1"',
    '10.0.0.9 > 10.0.0.5   401  forwarded',
    SEND('n1'),
    '10.0.0.9 > 10.0.0.20  REGISTER  forwarded',
    '10.0.0.20 > 10.0.0.9  401  header "WWW-Authenticate: Digest realm=pbx, nonce=n2"',
    '10.0.0.9 > 10.0.0.5   401  forwarded',
  )
  const { findings } = diagnosed(drawn, [authLoop as unknown as AnyRule])
  expect(findings.map(({ severity }) => severity)).toEqual(['high'])
})

test('no digest response leaves in evidence', () => {
  const { findings } = diagnosed(LOOP, [authLoop as unknown as AnyRule])
  const lines = findings[0]!.evidence.filter(({ excerpt }) => excerpt.startsWith('Authorization'))
  expect(lines.map(({ redacted }) => redacted)).toEqual([true, true])
  expect(JSON.stringify(findings)).not.toContain('0123456789abcdef')
})
