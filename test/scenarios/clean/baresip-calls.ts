import { type Phone, type PhoneShape, speak, startPhone } from '../baresip-phone.ts'
import { type Site, uri } from '../site.ts'
import type { CleanCall } from './clean-call.ts'

// Calls of baresips, media and reports included.

const TALK_MS = 5_000

interface Shape {
  readonly phone?: Pick<PhoneShape, 'account' | 'modules' | 'rateHz' | 'settings' | 'transport'>
  readonly network?: CleanCall['network']
  /** Of the callee's URI. */
  readonly parameters?: string
  /** Where bob does not answer at once by himself. */
  readonly pickUp?: (bob: Phone) => Promise<void>
  /** What they do; they speak for five seconds by default. */
  readonly during?: (alice: Phone, bob: Phone, site: Site) => Promise<void>
}

const call = ({
  phone = {},
  network,
  parameters = '',
  during = () => speak(TALK_MS),
  pickUp,
}: Shape = {}): CleanCall => ({
  stacks: ['baresip'],
  apart: true,
  ...(network ? { network } : {}),
  run: (site) =>
    withPhones(
      site,
      [
        { at: 2, user: 'bob', ...phone },
        { at: 1, user: 'alice', ...phone },
      ],
      async (bob, alice) => {
        await alice!.command('dial', `${uri(site, 2, 'bob')}${parameters}`)
        await pickUp?.(bob!)
        await alice!.says(/Call established/)
        await during(alice!, bob!, site)
        await alice!.command('hangup')
        await speak(300)
      },
    ),
})

/** Starts the phones one after the other and ends them again. */
export async function withPhones(
  site: Site,
  shapes: readonly PhoneShape[],
  run: (...phones: readonly Phone[]) => Promise<void>,
): Promise<void> {
  const phones: Phone[] = []
  try {
    for (const shape of shapes) phones.push(await startPhone(site, shape))
    await run(...phones)
  } catch (error) {
    throw new Error(
      `${error}: ${phones
        .map((phone) =>
          phone
            .said()
            .replaceAll(/[^\n]*\(bit\/s\)\s*/g, '')
            .trim()
            .slice(-900),
        )
        .join('\n---\n')}`,
    )
  } finally {
    for (const phone of phones) await phone.stop()
  }
}

const ANSWERS = ';regint=0;answermode=auto'

export const BARESIP_CALLS: Readonly<Record<string, CleanCall>> = {
  'baresip-pcmu': call(),
  'baresip-tcp': call({ phone: { transport: 'tcp' }, parameters: ';transport=tcp' }),
  'baresip-ipv6': call({ network: 'IPv6' }),
  'baresip-private-network': call({ network: 'private' }),
  'baresip-opus': call({
    phone: { modules: ['opus.so'], settings: ['opus_bitrate 10000'], rateHz: 48_000 },
    during: () => speak(3_000),
  }),
  'baresip-g722': call({ phone: { modules: ['g722.so', 'g711.so'], rateHz: 16_000 } }),
  'baresip-hold': call({
    async during(alice) {
      await speak(2_000)
      await alice.command('hold')
      await speak(2_000)
      await alice.command('resume')
      await speak(2_000)
    },
  }),
  'baresip-digits': call({
    async during(alice) {
      await speak(2_000)
      for (const digit of '42#') {
        await alice.command('sndcode', digit)
        await speak(400)
      }
      await speak(1_000)
    },
  }),
  'baresip-dtls-srtp': call({
    phone: {
      modules: ['g711.so', 'srtp.so', 'dtls_srtp.so'],
      account: ';regint=0;answermode=early;mediaenc=dtls_srtp',
    },
    // The caller must know the callee's description when the handshake begins: it is sent anew only a second later.
    pickUp: async (bob) => {
      await speak(300)
      await bob.command('accept')
    },
    during: () => speak(1_200),
  }),
  'baresip-ice': call({ phone: { modules: ['g711.so', 'stun.so', 'ice.so'], account: `${ANSWERS};medianat=ice` } }),
  'baresip-transfer': {
    stacks: ['baresip'],
    apart: true,
    run: (site) =>
      withPhones(
        site,
        [
          { at: 3, user: 'carol' },
          { at: 2, user: 'bob' },
          { at: 1, user: 'alice' },
        ],
        async (carol, bob, alice) => {
          await alice!.command('dial', uri(site, 2, 'bob'))
          await alice!.says(/Call established/)
          await speak(2_500)
          await bob!.command('transfer', uri(site, 3, 'carol'))
          await carol!.says(/Call established/)
          await speak(3_000)
          await alice!.command('hangup')
          await speak(400)
        },
      ),
  },
  'baresip-b2bua': {
    stacks: ['baresip'],
    apart: true,
    run: (site) =>
      withPhones(
        site,
        [
          { at: 3, user: 'carol' },
          {
            at: 2,
            user: 'b2bua-inbound',
            modules: ['g711.so'],
            accounts: [
              `<${uri(site, 2, 'b2bua-outbound')}>;regint=0;b2bua=outbound;outbound="sip:${site.literal(3)}:${site.port(3)}"`,
            ],
            account: ';regint=0;answermode=manual;b2bua=inbound',
            settings: ['module_app b2bua.so'],
            bridges: true,
          },
          { at: 1, user: 'alice' },
        ],
        async (_carol, _middle, alice) => {
          await alice!.command('dial', uri(site, 2, 'carol'))
          await alice!.says(/Call established/)
          await speak(TALK_MS)
          await alice!.command('hangup')
          await speak(500)
        },
      ),
  },
}
