import { attributeValues } from '../../../decode/sdp/attributes.ts'
import type { DescribedMessage } from '../../../model/call.ts'
import type { MediaDescription } from '../../../model/description.ts'
import { agreedLines, bothLines, isCut, lineOf, profileOf } from '../../facts/media-lines.ts'
import { type Proof, rule, type Weight } from '../../rule.ts'

interface Values {
  readonly fault: 'roles' | 'actpass-answered' | 'no-fingerprint' | 'sha-1'
  readonly offered: string
  readonly answered: string
}

export const dtlsSetupConflict = rule<'offerAnswer', Values>({
  id: 'sdp.dtls-setup-conflict',
  category: 'security',
  severity: 'high',
  sources: ['RFC 5763 §5', 'RFC 8842 §5', 'RFC 8122 §5'],
  title: 'DTLS roles or fingerprints do not fit',
  examines: 'offerAnswer',
  about: { described: true, unusual: true },
  yieldsTo: ['sdp.dtls-fingerprint-missing'],
  explains: ['media.dtls-handshake-failed', 'media.no-media'],
  meaning:
    'Both sides must agree who begins the DTLS handshake (a=setup) and give the fingerprint of their certificate. Otherwise no keys are made and no audio is heard.',
  fires:
    'Both sides active or both passive; actpass answered by actpass; a DTLS line without a fingerprint. Low for a SHA-1 fingerprint.',
  quiet: 'actpass answered by active or passive; lines without DTLS.',
  example: ['a=setup:passive', 'a=setup:passive'],
  recommendation:
    'Let the offerer send a=setup:actpass and the answerer a=setup:active, each with an a=fingerprint of its certificate.',
  recipe: 'srtp',
  verify: 'Verify: one side is active, the other passive, and both give a=fingerprint.',
  applies: ({ exchange }) => exchange.media.some(({ offer }) => profileOf(offer) === 'dtls'),
  *check({ exchange }) {
    if (isCut(exchange)) {
      yield { insufficient: 'message-cut' }
      return
    }
    for (const pair of agreedLines(exchange)) {
      if (profileOf(pair.offer) !== 'dtls' || profileOf(pair.answer) !== 'dtls') continue
      const [mine, theirs] = [aspectsOf(exchange.offer, pair.offer), aspectsOf(exchange.answer!, pair.answer)]
      const fault = faultOf(mine, theirs)
      if (!fault) continue
      const lines: Proof[] = [
        mine.line ? { message: exchange.offer.message, sdp: mine.line } : lineOf(exchange.offer.message, pair.offer),
        theirs.line
          ? { message: exchange.answer!.message, sdp: theirs.line }
          : lineOf(exchange.answer!.message, pair.answer),
      ]
      const severity: Weight = { level: 'low', because: 'Legal, and collisions are not known to be exploited here' }
      yield {
        values: { fault, offered: mine.setup ?? 'nothing', answered: theirs.setup ?? 'nothing' },
        proof: [bothLines(pair)[0], ...lines],
        scope: [fault],
        mends: exchange.answer!.message,
        ...(fault === 'sha-1' && { severity }),
      }
    }
  },
  detail: ({ fault, offered, answered }) => MEANS[fault](offered, answered),
})

const MEANS: Readonly<Record<Values['fault'], (offered: string, answered: string) => string>> = {
  roles: (offered, answered) =>
    `The offer says a=setup:${offered} and the answer a=setup:${answered}: nobody, or both, begin the handshake.`,
  'actpass-answered': () => 'The offer leaves the role open (actpass) and so does the answer, which must choose.',
  'no-fingerprint': () =>
    'A DTLS line has no a=fingerprint, so the certificate of that side cannot be checked and the handshake is refused.',
  'sha-1': () => 'The fingerprint is a SHA-1 hash; SHA-256 is what RFC 8122 asks for.',
}

interface Aspects {
  readonly setup: string | undefined
  readonly line: { readonly line: number; readonly text: string } | undefined
  readonly hashes: readonly string[]
}

function aspectsOf({ description }: DescribedMessage, media: MediaDescription): Aspects {
  const setup = attributeValues(media, 'setup')[0] ?? attributeValues(description, 'setup')[0]
  const fingerprints = [...attributeValues(media, 'fingerprint'), ...attributeValues(description, 'fingerprint')]
  return {
    setup: setup?.value.toLowerCase(),
    line: setup?.attribute ?? fingerprints[0]?.attribute,
    hashes: fingerprints.map(({ value }) => value.hash),
  }
}

function faultOf(mine: Aspects, theirs: Aspects): Values['fault'] | undefined {
  if (mine.hashes.length === 0 || theirs.hashes.length === 0) return 'no-fingerprint'
  if (theirs.setup === 'actpass') return 'actpass-answered'
  if (mine.setup === theirs.setup && (mine.setup === 'active' || mine.setup === 'passive')) return 'roles'
  return [mine, theirs].some(({ hashes }) => hashes.every((hash) => hash === 'sha-1')) ? 'sha-1' : undefined
}
