import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { type Authority, type Issued, openAuthority } from '../authority.ts'
import { type PhoneShape, startPhone } from '../baresip-phone.ts'
import { withPhones } from '../clean/baresip-calls.ts'
import type { Stage } from '../namespaces.ts'
import { type Site, uri } from '../site.ts'
import type { Fault } from './fault.ts'
import { together } from './parts.ts'

// A baresip that listens for SIP over TLS with a certificate made for the run, and calls with media that is encrypted or not.

const NAME = 'sip.example.com'
const TALK_MS = 5_000
/** A baresip takes TLS on the port above. */
const tlsPort = (site: Site, at: number): number => site.port(at) + 1

const KEY_LOG = 'keys.log'

/** A client that looks at certificates connects to the listener and asks for `NAME`; it goes as soon as it is through. */
const connecting =
  (issue: (authority: Authority) => Promise<Issued>, version: 'tls1_2' | 'tls1_3' = 'tls1_2'): Fault['run'] =>
  ({ site }) =>
    together(async (add) => {
      const authority = await openAuthority(site.directory)
      const { bundle } = await issue(authority)
      await add(startPhone(site, { at: 2, user: 'bob', settings: [`sip_certificate ${bundle}`] }))
      const to = `${site.literal(2)}:${tlsPort(site, 2)}`
      const looks = ['-verify_return_error', '-verify_hostname', NAME, '-CAfile', authority.root]
      const keys = version === 'tls1_3' ? ['-keylogfile', join(site.directory, KEY_LOG)] : []
      const client = site.start(1, 'openssl', [
        's_client',
        ...['-connect', to, '-servername', NAME, '-alpn', 'sip/2', `-${version}`],
        ...[...looks, ...keys],
      ])
      await add(Promise.resolve(client))
      await client.ended()
    })

/** A call over TLS 1.2 between two baresips, which take any certificate. */
const overTls =
  (issue: (authority: Authority) => Promise<Issued>, phone: Partial<PhoneShape> = {}): Fault['run'] =>
  async (stage) => {
    const { directory } = stage.site
    const { bundle } = await issue(await openAuthority(directory))
    const settings = [`sip_certificate ${bundle}`]
    await call(stage, { ...phone, settings }, (site) => `sip:bob@${site.literal(2)}:${tlsPort(site, 2)};transport=tls`)
  }

const encrypted = (mode: 'srtp' | 'srtp-mand' | 'dtls_srtp' | undefined): Partial<PhoneShape> => ({
  modules: ['g711.so', 'srtp.so', 'dtls_srtp.so'],
  account: `;regint=0;answermode=${mode === 'dtls_srtp' ? 'early' : 'auto'}${mode === undefined ? '' : `;mediaenc=${mode}`}`,
})

async function call(
  { site }: Stage,
  phone: Partial<PhoneShape>,
  to = (at: Site): string => uri(at, 2, 'bob'),
  callee = phone,
): Promise<void> {
  const [bob, alice] = [
    { at: 2, user: 'bob', ...callee },
    { at: 1, user: 'alice', ...phone },
  ] as const
  await withPhones(site, [bob, alice], async (called, calling) => {
    await calling!.command('dial', to(site))
    if (bob.account?.includes('early')) {
      await setTimeout(300)
      await called!.command('accept')
    }
    await Promise.race([calling!.says(/Call established/), calling!.says(/session closed|call: .*closed/i)])
    await setTimeout(TALK_MS)
    await calling!.command('hangup')
    await setTimeout(300)
  })
}
const good = (authority: Authority): Promise<Issued> => authority.issue([NAME])
const expired = (authority: Authority): Promise<Issued> => authority.issue([NAME], -400, -3)

export const SECURITY_FAULTS: Readonly<Record<string, Fault>> = {
  'a certificate that holds': { programs: ['baresip', 'openssl'], run: connecting(good), finds: {} },
  'an expired certificate': {
    programs: ['baresip', 'openssl'],
    run: connecting(expired),
    finds: { 'tls.certificate-expired': 'critical' },
  },
  'an expired certificate, TLS 1.3 with a key log': {
    programs: ['baresip', 'openssl'],
    run: connecting(expired, 'tls1_3'),
    keyLog: KEY_LOG,
    finds: { 'tls.certificate-expired': 'critical' },
  },
  'a certificate of tomorrow': {
    programs: ['baresip', 'openssl'],
    run: connecting((authority) => authority.issue([NAME], 2, 300)),
    finds: { 'tls.certificate-not-yet-valid': 'critical' },
  },
  'a certificate that signed itself': {
    programs: ['baresip', 'openssl'],
    run: connecting((authority) => authority.selfSigned([NAME])),
    finds: { 'tls.certificate-self-signed': 'critical' },
  },
  'a certificate for another name': {
    programs: ['baresip', 'openssl'],
    run: connecting((authority) => authority.issue(['pbx.example.net'])),
    finds: { 'tls.name-mismatch': 'high' },
  },
  'SRTP, its keys over TLS': {
    programs: ['baresip', 'openssl'],
    run: overTls(good, encrypted('srtp-mand')),
    finds: {},
  },
  'SRTP, its keys in the clear': {
    programs: ['baresip'],
    run: (stage) => call(stage, encrypted('srtp-mand')),
    finds: { 'security.sdes-over-cleartext': 'high' },
  },
  'SRTP, its keys in the clear on the internet': {
    programs: ['baresip'],
    network: 'public',
    run: (stage) => call(stage, encrypted('srtp-mand')),
    finds: { 'security.sdes-over-cleartext': 'critical' },
    findsBeside: { 'security.sdes-over-cleartext': 'high' },
  },
  'SRTP by DTLS': {
    programs: ['baresip'],
    network: 'public',
    run: (stage) => call(stage, encrypted('dtls_srtp')),
    finds: {},
  },
  'no SRTP on the internet': {
    programs: ['baresip'],
    network: 'public',
    run: (stage) => call(stage, encrypted(undefined)),
    finds: { 'security.srtp-not-used': 'medium' },
    findsBeside: {},
  },
  'SRTP on one side only': {
    programs: ['baresip'],
    run: (stage) => call(stage, encrypted('srtp-mand'), undefined, { account: ';regint=0;answermode=auto' }),
    // The callee does not say why, and describes no media of its own.
    finds: { 'signaling.response-488': 'high' },
  },
}
