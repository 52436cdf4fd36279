import { type PhoneShape, speak } from '../baresip-phone.ts'
import { DOMAIN, type ProxyShape, startKamailio } from '../kamailio.ts'
import { type Player, playSipp } from '../sipp-pair.ts'
import {
  along,
  begin,
  CALLEE_TAG,
  called,
  expect,
  hears,
  marks,
  pause,
  RINGS,
  respond,
  respondToInvite,
  type Sdp,
  sdp,
  within,
} from '../sipp-script.ts'
import { type Site, uri } from '../site.ts'
import { withPhones } from './baresip-calls.ts'
import type { CleanCall } from './clean-call.ts'
import { CALLEE_PORT, CALLER_PORT, type Talk, talk } from './talk.ts'

// Calls through a Kamailio on host 5.

const PROXY = 5
const TALK_MS = 4_000

async function throughProxy(site: Site, shape: Omit<ProxyShape, 'at'>, run: () => Promise<void>): Promise<void> {
  const proxy = await startKamailio(site, { at: PROXY, ...shape })
  try {
    await run()
  } finally {
    await proxy.stop()
  }
}

const offer = (more: Sdp = {}): string => sdp({ port: CALLER_PORT, ...more })
const answer = (more: Sdp = {}): string => sdp({ port: CALLEE_PORT, ...more })

export const PROXIED_CALLER = [
  begin('INVITE', { body: offer() }),
  ...RINGS,
  ...RINGS,
  expect(200, { routes: true }),
  within('ACK'),
  marks('answered'),
  pause(TALK_MS + 300),
  within('BYE', { cseq: 2 }),
  expect(200),
]

export const answers = (afterMs = 400): readonly string[] => [
  called('INVITE', 2),
  respond('180 Ringing', { tag: true }),
  pause(afterMs),
  respond('200 OK', { tag: true, body: answer() }),
  hears('ACK'),
  hears('BYE'),
  respond('200 OK', { contact: false }),
]

/** Rings until it is cancelled. */
export const GIVEN_UP = [
  called('INVITE', 2),
  respond('180 Ringing', { tag: true }),
  hears('CANCEL'),
  respond('200 OK', { contact: false }).replace('[last_To:]', `[last_To:];tag=${CALLEE_TAG}`),
  respondToInvite('487 Request Terminated', {}, 2),
  hears('ACK'),
]

const BUSY = [called('INVITE', 2), respond('486 Busy Here', { tag: true, contact: false }), hears('ACK')]

const proxied = (
  shape: (site: Site) => Omit<ProxyShape, 'at'>,
  players: readonly Player[],
  media?: Talk,
  network?: CleanCall['network'],
): CleanCall => ({
  stacks: ['SIPp', 'Kamailio'],
  ...(network ? { network } : {}),
  run: (site) =>
    throughProxy(site, shape(site), async () => {
      await Promise.all([playSipp(site, ...players), media === undefined ? undefined : talk(site, media)])
    }),
})

const toBob = (site: Site) => ({ routes: { bob: [uri(site, 2, 'bob')] } })
const CALLER: Player = { at: 1, to: PROXY, steps: PROXIED_CALLER }

const registers = (cseq: number, expires: number, authorized = false): string =>
  begin('REGISTER', {
    cseq,
    uri: `sip:${DOMAIN}`,
    from: `sip:alice@${DOMAIN}`,
    to: `sip:alice@${DOMAIN}`,
    tag: `r${expires}`,
    headers: [`Expires: ${expires}`, ...(authorized ? ['[authentication username=alice password=wonder]'] : [])],
  })

const REGISTRATION = [
  registers(1, 600),
  expect(401, { auth: true }),
  registers(2, 600, true),
  expect(200),
  pause(2_000),
  registers(3, 600),
  expect(401, { auth: true }),
  registers(4, 600, true),
  expect(200),
  pause(1_000),
  registers(5, 0),
  expect(401, { auth: true }),
  registers(6, 0, true),
  expect(200),
]

const USERS = { alice: 'wonder', bob: 'builder' }

const registered = (site: Site, at: number, user: keyof typeof USERS, more: Partial<PhoneShape> = {}): PhoneShape => ({
  at,
  user,
  domain: DOMAIN,
  account: `;auth_user=${user};auth_pass=${USERS[user]};outbound="sip:${site.literal(PROXY)}:${site.port(PROXY)}";regint=600;answermode=auto`,
  ...more,
})

