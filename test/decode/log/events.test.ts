import { expect, it } from 'vitest'
import { isLogLine, topicOf } from '../../../src/decode/log/events.ts'

it.each([
  ['TLS: certificate has expired', 'tls'],
  ['tls_accept: no shared cipher', 'tls'],
  ['SSL_CTX_use_certificate: ee key too small', 'tls'],
  ['TLS certificate of sip.example.com will expire in 5 days', 'tls'],
  ["Can't find user [alice@example.com]", 'registration'],
  ['Error CERT_HAS_EXPIRED', 'tls'],
  ['SSL routines:ssl3_read_bytes:tlsv1 alert certificate expired:SSL alert number 45', 'tls'],
  ['PJ_SSL_CERT_EVALIDITY_PERIOD', 'tls'],
  ['certificate verify failed (certificate has expired)', 'tls'],
  ['Peer TLS handshake failed', 'tls'],
  ["Registration from '<sip:1@a>' failed for '192.0.2.1' - Wrong password", 'registration'],
  ['No matching endpoint found', 'registration'],
  ["Temporary failure: could not register 'x'", 'registration'],
  ['connect: Connection refused', 'transport'],
  ['Detail="TCP Connection Failed"', 'transport'],
  ['sendto() failed: No route to host', 'transport'],
  ['Dialog [0x1] was not ACKd within T1*64 seconds', 'other'],
  ['Hangup cause 16', 'other'],
  ['SIP invite failed', 'other'],
  ['Rejecting inbound flood', 'other'],
  ['all is well', undefined],
  ['', undefined],
])('%j tells of %s', (line, topic) => {
  expect(topicOf(line)).toBe(topic)
})

it('a long line is not searched to its end', () => {
  expect(topicOf(`${'tls '.repeat(10_000)}fail`)).toBeUndefined()
})

it.each([
  ['2024-01-02 10:11:12.123456 [DEBUG] sofia.c:7327 Channel', true],
  ['[Mar 30 13:35:40] NOTICE[1]: x', true],
  ['Mar 30 13:35:40 host asterisk[1]: x', true],
  ['10:11:12.123 sofia.c x', true],
  ['    -- Executing [100@default:1]', true],
  ['DEBUG: x', true],
  [' 1(20618) INFO: <script>: x', true],
  [' 1(2) bottles: x', false],
  ['pbx*CLI> pjsip set logger on', true],
  ['Hello, this is my trace:', false],
  ['Severity: warning', false],
])('%j is a log line: %s', (line, expected) => {
  expect(isLogLine(line)).toBe(expected)
})
