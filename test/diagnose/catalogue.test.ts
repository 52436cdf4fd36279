import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { CATALOGUE, RULES } from '../../src/diagnose/catalogue.ts'
import { PRODUCTS } from '../../src/diagnose/fixes/products.ts'
import type { AnyRule } from '../../src/diagnose/rule.ts'
import { CATEGORIES, SEVERITIES } from '../../src/model/finding.ts'

const RULES_DIR = join(import.meta.dirname, '../../src/diagnose/rules')
const FILES = globSync('**/*.ts', { cwd: RULES_DIR }).sort()

/** Rules that need nothing that can be missing, with the reason; all others show what they cannot know. */
const NEVER_UNPROVEN: Readonly<Record<string, string>> = {
  'general.no-sip-found': 'it examines the whole capture, and that no SIP is in it is itself what was seen',
}

const idOf = (file: string) => file.replace(/\.ts$/, '').replaceAll('\\', '/').replace('/', '.')

test.each(FILES)('%s is listed, named as its path, sourced and tested', async (file) => {
  const exported: unknown[] = Object.values(await import(join(RULES_DIR, file)))
  const rules = exported.filter((one): one is AnyRule => typeof one === 'object' && one !== null && 'examines' in one)
  expect(rules.map(({ id }) => id)).toEqual([idOf(file)])
  const [rule] = rules
  expect(RULES).toContain(rule)
  expect(rule!.sources.every((source) => source.trim() !== '')).toBe(true)
  const path = join(import.meta.dirname, 'rules', file.replace(/\.ts$/, '.test.ts'))
  expect(existsSync(path)).toBe(true)
  const tests = readFileSync(path, 'utf8')
  expect(tests).toMatch(/testRule\(/)
  expect(tests).toMatch(/\bquiet: \{/)
  expect(tests).toMatch(/\bfires: \{/)
  expect(/\bunproven: \{/.test(tests)).toBe(NEVER_UNPROVEN[idOf(file)] === undefined)
})

test('every rule has a file', () => {
  expect(RULES.map(({ id }) => id).sort()).toEqual(FILES.map(idOf).sort())
})

test.each(RULES)('$id is complete', (rule) => {
  expect(CATEGORIES).toContain(rule.category)
  expect(SEVERITIES).toContain(rule.severity)
  for (const text of [rule.title, rule.meaning, rule.fires, rule.quiet]) expect(text.trim()).not.toBe('')
  if (rule.severity !== 'info') expect(rule.recommendation).not.toBe('')
  if (rule.recipe !== undefined) expect(PRODUCTS.some(({ settings }) => settings[rule.recipe!])).toBe(true)
})

/** The reference's own examples: what clients were promised. */
test.each([
  ['sdp.no-common-codec', 'codec', 'critical', 'No codec match between offer and answer'],
  ['tls.certificate-expired', 'security', 'critical', 'TLS certificate expired'],
  ['auth.loop', 'auth', 'critical', '401 auth loop'],
  ['nat.private-address-in-sdp', 'media', 'high', 'RFC 1918 private IP in SDP c= line'],
  ['media.loss-high', 'media', 'high', 'RTP packet loss'],
  ['signaling.response-5xx', 'signaling', 'high', 'SIP 5xx error'],
  ['sdp.ptime-mismatch', 'codec', 'medium', 'ptime mismatch between offer and answer'],
  ['security.srtp-not-used', 'security', 'medium', 'SRTP not used'],
  ['media.rtcp-missing', 'media', 'medium', 'Missing RTCP'],
  ['sdp.ptime-nonstandard', 'codec', 'low', 'Non-standard ptime'],
  ['compliance.missing-mandatory-header', 'compliance', 'low', 'Missing mandatory SIP header'],
  ['codec.deprecated', 'codec', 'low', 'Deprecated codec'],
  ['codec.list', 'codec', 'info', 'Codec list'],
  ['general.call-duration', 'general', 'info', 'Call duration'],
  ['compliance.user-agent-summary', 'general', 'info', 'Endpoint identification'],
])('%s keeps its category, severity and title', (id, category, severity, title) => {
  expect(CATALOGUE.find((entry) => entry.id === id)).toMatchObject({ category, severity, title })
})
