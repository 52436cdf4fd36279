import { expect, it } from 'vitest'
import { BOB, testFormat, testNoMessages } from './format-cases.ts'
import { INVITE, readText, TRYING } from './read-text.ts'

const LOG = '[2026-04-16 23:59:59.5] VERBOSE[12][C-0000a1] res_pjsip_logger.c: '
const LATER = '[2026-04-17 00:00:00.250] VERBOSE[12] res_pjsip_logger.c: '
const SENT = '<--- Transmitting SIP request (500 bytes) to UDP:203.0.113.2:5080 --->'
const RECEIVED = '<--- Received SIP response (300 bytes) from UDP:203.0.113.2:5080 --->'

testFormat('Asterisk PJSIP logger', {
  'on the console': {
    text: [
      SENT,
      ...INVITE,
      '',
      '    -- Called PJSIP/bob',
      '       > 0x7f1c -- Strict RTP learning after remote address set to: 192.0.2.1:4000',
      ' == Spawn extension (from-internal, 100, 1) exited non-zero',
      `pbx*CLI> ${RECEIVED}`,
      ...TRYING,
      '<----------->',
    ],
    ends: [undefined, BOB],
    direction: 'sent',
    transport: 'UDP',
    lines: [2, 24],
  },
  'in the log file': {
    text: [`${LOG}${SENT}`, ...INVITE, '', `${LATER}${RECEIVED}`, ...TRYING],
    ends: [undefined, BOB],
    direction: 'sent',
    transport: 'UDP',
    times: ['2026-04-16T23:59:59.500Z', '2026-04-17T00:00:00.250Z'],
    lines: [2, 21],
  },
  'in the journal, its prefix on every line': {
    text: [SENT, ...INVITE, '', RECEIVED, ...TRYING].map(
      (line, i) => `2026-04-16T18:30:0${Math.floor(i / 10)}.000000+00:00 pbx asterisk[812]: ${line}`,
    ),
    ends: [undefined, BOB],
    direction: 'sent',
    transport: 'UDP',
    times: ['2026-04-16T18:30:00.000Z', '2026-04-16T18:30:01.000Z'],
    lines: [2, 21],
  },
  'over TLS, security log in between': {
    text: [
      '<--- Received SIP request (500 bytes) from TLS:[2001:db8::7]:5061 --->',
      ...INVITE,
      '',
      '[2026-04-16 18:30:00] SECURITY[7]: res_security_log.c:114 security_event_stasis_cb: SecurityEvent="ChallengeSent"',
      '<--- Transmitting SIP response (300 bytes) to TLS:[2001:db8::7]:5061 --->',
      ...TRYING,
    ],
    ends: [{ address: '2001:db8::7', port: 5061 }, undefined],
    direction: 'received',
    transport: 'TLS',
    lines: [2, 22],
  },
  'pjsip show history entry': {
    text: [
      '<--- History Entry 4 Sent to 203.0.113.2:5080 at 1776364200 --->',
      ...INVITE,
      '',
      'pbx*CLI> pjsip show history entry 5',
      '<--- History Entry 5 Received from 203.0.113.2:5080 at 1776364201 --->',
      ...TRYING,
    ],
    ends: [undefined, BOB],
    direction: 'sent',
    times: ['2026-04-16T18:30:00.000Z', '2026-04-16T18:30:01.000Z'],
    lines: [2, 22],
  },
})

testNoMessages({
  'the list of the history': [
    'No.   Timestamp  (Dir) Address                  SIP Message',
    '===== ========== ============================== ===================================',
    '00000 1776364200 * ==> 203.0.113.2:5080         INVITE sip:bob@203.0.113.2 SIP/2.0',
    '00001 1776364200 * <== 203.0.113.2:5080         SIP/2.0 100 Trying',
  ],
  'a distributor notice': [
    "[2026-04-16 18:30:00] NOTICE[7]: res_pjsip/pjsip_distributor.c:676 log_failed_request: Request 'INVITE' from '<sip:a@192.0.2.1>' failed for '192.0.2.1:5060' (callid: 1) - No matching endpoint found",
  ],
  'an envelope without a message': ['<--- Received SIP request (2 bytes) from UDP:192.0.2.1:5060 --->', '', ''],
})

it('a notice between two messages is an event with its own time', () => {
  const notice =
    "[2026-04-16 18:30:00.5] NOTICE[7]: res_pjsip/pjsip_distributor.c:676 log_failed_request: Request 'INVITE' from 'x' failed - No matching endpoint found"
  const { messages, events } = readText([`${LOG}${SENT}`, ...INVITE, '', notice, RECEIVED, ...TRYING].join('\n'))
  expect(messages).toHaveLength(2)
  expect(events).toMatchObject([{ topic: 'registration', text: notice }])
})
