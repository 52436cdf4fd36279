import {
  along,
  begin,
  CALLEE_TAG,
  called,
  expect,
  hears,
  pause,
  RINGS,
  respond,
  respondToInvite,
  within,
} from '../sipp-script.ts'
import type { CleanCall } from './clean-call.ts'
import { answer, direct, offer, RINGING, refused, single, subscription, TIMED, TRYING } from './sipp-shapes.ts'

// What two SIPp do besides: calls with another outcome, calls that begin twice, and what is no call.

export const SIPP_OUTCOMES: Readonly<Record<string, CleanCall>> = {
  'session-interval-too-small-at-first': direct({
    caller: [
      begin('INVITE', { headers: ['Supported: timer', 'Session-Expires: 60'], body: offer() }),
      expect(422),
      along('ACK', { peer: true }),
      begin('INVITE', { cseq: 2, headers: ['Supported: timer', 'Session-Expires: 90', 'Min-SE: 90'], body: offer() }),
      ...RINGS,
      expect(200, { routes: true }),
      within('ACK', { cseq: 2 }),
      pause(2_000),
      within('BYE', { cseq: 3 }),
      expect(200),
    ],
    callee: [
      hears('INVITE'),
      respond('422 Session Interval Too Small', { tag: true, contact: false, headers: ['Min-SE: 90'] }),
      hears('ACK'),
      called(),
      TRYING,
      RINGING,
      pause(300),
      respond('200 OK', { tag: true, headers: TIMED, body: answer() }),
      hears('ACK'),
      hears('BYE'),
      respond('200 OK', { contact: false }),
    ],
  }),
  busy: direct(refused('486 Busy Here')),
  declined: direct(refused('603 Decline', [], true)),
  'nobody-at-home': direct(refused('480 Temporarily Unavailable', ['Reason: Q.850;cause=19;text="No answer"'], true)),
  'cancelled-while-ringing': direct({
    caller: [
      begin('INVITE', { body: offer() }),
      expect(100, { optional: true }),
      expect(180),
      pause(1_500),
      along('CANCEL'),
      expect(200),
      expect(487),
      along('ACK', { peer: true }),
    ],
    callee: [
      called(),
      TRYING,
      RINGING,
      hears('CANCEL'),
      respond('200 OK', { contact: false }).replace('[last_To:]', `[last_To:];tag=${CALLEE_TAG}`),
      respondToInvite('487 Request Terminated'),
      hears('ACK'),
    ],
  }),
  'challenged-invite': direct({
    caller: [
      begin('INVITE', { body: offer() }),
      expect(407, { auth: true }),
      along('ACK', { peer: true }),
      begin('INVITE', {
        cseq: 2,
        headers: ['[authentication username=alice password=wonder]'],
        body: offer(),
      }),
      ...RINGS,
      expect(200, { routes: true }),
      within('ACK', { cseq: 2 }),
      pause(2_000),
      within('BYE', { cseq: 3 }),
      expect(200),
    ],
    callee: [
      hears('INVITE'),
      respond('407 Proxy Authentication Required', {
        tag: true,
        contact: false,
        headers: [
          'Proxy-Authenticate: Digest realm="example.com", nonce="f84f1cec41e6cbe5aea9c8e88d359", algorithm=MD5, qop="auth"',
        ],
      }),
      hears('ACK'),
      called(),
      TRYING,
      RINGING,
      pause(300),
      respond('200 OK', { tag: true, body: answer() }),
      hears('ACK'),
      hears('BYE'),
      respond('200 OK', { contact: false }),
    ],
  }),
  'ping-by-options': direct({
    caller: [1, 2, 3].flatMap((cseq) => [
      begin('OPTIONS', { cseq, headers: ['Accept: application/sdp'] }),
      expect(200),
      pause(1_000),
    ]),
    callee: [1, 2, 3].flatMap(() => [
      hears('OPTIONS'),
      respond('200 OK', { tag: true, headers: ['Allow: INVITE, ACK, CANCEL, BYE, OPTIONS'] }),
    ]),
  }),
  'text-message': direct(
    single('MESSAGE', { headers: ['Content-Type: text/plain'], body: 'Lunch at noon?' }, '200 OK'),
  ),
  'presence-published': direct(
    single(
      'PUBLISH',
      {
        headers: ['Event: presence', 'Expires: 600', 'Content-Type: application/pidf+xml'],
        body: '<?xml version="1.0"?><presence xmlns="urn:ietf:params:xml:ns:pidf" entity="sip:alice@example.com"><tuple id="t1"><status><basic>open</basic></status></tuple></presence>',
      },
      '200 OK',
      { headers: ['SIP-ETag: 7k2', 'Expires: 600'] },
    ),
  ),
  'mailbox-subscription': direct(subscription),
}
