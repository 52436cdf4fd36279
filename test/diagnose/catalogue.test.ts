import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { CATALOGUE, RULES } from '../../src/diagnose/catalogue.ts'
import { PRODUCTS } from '../../src/diagnose/fixes/products.ts'
import type { AnyRule } from '../../src/diagnose/rule.ts'
import { CATEGORIES, SEVERITIES } from '../../src/model/finding.ts'
import { RULE_INDEX } from './rule-index.ts'

const RULES_DIR = join(import.meta.dirname, '../../src/diagnose/rules')
const FILES = globSync('**/*.ts', { cwd: RULES_DIR }).sort()

/** Rules that need nothing that can be missing, with the reason; all others show what they cannot know. */
const NEVER_UNPROVEN: Readonly<Record<string, string>> = {
  'media.rtp-port-odd': 'the port is itself what was seen',
  'media.stats-header-invalid': 'the figures of the header are themselves what was seen',
  'ai.recording-two-party-hint': 'the sign of recording is itself what was seen',
  'compliance.compact-forms': 'a header in compact form is itself what was seen',
  'compliance.duplicate-single-header': 'both lines of the header are there to be seen',
  'compliance.rpid-legacy': 'the header is itself what was seen',
  'tls.encrypted-not-inspectable': 'that something could not be read is itself what was seen',
  'dialog.min-se-too-small': 'the header is itself what was seen',
  'reg.response-423': 'the 423 is itself what was seen; where the input ends soon after, it weighs less',
  'auth.endpoint-unidentified': 'a line says it or does not',
  'options.method-not-keepalive': 'what was counted is told; without times only the cadence is left out',
  'general.capture-quality': 'it says itself what the input cannot show',
  'general.duplicate-capture': 'what was left out was counted',
  'general.partial-dialogs': 'that a part is missing is itself what was seen',
  'general.unparsed-input': 'what was passed over was counted',
  'transport.ws-via-invalid-host': 'the name in Via or Contact is itself what was seen',
  'general.no-sip-found': 'it examines the whole capture, and that no SIP is in it is itself what was seen',
}

/** Rules of the index that there are not, with the reason. Whoever writes one takes it off. */
const DECIDED_AGAINST: Readonly<Record<string, string>> = {
  'security.vulnerable-version': 'needs a list of advisories, and one that is out of date is worse than none',
  'general.anomaly-vs-baseline': 'one input by itself has no baseline',
}

/** Rules whose subjects are seen once, at the end of an input or of a stream: a healthy call does not make them look. */
const SEEN_ONCE: ReadonlySet<AnyRule['examines']> = new Set(['capture', 'joinedCall', 'log', 'stream', 'tls'])

/** Rules that look into every conversation all the same, with the reason. */
const ALWAYS_LOOK: Readonly<Record<string, string>> = {
  'general.call-duration': 'every call has one',
  'general.call-summary': 'it tells of every call',
  'routing.dns-failure': 'failures, and reasons of any response',
  'security.signaling-cleartext': 'any call may be the one in the clear',
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

test.each(RULES)('$id has an example, its place in the index, and looks only where it must', (rule) => {
  expect(rule.example?.length, 'lines of example').toBeGreaterThan(0)
  expect([rule.category, rule.severity]).toEqual(RULE_INDEX[rule.id])
  const { about, marks, applies } = rule
  const isSparing = SEEN_ONCE.has(rule.examines) || [about, marks, applies].some((one) => one !== undefined)
  expect(isSparing, 'about, marks or applies').toBe(!(rule.id in ALWAYS_LOOK))
})

test('every rule of the index is there, or was decided against', () => {
  expect(Object.keys(DECIDED_AGAINST).filter((id) => !(id in RULE_INDEX))).toEqual([])
  const ids = new Set(RULES.map(({ id }) => id))
  expect(Object.keys(RULE_INDEX).filter((id) => !ids.has(id))).toEqual(
    Object.keys(RULE_INDEX).filter((id) => id in DECIDED_AGAINST),
  )
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
