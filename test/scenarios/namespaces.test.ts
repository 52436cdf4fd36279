import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { NAMESPACES_PERMITTED, openStage } from './namespaces.ts'
import { LEASH, output, start } from './programs.ts'

// Nothing that scenarios start may outlive them.

const holds = (place: string): string => `
  const { openStage } = await import(${JSON.stringify(join(import.meta.dirname, 'namespaces.ts'))})
  const stage = await openStage('private', '.', ${place})
  const running = stage.site.start(1, 'sh', ['-c', 'echo "pid $$" && exec sleep 90'])
  await running.says(/pid/)
  console.log(running.said(), process.pid)
  await running.ended()
`

const PLACES = [
  { place: 'in a namespace', apart: true, isPermitted: NAMESPACES_PERMITTED },
  { place: 'on the loopback', apart: false, isPermitted: true },
]

for (const { place, apart, isPermitted } of PLACES) {
  test.skipIf(!isPermitted || LEASH.length === 0)(`programs ${place} are gone when the tests are killed`, async () => {
    const directory = await mkdtemp(join(tmpdir(), 'killed-'))
    const tests = start(process.execPath, ['--input-type=module', '-e', holds(`${apart}`)], directory)
    await tests.says(/pid \d+\s+\d+\n/)
    const [pid, own] = tests.said().match(/\d+/g)!.map(Number)
    expect(existsSync(`/proc/${pid}`)).toBe(true)
    process.kill(own!, 'SIGKILL')
    await tests.ended()
    while (existsSync(`/proc/${pid}`)) await setTimeout(20)
    await rm(directory, { recursive: true })
  })
}

test.skipIf(!NAMESPACES_PERMITTED)('two runs at once have hosts of the same address that do not meet', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'apart-'))
  const stages = await Promise.all([openStage('private', directory), openStage('private', directory)])
  try {
    const networks = stages.map(async ({ site }) => {
      const running = site.start(1, 'sh', ['-c', 'readlink /proc/self/ns/net && ip -4 -o address show dev eth0'])
      await running.ended()
      const [network, address] = running.said().split('\n')
      return { network, address: address?.includes(site.host(1)) }
    })
    const [one, other] = await Promise.all(networks)
    expect([one?.address, other?.address]).toEqual([true, true])
    expect(one?.network).not.toBe(other?.network)
  } finally {
    for (const stage of stages) await stage.close()
    await rm(directory, { recursive: true })
  }
  expect(output('ip', ['netns', 'list']).toString()).not.toMatch(/^host1\b/m)
})
