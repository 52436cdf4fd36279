import { RULES } from '../src/diagnose/catalogue.ts'
import { PRODUCTS } from '../src/diagnose/fixes/products.ts'
import type { AnyRule } from '../src/diagnose/rule.ts'

const areaOf = ({ id }: AnyRule): string => id.slice(0, id.indexOf('.'))
const sorted = RULES.toSorted((a, b) => (a.id < b.id ? -1 : 1))

/** What each area is about, for people. */
const AREAS: Readonly<Record<string, string>> = {
  ai: 'AI voice agents: what harms speech recognition, delays, hand-over',
  auth: 'challenges, credentials, clocks',
  codec: 'codecs in use, transcoding, lost wideband',
  compliance: 'departures from RFC 3261 and its kin',
  dialog: 'session timers, CSeq, tags, drops',
  dtmf: 'telephone events and INFO digits',
  early: 'early media and the first second of a call',
  emergency: 'emergency calls, callback, location',
  fax: 'T.38 and fax passthrough',
  general: 'what is in the input and what is not; shares over many calls',
  ice: 'candidates and connectivity checks',
  identity: 'STIR/SHAKEN signatures and attestation',
  info: 'INFO packages',
  media: 'RTP and RTCP: none, one way, loss, jitter, MOS, wrong ports and types',
  message: 'instant messages',
  nat: 'private addresses, mappings, SIP ALG',
  options: 'pings',
  prack: 'reliable provisionals',
  publish: 'quality reports of endpoints',
  reg: 'registrations and their bindings',
  routing: 'Via, Route, loops, numbers, failover',
  sdp: 'offers, answers, directions, SRTP and DTLS parameters',
  security: 'keys and passwords in the clear, scanners, floods, fraud',
  signaling: 'no response, refusals and their causes, ACK, BYE, CANCEL, delays',
  siprec: 'recording sessions',
  subscribe: 'subscriptions and NOTIFY',
  tls: 'certificates, versions, handshakes',
  transfer: 'REFER, Replaces, NOTIFY',
  transport: 'UDP size, fragments, TCP, WebSocket, ICMP',
  update: 'UPDATE before the answer',
}

/** The table of README: areas with how many rules each has. */
export function ruleTable(): string {
  const areas = Map.groupBy(sorted, areaOf)
  return [
    `${sorted.length} rules. [docs/rules](docs/rules/README.md) says of each what it means, when it fires, when it stays quiet, what to do and`,
    "where it comes from; so do GraphQL's `rules` query and the page `/rules/ID` of the service.",
    '',
    '| area | rules | about |',
    '|---|---|---|',
    ...[...areas].map(([area, rules]) => {
      const about = AREAS[area]
      if (about === undefined) throw new Error(`the area ${area} has no description`)
      return `| [${area}](docs/rules/${area}.md) | ${rules.length} | ${about} |`
    }),
  ].join('\n')
}

/** The pages under docs/rules, by path: one for each area, and their index. */
export function rulePages(): Readonly<Record<string, string>> {
  const areas = Map.groupBy(sorted, areaOf)
  const pages: Record<string, string> = { 'docs/rules/README.md': indexPage(areas) }
  for (const [area, rules] of areas) pages[`docs/rules/${area}.md`] = areaPage(area, rules)
  return pages
}

const indexPage = (areas: ReadonlyMap<string, readonly AnyRule[]>): string =>
  [
    '# Rules',
    '',
    `The ${sorted.length} faults and facts that are looked for, by area. A finding names its rule; the severity here is the usual one, and a finding says why it has another.`,
    '',
    ...[...areas].flatMap(([area, rules]) => [
      `## ${area}`,
      '',
      '| rule | severity | title |',
      '|---|---|---|',
      ...rules.map(({ id, severity, title }) => `| [${id}](${area}.md#${anchor(id)}) | ${severity} | ${cell(title)} |`),
      '',
    ]),
  ].join('\n')

const areaPage = (area: string, rules: readonly AnyRule[]): string =>
  [`# Rules: ${area}`, '', '[All rules](README.md)', '', ...rules.flatMap(sectionOf)].join('\n')

/** As the usual Markdown renderers name the heading of an id. */
const anchor = (id: string): string => id.replaceAll('.', '')
const cell = (text: string): string => text.replaceAll('|', '\\|')

function sectionOf(rule: AnyRule): readonly string[] {
  const { id, title, severity, category, meaning, fires, quiet, example, recommendation, verify, explains, sources } =
    rule
  const settings = rule.recipe === undefined ? [] : PRODUCTS.filter((product) => product.settings[rule.recipe!])
  return [
    `## ${id}`,
    '',
    `**${title}** · usual severity ${severity} · category ${category}`,
    '',
    meaning,
    '',
    `- **Fires:** ${fires}`,
    `- **Quiet:** ${quiet}`,
    ...(recommendation === '' ? [] : [`- **Fix:** ${[recommendation, verify].filter(Boolean).join(' ')}`]),
    ...(explains ? [`- **Explains:** ${explains.map((one) => `\`${one}\``).join(', ')}`] : []),
    `- **Sources:** ${sources.join('; ')}`,
    '',
    ...(example ? ['Evidence looks like this:', '', '```text', ...example, '```', ''] : []),
    ...settings.flatMap(({ name, settings: own }) => [
      `<details><summary>${name}</summary>`,
      '',
      '```text',
      own[rule.recipe!]!.text,
      '```',
      '',
      '</details>',
      '',
    ]),
  ]
}
