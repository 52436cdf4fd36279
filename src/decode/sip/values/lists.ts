import { parseParams, splitList } from '../token.ts'
import { qualityOf } from './contact.ts'
import { parseWord, type Word } from './event.ts'

/** `100rel, timer`: Require, Supported, Unsupported, Proxy-Require, Allow, Allow-Events. As written. */
export const parseTokens = splitList

/** A member of Accept, Accept-Encoding or Accept-Language (RFC 3261 §20.1 to §20.3). */
export interface Preference extends Word {
  /** 1 where no `q` says otherwise. */
  readonly q: number
}

export const parsePreferences = (value: string): Preference[] =>
  splitList(value)
    .flatMap(parseWord)
    .map((word) => ({ ...word, q: qualityOf(word.params.get('q')) ?? 1 }))

/** `id; critical` of Privacy (RFC 3323 §4.2): values parted by semicolons, lower case. Commas are met too. */
export const parsePrivacy = (value: string): string[] =>
  value.split(/[;,]/, MAX_PRIVACY).flatMap((part) => part.trim().toLowerCase() || [])

/** There are eight values. */
const MAX_PRIVACY = 64

/** `dsn.flash, wps.3` (RFC 4412 §3.1). */
export interface ResourcePriority {
  readonly namespace: string
  readonly priority: string
}

export const parseResourcePriorities = (value: string): ResourcePriority[] =>
  splitList(value).flatMap((one) => {
    const dot = one.indexOf('.')
    return dot > 0 ? [{ namespace: one.slice(0, dot).toLowerCase(), priority: one.slice(dot + 1).toLowerCase() }] : []
  })

/** P-Charging-Vector (RFC 7315 §4.6): parameters by name, `icid-value` the one that tells calls apart. */
export const parseChargingVector = (value: string) => [parseParams(value)]

/** P-Access-Network-Info (RFC 7315 §4.4), several where networks each add one. */
export const parseAccessNetworks = (value: string): Word[] => splitList(value).flatMap(parseWord)
