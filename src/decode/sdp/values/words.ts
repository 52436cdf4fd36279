import { leadingNumber, wordsOf } from '../words.ts'

/** Words read of one attribute; a BUNDLE group of a conference names some dozens of m-lines. */
const MAX_WORDS = 300

/** `a=group:BUNDLE 0 1` (RFC 5888 §5), `a=ssrc-group:FID 1 2` (RFC 5576 §4.2). */
export interface Group {
  /** Upper case: `BUNDLE`, `LS`, `FID`, `ANAT` ... */
  readonly semantics: string
  readonly members: readonly string[]
}

export function parseGroup(value: string): Group | undefined {
  const [semantics, ...members] = wordsOf(value.trim(), MAX_WORDS)
  return semantics ? { semantics: semantics.toUpperCase(), members } : undefined
}

/** `a=extmap:1/sendrecv urn:ietf:params:rtp-hdrext:sdes:mid` (RFC 8285 §8). */
export interface HeaderExtension {
  readonly id: number
  readonly direction: string | undefined
  readonly uri: string
}

export function parseExtmap(value: string): HeaderExtension | undefined {
  const [place = '', uri] = wordsOf(value.trim(), 3)
  const id = leadingNumber(place)
  if (id === undefined || uri === undefined) return undefined
  return { id: id.value, direction: place[id.end] === '/' ? place.slice(id.end + 1).toLowerCase() : undefined, uri }
}

/** `a=ssrc:12345 cname:x` (RFC 5576 §4.1). */
export interface SourceAttribute {
  readonly ssrc: number
  readonly name: string
  readonly value: string | undefined
}

const SSRC = /^(\d{1,10})[\t ]{1,99}([^\s:]{1,99})(?::(.*))?$/s

export function parseSsrc(value: string): SourceAttribute | undefined {
  const match = SSRC.exec(value.trim())
  const ssrc = Number(match?.[1] ?? Number.NaN)
  return ssrc < 2 ** 32 ? { ssrc, name: match![2]!.toLowerCase(), value: match![3] } : undefined
}

/** `a=curr:qos local sendrecv`, `a=des:qos mandatory remote sendrecv`, `a=conf:qos remote sendrecv` (RFC 3312 §4). */
export interface Precondition {
  /** `qos`, or `sec` (RFC 5027). */
  readonly kind: string
  /** `mandatory`, `optional`, `none`, `failure`, `unknown`; undefined but for `des`. */
  readonly strength: string | undefined
  /** `local`, `remote`, `e2e`. */
  readonly side: string
  /** `none`, `send`, `recv`, `sendrecv`. */
  readonly direction: string
}

const STRENGTHS: ReadonlySet<string> = new Set(['mandatory', 'optional', 'none', 'failure', 'unknown'])

export function parsePrecondition(value: string): Precondition | undefined {
  const [kind, ...rest] = wordsOf(value.trim().toLowerCase(), 5)
  const strength = rest.length > 2 && STRENGTHS.has(rest[0]!) ? rest[0] : undefined
  const [side, direction] = strength === undefined ? rest : rest.slice(1)
  return kind && side && direction ? { kind, strength, side, direction } : undefined
}

/** `a=acap:1 crypto:1 ...`, `a=tcap:1 RTP/SAVP`, `a=pcfg:1 t=1 a=1`, `a=acfg:1 t=1` (RFC 5939 §3): its number and the rest. */
export interface Capability {
  readonly number: number
  readonly text: string
}

export function parseCapability(value: string): Capability | undefined {
  const number = leadingNumber(value)
  return number && { number: number.value, text: value.slice(number.end).trim() }
}

/** `a=zrtp-hash:1.10 fe30...` (RFC 6189 §8): version and hash of the Hello, lower case. */
export interface ZrtpHash {
  readonly version: string
  readonly hash: string
}

export function parseZrtpHash(value: string): ZrtpHash | undefined {
  const [version, hash] = wordsOf(value.trim(), 2)
  return version && hash ? { version, hash: hash.toLowerCase() } : undefined
}

/** The words of an attribute that is no more than words: `ice-options`, `mid`, `label`, `content`. */
export const parseWords = (value: string): readonly string[] | undefined =>
  value.trim() === '' ? undefined : wordsOf(value.trim(), MAX_WORDS)

/** Lower case; `setup`, `silenceSupp` and others whose first word decides. */
export const parseFirstWord = (value: string): string | undefined =>
  wordsOf(value.trim(), 1)[0]?.toLowerCase() || undefined
