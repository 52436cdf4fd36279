import { setTimeout } from 'node:timers/promises'
import { type Linphone, type LinphoneShape, startLinphone } from '../linphone.ts'
import type { Site } from '../site.ts'
import type { CleanCall } from './clean-call.ts'

// Calls of two Linphones: the signalling of them, since a machine without a sound card has nothing to say.

const TALK_MS = 2_000

interface Shape {
  readonly phone?: Omit<LinphoneShape, 'at' | 'user' | 'answers'>
  readonly network?: CleanCall['network']
  readonly during?: (alice: Linphone, bob: Linphone) => Promise<unknown>
}

async function withLinphones(
  site: Site,
  shapes: readonly LinphoneShape[],
  run: (...phones: readonly Linphone[]) => Promise<void>,
): Promise<void> {
  const phones: Linphone[] = []
  try {
    for (const shape of shapes) phones.push(await startLinphone(site, shape))
    await run(...phones)
  } finally {
    for (const phone of phones) await phone.stop()
  }
}

const call = ({ phone = {}, network, during = () => setTimeout(TALK_MS) }: Shape = {}): CleanCall => ({
  stacks: ['Linphone'],
  apart: true,
  ...(network ? { network } : {}),
  run: (site) =>
    withLinphones(
      site,
      [
        { at: 2, user: 'bob', answers: true, ...phone },
        { at: 1, user: 'alice', ...phone },
      ],
      async (bob, alice) => {
        await alice!.order(`call sip:bob@${site.literal(2)}`)
        await alice!.until('StreamsRunning')
        await during(alice!, bob!)
        await alice!.order('terminate')
        await setTimeout(400)
      },
    ),
})

/** A call that rings so long, until one of them ends it. */
const rings = (ended: 'alice' | 'bob', ms: number): CleanCall => ({
  stacks: ['Linphone'],
  apart: true,
  run: (site) =>
    withLinphones(
      site,
      [
        { at: 2, user: 'bob' },
        { at: 1, user: 'alice' },
      ],
      async (bob, alice) => {
        await alice!.order(`call sip:bob@${site.literal(2)}`)
        await bob!.until('IncomingReceived')
        await setTimeout(ms)
        await (ended === 'alice' ? alice : bob)!.order('terminate')
        await setTimeout(400)
      },
    ),
})

export const LINPHONE_CALLS: Readonly<Record<string, CleanCall>> = {
  'linphone-pcmu': call(),
  'linphone-ipv6': call({ network: 'IPv6' }),
  'linphone-opus-private-network': call({
    network: 'private',
    phone: { codecs: ['opus/48000/2', 'speex/16000/1', 'PCMA/8000/1'] },
  }),
  'linphone-hold': call({
    async during(alice) {
      await setTimeout(1_000)
      await alice.order('call-pause 1')
      await alice.until('Paused')
      await setTimeout(1_500)
      await alice.order('call-resume 1')
      await alice.until('StreamsRunning')
      await setTimeout(1_000)
    },
  }),
  'linphone-held-by-callee': call({
    async during(_, bob) {
      await setTimeout(1_000)
      await bob.order('call-pause 1')
      await bob.until('Paused')
      await setTimeout(1_000)
      await bob.order('call-resume 1')
      await bob.until('StreamsRunning')
      await setTimeout(1_000)
    },
  }),
  'linphone-session-timer': call({
    phone: { sip: ['session_expires_enabled=1', 'session_expires_value=90', 'session_expires_min_value=90'] },
  }),
  'linphone-declined': rings('bob', 1_000),
  'linphone-given-up': rings('alice', 1_500),
}
