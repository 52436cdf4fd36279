import type { Attribute } from '../../model/description.ts'
import { parseCrypto } from './values/crypto.ts'
import { parseFingerprint } from './values/fingerprint.ts'
import { parseCandidate } from './values/ice.ts'
import { parseRtcp, parseRtcpFeedback } from './values/rtcp.ts'
import {
  parseCapability,
  parseExtmap,
  parseFirstWord,
  parseGroup,
  parsePrecondition,
  parseSsrc,
  parseWords,
  parseZrtpHash,
} from './values/words.ts'

/** How the value of each attribute is taken apart, by lower-case name. None throws; undefined is what cannot be used. */
const PARSERS = {
  acap: parseCapability,
  acfg: parseCapability,
  candidate: parseCandidate,
  conf: parsePrecondition,
  content: parseWords,
  crypto: parseCrypto,
  curr: parsePrecondition,
  des: parsePrecondition,
  extmap: parseExtmap,
  fingerprint: parseFingerprint,
  group: parseGroup,
  'ice-options': parseWords,
  label: parseWords,
  mid: parseWords,
  pcfg: parseCapability,
  rtcp: parseRtcp,
  'rtcp-fb': parseRtcpFeedback,
  setup: parseFirstWord,
  silencesupp: parseFirstWord,
  ssrc: parseSsrc,
  'ssrc-group': parseGroup,
  tcap: parseCapability,
  'zrtp-hash': parseZrtpHash,
} satisfies Readonly<Record<string, (value: string) => unknown>>

/** Attributes whose values can be asked for, in lower case: `a=silenceSupp` is `silencesupp`. */
export type ReadAttribute = keyof typeof PARSERS
export type AttributeValue<Name extends ReadAttribute> = NonNullable<ReturnType<(typeof PARSERS)[Name]>>

/** The session level of a description, or one of its m-lines. */
interface Level {
  readonly attributes: readonly Attribute[]
}

/** Every usable value of that attribute at this level, in order, with its line. Taken apart at each call: ask once. */
export function attributeValues<Name extends ReadAttribute>(
  { attributes }: Level,
  name: Name,
): readonly { readonly value: AttributeValue<Name>; readonly attribute: Attribute }[] {
  const parse = PARSERS[name] as (value: string) => AttributeValue<Name> | undefined
  return attributes.flatMap((attribute) => {
    if (!isNamed(attribute, name)) return []
    const value = parse(attribute.value ?? '')
    return value === undefined ? [] : [{ value, attribute }]
  })
}

const isNamed = (attribute: Attribute, name: string): boolean =>
  attribute.name === name || (attribute.name.length === name.length && attribute.name.toLowerCase() === name)
