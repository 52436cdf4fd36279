import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterAll, describe, test } from 'vitest'
import { CLEAN_CALLS } from './clean/clean-calls.ts'
import { analysed, EXPECTED, expectJoined } from './joined.ts'
import { mayRecord, missing, recorded } from './programs.ts'
import { loopbackSite } from './site.ts'

// Real programs call each other on the loopback, tcpdump records it, and what they did is what the analysis says they did.
// The same calls, recorded once with an address for each host, are read where programs are lacking too.

/** Calls that are made here and now, with the programs they need. Each takes some seconds. */
const LIVE: Readonly<Record<string, readonly string[]>> = {
  pcmu: ['sipp'],
  tcp: ['sipp'],
  'hold-and-resume': ['sipp'],
  'session-refreshed-by-re-invite': ['sipp'],
  'session-refreshed-by-update': ['sipp'],
  'attended-transfer': ['sipp'],
  b2bua: ['sipp'],
  'forked-to-two': ['sipp', 'kamailio'],
  'proxied-tcp': ['sipp', 'kamailio'],
  'next-phone-when-busy': ['sipp', 'kamailio'],
  'baresip-hold': ['baresip'],
  'baresip-tcp': ['baresip'],
  'baresip-transfer': ['baresip'],
  'baresip-b2bua': ['baresip'],
}

const absent = [...missing(['tcpdump', ...new Set(Object.values(LIVE).flat())])]
if (!absent.includes('tcpdump') && !(await mayRecord(tmpdir()))) absent.push('tcpdump')
const isAbsent = (programs: readonly string[]): boolean =>
  ['tcpdump', ...programs].some((name) => absent.includes(name))

afterAll(() => {
  const skipped = Object.values(LIVE).filter(isAbsent).length
  const why = skipped === 0 ? '' : `, !!! SKIPPED: ${skipped}: not installed, or not allowed: ${absent.join(', ')}`
  console.log(`calls of real programs made live: ${Object.keys(LIVE).length - skipped}${why}`)
})

describe('recorded before', () => {
  test.each(Object.entries(EXPECTED))('%s', async (name, expected) => {
    const file = join(import.meta.dirname, `../golden/clean/${name}.pcap.gz`)
    expectJoined(analysed(gunzipSync(await readFile(file))), expected)
  })
})

// They wait for each other most of the time.
describe.concurrent('made live', () => {
  for (const [name, programs] of Object.entries(LIVE)) {
    test.skipIf(isAbsent(programs))(name, async () => {
      const directory = await mkdtemp(join(tmpdir(), 'real-stack-'))
      try {
        const call = CLEAN_CALLS[name]!
        const site = loopbackSite(directory)
        const file = join(directory, 'capture.pcap')
        await recorded(file, site.filter, directory, () => call.run(site))
        expectJoined(analysed(await readFile(file)), EXPECTED[name]!)
      } finally {
        await rm(directory, { recursive: true, force: true })
      }
    })
  }
})
