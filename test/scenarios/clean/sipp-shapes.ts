import { playSipp } from '../sipp-pair.ts'
import {
  along,
  begin,
  called,
  expect,
  hears,
  type Message,
  marks,
  pause,
  RINGS,
  respond,
  respondToInvite,
  returns,
  type Sdp,
  sdp,
  within,
} from '../sipp-script.ts'
import type { Site } from '../site.ts'
import type { CleanCall } from './clean-call.ts'
import { CALLEE_PORT, CALLER_PORT, type Talk, talk } from './talk.ts'

// What calls of two SIPp are put together from; the media between them, where it matters, is sent by the test.

export const offer = (more: Sdp = {}): string => sdp({ port: CALLER_PORT, ...more })
export const answer = (more: Sdp = {}): string => sdp({ port: CALLEE_PORT, ...more })

interface Shape {
  readonly offer?: Message
  readonly answer?: Message
  /** What both do between the answer and the BYE. */
  readonly during?: { readonly caller: readonly string[]; readonly callee: readonly string[] }
  /** CSeq of the caller's BYE. */
  readonly last?: number
  readonly hangsUp?: 'caller' | 'callee'
}

export const TRYING = respond('100 Trying', { contact: false })
export const RINGING = respond('180 Ringing', { tag: true })

/** Both sides of a call that is answered; `answered` is left as a mark. */
export function answered({
  offer: offered = { body: offer() },
  answer: accepted = { body: answer() },
  during = { caller: [pause(3_000)], callee: [] },
  last = 2,
  hangsUp = 'caller',
}: Shape = {}) {
  const caller = [
    begin('INVITE', offered),
    ...RINGS,
    expect(200, { routes: true }),
    within('ACK'),
    marks('answered'),
    ...during.caller,
  ]
  const callee = [
    called(),
    TRYING,
    RINGING,
    pause(500),
    respond('200 OK', { tag: true, ...accepted }),
    hears('ACK'),
    ...during.callee,
  ]
  return hangsUp === 'caller'
    ? {
        caller: [...caller, within('BYE', { cseq: last }), expect(200)],
        callee: [...callee, hears('BYE'), respond('200 OK', { contact: false })],
      }
    : {
        caller: [...caller, hears('BYE'), respond('200 OK', { contact: false })],
        callee: [...callee, returns('BYE', { cseq: last }), expect(200)],
      }
}

interface Sides {
  readonly caller: readonly string[]
  readonly callee: readonly string[]
}

export const direct = (
  sides: Sides,
  media?: Talk | ((site: Site) => Promise<void>),
  more: { readonly transport?: 'udp' | 'tcp'; readonly network?: CleanCall['network'] } = {},
): CleanCall => ({
  stacks: ['SIPp'],
  ...(more.network ? { network: more.network } : {}),
  async run(site) {
    const { transport } = more
    const play = playSipp(
      site,
      { at: 1, to: 2, steps: sides.caller, ...(transport ? { transport } : {}) },
      { at: 2, steps: sides.callee, ...(transport ? { transport } : {}) },
    )
    const speech = media === undefined ? undefined : typeof media === 'function' ? media(site) : talk(site, media)
    await Promise.all([play, speech])
  },
})

export const TALK_MS = 6_000
export const SPOKEN = { caller: [pause(TALK_MS + 300)], callee: [] }
export const spoken = (codec: 'PCMU' | 'PCMA' | 'G722' | 'G729', more: Shape = {}) =>
  answered({
    offer: { body: offer({ codecs: [codec, 'DTMF'] }) },
    answer: { body: answer({ codecs: [codec, 'DTMF'] }) },
    during: SPOKEN,
    ...more,
  })

/** A re-INVITE of the caller and its answer. */
export const changes = (cseq: number, offered: Sdp, accepted: Sdp): Sides => ({
  caller: [
    within('INVITE', { cseq, body: offer(offered) }),
    expect(100, { optional: true }),
    expect(200),
    within('ACK', { cseq }),
  ],
  callee: [hears('INVITE'), respond('200 OK', { body: answer(accepted) }), hears('ACK')],
})

/** The same of the callee. */
export const changesBack = (cseq: number, offered: Sdp, accepted: Sdp): Sides => ({
  callee: [
    returns('INVITE', { cseq, body: answer(offered) }),
    expect(100, { optional: true }),
    expect(200),
    returns('ACK', { cseq }),
  ],
  caller: [hears('INVITE'), respond('200 OK', { body: offer(accepted) }), hears('ACK')],
})

