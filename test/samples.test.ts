import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { report } from './support/report.ts'

test('the sample of a call to a voice agent shows what examples/README.md says of it', () => {
  const file = readFileSync(new URL('../examples/voice-agent.pcap.gz', import.meta.url))
  const { findings } = report({ bytes: gunzipSync(file), options: { analysedAt: 0 } })
  const told = findings.filter(({ rule }) => rule?.startsWith('ai.'))
  expect(told.map(({ rule, severity, title }) => ({ rule, severity, title }))).toEqual([
    { rule: 'ai.dead-air', severity: 'high', title: 'Voice agent falls silent' },
    { rule: 'ai.response-latency', severity: 'medium', title: 'Voice agent replies slowly' },
    { rule: 'ai.region-distance', severity: 'low', title: 'Voice agent and carrier are far apart' },
  ])
  expect(told[1]!.detail).toContain('204 ms is the network’s')
})
