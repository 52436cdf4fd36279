import { begin, called, expect, hears, marks, pause, RINGS, respond, returns, sdp, within } from '../sipp-script.ts'
import type { CleanCall } from './clean-call.ts'
import {
  answer,
  answered,
  asks,
  asksBack,
  both,
  changes,
  changesBack,
  direct,
  HEARD,
  HELD,
  offer,
  RINGING,
  reliable,
  SPOKEN,
  spoken,
  TALK_MS,
  TIMED,
  TIMER,
  TRYING,
} from './sipp-shapes.ts'
import { CALLEE_PORT, CALLER_PORT, tone } from './talk.ts'

// Calls of two SIPp that are answered.

export const SIPP_CALLS: Readonly<Record<string, CleanCall>> = {
  pcmu: direct(spoken('PCMU'), { ms: TALK_MS }),
  'pcma-private-network': direct(spoken('PCMA'), { ms: TALK_MS, tone: tone('PCMA') }, { network: 'private' }),
  g729: direct(spoken('G729'), { ms: TALK_MS, tone: tone('G729') }),
  g722: direct(spoken('G722'), { ms: TALK_MS, tone: tone('G722') }),
  tcp: direct(spoken('PCMU'), { ms: TALK_MS }, { transport: 'tcp' }),
  ipv6: direct(spoken('PCMU'), { ms: TALK_MS }, { network: 'IPv6' }),
  'ipv6-tcp': direct(answered(), undefined, { network: 'IPv6', transport: 'tcp' }),
  'callee-hangs-up': direct(
    answered({ hangsUp: 'callee', last: 1, during: { caller: [], callee: [pause(TALK_MS + 300)] } }),
    { ms: TALK_MS },
  ),
  'late-offer': direct(
    (() => {
      const { caller, callee } = answered({ offer: {}, during: SPOKEN })
      const ack = within('ACK')
      return {
        caller: caller.map((step) =>
          step === ack ? within('ACK', { body: offer({ codecs: ['PCMU', 'DTMF'] }) }) : step,
        ),
        callee,
      }
    })(),
    { ms: TALK_MS },
  ),
  'early-media': direct(
    {
      caller: [
        begin('INVITE', { body: offer() }),
        expect(100, { optional: true }),
        expect(183),
        marks('early'),
        expect(200, { routes: true }),
        within('ACK'),
        marks('answered'),
        pause(TALK_MS + 300),
        within('BYE', { cseq: 2 }),
        expect(200),
      ],
      callee: [
        called(),
        TRYING,
        respond('183 Session Progress', { tag: true, body: answer() }),
        pause(3_000),
        respond('200 OK', { tag: true, body: answer() }),
        hears('ACK'),
        hears('BYE'),
        respond('200 OK', { contact: false }),
      ],
    },
    { ms: TALK_MS, earlyMs: 2_800 },
  ),
  'hold-and-resume': direct(
    answered({
      during: both(
        { caller: [pause(2_300)], callee: [] },
        changes(2, HELD, HEARD),
        { caller: [marks('held'), pause(2_500)], callee: [] },
        changes(3, { version: 3 }, { version: 3 }),
        { caller: [marks('resumed'), pause(2_300)], callee: [] },
      ),
      last: 4,
    }),
    { ms: 2_000, hold: { ms: 2_300, resumedMs: 2_000 } },
  ),
  'hold-inactive': direct(
    answered({
      during: both(
        2_300,
        changes(2, { version: 2, direction: 'inactive' }, { version: 2, direction: 'inactive' }),
        2_000,
        changes(3, { version: 3 }, { version: 3 }),
        500,
      ),
      last: 4,
    }),
    { ms: 2_000 },
  ),
  'hold-by-callee': direct(
    answered({
      during: both(
        { caller: [], callee: [pause(2_000)] },
        changesBack(1, HELD, HEARD),
        { caller: [], callee: [pause(2_000)] },
        changesBack(2, { version: 3 }, { version: 3 }),
        1_000,
      ),
      last: 2,
    }),
  ),
  'codec-changed-by-re-invite': direct(
    answered({
      offer: { body: offer({ codecs: ['G722', 'PCMU', 'DTMF'] }) },
      answer: { body: answer({ codecs: ['G722', 'DTMF'] }) },
      during: both(
        2_300,
        changes(2, { version: 2, codecs: ['PCMU', 'DTMF'] }, { version: 2, codecs: ['PCMU', 'DTMF'] }),
        { caller: [marks('resumed'), pause(2_300)], callee: [] },
      ),
      last: 3,
    }),
    { ms: 2_000, tone: tone('G722'), after: { ms: 2_000, tone: tone('PCMU') } },
  ),
  'session-refreshed-by-re-invite': direct(
    answered({
      offer: { headers: TIMER, body: offer() },
      answer: { headers: TIMED, body: answer() },
      during: both(2_000, {
        caller: [
          within('INVITE', { cseq: 2, headers: TIMER, body: offer() }),
          expect(100, { optional: true }),
          expect(200),
          within('ACK', { cseq: 2 }),
          pause(1_000),
        ],
        callee: [hears('INVITE'), respond('200 OK', { headers: TIMED, body: answer() }), hears('ACK')],
      }),
      last: 3,
    }),
  ),
  'session-refreshed-by-update': direct(
    answered({
      offer: { headers: TIMER, body: offer() },
      answer: { headers: TIMED, body: answer() },
      during: both(2_000, asks('UPDATE', 2, { headers: TIMER }, '200 OK', { headers: TIMED }), 1_000),
      last: 3,
    }),
  ),
  'reliable-provisional': direct(reliable(both(), 3), { ms: TALK_MS }),
  'update-before-answer': direct(
    reliable(
      asks('UPDATE', 3, { body: offer({ version: 2, codecs: ['PCMU', 'DTMF'] }) }, '200 OK', {
        body: answer({ version: 2, codecs: ['PCMU', 'DTMF'] }),
      }),
      4,
    ),
    { ms: TALK_MS },
  ),
  'forwarded-to-mailbox': direct(
    {
      caller: [
        begin('INVITE', { body: offer() }),
        ...RINGS,
        expect(181, { optional: true }),
        expect(200, { routes: true }),
        within('ACK'),
        marks('answered'),
        pause(TALK_MS + 300),
        within('BYE', { cseq: 2 }),
        expect(200),
      ],
      callee: [
        called(),
        TRYING,
        RINGING,
        pause(1_500),
        respond('181 Call Is Being Forwarded', { tag: true }),
        pause(300),
        respond('200 OK', { tag: true, body: answer() }),
        hears('ACK'),
        hears('BYE'),
        respond('200 OK', { contact: false }),
      ],
    },
    { ms: TALK_MS },
  ),
  'digits-by-info': direct(
    answered({
      during: both(
        1_000,
        ...[1, 2, 3].flatMap((digit, i) => [
          asks('INFO', 2 + i, {
            headers: ['Content-Type: application/dtmf-relay'],
            body: `Signal=${digit}\nDuration=160`,
          }),
          300,
        ]),
        1_000,
      ),
      last: 5,
    }),
  ),
  'digits-by-telephone-event': direct(spoken('PCMU'), { ms: TALK_MS, digits: [4, 2, 11] }),
  'comfort-noise': direct(
    answered({
      offer: { body: offer({ codecs: ['PCMU', 'CN', 'DTMF'] }) },
      answer: { body: answer({ codecs: ['PCMU', 'CN', 'DTMF'] }) },
      during: { caller: [pause(TALK_MS + 800)], callee: [] },
    }),
    { ms: TALK_MS, pauses: true },
  ),
  'blind-transfer-in-one-call': direct(
    answered({
      during: both(
        1_500,
        {
          caller: [],
          callee: [],
        },
        asks(
          'REFER',
          2,
          { headers: ['Refer-To: <sip:carol@example.com>', 'Referred-By: <sip:alice@[local_ip]>'] },
          '202 Accepted',
        ),
        asksBack('NOTIFY', 1, {
          headers: [
            'Event: refer',
            'Subscription-State: active;expires=60',
            'Content-Type: message/sipfrag;version=2.0',
          ],
          body: 'SIP/2.0 100 Trying',
        }),
        asksBack('NOTIFY', 2, {
          headers: [
            'Event: refer',
            'Subscription-State: terminated;reason=noresource',
            'Content-Type: message/sipfrag;version=2.0',
          ],
          body: 'SIP/2.0 200 OK',
        }),
      ),
      last: 3,
    }),
  ),
  'anonymous-caller': direct(
    answered({
      offer: {
        headers: ['Privacy: id', 'P-Asserted-Identity: <sip:+12025550123@example.com>'],
        body: offer(),
      },
      during: SPOKEN,
    }),
    { ms: TALK_MS },
  ),
  'fax-by-t38': direct(
    answered({
      during: both(
        { caller: [], callee: [pause(2_300)] },
        {
          callee: [
            returns('INVITE', { cseq: 1, body: sdp({ version: 2, media: T38(CALLEE_PORT + 2) }) }),
            expect(100, { optional: true }),
            expect(200),
            returns('ACK', { cseq: 1 }),
          ],
          caller: [
            hears('INVITE'),
            respond('200 OK', { body: sdp({ version: 2, media: T38(CALLER_PORT + 2) }) }),
            hears('ACK'),
            marks('fax'),
          ],
        },
        7_000,
      ),
    }),
    { ms: 2_000, fax: true },
  ),
}

function T38(port: number): readonly string[] {
  return [
    `m=image ${port} udptl t38`,
    'a=T38FaxVersion:0',
    'a=T38MaxBitRate:14400',
    'a=T38FaxRateManagement:transferredTCF',
    'a=T38FaxMaxBuffer:1024',
    'a=T38FaxMaxDatagram:400',
    'a=T38FaxUdpEC:t38UDPRedundancy',
  ]
}
