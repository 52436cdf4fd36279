import { parseParams } from '../token.ts'

/** Cisco-Guid: four decimal words of 32 bits that all legs of a call through a Cisco gateway share. Hexadecimal here. */
export function parseCiscoGuid(value: string): string[] {
  const words = value.trim().split('-', 5)
  if (words.length !== 4 || !words.every((word) => /^\d{1,10}$/.test(word) && Number(word) < 2 ** 32)) return []
  return [words.map((word) => Number(word).toString(16).padStart(8, '0')).join('')]
}

/** User-to-User (RFC 7433 §4.1): opaque data, hexadecimal unless `encoding` says otherwise. */
export interface UserToUser {
  readonly data: string
  readonly encoding: string
  readonly purpose: string | undefined
}

export function parseUserToUser(value: string): UserToUser[] {
  const semicolon = value.indexOf(';')
  const data = (semicolon < 0 ? value : value.slice(0, semicolon)).trim()
  if (data === '') return []
  const params = parseParams(semicolon < 0 ? '' : value.slice(semicolon))
  return [
    { data, encoding: params.get('encoding')?.toLowerCase() || 'hex', purpose: params.get('purpose') || undefined },
  ]
}