export const both = (...parts: readonly (Sides | number)[]): Sides => ({
  caller: parts.flatMap((part) => (typeof part === 'number' ? [pause(part)] : part.caller)),
  callee: parts.flatMap((part) => (typeof part === 'number' ? [] : part.callee)),
})

/** A request of the caller and its answer. */
export const asks = (
  method: string,
  cseq: number,
  request: Message = {},
  status = '200 OK',
  reply: Message = {},
): Sides => ({
  caller: [within(method, { cseq, ...request }), expect(Number(status.slice(0, 3)))],
  callee: [hears(method), respond(status, reply)],
})

export const asksBack = (method: string, cseq: number, request: Message = {}, status = '200 OK'): Sides => ({
  caller: [hears(method), respond(status)],
  callee: [returns(method, { cseq, ...request }), expect(Number(status.slice(0, 3)))],
})

export const HELD = { codecs: ['PCMU', 'PCMA', 'DTMF'], version: 2, direction: 'sendonly' } as const
export const HEARD = { codecs: ['PCMU', 'PCMA', 'DTMF'], version: 2, direction: 'recvonly' } as const
export const TIMER = ['Supported: timer', 'Session-Expires: 90;refresher=uac', 'Min-SE: 90']
export const TIMED = ['Require: timer', 'Supported: timer', 'Session-Expires: 90;refresher=uac']

export const refused = (status: string, headers: readonly string[] = [], rings = false): Sides => ({
  caller: [
    begin('INVITE', { body: offer() }),
    ...RINGS,
    expect(Number(status.slice(0, 3))),
    along('ACK', { peer: true }),
  ],
  callee: [
    called(),
    TRYING,
    ...(rings ? [RINGING, pause(1_500)] : []),
    respond(status, { tag: true, contact: false, headers }),
    hears('ACK'),
  ],
})

const notified = (cseq: number, state: string, body: string): Sides =>
  asksBack('NOTIFY', cseq, {
    headers: [
      'Event: message-summary',
      `Subscription-State: ${state}`,
      'Content-Type: application/simple-message-summary',
    ],
    body,
  })

const SUMMARY = 'Messages-Waiting: no\nVoice-Message: 0/2 (0/0)'
const SUBSCRIPTION = ['Event: message-summary', 'Accept: application/simple-message-summary']

export const subscription: Sides = (() => {
  const sides = both(
    notified(1, 'active;expires=600', SUMMARY),
    { caller: [], callee: [pause(1_000)] },
    notified(2, 'active;expires=599', 'Messages-Waiting: yes\nVoice-Message: 1/2 (0/0)'),
    500,
    asks('SUBSCRIBE', 2, { headers: [...SUBSCRIPTION, 'Expires: 0'] }, '200 OK', { headers: ['Expires: 0'] }),
    notified(3, 'terminated;reason=timeout', SUMMARY),
  )
  return {
    caller: [
      begin('SUBSCRIBE', { headers: [...SUBSCRIPTION, 'Expires: 600'] }),
      expect(200, { routes: true }),
      ...sides.caller,
    ],
    callee: [called('SUBSCRIBE'), respond('200 OK', { tag: true, headers: ['Expires: 600'] }), ...sides.callee],
  }
})()

/** A request outside a dialog and its answer. */
export const single = (method: string, request: Message, status: string, reply: Message = {}): Sides => ({
  caller: [begin(method, request), expect(Number(status.slice(0, 3)))],
  callee: [hears(method), respond(status, { tag: true, contact: false, ...reply })],
})

const RELIABLE = 'Supported: 100rel'
const PROGRESS = { tag: true, headers: ['Require: 100rel', 'RSeq: 4711'], body: answer() }

/** An INVITE whose 183 is reliable; `early` comes between the PRACK and the answer. */
export const reliable = (early: Sides, last: number): Sides => ({
  caller: [
    begin('INVITE', { headers: [RELIABLE], body: offer() }),
    expect(100, { optional: true }),
    expect(183, { routes: true }),
    within('PRACK', { cseq: 2, headers: ['RAck: 4711 1 INVITE'] }),
    expect(200),
    ...early.caller,
    expect(200, { routes: true }),
    within('ACK'),
    marks('answered'),
    pause(TALK_MS + 300),
    within('BYE', { cseq: last }),
    expect(200),
  ],
  callee: [
    called(),
    TRYING,
    respond('183 Session Progress', PROGRESS),
    hears('PRACK'),
    respond('200 OK', { contact: false }),
    ...early.callee,
    pause(800),
    respondToInvite('200 OK'),
    hears('ACK'),
    hears('BYE'),
    respond('200 OK', { contact: false }),
  ],
})
