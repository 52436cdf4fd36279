import { playInTurn, portOf } from '../sipp-pair.ts'
import { begin, called, expect, hears, marks, pause, RINGS, respond, returns, sdp, within } from '../sipp-script.ts'
import type { Site } from '../site.ts'
import type { CleanCall } from './clean-call.ts'
import { CALLEE_PORT, CALLER_PORT, talk } from './talk.ts'

// Calls of several Call-IDs, each played by a pair of SIPp of its own: alice is on host 1, bob on host 2, carol on host 3.

const TRYING = respond('100 Trying', { contact: false })
const ANSWERED = [...RINGS, expect(200, { routes: true })]
const OVER = [hears('BYE'), respond('200 OK', { contact: false })]
const hangUp = (cseq: number): readonly string[] => [within('BYE', { cseq }), expect(200)]

const CONSULTATION = { callId: '4711-0815@example.com', from: 'alices', to: 'carols' } as const
const REPLACES = `${CONSULTATION.callId};to-tag=${CONSULTATION.to};from-tag=${CONSULTATION.from}`

const progress = (cseq: number, state: string, status: string): string =>
  returns('NOTIFY', {
    cseq,
    headers: ['Event: refer', `Subscription-State: ${state}`, 'Content-Type: message/sipfrag;version=2.0'],
    body: `SIP/2.0 ${status}`,
  })

/** Alice calls bob, asks carol, and hands bob over to her (RFC 5589 §7.1). */
async function attendedTransfer(site: Site): Promise<void> {
  const refer = [
    `Refer-To: <sip:carol@${site.literal(3)}:${portOf(site, 3, 1)}?Replaces=${encodeURIComponent(REPLACES)}>`,
    'Referred-By: <sip:alice@[local_ip]>',
  ]
  const first = {
    caller: [
      begin('INVITE', { body: sdp({ port: 4_000 }) }),
      ...ANSWERED,
      within('ACK'),
      marks('first'),
      pause(1_500),
      within('REFER', { cseq: 2, headers: refer }),
      expect(202),
      hears('NOTIFY'),
      respond('200 OK'),
      hears('NOTIFY'),
      respond('200 OK'),
      ...hangUp(3),
    ],
    callee: [
      called(),
      TRYING,
      respond('200 OK', { tag: true, body: sdp({ port: 5_000 }) }),
      hears('ACK'),
      hears('REFER'),
      respond('202 Accepted'),
      marks('referred'),
      progress(1, 'active;expires=60', '100 Trying'),
      expect(200),
      pause(800),
      progress(2, 'terminated;reason=noresource', '200 OK'),
      expect(200),
      ...OVER,
    ],
  }
  const consultation = {
    caller: [
      begin('INVITE', { tag: CONSULTATION.from, callId: CONSULTATION.callId, body: sdp({ port: 4_100 }) }),
      ...ANSWERED,
      within('ACK', { tag: CONSULTATION.from, callId: CONSULTATION.callId }),
      ...OVER,
    ],
    callee: [
      called(),
      TRYING,
      respond('200 OK', { tag: CONSULTATION.to, body: sdp({ port: 5_100 }) }),
      hears('ACK'),
      pause(2_200),
      returns('BYE', { tag: CONSULTATION.to }),
      expect(200),
    ],
  }
  const replacement = {
    caller: [
      begin('INVITE', {
        from: 'sip:bob@[local_ip]',
        headers: [`Replaces: ${REPLACES}`, `Referred-By: <sip:alice@${site.literal(1)}>`, 'Require: replaces'],
        body: sdp({ port: 5_002 }),
      }),
      ...ANSWERED,
      within('ACK', { from: 'sip:bob@[local_ip]' }),
      pause(1_500),
      within('BYE', { from: 'sip:bob@[local_ip]', cseq: 2 }),
      expect(200),
    ],
    callee: [called(), TRYING, respond('200 OK', { tag: true, body: sdp({ port: 5_102 }) }), hears('ACK'), ...OVER],
  }
  const cid = ['-cid_str', CONSULTATION.callId]
  await playInTurn(
    site,
    { player: { at: 2, steps: first.callee } },
    { player: { at: 3, steps: consultation.callee } },
    { player: { at: 3, line: 1, steps: replacement.callee } },
    { player: { at: 1, to: 2, steps: first.caller } },
    { player: { at: 1, line: 1, to: 3, service: 'carol', steps: consultation.caller, options: cid }, after: 'first' },
    { player: { at: 2, line: 1, to: 3, toLine: 1, service: 'carol', steps: replacement.caller }, after: 'referred' },
  )
}

const TALK_MS = 2_500

/** Host 2 answers with one Call-ID and calls on with another, as a B2BUA does (RFC 7092). */
async function backToBack(site: Site): Promise<void> {
  const inbound = {
    caller: [
      begin('INVITE', { body: sdp({ port: CALLER_PORT }) }),
      ...ANSWERED,
      within('ACK'),
      marks('answered'),
      pause(TALK_MS + 300),
      ...hangUp(2),
    ],
    callee: [
      called(),
      TRYING,
      marks('in'),
      pause(600),
      respond('180 Ringing', { tag: true }),
      pause(900),
      respond('200 OK', { tag: true, body: sdp({ port: CALLEE_PORT }) }),
      hears('ACK'),
      ...OVER,
    ],
  }
  const outbound = {
    caller: [
      begin('INVITE', { from: `sip:alice@${site.literal(1)}`, body: sdp({ port: CALLEE_PORT + 4 }) }),
      ...ANSWERED,
      within('ACK', { from: `sip:alice@${site.literal(1)}` }),
      pause(TALK_MS + 700),
      within('BYE', { from: `sip:alice@${site.literal(1)}`, cseq: 2 }),
      expect(200),
    ],
    callee: [
      called(),
      TRYING,
      respond('180 Ringing', { tag: true }),
      pause(800),
      respond('200 OK', { tag: true, body: sdp({ port: 6_000 }) }),
      hears('ACK'),
      ...OVER,
    ],
  }
  await Promise.all([
    playInTurn(
      site,
      { player: { at: 3, steps: outbound.callee } },
      { player: { at: 2, steps: inbound.callee } },
      { player: { at: 1, to: 2, service: '2025550123', steps: inbound.caller } },
      { player: { at: 2, line: 1, to: 3, service: '2025550123', steps: outbound.caller }, after: 'in' },
    ),
    talk(site, { ms: TALK_MS }),
  ])
}

export const SIPP_PARTIES: Readonly<Record<string, CleanCall>> = {
  'attended-transfer': { stacks: ['SIPp'], run: attendedTransfer },
  b2bua: { stacks: ['SIPp'], run: backToBack },
}
