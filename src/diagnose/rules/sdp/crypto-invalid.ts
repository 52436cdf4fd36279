import { type AttributeValue, attributeValues } from '../../../decode/sdp/attributes.ts'
import type { Attribute } from '../../../model/description.ts'
import { agreedLines, isCut } from '../../facts/media-lines.ts'
import { rule, type Weight } from '../../rule.ts'

interface Values {
  readonly fault: 'not-offered' | 'several' | 'key-length' | 'null' | 'weak'
  readonly suite: string
  readonly side: 'offer' | 'answer'
  readonly bytes: number | undefined
  readonly expected: number | undefined
}

type Line = { readonly value: AttributeValue<'crypto'>; readonly attribute: Attribute }

export const cryptoInvalid = rule<'offerAnswer', Values>({
  id: 'sdp.crypto-invalid',
  category: 'security',
  severity: 'high',
  sources: ['RFC 4568 §5.1.2', 'RFC 4568 §6.2', 'RFC 6188 §4', 'RFC 7714 §14.2'],
  title: 'SRTP keys in the description do not fit (a=crypto)',
  examines: 'offerAnswer',
  yieldsTo: ['sdp.srtp-profile-mismatch'],
  about: { described: true },
  marks: { unusual: true },
  meaning:
    'The answer must choose one crypto line of the offer by its tag and suite, with a key of the length the suite wants. Otherwise the audio is noise, or the call fails.',
  fires:
    'The chosen tag or suite was not offered, the answer holds several crypto lines, a key has the wrong length, or nothing is encrypted (NULL). Low for a 32-bit authentication tag.',
  quiet: 'Redacted keys; best effort that was not answered with crypto.',
  example: ['a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:…', 'a=crypto:2 AES_CM_128_HMAC_SHA1_32 inline:…'],
  recommendation:
    'Set the same SRTP suites on both sides, AES_CM_128_HMAC_SHA1_80 or AEAD_AES_128_GCM among them, and let the answer repeat the tag it chose.',
  recipe: 'srtp',
  verify: 'Verify: the answer has one a=crypto line, with a tag and suite of the offer.',
  *check({ exchange }) {
    const { offer, answer } = exchange
    if (isCut(exchange)) yield { insufficient: 'message-cut' }
    for (const pair of agreedLines(exchange)) {
      const [offered, chosen] = [attributeValues(pair.offer, 'crypto'), attributeValues(pair.answer, 'crypto')]
      for (const [side, line, fault] of faultsOf(offered, chosen)) {
        const message = side === 'offer' ? offer.message : answer!.message
        const severity = WEIGHTS[fault]
        yield {
          values: {
            ...{ fault, side, suite: line.value.suite.slice(0, 60) },
            ...{ bytes: line.value.keys[0]?.bytes, expected: line.value.expectedKeyBytes },
          },
          proof: [{ message, sdp: line.attribute }],
          scope: [fault, line.value.suite],
          mends: message,
          ...(severity && { severity }),
        }
      }
    }
  },
  detail: ({ fault, suite, side, bytes, expected }) => `The ${side} has ${suite}: ${MEANS[fault](bytes, expected)}`,
})

const MEANS: Readonly<Record<Values['fault'], (bytes: number | undefined, expected: number | undefined) => string>> = {
  'not-offered': () => 'no crypto line of the offer has that tag and suite.',
  several: () => 'the answer must name one crypto line and names several.',
  'key-length': (bytes, expected) => `its key and salt have ${bytes} octets where the suite wants ${expected}.`,
  null: () => 'nothing is encrypted with it.',
  weak: () => 'its authentication tag has 32 bits only.',
}

const WEIGHTS: Readonly<Partial<Record<Values['fault'], Weight>>> = {
  weak: { level: 'low', because: 'Legal, and the audio is encrypted' },
}

function* faultsOf(
  offered: readonly Line[],
  chosen: readonly Line[],
): Iterable<readonly ['offer' | 'answer', Line, Values['fault']]> {
  for (const line of chosen.slice(0, 1)) {
    const same = offered.find(({ value }) => value.tag === line.value.tag)
    const isOffered = same && same.value.suite.toUpperCase() === line.value.suite.toUpperCase()
    if (!isOffered) yield ['answer', line, 'not-offered']
    else if (/_32$/.test(line.value.suite)) yield ['answer', line, 'weak']
    if (chosen.length > 1) yield ['answer', chosen[1]!, 'several']
  }
  for (const [side, lines] of [['offer', offered] as const, ['answer', chosen] as const])
    for (const line of lines) {
      const { suite, keys, expectedKeyBytes } = line.value
      if (/^NULL|_NULL_/i.test(suite) || line.value.sessionParams.some((param) => /^UNENCRYPTED_SRTP$/i.test(param)))
        yield [side, line, 'null']
      const bytes = keys[0]?.bytes
      if (bytes !== undefined && expectedKeyBytes !== undefined && bytes !== expectedKeyBytes && !isRedacted(line))
        yield [side, line, 'key-length']
    }
}

/** `inline:xxxxxxxx` or a stump: no key, but what somebody left of one. */
const isRedacted = ({ value, attribute }: Line): boolean =>
  (value.keys[0]?.bytes ?? 0) < SHORTEST_KEY || /inline:(.)\1{5,}/i.test(attribute.text)

/** Octets of the shortest master key there is, without its salt (RFC 3711 §8.2). */
const SHORTEST_KEY = 16