/** Two baresips that have registered call each other by name. */
const byName = (
  shape: Omit<ProxyShape, 'at'> = {},
  network?: CleanCall['network'],
  more: Partial<PhoneShape> = {},
): CleanCall => ({
  stacks: ['baresip', 'Kamailio'],
  apart: true,
  ...(network ? { network } : {}),
  run: (site) =>
    throughProxy(site, { users: USERS, ...shape }, () =>
      withPhones(site, [registered(site, 2, 'bob', more), registered(site, 1, 'alice', more)], async (bob, alice) => {
        await bob!.says(/200 OK/)
        await alice!.says(/200 OK/)
        await alice!.command('dial', `sip:bob@${DOMAIN}`)
        await alice!.says(/Call established/)
        await speak(TALK_MS)
        await alice!.command('hangup')
        await speak(300)
      }),
    ),
})

export const KAMAILIO_CALLS: Readonly<Record<string, CleanCall>> = {
  proxied: proxied(toBob, [CALLER, { at: 2, steps: answers() }], { ms: TALK_MS }),
  'proxied-private-network': proxied(toBob, [CALLER, { at: 2, steps: answers() }], { ms: TALK_MS }, 'private'),
  'proxied-ipv6': proxied(toBob, [CALLER, { at: 2, steps: answers() }], { ms: TALK_MS }, 'IPv6'),
  'proxied-tcp': proxied(
    (site) => ({ routes: { bob: [`${uri(site, 2, 'bob')};transport=tcp`] } }),
    [
      { ...CALLER, transport: 'tcp' },
      { at: 2, steps: answers(), transport: 'tcp' },
    ],
    { ms: TALK_MS },
  ),
  'proxied-from-tcp-to-udp': proxied(toBob, [
    { ...CALLER, transport: 'tcp' },
    { at: 2, steps: answers() },
  ]),
  'forked-to-two': proxied(
    (site) => ({ routes: { bob: [uri(site, 2, 'bob'), uri(site, 3, 'bob')] } }),
    [CALLER, { at: 3, steps: GIVEN_UP }, { at: 2, steps: answers(800) }],
    { ms: TALK_MS },
  ),
  'next-phone-when-busy': proxied(
    (site) => ({ routes: { bob: [uri(site, 3, 'bob')] }, next: uri(site, 2, 'bob') }),
    [CALLER, { at: 3, steps: BUSY }, { at: 2, steps: answers() }],
    { ms: TALK_MS },
  ),
  'redirected-by-proxy': proxied(
    (site) => ({ moved: { bob: uri(site, 2, 'robert') } }),
    [
      {
        at: 1,
        to: PROXY,
        steps: [begin('INVITE', { body: offer() }), expect(302), along('ACK', { peer: true })],
      },
    ],
  ),
  registration: proxied(() => ({ users: USERS }), [{ at: 1, to: PROXY, steps: REGISTRATION }]),
  'registration-tcp-private-network': proxied(
    () => ({ users: USERS }),
    [{ at: 1, to: PROXY, steps: REGISTRATION, transport: 'tcp' }],
    undefined,
    'private',
  ),
  'proxied-call-given-up': proxied(toBob, [
    {
      at: 1,
      to: PROXY,
      steps: [
        begin('INVITE', { body: offer() }),
        expect(100, { optional: true }),
        expect(180),
        pause(1_200),
        along('CANCEL'),
        expect(200),
        expect(487),
        along('ACK', { peer: true }),
      ],
    },
    { at: 2, steps: GIVEN_UP },
  ]),
  'proxied-call-to-busy': proxied(toBob, [
    {
      at: 1,
      to: PROXY,
      steps: [
        begin('INVITE', { body: offer() }),
        expect(100, { optional: true }),
        expect(486),
        along('ACK', { peer: true }),
      ],
    },
    { at: 2, steps: BUSY },
  ]),
  'baresip-registered': byName(),
  'baresip-registered-private-network': byName({}, 'private'),
  'baresip-challenged-call': byName({ challengesCalls: true }),
  'baresip-registered-opus': byName({}, 'private', {
    modules: ['opus.so'],
    settings: ['opus_bitrate 10000'],
    rateHz: 48_000,
  }),
}
